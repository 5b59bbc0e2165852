"""The guest's conversation with the business: newest at the bottom, read when seen."""

import secrets
from dataclasses import replace
from typing import Any

from flask import Response, g, redirect, url_for
from flask import request as asked
from flask.typing import ResponseReturnValue
from werkzeug import Response as Answer

from app.businesses import hours_words
from app.chat import actions, manned, queries, settings
from app.chat.bot import ASK_A_PERSON, QUESTIONS
from app.chat.queries import ConversationView
from app.chat.settings import Rules
from app.core import clock, db
from app.core.errors import AppError, NotFound, Refused, TooMany
from app.core.locales import gettext as _
from app.notifications import reading
from app.notifications.kinds.talk import CHAT_REPLY
from app.web import live
from app.web.cabinet.door import blueprint, card, holder
from app.web.live import Bell
from app.web.page import page, wants_fragment
from app.web.paging import row_id
from app.web.talk import MessageForm, Piece, Side, photo, piece, waiting

PERSON = "person"


@blueprint.get("/chat")
def chat() -> ResponseReturnValue:
    """The end of it; ``before`` shows what is older, ``after`` what has come since."""
    after, before = (row_id(asked.args.get(name, "")) for name in ("after", "before"))
    return _show(after=after, before=before)


@blueprint.post("/chat")
def write() -> ResponseReturnValue:
    """Send a message; sent again it is the same one."""
    form, refusal = MessageForm(), None
    if form.is_sent():
        try:
            with db.writing():
                actions.write(
                    member_id=card().member_id,
                    person_id=holder().person_id,
                    text=_said(form),
                    photo=form.clean,
                    key=form.idempotency_key.data,
                )
        except (Refused, TooMany) as error:
            refusal = error
        else:
            return _sent()
    return _refuse(form, refusal)


def _sent() -> ResponseReturnValue:
    """Whoever sees the page without leaving it gets what is new on it."""
    if wants_fragment():
        return _show(after=row_id(asked.form.get("seen", "")) or 0)
    return redirect(url_for("cabinet.chat", _anchor="newer"), 303)


def _refuse(form: MessageForm, refusal: AppError | None) -> Response:
    status = 422 if refusal is None else form.refuse_with(refusal)
    form.ask_photo_again()
    answer = page(
        "cabinet/chat.html",
        fragment="cabinet/_composer.html",
        status=status,
        error_title=True,
        **_context(form, queries.of_member(card().member_id)),
    )
    return waiting(answer, refusal)


@blueprint.get("/chat/photos/<int:message_id>")
def chat_photo(message_id: int) -> Response:
    """A photo of one's own conversation."""
    known = queries.of_member(card().member_id)
    if known is None:
        raise NotFound
    return photo(queries.photo(known.id, message_id))


def _show(*, after: int | None, before: int | None = None) -> Response | Answer:
    if after is not None and not wants_fragment():
        return redirect(url_for("cabinet.chat", _anchor="newer"), 303)
    known = queries.of_member(card().member_id)
    if before is None and known is not None and _has_news(known):
        _read()
    shown = _context(MessageForm(formdata=None), known, after, before)
    return page("cabinet/chat.html", fragment="cabinet/_messages.html", **shown)


def _read() -> None:
    """What is shown counts as read, and so does what told of it."""
    with db.writing():
        actions.read(member_id=card().member_id)
        left = reading.read_kind(card().member_id, CHAT_REPLY.code)
    g.card = replace(card(), unread_notices=left)


def _has_news(known: ConversationView) -> bool:
    return known.last_id is not None and known.guest_read_id < known.last_id


def _context(
    form: MessageForm,
    known: ConversationView | None,
    after: int | None = None,
    before: int | None = None,
) -> dict[str, Any]:
    rules = settings.rules()
    return {
        "heard": _bell(known),
        "form": form,
        "piece": _piece(known, after, before),
        "key": secrets.token_urlsafe(16),
        "draft": f"chat-{card().member_id}",
        "hours_now": _hours_now(rules),
        "ready": _ready() if _has_bot(known, rules) else {},
    }


def _bell(known: ConversationView | None) -> Bell:
    """What rings when anything here changes, also by what the other side has read."""
    topics = [f"member:{card().member_id}"]
    if known is not None:
        topics.append(f"chat:{known.id}")
    return live.bell(*topics, every_ms=live.CHAT_MS)


def _has_bot(known: ConversationView | None, rules: Rules) -> bool:
    """Whether the bot answers here, until a human does."""
    if known is None:
        return rules.has_bot
    return rules.has_bot and known.bot_state == "on" and known.assigned_to is None


def _ready() -> dict[str, str]:
    """Questions that one tap asks, by the names of their buttons."""
    questions = {topic.value: _(text) for topic, text in QUESTIONS.items()}
    return questions | {PERSON: _(ASK_A_PERSON)}


def _said(form: MessageForm) -> str:
    """What was written, or the ready question whose button was pressed."""
    return form.text.data or _ready().get(asked.form.get("ready", ""), "")


def _piece(
    known: ConversationView | None, after: int | None, before: int | None
) -> Piece | None:
    if known is None:
        return None
    side = Side(frozenset({"member"}), known.guest_read_id, known.staff_read_id)
    return piece(known.id, side, after=after, before=before)


def _hours_now(rules: Rules) -> str:
    """Until when somebody answers, or from when; nothing where nobody told hours."""
    state = manned.now(rules)
    if state.changes_at is None and state.is_open:
        return ""
    return hours_words.said(state, clock.now(), g.business.zone)
