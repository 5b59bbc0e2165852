"""One part of a run: the same cards as a list for the press and as sheets."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select

from app.businesses import queries as businesses
from app.businesses.queries import BusinessView
from app.cards import numbers, stock, symbols
from app.cards.models import Card
from app.core import db, files
from app.core.cells import harmless
from app.core.config import Config
from app.core.ids import BusinessId, CardId
from app.people.models import Member, Person
from app.wallet.brands import brand_of
from app.wallet.printing import folder
from app.wallet.printing.orders import PART, Run
from passes.card import LANGUAGES, Brand, Symbology
from passes.print.cards import CardBack
from passes.print.sheets import PrintedCard, write_sheets

_SHORTS_AT_ONCE = 200
_LONGEST_CONTACT = 60


class NoShortNumbersLeft(Exception):
    """A member's card needs an EAN-8 number and none is free."""


@dataclass(frozen=True, slots=True)
class _Line:
    number: str
    code: str
    holder: str = ""


def write(run: Run, number: int, config: Config) -> int:
    """Write both files of a part, counted from 1; how many cards they hold.

    Slow, and outside any transaction. Raises ``Unprintable``, NoShortNumbersLeft and
    OSError; what was begun is then overwritten by the next try.
    """
    business = businesses.by_id(BusinessId(run.business_id))
    lines = _stock(run, number) if run.is_stock else _members(run, number)
    brand = brand_of(business)
    # Nothing is read from here on: a reader kept open would hold old pages alive.
    db.session().rollback()
    place = folder.of_run(config, run.business_id, run.id)
    _write_list(folder.part(place, number, "csv"), lines, run.language)
    if lines:
        with files.whole(folder.part(place, number, "pdf")) as out:
            _write_sheets(out, lines, (business, brand), run, config)
    return len(lines)


def _stock(run: Run, number: int) -> list[_Line]:
    values = stock.printed(run.id, offset=PART * (number - 1), limit=PART)
    if run.symbology == "ean8":
        return [_Line(value, value) for value in values]
    return [_Line(value, symbols.drawn(run.symbology, value)[1]) for value in values]


def _members(run: Run, number: int) -> list[_Line]:
    rows = db.session().execute(
        select(Card.id, Card.number, Card.state, Person.name)
        .join(Member, Member.id == Card.member_id)
        .join(Person, Person.id == Member.person_id)
        .where(Card.programme_id == run.programme_id)
        .order_by(Card.id)
        .offset(PART * (number - 1))
        .limit(run.cards_in(number))
    )
    held = [
        (CardId(row.id), row.number, row.name) for row in rows if row.state == "active"
    ]
    shorts = _shorts([card_id for card_id, _, _ in held], run)
    return [
        _Line(
            own, symbols.drawn(run.symbology, own, shorts.get(card_id))[1], name or ""
        )
        for card_id, own, name in held
    ]


def _shorts(card_ids: list[CardId], run: Run) -> dict[CardId, str]:
    """The EAN-8 numbers of cards, where the run is in that code."""
    if run.symbology != "ean8":
        return {}
    found = numbers.shorts(card_ids)
    missing = [card_id for card_id in card_ids if card_id not in found]
    for start in range(0, len(missing), _SHORTS_AT_ONCE):
        with db.writing():
            for card_id in missing[start : start + _SHORTS_AT_ONCE]:
                short = stock.give_short(card_id)
                if short is None:
                    raise NoShortNumbersLeft
                found[card_id] = short
    return found


def _write_list(path: Path, lines: list[_Line], language: str) -> None:
    """The list for the press. Spreadsheets of a language expect its separator."""
    with files.whole(path) as out:
        text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="")
        writer = csv.writer(text, delimiter=";" if language == "ru" else ",")
        writer.writerow(("number", "code", "name"))
        for line in lines:
            writer.writerow(map(harmless, (line.number, line.code, line.holder)))
        text.flush()
        text.detach()


def _write_sheets(
    out: BinaryIO,
    lines: list[_Line],
    whose: tuple[BusinessView, Brand],
    run: Run,
    config: Config,
) -> None:
    business, brand = whose
    write_sheets(
        out,
        _cards(lines),
        brand,
        kind=Symbology(run.symbology),
        language=next(code for code in LANGUAGES if code == run.language),
        back=back_of(business, config),
    )


def _cards(lines: list[_Line]) -> Iterator[PrintedCard]:
    for line in lines:
        yield PrintedCard(number=line.number, value=line.code, holder=line.holder)


def back_of(business: BusinessView, config: Config) -> CardBack:
    """The other side: where people without a phone look up what is on the card."""
    place = config.address.partition("://")[2]
    known = [outlet.address for outlet in businesses.outlets() if outlet.is_open]
    contacts = [text for text in known if 0 < len(text) <= _LONGEST_CONTACT]
    return CardBack(f"{place}/{business.slug}/card", contacts=tuple(contacts[:1]))
