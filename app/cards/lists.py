"""A pasted list of card numbers and phones: whose each line is, in few statements."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.cards import codes, numbers
from app.cards.models import Card, CardNumber
from app.core import db
from app.core.ids import MemberId
from app.people import addresses
from app.people.errors import BadPhone
from app.people.models import Member, Person

MOST_LINES = 5000
_STEP = 400


@dataclass(frozen=True)
class Found:
    """Whose the lines of a list are; ``missing`` are those of nobody, as written."""

    member_ids: tuple[MemberId, ...]
    missing: tuple[str, ...]


def read(text: str) -> list[str]:
    """The lines with something in them, each once, spaces made single."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return list(dict.fromkeys(line for line in lines if line))


def holders(lines: Sequence[str], country: str) -> Found:
    """The members of the business in scope behind numbers, codes and phones.

    A card's own number comes first, then other numbers that it is known by, then a
    verified phone; ``country`` is taken for phones without a country code.
    """
    known: dict[str, MemberId] = {}
    for part in _parts(lines):
        known |= _by_number(part)
        known |= _by_other_number([line for line in part if line not in known])
        known |= _by_phone([line for line in part if line not in known], country)
    return Found(
        member_ids=tuple(dict.fromkeys(known[line] for line in lines if line in known)),
        missing=tuple(line for line in lines if line not in known),
    )


def _parts(lines: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(lines), _STEP):
        yield lines[start : start + _STEP]


def _by_number(lines: Sequence[str]) -> dict[str, MemberId]:
    read_as = {line: code.number for line in lines if (code := codes.parse(line))}
    target = aliased(Card)
    rows: Iterable[Any] = db.session().execute(
        select(Card.number, target.member_id)
        .join(target, target.id == func.coalesce(Card.joined_into_id, Card.id))
        .where(Card.number.in_(set(read_as.values())), target.state == "active")
    )
    found = {number: MemberId(member_id) for number, member_id in rows}
    return _named(read_as, found)


def _by_other_number(lines: Sequence[str]) -> dict[str, MemberId]:
    spelt = {line: numbers.spellings(line) for line in lines}
    target = aliased(Card)
    rows: Iterable[Any] = db.session().execute(
        select(CardNumber.value, target.member_id)
        .join(Card, Card.id == CardNumber.card_id)
        .join(target, target.id == func.coalesce(Card.joined_into_id, Card.id))
        .where(
            CardNumber.value.in_({form for forms in spelt.values() for form in forms}),
            target.state == "active",
        )
    )
    found = {value: MemberId(member_id) for value, member_id in rows}
    return {
        line: found[form]
        for line, forms in spelt.items()
        if (form := next((each for each in forms if each in found), None)) is not None
    }


def _by_phone(lines: Sequence[str], country: str) -> dict[str, MemberId]:
    read_as = {line: phone for line in lines if (phone := _phone(line, country))}
    rows: Iterable[Any] = db.session().execute(
        select(Person.phone, func.coalesce(Member.joined_into_id, Member.id))
        .join(Member, Member.person_id == Person.id)
        .where(Person.phone.in_(set(read_as.values())))
    )
    found = {phone: MemberId(member_id) for phone, member_id in rows}
    return _named(read_as, found)


def _phone(line: str, country: str) -> str | None:
    try:
        return addresses.parse("phone", line, country).value
    except BadPhone:
        return None


def _named(read_as: dict[str, str], found: dict[str, MemberId]) -> dict[str, MemberId]:
    return {line: found[key] for line, key in read_as.items() if key in found}
