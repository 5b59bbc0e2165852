"""First steps: from sign-up to the first guest, each step by one button and back."""

from typing import Any

from flask import g, redirect, url_for
from flask.typing import ResponseReturnValue

from app.core import db, locales
from app.core.errors import NotFound
from app.core.locales import mark
from app.onboarding import samples, steps, tariffs
from app.onboarding.steps import Step
from app.programmes import queries as programmes
from app.web.office.door import blueprint, manages
from app.web.office.forms import OfficeForm
from app.web.office.tariff import terms
from app.web.page import page

WORDS = {
    "email": (
        mark("Confirm your e-mail"),
        mark("You sign in with it; there is no password to forget."),
        "",
    ),
    "look": (
        mark("Look at your card"),
        mark(
            "Colours and a pattern are chosen for your trade. Keep them or change them."
        ),
        mark("Open the look"),
    ),
    "outlet": (
        mark("Add your outlet"),
        mark("Name the place where guests buy: receipts belong to it."),
        mark("Add the outlet"),
    ),
    "programme": (
        mark("Look at the rules"),
        mark("What a purchase earns and what points are for, as usual in your trade."),
        mark("Open the rules"),
    ),
    "card": (
        mark("Get your own card"),
        mark("You see what your guests will see, on your own phone."),
        mark("Get the card"),
    ),
    "poster": (
        mark("Print the poster"),
        mark("Guests scan its code at the till, tap once and have the card."),
        mark("Choose the poster"),
    ),
}


@blueprint.get("/start")
@manages
def start() -> ResponseReturnValue:
    """The steps as they stand, sample guests, and the terms in force."""
    return _show(OfficeForm(formdata=None))


@blueprint.post("/start/<any(look, programme):step>")
@manages
def begin_step(step: str) -> ResponseReturnValue:
    """Go and look at what is there from the start; that is the whole step."""
    with db.writing():
        steps.opened(step)
    if step == "look":
        return redirect(url_for("office.look"), 303)
    opened = [each for each in programmes.programmes() if each.is_open]
    if not opened:
        return redirect(url_for("office.programmes"), 303)
    return redirect(url_for("office.programme", programme_id=opened[0].id), 303)


@blueprint.post("/start/close")
@manages
def close_start() -> ResponseReturnValue:
    """Leave the first steps out of the menu."""
    with db.writing():
        steps.close()
    return redirect(url_for("office.today"), 303)


@blueprint.post("/start/samples")
@manages
def make_samples() -> ResponseReturnValue:
    """Show the office with a handful of sample guests."""
    return _samples(lambda: {"count": samples.make()}, "made")


@blueprint.post("/start/samples/remove")
@manages
def remove_samples() -> ResponseReturnValue:
    """Take all of them away again."""
    return _samples(lambda: {"count": samples.remove()}, "removed")


def _samples(act: Any, done: str) -> ResponseReturnValue:
    form = OfficeForm()
    if form.is_sent() and form.send(act, field="idempotency_key") is not None:
        return redirect(url_for("office.start", done=done), 303)
    return _show(form, 422)


def _show(form: OfficeForm, status: int = 200) -> ResponseReturnValue:
    taken = steps.steps()
    if not taken:
        # Who was not signed up here has no way behind them.
        raise NotFound
    lines = [_line(step) for step in taken]
    return page(
        "office/start.html",
        status=status,
        error_title=bool(form.errors),
        form=form,
        lines=lines,
        next_code=next((step.code for step in taken if not step.is_done), ""),
        done_count=sum(step.is_done for step in taken),
        sample_count=samples.count(),
        can_sample=samples.can_be_made(),
        terms=terms(tariffs.in_force()),
        link=url_for("public.business", business=g.business.slug),
    )


def _line(step: Step) -> dict[str, object]:
    title, text, button = WORDS[step.code]
    card = url_for("public.join", s="owner")
    links = {
        "outlet": url_for("office.outlets"),
        # Whoever has one is led to the page of it that leads back here.
        "card": url_for("cabinet.delivery") if step.is_done else card,
        "poster": url_for("office.printing"),
    }
    return {
        "code": step.code,
        "is_done": step.is_done,
        "title": locales.gettext(title),
        "text": locales.gettext(text),
        "button": locales.gettext(button) if button else "",
        "url": links.get(step.code, ""),
    }
