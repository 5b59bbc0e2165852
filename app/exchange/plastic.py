"""Bringing in the plastic of an existing base: its numbers keep working as they are.

Rows are booked in batches. What is here already is left alone, so that a file can be
sent twice and a killed import started again.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.businesses.queries import BusinessView
from app.cards import actions as cards
from app.cards import audiences, codes, numbers
from app.cards.models import Card, CardNumber
from app.cards.queries import cards_of
from app.core import audit, clock, db, locales
from app.core.errors import Refused
from app.core.ids import CardId, MemberId, ProgrammeId
from app.core.locales import mark
from app.exchange import files
from app.exchange.columns import MAX_TEXT, UnknownColumn
from app.ledger import actions as ledger
from app.ledger.actions import MAX_POINTS, Cause
from app.people import actions as people
from app.people.actions import LONGEST_NAME
from app.people.models import Member
from app.programmes import queries as programmes
from app.programmes.lifetime import expires_at
from app.programmes.rules import CardRules

BATCH = 500
_SOURCE = "import"
LONGEST_RAW = 64
_LONGEST_POINTS = len(str(MAX_POINTS))


class TooManyRows(Refused):
    """More rows than a page waits for."""

    code = "too_many_rows"
    sentence = (
        "The file has more than %(most)s rows. Send it in parts, or ask the operator to "
        "import it: flask import cards."
    )


@dataclass(frozen=True)
class Refusal:
    """A row that was not taken: where it stands, and why."""

    line: int
    sentence: str
    params: dict[str, str] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """The reason in the reader's language."""
        return locales.gettext(self.sentence, **self.params)


@dataclass
class Report:
    """How an import ended."""

    added: int = 0
    known: int = 0
    refused: list[Refusal] = field(default_factory=list)


@dataclass(frozen=True)
class _Row:
    line: int
    number: str
    external_id: str
    name: str
    points: int

    @property
    def has_holder(self) -> bool:
        return bool(self.external_id or self.name or self.points)


class _BadRow(ValueError):
    """A row that cannot be taken; says why."""

    def __init__(self, sentence: str, **params: str) -> None:
        self.sentence, self.params = sentence, params
        super().__init__(sentence)


def import_cards(
    *,
    path: Path,
    business: BusinessView,
    programme_id: ProgrammeId,
    on_rows: Callable[[int], None] = lambda _: None,
    most: int | None = None,
) -> Report:
    """Take in every number of a file; runs inside the business's scope.

    Columns: ``number`` and, where they are known, ``external_id``, ``name`` and
    ``points``. A row with any of these makes a member at once; a bare number waits for
    its first scan. Contacts are not taken: only their owner can confirm them.

    Raises:
        UnreadableFile, UnknownColumn: the file is no table, or has no numbers.
        TooManyRows: more than ``most`` rows; none of them is taken.
    """
    if most is not None and files.count(path) > most + 1:
        raise TooManyRows(most=locales.number_text(most))
    report, booking = Report(), _Booking(business, programme_id)
    rows = files.rows(path)
    while batch := list(islice(rows, BATCH)):
        good = list(_read(batch, report))
        try:
            done = booking.book(good)
        except IntegrityError:
            # Somebody else brought the same numbers just now: they are known by now.
            done = booking.book(good)
        report.added += done.added
        report.known += done.known
        report.refused += done.refused
        on_rows(len(batch))
    report.refused.sort(key=lambda refusal: refusal.line)
    return report


def _read(
    batch: Iterable[tuple[int, dict[str, Any]]], report: Report
) -> Iterator[_Row]:
    for line, row in batch:
        if "number" not in row:
            raise UnknownColumn(column="number", known=", ".join(map(str, row)))
        try:
            yield _row(line, row)
        except _BadRow as problem:
            report.refused.append(Refusal(line, problem.sentence, problem.params))


def _row(line: int, row: dict[str, Any]) -> _Row:
    number = _text(row, "number", LONGEST_RAW)
    if not numbers.is_usable(number):
        raise _BadRow(mark("A number has 4 to 32 characters that can be printed."))
    return _Row(
        line,
        number,
        _text(row, "external_id", MAX_TEXT),
        _text(row, "name", LONGEST_NAME),
        _points(_text(row, "points", LONGEST_RAW)),
    )


def _text(row: dict[str, Any], column: str, longest: int) -> str:
    value = row.get(column)
    text = "" if value is None else str(value).strip()
    if len(text) > longest or not text.isprintable():
        words = mark("%(column)s is too long or has unprintable characters.")
        raise _BadRow(words, column=column)
    return text


def _points(text: str) -> int:
    if not text:
        return 0
    is_whole = text.isascii() and text.isdecimal() and len(text) <= _LONGEST_POINTS
    if not is_whole or int(text) > MAX_POINTS:
        raise _BadRow(mark("%(text)s is not a whole number of points."), text=text)
    return int(text)


class _Booking:
    """One file going into the books of one business."""

    def __init__(self, business: BusinessView, programme_id: ProgrammeId) -> None:
        self._business = business
        self._programme_id = programme_id
        self._is_for_everyone = programmes.programme(programme_id).is_for_everyone
        version = programmes.current(programme_id, clock.now())
        self._rules: CardRules = version.rules

    def book(self, rows: list[_Row]) -> Report:
        """Take in a batch, in one transaction."""
        done = Report()
        with db.writing():
            known = self._known(rows)
            taken = _taken([row.number for row in rows])
            for row in rows:
                try:
                    self._book(row, known, taken, done)
                except _BadRow as problem:
                    done.refused.append(
                        Refusal(row.line, problem.sentence, problem.params)
                    )
            if done.added:
                audit.note(
                    "plastic.imported",
                    subject=f"programme:{self._programme_id}",
                    cards=done.added,
                    points=sum(row.points for row in rows),
                )
        return done

    def _known(self, rows: list[_Row]) -> dict[str, CardNumber]:
        found = db.session().scalars(
            select(CardNumber).where(CardNumber.value.in_({r.number for r in rows}))
        )
        return {number.value: number for number in found}

    def _book(
        self,
        row: _Row,
        known: dict[str, CardNumber],
        taken: set[str],
        done: Report,
    ) -> None:
        here = known.get(row.number)
        if here is None:
            if row.number in taken:
                raise _BadRow(mark("Another card here has this number already."))
            here = CardNumber(
                business_id=self._business.id,
                value=row.number,
                programme_id=self._programme_id,
                added_at=clock.now(),
            )
            if row.has_holder:
                here.card_id = self._give(row)
            db.session().add(here)
            known[row.number] = here
            done.added += 1
        elif here.card_id is not None:
            _check_holder(row, here.card_id)
            done.known += 1
        elif row.has_holder:
            here.card_id = self._give(row)
            done.added += 1
        else:
            done.known += 1

    def _give(self, row: _Row) -> CardId:
        """The card of the row's holder, with the points they bring along."""
        card_id = self._card(row)
        if row.points:
            instant = clock.now()
            cards.show_change(card_id)
            ledger.credit(
                card_id=card_id,
                cause=Cause(
                    key=f"plastic:{row.number}",
                    actor="import:cards",
                    reason="import",
                    occurred_at=instant,
                ),
                amount=row.points,
                available_at=instant,
                expires_at=expires_at(instant, self._business.zone, self._rules),
                kind="adjust",
            )
        return card_id

    def _card(self, row: _Row) -> CardId:
        member_id = _member(row.external_id)
        if member_id is None:
            person_id = people.start_anonymous(
                language=self._business.language, name=row.name or None
            )
            member_id = people.join_business(
                person_id=person_id,
                source=_SOURCE,
                external_id=row.external_id or None,
            )
        for card in cards_of(member_id):
            if card.programme_id == self._programme_id:
                return card.id
        own = row.number if codes.is_number(row.number) else None
        if not self._is_for_everyone:
            audiences.let_in(member_id=member_id, programme_id=self._programme_id)
        issued = cards.issue(
            member_id=member_id, programme_id=self._programme_id, number=own
        )
        return issued.id


def _taken(values: list[str]) -> set[str]:
    """Those numbers that are, or are read as, the own number of a card here."""
    own: dict[str, str] = {}
    for value in values:
        read = codes.parse(value)
        if read is not None:
            own[value] = read.number
    found = set(
        db.session().scalars(select(Card.number).where(Card.number.in_(own.values())))
    )
    return {value for value, number in own.items() if number in found}


def _member(external_id: str) -> MemberId | None:
    if not external_id:
        return None
    found = db.session().execute(
        select(func.coalesce(Member.joined_into_id, Member.id)).where(
            Member.external_id == external_id
        )
    )
    known = found.scalar_one_or_none()
    return None if known is None else MemberId(known)


def _check_holder(row: _Row, card_id: int) -> None:
    """Refuse a number that is another member's."""
    holder = db.session().execute(
        select(Member.external_id)
        .join(Card, Card.member_id == Member.id)
        .where(Card.id == card_id)
    )
    known = holder.scalar_one_or_none()
    if row.external_id and known != row.external_id:
        raise _BadRow(mark("This number belongs to another member already."))
