"""“Family”: relatives who use this card, and relatives' cards that the guest uses."""

from dataclasses import dataclass
from typing import Any

from flask import g, redirect, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from app.cards import families, family
from app.cards.families import Relative
from app.core import db, limits
from app.core.errors import AppError, Conflict, Refused, TooMany
from app.core.ids import MemberId
from app.core.limits import Limit
from app.core.locales import mark
from app.programmes import queries as programmes
from app.wallet.codes import qr_address
from app.web import measures
from app.web.cabinet.door import blueprint, card
from app.web.errors import sentence_of
from app.web.lines import AtMost, LineField, Needed
from app.web.page import page
from app.web.sending import OnceForm, StepForm

# Who types codes at random soon finds out that there is a limit.
TRIES = Limit("family_codes_day", 20, 24 * 3600)
COOKIE = "family"
LONGEST = 64


class CodeForm(OnceForm):
    """The code of an invitation."""

    code = LineField(
        mark("Code of the invitation"),
        validators=[Needed(mark("Enter the code of the invitation.")), AtMost(LONGEST)],
    )


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place in the family; ``link`` and ``qr`` lead there while nobody has it."""

    relative: Relative
    link: str = ""
    qr: str = ""


@blueprint.get("/family")
def family_card() -> ResponseReturnValue:
    """Everybody on this card, and all cards that the guest is let use."""
    form = CodeForm(formdata=None)
    form.code.data = cookie.get(COOKIE, {}).get(g.slug, "")
    return _show(form, StepForm(formdata=None))


@blueprint.post("/family/invitations")
def invite_relative() -> ResponseReturnValue:
    """Open a place for 24 hours."""
    step = StepForm()

    def invite() -> dict[str, Any]:
        # The code is not kept with the answer: the page shows it while it is open.
        family.invite(card_id=card().id)
        return {}

    if step.is_sent() and step.once("invite", invite) is not None:
        return redirect(url_for("cabinet.family_card", _anchor="relatives"), 303)
    return _show(CodeForm(formdata=None), step)


@blueprint.post("/family")
def accept_family() -> ResponseReturnValue:
    """Use the card that a code leads to."""
    form = CodeForm()
    if form.is_sent() and _is_accepted(form):
        cookie.pop(COOKIE, None)
        done = url_for("cabinet.family_card", done="accepted", _anchor="shared")
        return redirect(done, 303)
    return _show(form, StepForm(formdata=None))


@blueprint.post("/family/<int:sharer_id>/end")
def end_family(sharer_id: int) -> ResponseReturnValue:
    """End a link: the holder lets nobody use the card, or the relative leaves."""
    step = StepForm()

    def end() -> dict[str, Any]:
        family.end(sharer_id=sharer_id, member_id=MemberId(card().member_id))
        return {}

    if step.is_sent() and step.once(["end", sharer_id], end) is not None:
        return redirect(url_for("cabinet.family_card", done="ended"), 303)
    return _show(CodeForm(formdata=None), step)


def _is_accepted(form: CodeForm) -> bool:
    try:
        # Counted apart, so that a refusal does not undo the counting.
        with db.writing():
            limits.hit(TRIES, f"member:{card().member_id}")
        with db.writing():
            family.accept(code=form.code.data or "", member_id=card().member_id)
    except (Refused, Conflict, TooMany) as refusal:
        _decline(form, refusal)
        return False
    return True


def _decline(form: CodeForm, refusal: AppError) -> None:
    form.decline("code", sentence_of(refusal))


def _show(form: CodeForm, step: StepForm) -> ResponseReturnValue:
    held = card()
    has_errors = bool(form.errors or step.errors)
    return page(
        "cabinet/family.html",
        status=422 if has_errors else 200,
        error_title=has_errors,
        form=form,
        step=step,
        card=held,
        can_share=not programmes.programme(held.programme_id).is_sold,
        places=[_place(each) for each in families.family_of(held.id)],
        most=family.MOST,
        shared=families.shared_with(held.member_id),
        allowed=allowed,
    )


def allowed(found: Any, unit: str | None = None) -> str:
    """What a relative may spend in a day, in words of the page."""
    return measures.of(unit).text(found.day_limit) if found.may_spend else ""


def _place(relative: Relative) -> Place:
    if relative.code is None:
        return Place(relative=relative)
    link = url_for("public.family", code=relative.code, _external=True)
    return Place(relative=relative, link=link, qr=qr_address(link))
