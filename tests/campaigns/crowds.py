"""Very many members at once, as rows: for what is measured and for what is killed."""

from sqlalchemy import insert, select

from app.core import clock, db, tenancy
from app.notifications import rules
from app.notifications.planning import Rules
from app.people import consents
from app.people.models import Consent, Member, Person
from tests.world import Shop

_STEP = 5000


def gather(shop: Shop, count: int, *, reached: int) -> None:
    """``count`` members; the first ``reached`` have an address and agreed to mailings."""
    now = clock.now()
    text = consents.text("mailings", "ru", shop.name)
    for start in range(0, count, _STEP):
        numbers = range(start, min(start + _STEP, count))
        with tenancy.scope(shop.business_id), db.writing():
            session = db.session()
            person_ids = session.scalars(
                insert(Person).returning(Person.id, sort_by_parameter_order=True),
                [
                    {
                        "language": "ru",
                        "email": address(number) if number < reached else None,
                        "created_at": now,
                    }
                    for number in numbers
                ],
            ).all()
            same = {"business_id": shop.business_id}
            session.execute(
                insert(Member),
                [
                    {**same, "person_id": each, "joined_at": now, "source": "import"}
                    for each in person_ids
                ],
            )
            agreed = [
                each
                for each, number in zip(person_ids, numbers, strict=True)
                if number < reached
            ]
            if agreed:
                session.execute(
                    insert(Consent),
                    [
                        {
                            **same,
                            "person_id": each,
                            "purpose": "mailings",
                            "text_version": text.version,
                            "text_digest": text.digest,
                            "language": "ru",
                            "given_at": now,
                        }
                        for each in agreed
                    ],
                )


def address(number: int) -> str:
    """The mailbox of one of them."""
    return f"guest{number}@crowd.example"


def at_any_hour(shop: Shop) -> None:
    """Let the business write at night, too: tests and measurements run at any hour."""
    with tenancy.scope(shop.business_id), db.writing():
        rules.change(Rules(quiet=(0, 0)))


def members(shop: Shop) -> int:
    """How many there are."""
    with tenancy.scope(shop.business_id):
        return len(db.session().scalars(select(Member.id)).all())
