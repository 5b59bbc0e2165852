"""One-click ways into the demo, and the signed links behind them."""

from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import func, select

from app.businesses import queries as businesses
from app.cards.models import Card
from app.core import db, tenancy
from app.core.config import DEMO_OPERATOR, Config
from app.core.errors import NotFound
from app.core.ids import PersonId
from app.people.actions import owner_of
from app.people.models import Member, Person, Staff
from app.sales.models import Receipt

SALT = "demo-door"
OPERATOR = "operator"


@dataclass(frozen=True)
class Door:
    """A way in: who one becomes, and the path that opens it."""

    business: str
    slug: str
    role: str
    name: str
    path: str


def doors(config: Config) -> list[Door]:
    """A guest with a full card and every role, for each business of the demo."""
    found = []
    for business in businesses.businesses():
        with tenancy.scope(business.id):
            people = [*liveliest_guest(), *_staff()]
        found += [
            Door(
                business.name,
                business.slug,
                role,
                name,
                _path(config, person_id, business.slug, role),
            )
            for role, person_id, name in people
        ]
    return found + _operator(config)


def _operator(config: Config) -> list[Door]:
    person_id = owner_of("email", DEMO_OPERATOR)
    if person_id is None:
        return []
    path = _path(config, person_id, "", OPERATOR)
    return [Door("Tessera", "", OPERATOR, "", path)]


def open_door(config: Config, token: str) -> tuple[PersonId, str, str]:
    """Person, business slug and role behind a link; raises NotFound."""
    try:
        person_id, slug, role = _serializer(config).loads(token)
    except BadSignature:
        raise NotFound from None
    return PersonId(person_id), slug, role


def _path(config: Config, person_id: int, slug: str, role: str) -> str:
    return f"/demo/{_serializer(config).dumps((person_id, slug, role))}"


def _serializer(config: Config) -> URLSafeSerializer:
    return URLSafeSerializer(config.secret_key, salt=SALT)


def liveliest_guest() -> list[tuple[str, int, str]]:
    """The protected, named member with most receipts, if there is one."""
    rows = (
        db.session()
        .execute(
            select(Person.id, Person.name)
            .join(Member, Member.person_id == Person.id)
            .join(Card, Card.member_id == Member.id)
            .join(Receipt, Receipt.card_id == Card.id)
            .where(Person.email.is_not(None), Person.name.is_not(None))
            .group_by(Person.id, Person.name)
            .order_by(func.count().desc(), Person.id)
            .limit(1)
        )
        .all()
    )
    return [("guest", row.id, row.name) for row in rows]


def _staff() -> list[tuple[str, int, str]]:
    rows = db.session().execute(
        select(Staff.role, Person.id, Person.name)
        .join(Person, Person.id == Staff.person_id)
        .where(Staff.ended_at.is_(None))
        .order_by(Staff.id)
    )
    return [(role, person_id, name or "") for role, person_id, name in rows]
