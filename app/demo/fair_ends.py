"""Points about to end with the warnings of it, and points that went on by themselves."""

from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from app.cards.models import Card
from app.core import clock, db, tenancy
from app.core.ids import MemberId
from app.demo.places import Place
from app.ledger import actions as ledger
from app.ledger import endings
from app.notifications import centre
from app.notifications.kinds import points
from app.notifications.trigger_models import ExpiryNotice
from app.people.models import Member, Person
from app.programmes import queries as programmes
from app.programmes.fairness import EXTENSION_DAYS
from app.sales.models import Receipt

ENDING, EXTENDED = 120, 80
DAYS_LEFT = 7
_WARNED = ((30, "email"), (7, "push"))


def warn(place: Place, until: datetime) -> None:
    """For the guest whose card the demo opens."""
    programme_id = programmes.default_programme().id
    row = db.session().execute(
        select(Card.id, Card.member_id)
        .join(Receipt, Receipt.card_id == Card.id)
        .join(Member, Member.id == Card.member_id)
        .join(Person, Person.id == Member.person_id)
        .where(
            Card.programme_id == programme_id,
            Person.email.is_not(None),
            Person.name.is_not(None),
        )
        .group_by(Card.id, Card.member_id, Person.id)
        .order_by(func.count().desc(), Person.id)
        .limit(1)
    )
    card_id, member_id = row.one()
    today = clock.local_date(until, place.zone)
    last = today + timedelta(days=DAYS_LEFT)
    ends_at = clock.day_end(last, place.zone)
    with clock.at(until - timedelta(days=60)), db.writing():
        _credit(card_id, ENDING, ends_at)
        _credit(card_id, EXTENDED, clock.day_end(today, place.zone))
    for days, proof in _WARNED:
        at = until - timedelta(days=days - DAYS_LEFT)
        with clock.at(at), db.writing():
            _tell(card_id, MemberId(member_id), last, (days, proof), place.zone)
    lots = endings.endings(until, clock.day_end(today, place.zone), [programme_id])
    with db.writing():
        ledger.extend(
            card_id=card_id,
            lot_ids=[lot.lot_id for lot in lots if lot.card_id == card_id],
            until=clock.day_end(today + timedelta(days=EXTENSION_DAYS), place.zone),
            at=until,
        )


def _credit(card_id: int, amount: int, ends_at: datetime) -> None:
    ledger.credit(
        card_id=card_id,
        cause=ledger.Cause(
            key=f"demo:ends:{amount}",
            actor="system",
            reason="goodwill",
            occurred_at=clock.now(),
        ),
        amount=amount,
        available_at=clock.now(),
        expires_at=ends_at,
        kind="gift",
    )


def _tell(
    card_id: int, member_id: MemberId, last: date, warning: tuple[int, str], zone: str
) -> None:
    (step, proof), ends_at = warning, clock.day_end(last, zone)
    notice_id = centre.tell(
        member_id=member_id,
        kind=points.EXPIRY,
        occurrence=f"{card_id}:{ends_at.isoformat()}:{step}",
        payload={"amount": ENDING, "unit": "point", "last_day": last.isoformat()},
    )
    db.session().add(
        ExpiryNotice(
            business_id=tenancy.current(),
            card_id=card_id,
            ends_at=ends_at,
            step=step,
            amount=ENDING,
            notice_id=notice_id or 0,
            told_at=clock.now(),
            proven_at=clock.now(),
            proof=proof,
        )
    )
