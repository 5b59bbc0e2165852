"""Who uses whose card: what both sides and the tills read of a family."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.cards.errors import ShareEnded
from app.cards.family import is_open, of_card
from app.cards.identity_models import CardSharer
from app.cards.models import Card
from app.core import db
from app.core.ids import CardId, MemberId
from app.people.models import Member, Person
from app.programmes.models import Programme


@dataclass(frozen=True, kw_only=True)
class Relative:
    """Somebody in the family of a card, or an invitation that is still open.

    ``name`` is their first name, empty for who has told none; ``code`` is there while
    nobody has answered.
    """

    id: int
    name: str
    code: str | None
    expires_at: datetime
    accepted_at: datetime | None
    may_spend: bool
    day_limit: int


@dataclass(frozen=True, kw_only=True)
class SharedCard:
    """A relative's card that a member may use; ``holder`` as tills show them."""

    sharer_id: int
    card_id: CardId
    number: str
    programme: str
    unit: str
    holder: str
    may_spend: bool
    day_limit: int


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """What a relative may take from a card in a day, in its unit."""

    may_spend: bool
    day_limit: int


def first_name(name: str | None) -> str:
    """The first word of a name."""
    return next(iter((name or "").split()), "")


def short_name(name: str | None) -> str:
    """A name as strangers may hear it: Анна К."""
    words = (name or "").split()
    return f"{words[0]} {words[1][0]}." if len(words) > 1 else "".join(words)


def family_of(card_id: CardId) -> list[Relative]:
    """The relatives of a card and its open invitations, the oldest first."""
    rows: Any = db.session().execute(
        select(
            CardSharer.id,
            Person.name,
            CardSharer.code,
            CardSharer.expires_at,
            CardSharer.accepted_at,
            CardSharer.may_spend,
            CardSharer.day_limit,
        )
        .outerjoin(Member, Member.id == CardSharer.member_id)
        .outerjoin(Person, Person.id == Member.person_id)
        .where(of_card(card_id), CardSharer.ended_at.is_(None), is_open())
        .order_by(CardSharer.id)
    )
    return [
        Relative(**dict(row) | {"name": first_name(row["name"])})
        for row in rows.mappings()
    ]


def links() -> Any:
    """Links in use with the cards that they lead to now, and those cards' holders.

    Joined cards and members are followed; whoever became one with the holder has no
    link to themselves.
    """
    asked, relative = aliased(Card), aliased(Member)
    present = func.coalesce(relative.joined_into_id, relative.id)
    return (
        select(
            CardSharer.id.label("sharer_id"),
            Card.id.label("card_id"),
            Card.member_id.label("holder_id"),
            present.label("member_id"),
            CardSharer.may_spend,
            CardSharer.day_limit,
        )
        .join(asked, asked.id == CardSharer.card_id)
        .join(Card, Card.id == func.coalesce(asked.joined_into_id, asked.id))
        .join(relative, relative.id == CardSharer.member_id)
        .where(
            CardSharer.accepted_at.is_not(None),
            CardSharer.ended_at.is_(None),
            Card.state == "active",
            present != Card.member_id,
        )
    )


def shared_with(member_id: MemberId) -> list[SharedCard]:
    """The cards of relatives that a member may use; each one once."""
    link = links().subquery()
    rows: Any = db.session().execute(
        select(
            link.c.sharer_id,
            link.c.card_id,
            Card.number,
            Programme.name.label("programme"),
            Programme.unit,
            Person.name.label("holder"),
            link.c.may_spend,
            link.c.day_limit,
        )
        .join(Card, Card.id == link.c.card_id)
        .join(Programme, Programme.id == Card.programme_id)
        .join(Member, Member.id == link.c.holder_id)
        .join(Person, Person.id == Member.person_id)
        .where(link.c.member_id == member_id)
        .order_by(link.c.day_limit, link.c.sharer_id.desc())
    )
    found = {
        row["card_id"]: SharedCard(**dict(row) | {"holder": short_name(row["holder"])})
        for row in rows.mappings()
    }
    return sorted(found.values(), key=lambda each: each.sharer_id)


def allowance(sharer_id: int, card_id: CardId) -> Allowance:
    """What a link allows; raises ShareEnded when it is over or of another card."""
    link = links().where(CardSharer.id == sharer_id, Card.id == card_id).subquery()
    row: Any = db.session().execute(select(link)).one_or_none()
    if row is None:
        raise ShareEnded
    return Allowance(may_spend=bool(row.may_spend), day_limit=row.day_limit)


def names_of(sharer_ids: set[int]) -> dict[int, str]:
    """First names behind links, ended ones too; empty for who has told none."""
    if not sharer_ids:
        return {}
    rows: Any = db.session().execute(
        select(CardSharer.id, Person.name)
        .join(Member, Member.id == CardSharer.member_id)
        .join(Person, Person.id == Member.person_id)
        .where(CardSharer.id.in_(sharer_ids))
    )
    return {row.id: first_name(row.name) for row in rows}
