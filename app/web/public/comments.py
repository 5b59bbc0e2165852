"""Comments under a post: a page that works alone, and the fragment that posts include."""

from typing import Any

from flask import Response, g, redirect, request, url_for
from werkzeug import Response as Answer

from app.core import limits
from app.core.errors import TooMany
from app.core.limits import Limit
from app.core.locales import mark
from app.people import queries as people
from app.space import comments as actions
from app.space import talk_rules, threads
from app.space.threads import PostHead
from app.web.lines import AtMost, BlockField, LineField, Needed
from app.web.page import page
from app.web.public import contacting
from app.web.public.asking import counted_as
from app.web.sending import OnceForm

# A card is joined in one tap, so who writes as many is counted too.
PER_ADDRESS = Limit("comments_ip_hour", 60, 3600)
_LARGEST_ID = 2**63 - 1


class CommentForm(OnceForm):
    """A name of one's choice and the words."""

    name = LineField(mark("Your name"), validators=[AtMost(actions.LONGEST_NAME)])
    text = BlockField(
        mark("Comment"),
        validators=[
            Needed(mark("Write a comment of up to 2,000 characters."), actions.LONGEST)
        ],
    )


def comments(post_id: int) -> Response | Answer:
    """The threads; a POST adds to them."""
    post = threads.post(post_id)
    form = _form()
    parent_id = _number("reply")

    def show(status: int) -> Response:
        return page(
            "public/comments.html",
            fragment="public/_comments.html",
            status=status,
            error_title=bool(form.errors),
            **surroundings(post, form),
        )

    if not form.is_sent():
        return show(422 if form.errors else 200)
    person_id = contacting.me()
    if person_id is None:
        here = url_for("public.comments", post_id=post_id)
        return redirect(url_for("public.sign_in", next=here), 303)

    def add() -> dict[str, int]:
        limits.hit(PER_ADDRESS, counted_as())
        return {
            "id": actions.write(
                post_id=post_id,
                parent_id=parent_id,
                person_id=person_id,
                name=form.name.data or "",
                text=form.text.data,
            )
        }

    try:
        answer = form.send(add, field="text")
    except TooMany as error:
        return contacting.refused(form, error, show)
    if answer is None:
        return show(422)
    written = answer.body["id"]
    place = url_for("public.comments", post_id=post_id, written=written, after=_after())
    return redirect(f"{place}#c{written}", 303)


def surroundings(post: PostHead, form: CommentForm | None = None) -> dict[str, Any]:
    """What ``public/_comments.html`` needs, wherever it is included."""
    person_id = contacting.me()
    thread = threads.page(post.id, person_id, _after() or 0)
    reply = _number("reply")
    staff = people.staff_of(person_id, g.business.id) if person_id else None
    return {
        "post": post,
        "thread": thread,
        "comment_form": form or _form(),
        "reply_to": next((c for c in thread.comments if c.id == reply), None),
        "is_written": "written" in request.args and request.method == "GET",
        "is_premoderated": talk_rules.rules().is_premoderated,
        "is_moderator": staff is not None and staff.role != "cashier",
        "is_continued": bool(_after()),
    }


def _form() -> CommentForm:
    person_id = contacting.me()
    name = people.person(person_id).name if person_id else None
    return CommentForm(data={"name": (name or "")[: actions.LONGEST_NAME]})


def _after() -> int | None:
    return _number("after")


def _number(name: str) -> int | None:
    """An id in the address; what could be none of a row is left out."""
    value = request.args.get(name, type=int)
    return value if value is not None and 0 < value <= _LARGEST_ID else None
