"""Other numbers of a card: plastic brought along, short EAN-8, printed stock.

They are kept and scanned exactly as they are printed: leading zeros, check digits and
letters included.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, func, select

from app.cards import articles, codes
from app.cards.models import CardNumber
from app.core import db
from app.core.ids import CardId, ProgrammeId

SHORTEST, LONGEST = 4, 32
_KEYS = str.maketrans(
    "ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬйцукенгшщзфывапролдячсмить",
    "QWERTYUIOPASDFGHJKLZXCVBNMqwertyuiopasdfghjklzxcvbnm",
)
_GAPS = str.maketrans("", "", " -\u2010\u2011\u2012\u2013\u2014\u2212.\u200b\ufeff")


@dataclass(frozen=True)
class KnownNumber:
    """A number of the business in scope; without a card it is asleep."""

    id: int
    value: str
    programme_id: ProgrammeId
    card_id: CardId | None


def is_usable(text: str) -> bool:
    """Whether ``text`` can be kept as a number: 4 to 32 characters that print."""
    return (
        SHORTEST <= len(text) <= LONGEST
        and text.isprintable()
        and text == " ".join(text.split())
    )


def spellings(text: str) -> tuple[str, ...]:
    """What a scan may stand for, the likeliest first.

    As it came; the number inside a lasting code; as a scanner types it while the
    keyboard speaks Russian; in capitals; without the gaps that people leave.
    """
    plain = text.strip()
    if len(plain) > LONGEST * 2:
        return ()
    keyed = plain.translate(_KEYS)
    read = codes.parse(plain)
    own = (read.number,) if read is not None and read.mac is None else ()
    forms = (plain, *own, keyed, plain.upper(), keyed.upper())
    close = [form.translate(_GAPS) for form in forms]
    return tuple(form for form in dict.fromkeys((*forms, *close)) if is_usable(form))


def known(text: str) -> KnownNumber | None:
    """The number that a scan or a typed text leads to in the business in scope."""
    forms = spellings(text)
    if not forms:
        return None
    rows: Any = db.session().execute(
        select(
            CardNumber.id, CardNumber.value, CardNumber.programme_id, CardNumber.card_id
        ).where(CardNumber.value.in_(forms))
    )
    found = {row.value: KnownNumber(*row) for row in rows}
    return next((found[form] for form in forms if form in found), None)


def shorts(card_ids: Sequence[CardId]) -> dict[CardId, str]:
    """The EAN-8 numbers of those cards that have one."""
    rows = db.session().execute(
        select(CardNumber.card_id, CardNumber.value)
        .where(
            CardNumber.card_id.in_(card_ids),
            func.length(CardNumber.value) == articles.EAN8_LENGTH,
        )
        .order_by(CardNumber.id)
    )
    return {
        CardId(card_id): value
        for card_id, value in rows
        if card_id is not None and articles.is_ean8(value)
    }


def are_any() -> bool:
    """Whether the business in scope has such numbers at all."""
    asked = select(exists(select(CardNumber.id)))
    return bool(db.session().execute(asked).scalar_one())
