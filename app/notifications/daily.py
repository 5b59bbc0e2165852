"""Messages that no fact sets off: found once a day, set by set, in the morning.

Each finder reads a page at a time and yields who is told what; all of them can be
repeated, since nobody is told of one occurrence twice.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Text, cast, exists, extract, select

from app.businesses import queries as businesses
from app.cards.models import Card
from app.core import clock, db, tenancy
from app.instruments.models import Instrument
from app.ledger import endings
from app.ledger import queries as ledger
from app.notifications import centre, runs, silence, triggers
from app.notifications.centre import Message
from app.notifications.kinds import care, offers, points
from app.notifications.kinds.kind import NoticeKind
from app.notifications.models import Notice
from app.notifications.mornings import PAGE, Find, Morning, Page
from app.offers.models import OfferGrant, Promotion
from app.people.models import Member, Person
from app.programmes import queries as programmes
from app.programmes.kinds.registry import SOLD
from app.programmes.models import Programme
from app.programmes.target_actions import BIRTHDAY_EVERY, birthday_in
from app.rewards.models import Award

JOB = "daily"
REMIND_DAYS = 3
ENDING_DAYS = 7
_DAY = timedelta(days=1)
_FEBRUARY_29 = (2, 29)


def tell_due() -> int:
    """What is due this morning in the open business; how many were told."""
    day = runs.day_due(JOB)
    if day is None:
        return 0
    told = _tell_all(MORNING, day)
    runs.done(JOB, day)
    return told


def tell_given() -> int:
    """Gifts and personal offers of the last day that nobody was told of yet."""
    zone = businesses.by_id(tenancy.current()).zone
    return _tell_all(GIVEN, clock.today(zone))


def _tell_all(finders: Iterable[tuple[NoticeKind, Find]], day: date) -> int:
    zone = businesses.by_id(tenancy.current()).zone
    morning, told = Morning(day, zone, clock.now()), 0
    for kind, find in finders:
        if not triggers.is_on(kind):
            continue
        for page in find(morning):
            with db.writing():
                is_silence = kind is care.UNUSED
                ready = silence.with_gifts(page, morning) if is_silence else page
                told += len(centre.tell_each(kind=kind, messages=ready))
    return told


def _pages(
    statement: Any, key: Any, to_told: Callable[[Any], Message]
) -> Iterator[Page]:
    """Read on by an ascending id: a worker that dies loses a page, not the day."""
    after = 0
    while rows := (
        db.session()
        .execute(
            statement.add_columns(key.label("page_key"))
            .where(key > after)
            .order_by(key)
            .limit(PAGE)
        )
        .all()
    ):
        after = rows[-1].page_key
        yield [to_told(row) for row in rows]


def _released(morning: Morning) -> Iterator[Page]:
    """Points on hold that can be used since this midnight, or yesterday's."""
    first = clock.day_start(morning.day - _DAY, morning.zone)
    ids = [each.id for each in programmes.programmes() if each.kind not in SOLD]
    after = 0
    while rows := endings.released(first, morning.now, ids, after=after, limit=PAGE):
        after = rows[-1].card_id
        holders = _holders([row.card_id for row in rows])
        balances = ledger.balances([row.card_id for row in rows])
        yield [
            Message(
                holders[row.card_id][0],
                f"{row.card_id}:{morning.local(row.expires_at).isoformat()}",
                {
                    "amount": row.amount,
                    "unit": holders[row.card_id][1],
                    "balance": balances[row.card_id].available,
                },
            )
            for row in rows
        ]


def _holders(card_ids: Sequence[int]) -> dict[int, tuple[int, str]]:
    rows = db.session().execute(
        select(Card.id, Card.member_id, Programme.unit)
        .join(Programme, Programme.id == Card.programme_id)
        .where(Card.id.in_(card_ids))
    )
    return {card_id: (member_id, unit) for card_id, member_id, unit in rows}


def _birthdays(morning: Morning) -> Iterator[Page]:
    """Whose birthday it is, but for who was wished a happy one within 365 days (E41)."""
    day = morning.day
    born = [(day.month, day.day)]
    if birthday_in(day.year, date(2000, *_FEBRUARY_29)) == day:
        born.append(_FEBRUARY_29)
    number = extract("month", Person.born_on) * 100 + extract("day", Person.born_on)
    since = clock.day_end(day - BIRTHDAY_EVERY, morning.zone)
    wished = exists().where(
        Notice.member_id == Member.id,
        Notice.kind == care.BIRTHDAY.code,
        Notice.created_at >= since,
    )
    has_card = exists().where(Card.member_id == Member.id, Card.state == "active")
    statement = (
        select(Member.id)
        .join(Person, Person.id == Member.person_id)
        .where(
            number.in_({month * 100 + each for month, each in set(born)}),
            Member.joined_into_id.is_(None),
            has_card,
            ~wished,
        )
    )
    payload = {"amount": 0, "unit": "point", "ends": ""}
    return _pages(
        statement, Member.id, lambda row: Message(row[0], str(day.year), payload)
    )


def _gifts(morning: Morning) -> Iterator[Page]:
    return _awards(
        morning,
        Award.made_at > morning.now - _DAY,
        Award.origin == "gift",
        ~_known(offers.GIFT, Card.member_id, Award.id),
    )


def _waiting(morning: Morning) -> Iterator[Page]:
    until = clock.day_end(morning.day + timedelta(days=REMIND_DAYS), morning.zone)
    return _awards(
        morning,
        Award.expires_at > morning.now,
        Award.expires_at <= until,
        # What was just made is told of anyway.
        Award.made_at < morning.now - _DAY,
    )


def _known(kind: NoticeKind, member_id: Any, row_id: Any) -> Any:
    return exists().where(
        Notice.business_id == tenancy.current(),
        Notice.member_id == member_id,
        Notice.kind == kind.code,
        Notice.occurrence == cast(row_id, Text),
    )


def _awards(morning: Morning, *which: Any) -> Iterator[Page]:
    statement = (
        select(Award.id, Card.member_id, Award.name, Award.expires_at)
        .join(Card, Card.id == Award.card_id)
        .where(Award.state == "open", *which)
    )

    def told(row: Any) -> Message:
        ends = morning.last_day(row.expires_at)
        return Message(row.member_id, str(row.id), {"name": row.name, "ends": ends})

    return _pages(statement, Award.id, told)


def _grants(morning: Morning) -> Iterator[Page]:
    statement = (
        select(
            OfferGrant.id,
            OfferGrant.member_id,
            Promotion.name,
            OfferGrant.reason,
            OfferGrant.ends_at,
        )
        .join(Promotion, Promotion.id == OfferGrant.promotion_id)
        .where(
            OfferGrant.created_at > morning.now - _DAY,
            OfferGrant.withdrawn_at.is_(None),
            Promotion.state == "active",
            ~_known(offers.OFFER, OfferGrant.member_id, OfferGrant.id),
        )
    )

    def told(row: Any) -> Message:
        payload = {
            "name": row.name,
            "reason": row.reason,
            "ends": morning.last_day(row.ends_at),
        }
        return Message(row.member_id, str(row.id), payload)

    return _pages(statement, OfferGrant.id, told)


def _sold(morning: Morning) -> Iterator[Page]:
    """Passes, certificates and memberships whose last day is near."""
    statement = (
        select(Instrument.id, Card.member_id, Programme.name, Instrument.through_on)
        .join(Card, Card.id == Instrument.card_id)
        .join(Programme, Programme.id == Instrument.programme_id)
        .where(
            Instrument.state == "active",
            Instrument.through_on >= morning.day,
            Instrument.through_on <= morning.day + timedelta(days=ENDING_DAYS),
            Card.state == "active",
        )
    )

    def told(row: Any) -> Message:
        ends = row.through_on.isoformat()
        payload = {"name": row.name, "ends": ends}
        return Message(row.member_id, f"{row.id}:{ends}", payload)

    return _pages(statement, Instrument.id, told)


MORNING: Sequence[tuple[NoticeKind, Find]] = (
    (points.RELEASED, _released),
    (care.UNUSED, silence.found),
    (care.BIRTHDAY, _birthdays),
    (offers.GIFT_REMINDER, _waiting),
    (offers.ENDING, _sold),
)
GIVEN: Sequence[tuple[NoticeKind, Find]] = (
    (offers.GIFT, _gifts),
    (offers.OFFER, _grants),
)
