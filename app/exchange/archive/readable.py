"""The tables of an archive that a person opens: members and their movements as CSV."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import select

from app.businesses.queries import BusinessView
from app.cards.models import Card
from app.core import clock, db
from app.exchange.archive import contents
from app.exchange.archive.zipped import Writer
from app.ledger import queries as ledger
from app.people.models import Member, Person
from app.programmes.models import Programme

BATCH = 500
MEMBERS = (
    "member_id",
    "name",
    "phone",
    "email",
    "joined_at",
    "source",
    "programme",
    "card_number",
    "card_state",
    "available_points",
    "pending_points",
    "debt_points",
)
MOVEMENTS = ("posting_id", "card_id", "occurred_at", "kind", "reason", "points")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(writer: Writer, business: BusinessView) -> None:
    """Write ``members.csv`` and ``movements.csv``; times are local to the business."""
    _file(writer, "members.csv", MEMBERS, _members(business))
    _file(writer, "movements.csv", MOVEMENTS, _movements(business))


def _file(
    writer: Writer, path: str, header: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    with writer.file(path) as file:
        file.write(b"\xef\xbb\xbf" + _line(header))
        for row in rows:
            file.rows += 1
            file.write(_line(row))


def _line(values: Sequence[Any]) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerow([_cell(value) for value in values])
    return out.getvalue().encode()


def _cell(value: Any) -> str:
    """Text as a spreadsheet shows it and does not compute it."""
    if not isinstance(value, str):
        return "" if value is None else str(value)
    return f"'{value}" if value.startswith(_FORMULA) else value


def _members(business: BusinessView) -> Iterator[Sequence[Any]]:
    query = (
        select(
            Card.id,
            Member.id.label("member_id"),
            Person.name,
            Person.phone,
            Person.email,
            Member.joined_at,
            Member.source,
            Programme.name.label("programme"),
            Card.number,
            Card.state,
        )
        .join(Member, Member.id == Card.member_id)
        .join(Person, Person.id == Member.person_id)
        .join(Programme, Programme.id == Card.programme_id)
        .order_by(Card.id)
        .limit(BATCH)
    )
    after = 0
    while rows := db.session().execute(query.where(Card.id > after)).all():
        stands = ledger.balances([row.id for row in rows])
        for row in rows:
            has = stands.get(row.id, ledger.NOTHING)
            joined = clock.local_date(row.joined_at, business.zone).isoformat()
            yield (
                *row[1:5],
                joined,
                *row[6:],
                has.available,
                has.pending,
                has.debt,
            )
        after = rows[-1].id


def _movements(business: BusinessView) -> Iterator[Sequence[Any]]:
    """Every posting as one line; what it consists of is in ``tables/``."""
    query, after = contents.rows("postings", business.id), 0
    while rows := contents.batch(query, "postings", after=after, limit=BATCH):
        for row in rows:
            local = clock.local_date(row.occurred_at, business.zone).isoformat()
            yield row.id, row.card_id, local, row.kind, row.reason, row.net_points
        after = rows[-1].id
