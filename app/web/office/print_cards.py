"""Printed cards: orders of thousands, how far each is, its files."""

from typing import Any

from flask import g, redirect, send_file, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, SelectField

from app.cards import stock
from app.core import db, locales
from app.core.errors import NotFound
from app.core.ids import ProgrammeId
from app.core.locales import mark
from app.programmes import queries as programmes
from app.wallet.printing import folder, orders
from app.wallet.printing.orders import MOST, Run
from app.web import guards, session
from app.web.office.door import blueprint, touches_all
from app.web.office.forms import OfficeForm, number_field
from app.web.office.symbology import NAMES
from app.web.page import page

LANGUAGES = {"ru": "Русский", "en": "English"}
_TYPES = {"csv": "text/csv", "pdf": "application/pdf"}


class OrderForm(OfficeForm):
    """How many cards of which kind."""

    whose = RadioField(
        mark("For whom"),
        choices={
            "stock": mark("To be handed out: without members yet"),
            "members": mark("For the members who have this card now"),
        },
        default="stock",
    )
    count = number_field(mark("How many to hand out"), (1, MOST), is_needed=False)
    programme = SelectField(mark("Card"))
    symbology = SelectField(mark("Code"), choices=NAMES)
    language = SelectField(mark("Language of the cards"), choices=LANGUAGES)

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        known = programmes.programmes()
        self.programme.choices = {str(each.id): each.name for each in known}

    def validate(self, *args: Any, **more: Any) -> bool:
        """Each field for itself, then the count where it is wanted."""
        is_fine = bool(super().validate(*args, **more))
        if self.whose.data == "stock" and self.count.data is None:
            if not self.count.errors:
                self.refuse("count", self.count.words())
            return False
        return is_fine


class ActForm(OfficeForm):
    """A button: nothing but its token."""


@blueprint.route("/printing/cards", methods=["GET", "POST"])
@touches_all
def print_cards() -> ResponseReturnValue:
    """The orders; place another."""
    known = programmes.programmes()
    symbology = known[0].symbology if known else "qr"
    form = OrderForm(data={"symbology": symbology, "language": g.business.language})
    if form.is_sent():
        answer = form.send(lambda: _place(form), field="count")
        if answer is not None:
            run_id = answer.body["run_id"]
            return redirect(url_for("office.print_run", run_id=run_id), 303)
    runs = orders.runs()
    return page(
        "office/print_cards.html",
        fragment="office/_print_runs.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        programmes=known,
        runs=[(run, _state(run), _name(run)) for run in runs],
        is_moving=any(run.is_under_way for run in runs),
    )


def _place(form: OrderForm) -> dict[str, Any]:
    run_id = orders.place(
        programme_id=ProgrammeId(int(form.programme.data)),
        is_stock=form.whose.data == "stock",
        count=form.count.data or 0,
        symbology=form.symbology.data,
        language=form.language.data,
        staff_id=guards.staff().id,
    )
    return {"run_id": run_id}


@blueprint.get("/printing/cards/<int:run_id>")
@touches_all
def print_run(run_id: int) -> ResponseReturnValue:
    """One order: how far it is, and its files."""
    run = orders.run(run_id)
    asleep = stock.count_asleep(run_id) if run.is_stock else 0
    return page(
        "office/print_run.html",
        fragment="office/_print_run.html",
        run=run,
        form=ActForm(formdata=None),
        name=_name(run),
        code=NAMES[run.symbology],
        state=_state(run),
        asleep=asleep,
        files=[_part(run, number) for number in range(1, run.parts_made + 1)],
    )


@blueprint.get("/printing/cards/<int:run_id>/<int:number>.<any(csv, pdf):kind>")
@touches_all
def print_file(run_id: int, number: int, kind: folder.Kind) -> ResponseReturnValue:
    """A part of an order as a file."""
    run = orders.run(run_id)
    path = folder.part(_place_of(run), number, kind)
    if not 1 <= number <= run.parts_made or not path.is_file():
        raise NotFound
    name = f"{g.business.slug}-{run.id}-{number:03d}.{kind}"
    answer = send_file(
        path, mimetype=_TYPES[kind], as_attachment=True, download_name=name, max_age=0
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.post("/printing/cards/<int:run_id>/again")
@touches_all
def print_again(run_id: int) -> ResponseReturnValue:
    """Go on with an order that failed."""
    with db.writing():
        orders.again(run_id=run_id)
    return redirect(url_for("office.print_run", run_id=run_id), 303)


@blueprint.route("/printing/cards/<int:run_id>/remove", methods=["GET", "POST"])
@touches_all
def remove_print_run(run_id: int) -> ResponseReturnValue:
    """Take an order back, after saying what that means."""
    run = orders.run(run_id)
    form = ActForm()
    if form.is_sent():
        with db.writing():
            orders.take_back(run_id=run_id)
        return redirect(url_for("office.print_cards", done="removed"), 303)
    return page(
        "office/remove_print_run.html",
        form=form,
        run=run,
        name=_name(run),
        asleep=stock.count_asleep(run_id) if run.is_stock else 0,
    )


def _name(run: Run) -> str:
    return programmes.programme(run.programme_id).name


def _place_of(run: Run) -> Any:
    return folder.of_run(session.config(), run.business_id, run.id)


def _part(run: Run, number: int) -> dict[str, object]:
    """A part's files with their sizes; a part without cards in use has no sheets."""
    place = _place_of(run)
    paths = {kind: folder.part(place, number, kind) for kind in folder.KINDS}
    return {
        "number": number,
        "sizes": {
            kind: _size(path.stat().st_size)
            for kind, path in paths.items()
            if path.is_file()
        },
    }


def _size(count: int) -> str:
    return locales.gettext("%(count)s KB", count=locales.number_text(-(-count // 1000)))


def _state(run: Run) -> str:
    """How far an order is, in words."""
    number = locales.number_text
    if run.state == "failed":
        return locales.gettext(run.error)
    if run.state == "removing":
        return locales.gettext("The order is being removed.")
    if run.state == "ready":
        return locales.gettext("Ready: %(count)s cards.", count=number(run.made))
    if run.state == "waiting":
        return locales.gettext("Waits for its turn.")
    if run.is_stock and run.made < run.count:
        words = mark("%(made)s of %(count)s numbers are made.")
        return locales.gettext(words, made=number(run.made), count=number(run.count))
    words = mark("%(made)s of %(count)s parts are ready to download.")
    return locales.gettext(words, made=number(run.parts_made), count=number(run.parts))
