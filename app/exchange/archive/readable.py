"""The tables of an archive that a person opens: members and their movements as CSV."""

from collections.abc import Iterator

from sqlalchemy import select

from app.businesses.queries import BusinessView
from app.cards.models import Card
from app.core import db, locales
from app.exchange import tables
from app.exchange.archive import contents
from app.exchange.archive.zipped import Writer
from app.exchange.tables import Column, Kind, Row, Table
from app.ledger import queries as ledger
from app.people.models import Member, Person
from app.programmes.models import Programme

BATCH = 500
MEMBERS = (
    Column("member_id", Kind.NUMBER),
    Column("name"),
    Column("phone"),
    Column("email"),
    Column("joined_at", Kind.MOMENT),
    Column("source"),
    Column("programme"),
    Column("card_number"),
    Column("card_state"),
    Column("available_points", Kind.NUMBER),
    Column("pending_points", Kind.NUMBER),
    Column("debt_points", Kind.NUMBER),
)
MOVEMENTS = (
    Column("posting_id", Kind.NUMBER),
    Column("card_id", Kind.NUMBER),
    Column("occurred_at", Kind.MOMENT),
    Column("kind"),
    Column("reason"),
    Column("points", Kind.NUMBER),
)


def write(writer: Writer, business: BusinessView) -> None:
    """Write ``members.csv`` and ``movements.csv``; times are local to the business."""
    with locales.speaking(business.language):
        for name, columns, rows in (
            ("members", MEMBERS, _members()),
            ("movements", MOVEMENTS, _movements(business)),
        ):
            with writer.file(f"{name}.csv") as file:
                table = Table(name, columns, file.counting(rows), business.zone)
                for chunk in tables.csv_chunks(table):
                    file.write(chunk)


def _members() -> Iterator[Row]:
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
            yield (*row[1:], has.available, has.pending, has.debt)
        after = rows[-1].id


def _movements(business: BusinessView) -> Iterator[Row]:
    """Every posting as one line; what it consists of is in ``tables/``."""
    query, after = contents.rows("postings", business.id), 0
    while rows := contents.batch(query, "postings", after=after, limit=BATCH):
        for row in rows:
            yield (
                row.id,
                row.card_id,
                row.occurred_at,
                row.kind,
                row.reason,
                row.net_points,
            )
        after = rows[-1].id
