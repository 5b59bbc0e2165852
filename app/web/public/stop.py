"""Stopping letters of a kind: by one tap, or by one POST of a mail program (RFC 8058)."""

from dataclasses import dataclass

from flask import Response, request

from app.core import db, locales
from app.core.ids import MemberId
from app.notifications import choices, digest, links
from app.notifications.kinds import registry as kinds
from app.people import addresses, queries
from app.people.errors import PersonNotFound
from app.web import session
from app.web.forms import Form
from app.web.page import page


class StopForm(Form):
    """One tap; nobody needs a session for it."""


@dataclass(frozen=True)
class Stopping:
    """What a link stops, and whether it has."""

    member_id: MemberId
    kind: str
    email: str
    is_stopped: bool
    is_agreed: bool

    @property
    def title(self) -> str:
        """The name of the kind; of all that advertise there is none."""
        known = kinds.KINDS.get(self.kind)
        return locales.gettext(known.title) if known else ""


def stop(token: str) -> Response:
    """What would end; a POST ends it, whoever sends it, and answers at once.

    The token is all the proof there is: mail programs bring no cookie and no form.
    """
    read = links.behind_stop(token, session.config().secret_key)
    found = None if read is None else _found(MemberId(read[0]), read[1])
    if found is not None and request.method == "POST":
        with db.writing():
            _stop(found)
        found = _found(found.member_id, found.kind)
    return page(
        "public/stop.html",
        status=404 if found is None else 200,
        found=found,
        form=StopForm(),
        token=token,
    )


def _stop(found: Stopping) -> None:
    if request.form.get("all") == "1":
        choices.stop_advertising(found.member_id)
    else:
        choices.stop_email(found.member_id, found.kind)


def _found(member_id: MemberId, kind: str) -> Stopping | None:
    known = kinds.KINDS.get(kind)
    if kind != digest.ALL and (known is None or not known.is_switchable):
        return None
    try:
        # Letters of before two memberships were joined stop those of now.
        member = queries.member_by_id(queries.goes_on_as(member_id))
    except PersonNotFound:
        return None
    return Stopping(
        member.id,
        kind,
        addresses.masked("email", member.email) if member.email else "",
        choices.is_stopped(member.id, kind),
        choices.agreed(member.id),
    )
