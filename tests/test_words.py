"""Every word on screen exists in Russian as well as in English."""

import re

from app.core.locales import LANGUAGES
from tests import messages

PLACE = re.compile(r"%\(\w+\)[sd]")
# «Вы» with a capital letter where no sentence, quotation or list begins.
CAPITAL = re.compile(r"(?<=[\w,;—-] )(?:Вы|Вас|Вам|Вами|Ваш[а-я]*)\b")
TRANSLATED = [language for language in LANGUAGES if language != "en"]


def forms(text: object) -> tuple[str, ...]:
    """The forms of a message: one, or several for a plural."""
    return tuple(text) if isinstance(text, list | tuple) else (str(text or ""),)


def test_every_message_is_translated() -> None:
    sources = messages.in_sources()
    assert len(sources) > 10
    for language in TRANSLATED:
        catalogue = messages.catalogue(language)
        missing = [
            f"{place}: {message!r}"
            for message, place in sources.items()
            if (known := catalogue.get(forms(message)[0])) is None
            or known.fuzzy
            or not all(forms(known.string))
        ]
        assert missing == [], language


def test_catalogues_hold_nothing_else() -> None:
    used = {forms(message)[0] for message in messages.in_sources()}
    for language in TRANSLATED:
        known = {forms(m.id)[0] for m in messages.catalogue(language) if m.id}
        assert known - used == set(), language


def test_places_are_kept() -> None:
    """``%(name)s`` stands in every form of a translation."""
    for language in TRANSLATED:
        for message in messages.catalogue(language):
            if message.id:
                wanted = set(PLACE.findall(forms(message.id)[-1]))
                for text in forms(message.string):
                    assert set(PLACE.findall(text)) == wanted, message.id


def test_readers_are_addressed_in_small_letters() -> None:
    """One manner everywhere: «вы» and «ваш» inside a sentence."""
    for message in messages.catalogue("ru"):
        for text in forms(message.string):
            assert not CAPITAL.search(text), text
