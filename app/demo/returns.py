"""Letters of the demo's mailing that came back, as a mail server would report them."""

from sqlalchemy import select

from app.core import db, tenancy
from app.demo.places import POLDEN, Place
from app.notifications import marks, returned
from app.notifications.models import Delivery, Notice
from app.people.models import Member, Person

_STATUSES = ("5.1.1", "5.2.2", "5.7.1")
_REPORT = """\
Content-Type: multipart/report; report-type=delivery-status; boundary="part"

--part
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.polden.example

Action: failed
Status: {status}

--part
Content-Type: text/rfc822-headers

Message-ID: <{mark}@polden.example>

--part--
"""


def come_back(place: Place) -> None:
    """A gone mailbox, a full one, and a server that wants no advertising."""
    if place.slug != POLDEN.slug:
        return
    key, business_id = db.settings().secret_key, tenancy.current()
    left = (
        select(Delivery.id, Person.email)
        .select_from(Delivery)
        .join(Notice, Notice.id == Delivery.notice_id)
        .join(Member, Member.id == Notice.member_id)
        .join(Person, Person.id == Member.person_id)
        .where(
            Delivery.channel == "email",
            Delivery.state == "sent",
            Notice.kind == "mailing",
            Notice.read_at.is_(None),
        )
        .order_by(Delivery.id.desc())
        .limit(len(_STATUSES))
    )
    rows = db.session().execute(left).all()
    db.session().rollback()
    for row, status in zip(rows, _STATUSES, strict=False):
        mark = marks.made("message", business_id, row.id, row.email, key)
        report = _REPORT.format(status=status, mark=mark)
        returned.learn(report.encode(), key)
