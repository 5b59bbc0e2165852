"""What follows when a letter comes back, or its reader calls it unwanted.

A letter is known by its Message-ID (`marks`) alone; whatever else a report claims moves
nothing. Every report can be read again and again: the rows say what was learnt.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import structlog
from sqlalchemy import select, update

from app.core import clock, db, tenancy
from app.notifications import bounces, choices, digest, marks, proofs, reports
from app.notifications.kinds import registry as kinds
from app.notifications.marks import Mark
from app.notifications.models import Delivery, Notice
from app.notifications.reports import Report
from app.people.models import Member, Person
from app.space import newsletters, subscriptions

_LEFT = ("due", "sending", "sent", "unclear")
"""States of a letter that may have left, whatever its sender knows by now."""

_log = structlog.get_logger("messages")


class Learnt(StrEnum):
    """What a message was, and whether it told anything new."""

    NO_REPORT = "no report of a mail server"
    NOT_OURS = "a report of no letter of ours, or not of one alone"
    KNOWN = "a report of what is known already"
    NEW = "a letter that came back, or is unwanted"

    @property
    def is_ours(self) -> bool:
        """Whether it speaks of a letter of ours."""
        return self in {Learnt.KNOWN, Learnt.NEW}


def learn(raw: bytes, secret_key: str) -> Learnt:
    """Act on a message of the mailbox, in a transaction of its own."""
    report = reports.read(raw)
    if report is None:
        return Learnt.NO_REPORT
    known = {marks.read(each, secret_key) for each in report.message_ids} - {None}
    if len(known) != 1:
        return Learnt.NOT_OURS
    (mark,) = known
    if mark is None:
        return Learnt.NOT_OURS
    with tenancy.scope(mark.business_id), db.writing():
        is_new = _act(mark, report, secret_key)
    if is_new:
        _log.info(
            "letter_came_back" if report.kind == "failure" else "letter_unwanted",
            letter=mark.kind,
            business_id=mark.business_id,
            row_id=mark.row_id,
            status=report.status,
        )
    return Learnt.NEW if is_new else Learnt.KNOWN


def _act(mark: Mark, report: Report, secret_key: str) -> bool:
    if mark.kind == "news":
        return _news(mark.row_id, report)
    row = _locked(mark.row_id)
    if row is None:
        return False
    if report.kind == "complaint":
        return _is_unwanted(row)
    return _has_failed(row, mark, report, secret_key)


def _locked(delivery_id: int) -> Any:
    return (
        db.session()
        .execute(
            select(
                Delivery.id,
                Delivery.state,
                Delivery.why,
                Delivery.sent_at,
                Delivery.notice_id,
                Notice.kind,
                Notice.member_id,
                Notice.is_gathered,
                Notice.told_at,
                Person.email,
            )
            .select_from(Delivery)
            .join(Notice, Notice.id == Delivery.notice_id)
            .join(Member, Member.id == Notice.member_id)
            .join(Person, Person.id == Member.person_id)
            .where(Delivery.id == delivery_id, Delivery.channel == "email")
            .with_for_update(of=Delivery)
        )
        .one_or_none()
    )


def _has_failed(row: Any, mark: Mark, report: Report, secret_key: str) -> bool:
    """The letter did not arrive: it proves nothing, and its address may be to blame."""
    if row.state not in _LEFT:
        return False
    told = [(row.id, row.notice_id), *_in_the_same_letter(row)]
    _settle([each[0] for each in told], state="failed", why=report.why, due_at=None)
    proofs.take_back([each[1] for each in told])
    # Who gave another address since is not to blame for the old one.
    if report.is_address and marks.is_address(mark, row.email, secret_key):
        bounces.came_back(row.member_id, row.email, row.sent_at or clock.now())
    return True


def _in_the_same_letter(row: Any) -> list[tuple[int, int]]:
    """Deliveries and notices that were gathered into the letter of a day."""
    if not row.is_gathered or row.state == "due":
        return []
    found = db.session().execute(
        select(Delivery.id, Delivery.notice_id)
        .join(Notice, Notice.id == Delivery.notice_id)
        .where(
            Notice.member_id == row.member_id,
            Notice.is_gathered,
            Notice.told_at == row.told_at,
            Delivery.channel == "email",
            Delivery.state == row.state,
            Delivery.sent_at.is_not_distinct_from(row.sent_at),
            Delivery.id != row.id,
        )
    )
    return [(each.id, each.notice_id) for each in found]


def _is_unwanted(row: Any) -> bool:
    """As one tap on "Stop these letters" has it, and for all that advertises at once."""
    if row.why == "complained":
        return False
    if row.state == "sent":
        _settle([row.id], why="complained")
    kind = kinds.KINDS.get(row.kind)
    choices.stop_email(row.member_id, digest.ALL)
    if kind is not None and kind.is_switchable:
        choices.stop_email(row.member_id, kind.code)
    return True


def _settle(delivery_ids: Sequence[int], **values: Any) -> None:
    db.session().execute(
        update(Delivery)
        .where(Delivery.id.in_(delivery_ids))
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def _news(letter_id: int, report: Report) -> bool:
    if report.kind == "failure":
        problem = f"came back: {report.status}"
        return newsletters.came_back(letter_id, problem, is_address=report.is_address)
    subscription_id = newsletters.complained(letter_id)
    if subscription_id is None:
        return False
    subscriptions.stop(subscription_id=subscription_id)
    return True
