"""A small business's books for tests: cards, instants, and short ways to post."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import text

from app.businesses.models import Business
from app.cards.models import Card
from app.core import clock, db, tenancy
from app.core.ids import BusinessId
from app.ledger import actions, queries, verify
from app.ledger.actions import Cause, Posted
from app.people.models import Member, Person
from app.programmes.models import Programme

ZONE = "Europe/Moscow"


def day(month: int, number: int, year: int = 2026, hour: int = 0) -> datetime:
    """An hour of a day in the business's zone."""
    return clock.day_start(date(year, month, number), ZONE) + timedelta(hours=hour)


def through(month: int, number: int, year: int = 2026) -> datetime:
    """The instant at which a life "through" this day ends (R4)."""
    return clock.day_end(date(year, month, number), ZONE)


@dataclass
class Till:
    """Posts to one business's cards; every call is its own transaction."""

    business_id: BusinessId
    programme_id: int
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def card(self, unit: str = "point") -> int:
        """A new card of a new member, of a programme in some unit."""
        now = datetime(2026, 1, 1, tzinfo=UTC)
        with self.writing():
            person = Person(language="ru", created_at=now)
            _add(person)
            member = Member(person_id=person.id, joined_at=now)
            _add(member)
            card = Card(
                member_id=member.id,
                programme_id=self._programme(unit),
                number=f"{next(self.numbers):010}",
                secret="s",
                issued_at=now,
            )
            _add(card)
            return card.id

    def _programme(self, unit: str) -> int:
        if unit == "point":
            return self.programme_id
        programme = Programme(
            name=unit, kind=unit, unit=unit, created_at=datetime(2026, 1, 1, tzinfo=UTC)
        )
        _add(programme)
        return programme.id

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A write transaction of this business."""
        with tenancy.scope(self.business_id), db.writing():
            yield

    def cause(self, at: datetime, **given: Any) -> Cause:
        """Why something is posted; a new key unless one is given."""
        about = {"key": f"k{next(self.numbers)}", "actor": "system", "reason": "sale"}
        return Cause(**(about | {"occurred_at": at} | given))

    def credit(
        self,
        card_id: int,
        amount: int,
        at: datetime,
        *,
        available: datetime | None = None,
        until: datetime | None = None,
        kind: Any = "earn",
        **cause: Any,
    ) -> Posted:
        """Credit a lot."""
        with self.writing():
            return actions.credit(
                card_id=card_id,
                cause=self.cause(at, **cause),
                amount=amount,
                available_at=available or at,
                expires_at=until,
                kind=kind,
            )

    def spend(
        self,
        card_id: int,
        amount: int,
        at: datetime,
        *,
        kind: Any = "spend",
        **cause: Any,
    ) -> Posted:
        """Spend points."""
        with self.writing():
            return actions.spend(
                card_id=card_id,
                cause=self.cause(at, **cause),
                amount=amount,
                kind=kind,
            )

    def overdraw(self, card_id: int, amount: int, at: datetime, **cause: Any) -> Posted:
        """Spend whatever the card holds."""
        with self.writing():
            return actions.overdraw(
                card_id=card_id, cause=self.cause(at, **cause), amount=amount
            )

    def claw(
        self,
        card_id: int,
        amount: int,
        at: datetime,
        mode: Any = "debt",
        limit: int | None = None,
        **cause: Any,
    ) -> Posted:
        """Take back what was earned."""
        with self.writing():
            return actions.claw_back(
                card_id=card_id,
                cause=self.cause(at, **cause),
                amount=amount,
                mode=mode,
                debt_limit=limit,
            )

    def give_back(
        self,
        card_id: int,
        amount: int,
        at: datetime,
        receipt: int,
        *,
        spent_on: list[int] | None = None,
        **cause: Any,
    ) -> Posted:
        """Return points that a receipt spent."""
        with self.writing():
            return actions.give_back(
                card_id=card_id,
                cause=self.cause(at, **cause),
                spend_receipt_id=receipt,
                amount=amount,
                grace_days=14,
                zone=ZONE,
                spent_on=spent_on,
            )

    def reverse(self, posting_id: int, at: datetime, **cause: Any) -> Posted:
        """Undo a posting."""
        with self.writing():
            return actions.reverse(posting_id=posting_id, cause=self.cause(at, **cause))

    def transfer(self, source: int, target: int, at: datetime, **cause: Any) -> Any:
        """Join two cards."""
        with self.writing():
            return actions.transfer(
                source_card_id=source,
                target_card_id=target,
                cause=self.cause(at, **cause),
            )

    def part(self, source: int, target: int, at: datetime, joined: str) -> Any:
        """Take them apart again; ``joined`` is the key that they were joined with."""
        with self.writing():
            return actions.part(
                source_card_id=source,
                target_card_id=target,
                joined_key=joined,
                cause=self.cause(at),
            )

    def expire(self, card_id: int, at: datetime) -> int:
        """Book what has expired."""
        with self.writing():
            return actions.expire(card_id=card_id, at=at)

    def extend(self, card_id: int, until: datetime, at: datetime) -> int:
        """Let every lot that ends before ``until`` go on until then."""
        lot_ids = [
            row.id for row in rows("SELECT id FROM lots WHERE card_id = :c", c=card_id)
        ]
        with self.writing():
            return actions.extend(card_id=card_id, lot_ids=lot_ids, until=until, at=at)

    def balance(self, card_id: int, at: datetime) -> queries.Balance:
        """How a card stands."""
        with tenancy.scope(self.business_id):
            return queries.balance(card_id, at)

    def history(self, card_id: int, **given: Any) -> list[queries.HistoryRow]:
        """A card's postings, newest first."""
        with tenancy.scope(self.business_id):
            return queries.history(card_id, **given)

    def lots(self, card_id: int) -> list[int]:
        """What remains in a card's lots, in the order in which they were credited."""
        return [
            row.remaining
            for row in rows(
                "SELECT remaining FROM lots WHERE card_id = :card ORDER BY id",
                card=card_id,
            )
        ]

    def account(self, kind: str, unit: str = "point") -> int:
        """What the entries of one of the business's own accounts sum to."""
        return int(
            rows(
                "SELECT coalesce(sum(entries.amount), 0) AS total FROM entries "
                "JOIN accounts ON accounts.id = entries.account_id "
                "WHERE accounts.kind = :kind AND accounts.unit = :unit "
                "AND accounts.business_id = :business",
                kind=kind,
                unit=unit,
                business=self.business_id,
            )[0].total
        )

    def faults(self) -> list[str]:
        """What the verifier says."""
        with tenancy.scope(self.business_id):
            found = [f"{f.row} {f.problem}" for f in verify.verify(self.business_id)]
        db.session().rollback()
        return found


def open_business(slug: str = "lavka") -> Till:
    """A business with one programme."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    with tenancy.across(), db.writing():
        business = Business(slug=slug, name=slug.title(), unit={}, created_at=now)
        _add(business)
        programme = Programme(
            business_id=business.id, name="Card", kind="points", created_at=now
        )
        _add(programme)
        return Till(BusinessId(business.id), programme.id)


def rows(sql: str, **values: Any) -> list[Any]:
    """Read by SQL."""
    found = list(db.connection().execute(text(sql), values).all())
    db.session().rollback()
    return found


def _add(row: Any) -> None:
    db.session().add(row)
    db.session().flush()
