"""The codes of a promotion: ordered, made in the background, looked up, taken along."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core import db, locales
from app.core.errors import AppError, NotFound
from app.core.ids import PromotionId
from app.core.locales import gettext as _
from app.core.locales import mark
from app.exchange.tables import Column, Row, Table
from app.offers import codes, queries, spelling
from app.offers.codes import MOST_AT_ONCE, CodeView
from app.offers.errors import CodeNotFound
from app.offers.queries import PromotionView
from app.web import errors, files, guards
from app.web.office.door import blueprint, manages, touches_all
from app.web.office.forms import AtMost, LineField, OfficeForm, number_field
from app.web.page import page

PIECE = 2000
CODE_WORDS = {
    "free": mark("free"),
    "used": mark("used"),
    "returned": mark("free again: its cheque was cancelled"),
    "frozen": mark("frozen"),
}


class OrderForm(OfficeForm):
    """How many codes, and how they begin."""

    count = number_field(mark("How many codes"), (1, MOST_AT_ONCE))
    prefix = LineField(
        mark("They begin with"), validators=[AtMost(spelling.MAX_PREFIX)]
    )


@dataclass(frozen=True)
class Search:
    """A code that was looked for, and what was found."""

    typed: str
    found: CodeView | None
    problem: str = ""


@blueprint.route("/promotions/<int:promotion_id>/codes", methods=["GET", "POST"])
@manages
def promotion_codes(promotion_id: PromotionId) -> ResponseReturnValue:
    """Orders with their progress; order more."""
    found = _with_codes(promotion_id)
    form = OrderForm()

    def order() -> dict[str, Any]:
        batch_id = codes.order(
            promotion_id=promotion_id,
            count=form.count.data or 0,
            prefix=form.prefix.data or "",
            staff_id=guards.staff().id,
        )
        return {"batch_id": batch_id}

    if form.is_sent() and form.send(order, field="count") is not None:
        return redirect(_address(promotion_id, "ordered"), 303)
    return _show(found, form)


@blueprint.post("/promotions/<int:promotion_id>/batches/<int:batch_id>")
@manages
def batch_step(promotion_id: PromotionId, batch_id: int) -> ResponseReturnValue:
    """Halt an order, let it go on, or give it up."""
    steps = {"halt": codes.halt, "go_on": codes.go_on, "give_up": codes.give_up}
    step = steps.get(request.form.get("do", ""))
    if step is None or codes.batch(batch_id).promotion_id != promotion_id:
        raise NotFound
    with db.writing():
        step(batch_id=batch_id)
    return redirect(_address(promotion_id), 303)


@blueprint.post("/promotions/<int:promotion_id>/codes/<int:code_id>")
@manages
def code_step(promotion_id: PromotionId, code_id: int) -> ResponseReturnValue:
    """Freeze a code that got around, or let it give again."""
    found = _with_codes(promotion_id)
    step = {"freeze": codes.freeze, "thaw": codes.thaw}.get(request.form.get("do", ""))
    typed = request.form.get("q", "")[: 2 * spelling.LONGEST]
    if step is None or codes.find(promotion_id, typed).id != code_id:
        raise NotFound
    try:
        with db.writing():
            step(code_id=code_id)
    except AppError as refusal:
        search = Search(typed, None, errors.sentence_of(refusal))
        return _show(found, OrderForm(formdata=None), search)
    return redirect(f"{_address(promotion_id, q=typed)}#find", 303)


@blueprint.get("/promotions/<int:promotion_id>/codes.<any(csv,xlsx):ending>")
@touches_all
def codes_file(promotion_id: PromotionId, ending: str) -> ResponseReturnValue:
    """All codes with their states, as a file."""
    found = _with_codes(promotion_id)
    columns = (Column(_("Code"), width=24), Column(_("State"), width=32))
    table = Table(_("Codes"), columns, _rows(promotion_id))
    return files.download(table, ending, f"codes-{found.id}")


def _with_codes(promotion_id: PromotionId) -> PromotionView:
    found = queries.promotion(promotion_id)
    if found.way != "codes":
        raise NotFound
    return found


def _address(
    promotion_id: PromotionId, done: str | None = None, q: str | None = None
) -> str:
    return url_for("office.promotion_codes", promotion_id=promotion_id, done=done, q=q)


def _rows(promotion_id: PromotionId) -> Iterator[Row]:
    after, words = 0, {key: locales.gettext(own) for key, own in CODE_WORDS.items()}
    while found := codes.page(promotion_id, after=after, limit=PIECE):
        yield from ((own.spoken, words[own.state]) for own in found)
        after = found[-1].id


def _search(promotion_id: PromotionId) -> Search | None:
    typed = request.args.get("q", "").replace("\0", "").strip()
    if not typed:
        return None
    typed = typed[: 2 * spelling.LONGEST]
    try:
        return Search(typed, codes.find(promotion_id, typed))
    except CodeNotFound as refusal:
        return Search(typed, None, errors.sentence_of(refusal))


def _show(
    found: PromotionView, form: OrderForm, search: Search | None = None
) -> ResponseReturnValue:
    has_problem = search is not None
    orders = codes.batches(found.id)
    return page(
        "office/promotion_codes.html",
        fragment="office/_promotion_codes.html",
        status=422 if form.errors or has_problem else 200,
        error_title=bool(form.errors or has_problem),
        promotion=found,
        form=form,
        step_form=OfficeForm(formdata=None),
        batches=orders,
        is_under_way=any(own.is_under_way for own in orders),
        counts=codes.counts(found.id),
        code_words=CODE_WORDS,
        search=search or _search(found.id),
    )
