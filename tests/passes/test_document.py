"""Whatever a card says, its document is one that Wallet takes, or it is refused."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from passes.apple.checks import complaints
from passes.apple.document import document
from passes.apple.package import Package
from passes.apple.words import Words
from passes.card import (
    BadCard,
    Barcode,
    Field,
    Kind,
    Money,
    Occasion,
    Outlet,
    Symbology,
    Value,
)
from tests.passes.kinds import of_kind
from tests.passes.samples import PASS_TYPE, TEAM

WORDS = some.text(max_size=12)
TEXTS = WORDS | some.fixed_dictionaries({"ru": WORDS, "en": WORDS})
TIMES = some.timedeltas(timedelta(0), timedelta(days=20_000)).map(
    lambda passed: datetime(2000, 1, 1, tzinfo=UTC) + passed
)
VALUES: some.SearchStrategy[Value] = (
    TEXTS
    | some.integers(-(10**16), 10**16)
    | some.builds(Money, some.integers(-(10**9), 10**9), some.just("RUB"))
    | TIMES
    | some.dates(date(1990, 1, 1), date(2090, 1, 1))
)
CHANGES = some.just("") | some.just({"ru": "Теперь %@", "en": "Now %@"})
CODES = some.tuples(
    some.text(some.characters(categories=("L", "N")), min_size=1),
    some.sampled_from([Symbology.QR, Symbology.AZTEC, Symbology.DATA_MATRIX]),
) | some.sampled_from([("46012345", Symbology.ITF), ("A 1", Symbology.CODE39)])
OUTLETS = some.builds(Outlet, TEXTS, some.floats(-90, 90), some.floats(-180, 180))


def rows(name: str, most: int) -> some.SearchStrategy[tuple[Field, ...]]:
    """A row of fields."""
    fields = some.lists(some.tuples(TEXTS, VALUES, CHANGES), max_size=most)
    return fields.map(
        lambda said: tuple(
            Field(f"{name}-{at}", *parts) for at, parts in enumerate(said)
        )
    )


@settings(max_examples=300)
@given(
    kind=some.sampled_from(Kind),
    parts=some.fixed_dictionaries(
        {
            "header": rows("header", 3),
            "primary": rows("primary", 1),
            "secondary": rows("secondary", 2),
            "auxiliary": rows("auxiliary", 3),
            "back": rows("back", 4),
            "outlets": some.lists(OUTLETS, max_size=10).map(tuple),
            "occasions": some.lists(some.builds(Occasion, TIMES)).map(tuple),
            "expires_at": some.none() | TIMES,
            "starts_at": some.none() | TIMES,
            "terms": TEXTS,
            "title": TEXTS,
            "level": TEXTS,
            "holder": WORDS,
            "is_poster": some.booleans(),
            "voided": some.booleans(),
            "language": some.sampled_from(["ru", "en"]),
        }
    ),
    code=CODES,
)
def test_a_card_is_written_well_or_refused(
    kind: Kind, parts: dict[str, Any], code: tuple[str, Symbology]
) -> None:
    words = Words(parts["language"])
    try:
        whole = of_kind(kind, **parts, barcode=Barcode(*code))
        made = document(whole, words, pass_type_id=PASS_TYPE, team_id=TEAM)
    except BadCard:
        return
    assert list(complaints(json.loads(json.dumps(made, allow_nan=False)))) == []
    again = Words(parts["language"])
    assert made == document(whole, again, pass_type_id=PASS_TYPE, team_id=TEAM)
    assert words.files() == again.files()


@given(texts=some.lists(TEXTS, max_size=12), language=some.sampled_from(["ru", "en"]))
def test_every_reader_gets_their_own_words(texts: list[Any], language: str) -> None:
    words = Words(language)
    keys = [words.key(text) for text in texts]
    tables = {
        code: _table(words.files().get(f"{code}.lproj/pass.strings", b""))
        for code in ("ru", "en")
    }
    for text, key in zip(texts, keys, strict=True):
        for code, table in tables.items():
            said = text if isinstance(text, str) else text[code]
            if said:
                assert table.get(key, key).rstrip("\u2060") == said.rstrip("\u2060")


def _table(data: bytes) -> dict[str, str]:
    return Package({"ru.lproj/pass.strings": data}).strings()["ru"] if data else {}
