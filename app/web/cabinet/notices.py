"""What the guest was told: unread first, then day by day; each leads where it speaks of."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock, db
from app.core.errors import NotFound
from app.notifications import choices, reading, whys
from app.notifications.reading import Gone, NoticeView
from app.web.cabinet.door import blueprint, card
from app.web.forms import Form
from app.web.page import page
from app.web.paging import id_or_none
from app.web.session import config

PAGE_ROWS = 30


class ReadForm(Form):
    """Nothing to fill in."""


@dataclass(frozen=True)
class Day:
    """What was told on a day of the business's zone."""

    day: date
    notices: list[NoticeView]


@blueprint.get("/notices")
def notices() -> ResponseReturnValue:
    """The list; older ones follow by their own address."""
    return _shown(ReadForm())


@blueprint.post("/notices/read")
def read_notices() -> ResponseReturnValue:
    """Everything is read."""
    form = ReadForm()
    if not form.is_sent():
        return _shown(form, status=422)
    with db.writing():
        reading.read_all(card().member_id)
    return redirect(url_for("cabinet.notices"), 303)


@blueprint.post("/notices/<int:notice_id>/read")
def read_notice(notice_id: int) -> ResponseReturnValue:
    """One is read; the button that leads somewhere goes there."""
    form = ReadForm()
    path = reading.path_of(card().member_id, notice_id, g.business)
    if path is None:
        raise NotFound
    if not form.is_sent():
        return _shown(form, status=422)
    with db.writing():
        reading.read(card().member_id, notice_id)
    if request.form.get("go") == "1":
        return redirect(url_for("public.business").rstrip("/") + path, 303)
    return redirect(url_for("cabinet.notices"), 303)


def _usual(told: list[NoticeView]) -> tuple[Gone, ...]:
    """Why most of them took no other ways, said once; empty where there is no such why."""
    counted = Counter(each.not_sent for each in told if each.not_sent)
    return next((why for why, times in counted.most_common(1) if times > 1), ())


def _shown(form: ReadForm, status: int = 200) -> ResponseReturnValue:
    before = id_or_none(request.args.get("before", ""))
    member_id, zone = card().member_id, g.business.zone
    new = [] if before else reading.unread_notices(member_id, g.business)
    old = reading.read_notices(
        member_id, g.business, limit=PAGE_ROWS + 1, before=before
    )
    shown = old[:PAGE_ROWS]
    usual = _usual([*new, *shown])
    days = groupby(shown, lambda each: clock.local_date(each.created_at, zone))
    return page(
        "cabinet/notices.html",
        status=status,
        form=form,
        new=new,
        days=[Day(day, list(found)) for day, found in days],
        more=shown[-1].id if len(old) > PAGE_ROWS else None,
        is_first=before is None,
        usual=usual,
        whys=whys.SENTENCES,
        channels=whys.CHANNELS,
        today=clock.today(zone),
        bounced=choices.habits(member_id).bounced_email,
        is_demo=config().demo,
    )
