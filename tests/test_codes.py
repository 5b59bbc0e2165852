"""Every refusal has a stable code of its own and one sentence in both languages (M11).

After a look at the difference: ``pytest tests/test_codes.py --save-codes``.
"""

import ast
import importlib
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

import pytest

import app as package
from app.core.errors import AppError
from app.core.locales import LANGUAGES
from app.instruments import resting
from app.programmes import why_not
from app.programmes.discounts import WhyNot
from app.programmes.explain import _LIMITS
from app.programmes.kinds.visits import NoBreak
from app.programmes.spending import Reason
from app.referrals import queries as referrals
from app.referrals import sides
from app.sales import checks
from app.sales.offline.conflicts import Problem
from app.trust import words
from app.trust.rules import BOUNDS
from app.web import deals, errors, refusals
from tests import messages, sources
from tests.sources import ROOT, Source

SAVED = ROOT / "tests/codes.txt"
CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
PLACE = re.compile(r"%\((\w+)\)s")
SHORTEST_WORDS = 2
# Its sentence is the reason itself, each of which is looked at below.
OF_REASONS = {"break_refused"}
REASONS: Mapping[str, Mapping[object, str]] = {
    "discount": why_not.SENTENCES,
    "break": resting.WHY,
    "offline": {Problem(code): deals.WORDS[code] for code in Problem if code},
}
"""Reasons that are sentences, by what they are about."""

PHRASES: Mapping[str, Mapping[str, str]] = {
    "referral": referrals.REASONS,
    "review": words.REVIEW_REASONS,
    "case": words.CASE_REASONS,
}
"""Reasons that go on in a sentence or head one: no full stop of their own."""


@cache
def walked() -> list[type[AppError]]:
    """Every refusal of the application, whoever imports it; none that a test defines."""
    for module in pkgutil.walk_packages(package.__path__, "app."):
        importlib.import_module(module.name)
    ours = (kind for kind in refusals.kinds() if kind.__module__.startswith("app."))
    return [AppError, *dict.fromkeys(ours)]


def described() -> str:
    """Code, status and sentence of all refusals, then the reasons, one each line."""
    lines = {f"{kind.code}  {kind.status}  {kind.sentence}" for kind in walked()}
    reasons = {
        f"{about}.{code!s}  {sentence}"
        for known in (REASONS, PHRASES)
        for about, found in known.items()
        for code, sentence in found.items()
    }
    return "\n".join([*sorted(lines), "", *sorted(reasons)]) + "\n"


def test_the_codes_are_the_saved_ones(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("save_codes"):
        SAVED.write_text(described())
    assert described() == SAVED.read_text()


def test_one_code_says_one_thing() -> None:
    """Kinds may share a code only where nobody may tell them apart."""
    by_code: dict[str, list[type[AppError]]] = defaultdict(list)
    for kind in walked():
        by_code[kind.code].append(kind)
    for code, found in by_code.items():
        first = min(found, key=lambda kind: len(kind.__mro__))
        for kind in found:
            assert issubclass(kind, first), f"{code}: {first}, {kind}"
            assert (kind.sentence, kind.status) == (first.sentence, first.status), code
    assert len(by_code) > 300


def test_codes_are_words_with_underscores() -> None:
    for kind in walked():
        assert CODE.fullmatch(kind.code), kind
    for found in (*REASONS.values(), *PHRASES.values()):
        for code in found:
            assert CODE.fullmatch(str(code)), code


def sentences() -> Iterator[tuple[str, str]]:
    """All that is said, with what it belongs to."""
    for kind in walked():
        if kind.code not in OF_REASONS:
            yield kind.code, kind.sentence
    for about, found in REASONS.items():
        for code, sentence in found.items():
            yield f"{about}.{code}", sentence
    for status, sentence in errors.SENTENCES.items():
        yield str(status), sentence


def test_sentences_are_sentences_in_both_languages() -> None:
    for language in LANGUAGES:
        catalogue = messages.catalogue(language) if language != "en" else None
        for code, sentence in sentences():
            known = catalogue.get(sentence) if catalogue else None
            assert catalogue is None or known is not None, f"{code}: {sentence}"
            said = str(known.string) if known else sentence
            assert said.endswith("."), f"{code}, {language}: {said}"
            assert said[0].isupper() or said.startswith("%("), said
            assert len(said.split()) >= SHORTEST_WORDS, f"{code}, {language}: {said}"
            assert "!" not in said, said
            assert set(PLACE.findall(said)) == set(PLACE.findall(sentence)), said
            assert "%" not in PLACE.sub("", said).replace("%%", ""), said


def test_phrases_are_translated() -> None:
    for found in PHRASES.values():
        for code, phrase in found.items():
            known = messages.catalogue("ru").get(phrase)
            assert known is not None, code
            assert known.string, code


def test_every_reason_has_its_words() -> None:
    assert set(why_not.SENTENCES) == set(WhyNot)
    assert set(resting.WHY) == set(NoBreak)
    assert {code for code in Problem if code} <= set(deals.WORDS)
    assert {*sides.SIGNALS, "contact", "team", "person"} == set(referrals.REASONS)
    for language in LANGUAGES:
        assert set(Reason) <= set(_LIMITS[language]), language
    assert set(checks._LIMIT_ERRORS) <= set(Reason)
    assert set(words.REVIEW_REASONS) - {"team_claim"} <= set(BOUNDS)


def test_nothing_stays_unfilled() -> None:
    """Whoever refuses gives every value that the sentence has a place for."""
    seen = set()
    for source in sources.python("app"):
        for call, dotted in source.calls():
            kind = _refusal(source, dotted)
            if kind is None or "__init__" in vars(kind):
                continue
            given = {keyword.arg for keyword in call.keywords}
            missing = set(PLACE.findall(kind.sentence)) - given
            assert None in given or not missing, f"{source.path}:{call.lineno} {dotted}"
            seen.add(kind)
        for node in source.nodes:
            if isinstance(node, ast.Raise) and node.exc is not None:
                bare = _refusal(source, sources.dotted(node.exc))
                is_whole = bare is None or not PLACE.search(bare.sentence)
                assert is_whole, f"{source.path}:{node.lineno} {bare}"
    assert len(seen) > 20


def _refusal(source: Source, dotted: str) -> type[AppError] | None:
    """What a name in a file stands for, if it is a refusal."""
    if dotted.rpartition(".")[2] not in {kind.__name__ for kind in walked()}:
        return None
    name = source.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    found: object = importlib.import_module(name)
    for part in dotted.split("."):
        found = getattr(found, part, None)
    return found if isinstance(found, type) and issubclass(found, AppError) else None


def test_a_sentence_is_whole_when_it_is_said() -> None:
    for kind in walked():
        if "__init__" in vars(kind):
            continue
        values = dict.fromkeys(PLACE.findall(kind.sentence), "7")
        assert "%(" not in str(kind.sentence % values if values else kind.sentence)
