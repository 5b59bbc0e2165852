"""Competitors: what other places give back, to be seen beside the own rules."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core.ids import CompetitorId
from app.core.locales import mark
from app.programmes import planning
from app.web.office.door import blueprint, manages
from app.web.office.forms import AtMost, LineField, Needed, OfficeForm, percent_field
from app.web.office.steps import StepForm
from app.web.page import page


class CompetitorForm(OfficeForm):
    """One place more."""

    name = LineField(
        mark("Name"),
        validators=[
            Needed(mark("Write a name of up to 60 characters."), planning.LONGEST_NAME)
        ],
    )
    back = percent_field(mark("Comes back"))
    mechanics = LineField(
        mark("How their card works"), validators=[AtMost(planning.LONGEST_MECHANICS)]
    )


@blueprint.route("/programmes/competitors", methods=["GET", "POST"])
@manages
def competitors() -> ResponseReturnValue:
    """The list, and one more."""
    form = CompetitorForm()

    def add() -> dict[str, Any]:
        planning.add_competitor(
            name=form.name.data or "",
            mechanics=form.mechanics.data or "",
            back_basis_points=form.back.data or 0,
        )
        return {}

    if form.is_sent() and form.send(add, field="name") is not None:
        return redirect(url_for("office.competitors", done="added"), 303)
    return page(
        "office/competitors.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        step=StepForm(formdata=None),
        competitors=planning.competitors(),
        has_changed=request.method == "GET" and "done" in request.args,
    )


@blueprint.post("/programmes/competitors/<int:competitor_id>/removals")
@manages
def remove_competitor(competitor_id: CompetitorId) -> ResponseReturnValue:
    """Take one off the list."""
    form = StepForm()

    def remove() -> dict[str, Any]:
        planning.remove_competitor(competitor_id=competitor_id)
        return {}

    if form.is_sent():
        form.once("remove", remove)
    return redirect(url_for("office.competitors", done="removed"), 303)
