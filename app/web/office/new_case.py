"""Opening a check of a card; the guest reads it at once."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from app.cards import queries as cards
from app.core.errors import NotFound
from app.core.ids import MemberId, ReceiptId
from app.core.locales import mark
from app.people import queries as people
from app.sales import queries as sales
from app.sales.queries import ReceiptRow
from app.trust import cases as trust
from app.trust.words import CASE_REASONS
from app.web import guards
from app.web.lines import BlockField, Needed
from app.web.office.door import blueprint, manages
from app.web.office.forms import OfficeForm, number_field
from app.web.office.member import chosen
from app.web.page import page

LAST = 20
DAYS = 5


class ReceiptsField(SelectMultipleField):
    """Receipts to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class CaseForm(OfficeForm):
    """Why, on which receipts, what is blocked, and by when it is decided."""

    reason = SelectField(mark("Reason"), choices=dict(CASE_REASONS))
    text = BlockField(
        mark("What the guest reads"),
        validators=[Needed(mark("Write to the guest what it is about."), 1000)],
    )
    receipts = ReceiptsField(mark("Receipts it is about"), coerce=int)
    is_blocking = BooleanField(mark("Nothing can be spent meanwhile"))
    days = number_field(mark("Decided within"), (1, 30))

    def __init__(self, rows: list[ReceiptRow], **values: Any) -> None:
        super().__init__(**values)
        self.receipts.choices = [SelectChoice(row.id, row.number) for row in rows]


@blueprint.route("/members/<int:member_id>/cases", methods=["GET", "POST"])
@manages
def new_case(member_id: MemberId) -> ResponseReturnValue:
    """Open a check; ``card`` and ``receipt`` in the address say of what."""
    member = people.member_by_id(member_id)
    card = chosen(cards.cards_of(member.id))
    if card is None:
        raise NotFound
    rows = sales.receipts(card_id=card.id, limit=LAST)
    form = CaseForm(rows, data={"days": DAYS, "receipts": _named()})

    def change() -> dict[str, Any]:
        case_id = trust.open_case(
            card_id=card.id,
            reason=str(form.reason.data),
            text=form.text.data or "",
            receipts=[ReceiptId(each) for each in form.receipts.data or ()],
            is_blocking=bool(form.is_blocking.data),
            days=int(form.days.data or DAYS),
            staff_id=guards.staff().id,
        )
        return {"case_id": case_id}

    if form.is_sent():
        answer = form.send(change, field="reason")
        if answer is not None:
            case_id = answer.body["case_id"]
            return redirect(url_for("office.case", case_id=case_id, done="opened"), 303)
    return page(
        "office/new_case.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        member=member,
        card=card,
        rows={row.id: row for row in rows},
    )


def _named() -> list[int]:
    """The receipts that the address names."""
    typed = request.args.getlist("receipt")
    return [int(each) for each in typed if each.isascii() and each.isdecimal()]
