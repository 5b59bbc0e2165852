"""One conversation beside what is known of the guest: answer, note, hand over, close."""

import secrets
from collections.abc import Callable
from typing import Any

from flask import Response, redirect, url_for
from flask import request as asked
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, SelectField

from app.chat import queries, quick, staffing
from app.chat.errors import AnsweredMeanwhile
from app.chat.models import LONGEST
from app.chat.queries import ConversationView
from app.core import db
from app.core.errors import AppError, Conflict, Refused
from app.core.ids import MemberId, StaffId
from app.core.locales import mark
from app.people import queries as people
from app.web import guards, live
from app.web.office.chat_guest import guest_of
from app.web.office.door import blueprint, reads
from app.web.office.forms import AtMost, BlockField, Needed, OfficeForm
from app.web.page import page, wants_fragment
from app.web.paging import row_id
from app.web.sending import StepForm
from app.web.talk import MessageForm, Side, photo, piece

OWN = frozenset({"staff", "bot", "system"})


class AnswerForm(MessageForm):
    """An answer; ``confirmed`` says that a colleague's answer has been seen."""

    confirmed = HiddenField()
    quick = SelectField(mark("Quick answer"), validate_choice=False)


class NoteForm(OfficeForm):
    """What only the team sees."""

    note = BlockField(
        mark("Note for the team"),
        validators=[Needed(mark("Write a note of up to 4,000 characters."), LONGEST)],
    )


class HandOverForm(OfficeForm):
    """Who goes on, and what they should know."""

    to = SelectField(mark("Who goes on"), validate_choice=False)
    words = BlockField(mark("What they should know"), validators=[AtMost(LONGEST)])


@blueprint.get("/chats/<int:conversation_id>")
@reads
def chat(conversation_id: int) -> ResponseReturnValue:
    """The end of it; ``before`` shows what is older, ``after`` what has come since."""
    after, before = (row_id(asked.args.get(name, "")) for name in ("after", "before"))
    if after is not None and not wants_fragment():
        return _back(conversation_id)
    return _show(conversation_id, after=after, before=before)


@blueprint.post("/members/<int:member_id>/chat")
@reads
def begin_chat(member_id: MemberId) -> ResponseReturnValue:
    """Write to a guest first."""
    known = people.member_by_id(member_id)
    with db.writing():
        conversation_id = staffing.begin(member_id=known.id)
    return _back(conversation_id)


@blueprint.post("/chats/<int:conversation_id>/messages")
@reads
def answer_chat(conversation_id: int) -> ResponseReturnValue:
    """Answer, or put a quick answer into what is being written."""
    form = AnswerForm()
    if asked.form.get("do") == "fill":
        return _fill(conversation_id, form)
    if not form.is_sent():
        return _refuse(conversation_id, form, 422)
    seen = row_id(asked.form.get("seen", "")) or 0
    try:
        with db.writing():
            staffing.answer(
                conversation_id=conversation_id,
                staff_id=StaffId(guards.staff().id),
                text=form.text.data or "",
                photo=form.clean,
                key=form.idempotency_key.data,
                seen_id=seen,
                is_confirmed=form.confirmed.data == "1",
            )
    except (Refused, Conflict) as refusal:
        return _refuse_with(conversation_id, form, refusal)
    if wants_fragment():
        return _show(conversation_id, after=seen)
    return _back(conversation_id)


@blueprint.post("/chats/<int:conversation_id>/notes")
@reads
def note_chat(conversation_id: int) -> ResponseReturnValue:
    """Write down what only the team sees."""
    form = NoteForm()

    def note() -> dict[str, Any]:
        return {
            "id": staffing.note(
                conversation_id=conversation_id,
                staff_id=StaffId(guards.staff().id),
                text=form.note.data or "",
                key=form.idempotency_key.data,
            )
        }

    if form.is_sent() and form.send(note, field="note") is not None:
        return _back(conversation_id)
    return _refuse(conversation_id, form, 422)


@blueprint.post("/chats/<int:conversation_id>/hand-over")
@reads
def hand_over_chat(conversation_id: int) -> ResponseReturnValue:
    """Give it to a colleague, or back to everybody."""
    form = HandOverForm()

    def hand_over() -> dict[str, Any]:
        to_id = row_id(form.to.data or "")
        staffing.hand_over(
            conversation_id=conversation_id,
            staff_id=StaffId(guards.staff().id),
            to_id=None if to_id is None else StaffId(to_id),
            words=form.words.data or "",
        )
        return {}

    if form.is_sent() and form.send(hand_over, field="to") is not None:
        return _back(conversation_id)
    return _refuse(conversation_id, form, 422)


@blueprint.post("/chats/<int:conversation_id>/taken")
@reads
def take_chat(conversation_id: int) -> ResponseReturnValue:
    """Take it, also from a colleague."""
    me = StaffId(guards.staff().id)
    return _step(
        conversation_id,
        lambda: staffing.hand_over(
            conversation_id=conversation_id, staff_id=me, to_id=me
        ),
    )


@blueprint.post("/chats/<int:conversation_id>/closed")
@reads
def close_chat(conversation_id: int) -> ResponseReturnValue:
    """Nothing is left to answer."""
    return _step(
        conversation_id, lambda: staffing.close(conversation_id=conversation_id)
    )


@blueprint.post("/chats/<int:conversation_id>/reopened")
@reads
def reopen_chat(conversation_id: int) -> ResponseReturnValue:
    """It was closed too early."""
    me = StaffId(guards.staff().id)
    return _step(
        conversation_id,
        lambda: staffing.reopen(conversation_id=conversation_id, staff_id=me),
    )


@blueprint.get("/chats/<int:conversation_id>/photos/<int:message_id>")
@reads
def chat_photo(conversation_id: int, message_id: int) -> Response:
    """A photo that one of both sides sent."""
    queries.conversation(conversation_id)
    return photo(queries.photo(conversation_id, message_id, has_notes=True))


def _step(conversation_id: int, action: Callable[[], None]) -> ResponseReturnValue:
    form = StepForm()

    def step() -> dict[str, Any]:
        action()
        return {}

    if form.is_sent() and form.once("step", step) is not None:
        return _back(conversation_id)
    return _refuse(conversation_id, form, 422)


def _back(conversation_id: int) -> ResponseReturnValue:
    address = url_for("office.chat", conversation_id=conversation_id, _anchor="newer")
    return redirect(address, 303)


def _fill(conversation_id: int, form: AnswerForm) -> Response:
    """What is chosen goes behind what is written; nothing is sent."""
    queries.conversation(conversation_id)
    chosen = row_id(form.quick.data or "")
    if chosen is not None:
        words = [form.text.data or "", quick.answer(chosen).text]
        form.text.data = "\n".join(filter(None, words))
    return _page(conversation_id, form, status=200)


def _refuse_with(conversation_id: int, form: AnswerForm, refusal: AppError) -> Response:
    if isinstance(refusal, AnsweredMeanwhile):
        form.confirmed.data = "1"
    return _refuse(conversation_id, form, form.refuse_with(refusal))


def _refuse(conversation_id: int, form: OfficeForm, status: int) -> Response:
    return _page(conversation_id, form, status=status)


def _show(
    conversation_id: int, *, after: int | None, before: int | None = None
) -> Response:
    known = queries.conversation(conversation_id)
    last_id = known.last_id or 0
    if before is None and known.unread and last_id > known.staff_read_id:
        # Before the page is made, so that its bell has heard of it.
        with db.writing():
            staffing.read(conversation_id=conversation_id, upto_id=last_id)
    shown = _talk(known, after, before)
    if wants_fragment():
        return page("office/chat.html", fragment="office/_messages.html", **shown)
    return page(
        "office/chat.html", **shown, **_around(known, AnswerForm(formdata=None))
    )


def _page(conversation_id: int, form: OfficeForm, *, status: int) -> Response:
    known = queries.conversation(conversation_id)
    if isinstance(form, AnswerForm):
        form.ask_photo_again()
    around = _around(known, form)
    return page(
        "office/chat.html",
        fragment="office/_composer.html",
        status=status,
        error_title=status >= 400,  # noqa: PLR2004 - whatever is no success
        **_talk(known, None, None),
        **around,
    )


def _talk(
    known: ConversationView, after: int | None, before: int | None
) -> dict[str, Any]:
    side = Side(OWN, known.staff_read_id, known.guest_read_id, has_notes=True)
    topics = f"chat:{known.id}", f"team:{known.id}"
    return {
        "heard": live.bell(*topics, every_ms=live.CHAT_MS),
        "found": known,
        "piece": piece(known.id, side, after=after, before=before),
        "key": secrets.token_urlsafe(16),
        "name": people.member_by_id(known.member_id).name,
    }


def _around(known: ConversationView, sent: OfficeForm) -> dict[str, Any]:
    """Everything beside the words; ``sent`` is the form that was refused, if any."""
    team = staffing.able(known.member_id)
    forms = {
        kind: sent if isinstance(sent, kind) else kind(formdata=None)
        for kind in (AnswerForm, NoteForm, HandOverForm)
    }
    return {
        "answer_form": forms[AnswerForm],
        "note_form": forms[NoteForm],
        "hand_form": forms[HandOverForm],
        "step_form": StepForm(formdata=None),
        "sent": sent,
        "guest": guest_of(known.member_id),
        "quick": quick.answers(),
        "team": [
            (each, name) for each, name in team.items() if each != known.assigned_to
        ],
        "draft": f"office-{known.id}",
        "me": guards.staff().id,
    }
