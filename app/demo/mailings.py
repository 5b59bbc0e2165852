"""Mailings of the demo: one that was sent, one that waits for its day, a draft."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from app.campaigns import actions, broadcast, patterns
from app.campaigns.audience import Audience, Hours
from app.campaigns.content import Content, Wording
from app.core import clock, db
from app.core.ids import MemberId, PersonId, StaffId
from app.demo import returns
from app.demo.places import POLDEN, Place
from app.notifications.models import Delivery, Notice
from app.people import actions as people
from app.people import unread
from app.people.models import Member, Person, Staff

SENT_DAYS_AGO = 5
SENT_AT_HOUR = 12
_READ_EVERY = 3

SENT = Content(
    name="Осеннее меню",
    audience=Audience(recent_days=180, period_days=180, visits_least=2),
    words={
        "ru": Wording(
            subject="Осеннее меню уже на столах",
            text=(
                "Здравствуйте.\n\nС понедельника у нас **тыквенный суп**, сырники с "
                "печёной грушей и чай с чабрецом.\n\n- суп — 390 ₽;\n- сырники — 420 ₽;\n"
                "- чай — 240 ₽.\n\nПриходите до пятницы: за каждое новое блюдо "
                "начислим двойные баллы."
            ),
            button="Посмотреть меню",
        ),
    },
    target="home",
    ad_label="advertising",
    ad_advertiser="ООО «Полдень»",
    ad_token="2VtzqDemo17",  # noqa: S106 - a mark that everybody sees
)
PLANNED = Content(
    name="Тихие часы для вечерних гостей",
    audience=Audience(
        comes=Hours(since=18, until=23),
        never=Hours(weekdays=(2,), since=12, until=16),
        period_days=180,
    ),
    words=dict(patterns.BY_CODE["quiet"].words),
)
DRAFT = Content(
    name="Давно не виделись",
    audience=Audience(standing="lost"),
    words={"ru": patterns.BY_CODE["lost"].words["ru"]},
)


def send(place: Place, until: datetime) -> None:
    """Send, plan and begin them; inside the scope."""
    if place.slug != POLDEN.slug:
        return
    sent_at = (until - timedelta(days=SENT_DAYS_AGO)).replace(hour=SENT_AT_HOUR - 3)
    with clock.at(sent_at - timedelta(days=30)), db.writing():
        _agree()
    with clock.at(sent_at):
        mailing_id = _begin(SENT, None)
        while broadcast.send(db.settings()):
            pass
        _arrived(mailing_id, sent_at)
    returns.come_back(place)
    with clock.at(until - timedelta(days=1)):
        _begin(PLANNED, until.replace(hour=9, minute=0) + timedelta(days=2))
    with clock.at(until - timedelta(hours=2)), db.writing():
        actions.draft(of=DRAFT, staff_id=_owner())


def _owner() -> StaffId:
    owners = select(Staff.id).where(Staff.role == "owner").order_by(Staff.id).limit(1)
    return StaffId(db.session().scalars(owners).one())


def _agree() -> None:
    """Most of those who left an address want news."""
    reached = select(Person.id).join(Member, Member.person_id == Person.id)
    rows = db.session().scalars(
        reached.where(Person.email.is_not(None)).order_by(Person.id)
    )
    for number, person_id in enumerate(rows.all()):
        if number % 5:
            people.give_consent(
                person_id=PersonId(person_id), purpose="mailings", language="ru"
            )


def _begin(content: Content, at: datetime | None) -> int:
    with db.writing():
        owner = _owner()
        mailing_id = actions.draft(of=content, staff_id=owner)
        actions.start(mailing_id=mailing_id, staff_id=owner, at=at)
    return mailing_id


def _arrived(mailing_id: int, sent_at: datetime) -> None:
    """The messages have left, and every third guest has read theirs."""
    told = select(Notice.id).where(Notice.occurrence == str(mailing_id))
    with db.writing():
        session = db.session()
        session.execute(
            update(Delivery)
            .where(Delivery.state == "due", Delivery.notice_id.in_(told))
            .values(state="sent", due_at=None, sent_at=sent_at)
            .execution_options(synchronize_session=False)
        )
        rows = session.execute(select(Notice.id, Notice.member_id).order_by(Notice.id))
        for notice_id, member_id in rows.all()[::_READ_EVERY]:
            session.execute(
                update(Notice)
                .where(Notice.id == notice_id)
                .values(read_at=sent_at + timedelta(hours=3))
            )
            unread.read_notices(MemberId(member_id))
