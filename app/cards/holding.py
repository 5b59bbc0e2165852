"""The card that a person holds, as their own pages need it, in one statement."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from app.cards import codes
from app.cards.models import Card
from app.core import clock, db
from app.core.ids import CardId, MemberId, PersonId, ProgrammeId, RuleVersionId
from app.core.types import Instant, Int
from app.people.models import Member, Person
from app.programmes.models import RuleVersion


@dataclass(frozen=True, slots=True)
class HeldCard:
    """A card with what its face says of the holder.

    ``version`` grows with every change the holder can see, ``rule_version_id`` is the
    one in force now; None before the programme's first rules start.
    """

    id: CardId
    member_id: MemberId
    programme_id: ProgrammeId
    rule_version_id: RuleVersionId | None
    number: str
    secret: str
    version: int
    name: str | None
    is_protected: bool
    since: datetime

    @property
    def spoken(self) -> str:
        """The number in groups."""
        return codes.spoken(self.number)

    @property
    def payload(self) -> str:
        """The lasting code."""
        return codes.static_payload(self.number)


_RULES_NOW = (
    select(RuleVersion.id)
    .where(
        RuleVersion.programme_id == Card.programme_id,
        RuleVersion.starts_at <= bindparam("now", type_=Instant),
    )
    .order_by(RuleVersion.starts_at.desc(), RuleVersion.number.desc())
    .limit(1)
    .correlate(Card)
    .scalar_subquery()
)
_HELD = (
    select(
        Card.id,
        Card.member_id,
        Card.programme_id,
        _RULES_NOW.label("rule_version_id"),
        Card.number,
        Card.secret,
        Card.version,
        Person.name,
        (Person.phone.is_not(None) | Person.email.is_not(None)).label("is_protected"),
        Member.joined_at,
    )
    .join(Member, Member.id == Card.member_id)
    .join(Person, Person.id == Member.person_id)
    .where(
        Member.person_id == bindparam("person_id", type_=Int),
        Card.state == "active",
    )
    .order_by(Card.id)
    .limit(1)
)


def held_by(person_id: PersonId) -> HeldCard | None:
    """The oldest card in use of a person in the business in scope, if any."""
    values = {"person_id": person_id, "now": clock.now()}
    row = db.session().execute(_HELD, values).one_or_none()
    return None if row is None else HeldCard(*row)
