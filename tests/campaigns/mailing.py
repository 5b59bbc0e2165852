"""Mailings and members for tests, made by the real actions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.campaigns import actions, broadcast, segments
from app.campaigns.audience import Audience
from app.campaigns.content import Content, Wording
from app.core import db, tenancy
from app.core.ids import MemberId
from app.notifications.models import Delivery, Notice
from app.people import actions as people
from tests.world import Holder, Shop, issue_card

WORDS = {"ru": Wording(subject="Новинка", text="Пришла **новинка**.", button="К карте")}


def draft(shop: Shop, **values: Any) -> int:
    """A draft of the owner's, to everybody by e-mail unless told otherwise."""
    values = {"name": "Новинка", "words": WORDS, "channels": ("email",)} | values
    with tenancy.scope(shop.business_id), db.writing():
        return actions.draft(of=Content(**values), staff_id=shop.owner.staff_id)


def segment(shop: Shop, name: str = "Evenings", **chosen: Any) -> int:
    """A choice with a name."""
    with tenancy.scope(shop.business_id), db.writing():
        return segments.keep(name=name, audience=Audience(**chosen))


def start(shop: Shop, mailing_id: int, at: datetime | None = None) -> None:
    """Have it sent."""
    with tenancy.scope(shop.business_id), db.writing():
        actions.start(mailing_id=mailing_id, staff_id=shop.owner.staff_id, at=at)


def write_all(limit: int = 1000) -> int:
    """Let the worker write down every recipient; the steps it took."""
    steps = 0
    while broadcast.send(db.settings()):
        steps += 1
        assert steps < limit, "it never ends"
    return steps


def send(shop: Shop, **values: Any) -> int:
    """A mailing whose recipients all stand."""
    mailing_id = draft(shop, **values)
    start(shop, mailing_id)
    write_all()
    return mailing_id


def crowd(shop: Shop, count: int, *, agree: bool = True) -> list[Holder]:
    """Members with a card and an e-mail address, who agreed to mailings."""
    return [
        reader(shop, f"guest{number}@example.com", agree=agree)
        for number in range(count)
    ]


def reader(shop: Shop, email: str, *, agree: bool = True) -> Holder:
    """A member with an e-mail address."""
    holder = issue_card(shop.business_id, shop.programme_id)
    with tenancy.scope(shop.business_id), db.writing():
        people.claim_address(person_id=holder.person_id, channel="email", address=email)
        if agree:
            people.give_consent(
                person_id=holder.person_id, purpose="mailings", language="ru"
            )
    return holder


def told(shop: Shop) -> list[int]:
    """The members who have a notice of any mailing, in the order of their ids."""
    with tenancy.scope(shop.business_id):
        rows = db.session().scalars(
            select(Notice.member_id)
            .where(Notice.kind == "mailing")
            .order_by(Notice.member_id)
        )
        return list(rows)


def ways(shop: Shop) -> list[tuple[str, str, str, int]]:
    """The ways out by channel, state and reason, counted."""
    with tenancy.scope(shop.business_id):
        rows = db.session().execute(
            select(Delivery.channel, Delivery.state, Delivery.why, func.count())
            .group_by(Delivery.channel, Delivery.state, Delivery.why)
            .order_by(Delivery.channel, Delivery.state, Delivery.why)
        )
        return [(row[0], row[1], row[2], row[3]) for row in rows]


def ids(holders: Sequence[Holder]) -> list[MemberId]:
    """Their memberships."""
    return [holder.member_id for holder in holders]
