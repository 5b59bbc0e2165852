"""The delivery log: what left by which way, what did not and why, how the channels stand."""

from datetime import date, timedelta

from flask import g, request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.ids import MemberId
from app.notifications import log, whys
from app.notifications.kinds import registry as kinds
from app.notifications.log import Wanted
from app.people import queries as people
from app.people.errors import PersonNotFound
from app.web import session
from app.web.office.door import blueprint, manages
from app.web.page import page
from app.web.paging import id_or_none

PAGE_ROWS = 50


@blueprint.get("/messages")
@manages
def messages() -> ResponseReturnValue:
    """What the address asks for; nonsense in it shows everything."""
    wanted, zone = _wanted(), g.business.zone
    before = id_or_none(request.args.get("before", ""))
    found = log.lines(wanted, zone, limit=PAGE_ROWS + 1, before=before)
    since = clock.now() - timedelta(days=log.DAYS)
    return page(
        "office/messages.html",
        wanted=wanted,
        lines=found[:PAGE_ROWS],
        more=found[PAGE_ROWS - 1].id if len(found) > PAGE_ROWS else None,
        is_first=before is None,
        sums=log.sums(since),
        reasons=log.reasons(since),
        health=log.health(session.config()),
        days=log.DAYS,
        member=_member(wanted.member_id),
        kinds={code: _title(code) for code in log.kinds_seen()},
        channels=whys.CHANNELS,
        states=whys.STATES,
        whys=whys.SENTENCES,
        filters=filters(wanted),
    )


def filters(wanted: Wanted) -> dict[str, str | int | None]:
    """What an address of the log says of what is shown."""
    return {
        "kind": wanted.kind or None,
        "channel": wanted.channel or None,
        "state": wanted.state or None,
        "why": wanted.why or None,
        "day": wanted.day.isoformat() if wanted.day else None,
        "member": wanted.member_id,
    }


def _title(code: str) -> str:
    return kinds.KINDS[code].title if code in kinds.KINDS else code


def _wanted() -> Wanted:
    asked = request.args
    kind, channel = asked.get("kind", ""), asked.get("channel", "")
    state, why = asked.get("state", ""), asked.get("why", "")
    return Wanted(
        kind=kind if kind in kinds.KINDS else "",
        channel=channel if channel in whys.CHANNELS else "",
        state=state if state in whys.STATES else "",
        why=why if why in whys.SENTENCES else "",
        day=_day(asked.get("day", "")),
        member_id=id_or_none(asked.get("member", "")),
    )


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2999 else None  # noqa: PLR2004 - as day fields


def _member(member_id: int | None) -> str:
    """What the member that is asked for is called; nobody where there is none."""
    if member_id is None:
        return ""
    try:
        found = people.member_by_id(MemberId(member_id))
    except PersonNotFound:
        return ""
    return found.name or f"№ {found.id}"
