"""Donations: what is promised to which fund, what was given, batches and documents."""

from typing import Any

from babel import numbers
from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from app.charity import actions, queries
from app.charity.actions import Promise
from app.charity.queries import CharityView
from app.core import locales
from app.core.errors import Forbidden, NotFound
from app.core.locales import mark
from app.people import queries as people
from app.people.rights import Right
from app.programmes import queries as programmes
from app.web import guards
from app.web.office.door import blueprint, owns, touches_all
from app.web.office.forms import (
    AtMost,
    BlockField,
    LineField,
    Needed,
    OfficeForm,
    money_field,
    number_field,
)
from app.web.office.steps import StepForm
from app.web.page import page

EVERY_CARD = "0"


class CharityForm(OfficeForm):
    """What is given, to whom, up to where."""

    fund = LineField(
        mark("Name of the fund"),
        validators=[Needed(mark("Write the name of the fund."), actions.LONGEST_FUND)],
    )
    about = BlockField(mark("What it does"), validators=[AtMost(actions.LONGEST_ABOUT)])
    link = LineField(
        mark("Its page on the internet"), validators=[AtMost(actions.LONGEST_LINK)]
    )
    programme = SelectField(mark("For which card"))
    amount = money_field(mark("We give each time"), (1, 1_000_00))
    budget = money_field(mark("Up to, in all"), (1, 100_000_000_00))
    cooldown = number_field(
        mark("Minutes until a card that is only shown counts again"),
        (0, actions.MOST_MINUTES),
    )

    def offer(self) -> None:
        """The cards to choose from."""
        every = SelectChoice(EVERY_CARD, locales.gettext("Every card"))
        cards = [SelectChoice(str(p.id), p.name) for p in programmes.programmes()]
        self.programme.choices = [every, *cards]

    def validate_link(self, field: Any) -> None:
        """A web address, if there is one."""
        if field.data and not field.data.startswith(("https://", "http://")):
            raise ValidationError(
                locales.gettext("Write an address like https://fund.org.")
            )

    @property
    def promise(self) -> Promise:
        """What the filled form says."""
        chosen = int(self.programme.data)
        return Promise(
            fund=self.fund.data or "",
            about=self.about.data or "",
            link=self.link.data or "",
            programme_id=chosen or None,
            amount_minor=self.amount.value,
            budget_minor=self.budget.value,
            cooldown_minutes=self.cooldown.value,
        )


@blueprint.route("/charity", methods=["GET", "POST"])
@touches_all
def charity() -> ResponseReturnValue:
    """What runs, what was given; begin a drive, or change the one that runs."""
    running = queries.running()
    form = CharityForm(data=_filled(running))
    form.offer()
    if request.method == "POST" and not guards.has(Right.OWN):
        raise Forbidden
    if form.is_sent() and _save(form, running):
        done = "changed" if running else "begun"
        return redirect(url_for("office.charity", done=done), 303)
    return _show(form, StepForm(formdata=None))


@blueprint.post("/charity/<int:charity_id>/steps")
@owns
def charity_step(charity_id: int) -> ResponseReturnValue:
    """End a drive, or close a batch of its donations."""
    form, step = StepForm(), request.form.get("do", "")
    queries.charity(charity_id)
    if step not in {"end", "batch"}:
        raise NotFound

    def take() -> dict[str, Any]:
        if step == "end":
            actions.end(charity_id=charity_id)
            return {}
        return {"id": actions.close_batch(charity_id=charity_id)}

    last = len(queries.batches(charity_id))
    answer = form.once([step, last], take) if form.is_sent() else None
    if answer is None:
        fresh = CharityForm(formdata=None, data=_filled(queries.running()))
        fresh.offer()
        return _show(fresh, form)
    if step == "batch":
        address = url_for("office.donation_batch", donation_id=answer.body["id"])
        return redirect(address, 303)
    return redirect(url_for("office.charity", done="ended"), 303)


def _filled(running: CharityView | None) -> dict[str, Any]:
    if running is None:
        return {"amount": 1_00, "budget": 10_000_00, "cooldown": 60}
    return {
        "fund": running.fund,
        "about": running.about,
        "link": running.link,
        "programme": str(running.programme_id or 0),
        "amount": running.amount_minor,
        "budget": running.budget_minor,
        "cooldown": running.cooldown_minutes,
    }


def _save(form: CharityForm, running: CharityView | None) -> bool:
    def save() -> dict[str, Any]:
        if running is None:
            return {"id": actions.begin(promise=form.promise)}
        actions.change(charity_id=running.id, promise=form.promise)
        return {"id": running.id}

    return form.send(save, field="budget") is not None


def _show(form: CharityForm, step: StepForm) -> ResponseReturnValue:
    has_errors = bool(form.errors or step.errors)
    names = people.names_of_staff()
    return page(
        "office/charity.html",
        status=422 if has_errors else 200,
        error_title=has_errors,
        form=form,
        step=step,
        running=queries.running(),
        charities=[
            (each, queries.totals(each.id), queries.batches(each.id))
            for each in queries.charities()
        ],
        scans=[(_who(each.actor, names), each) for each in queries.by_scan()],
        symbol=numbers.get_currency_symbol(
            g.business.currency, locale=locales.language()
        ),
    )


def _who(actor: str, names: dict[int, str]) -> str:
    """Whose scans: a team member by name, a till program, or we ourselves."""
    kind, _, number = actor.partition(":")
    if kind == "staff" and number.isdecimal():
        return names.get(int(number), f"№ {number}")
    return locales.gettext("Till software") if kind == "api" else "Tessera"
