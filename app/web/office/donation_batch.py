"""A batch of donations: its document is uploaded, and everybody sees that it was sent."""

from typing import Any

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField

from app.charity import actions, queries
from app.charity.errors import BadProof
from app.core import clock, locales
from app.core.locales import mark
from app.web.errors import sentence_of
from app.web.office.door import blueprint, owns, touches_all
from app.web.office.forms import LineField, Needed, OfficeForm, day_field
from app.web.page import page


class BatchForm(OfficeForm):
    """The document of the payment."""

    number = LineField(
        mark("Number of the payment document"),
        validators=[
            Needed(
                mark("Write the number of the payment document, up to 40 characters."),
                actions.LONGEST_NUMBER,
            )
        ],
    )
    sent_on = day_field(mark("Paid on"))
    document = FileField(mark("The document, PDF, JPEG or PNG"))


@blueprint.route("/charity/batches/<int:donation_id>", methods=["GET", "POST"])
@owns
def donation_batch(donation_id: int) -> ResponseReturnValue:
    """Show a batch; a POST with the document marks it as sent, for ever."""
    found = queries.batch(donation_id)
    form = BatchForm()
    if form.is_sent() and _send(form, donation_id):
        address = url_for("office.donation_batch", donation_id=donation_id, done="sent")
        return redirect(address, 303)
    return page(
        "office/donation_batch.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        batch=found,
        charity=queries.charity(found.charity_id),
    )


@blueprint.get("/charity/batches/<int:donation_id>/document")
@touches_all
def donation_document(donation_id: int) -> ResponseReturnValue:
    """The document as it was uploaded."""
    data, kind = queries.document(donation_id)
    return Response(data, mimetype=kind)


def _send(form: BatchForm, batch_id: int) -> bool:
    upload = request.files.get(form.document.name)
    data = upload.read(actions.MOST_PROOF_BYTES + 1) if upload else b""
    if form.sent_on.value > clock.now().date():
        form.decline("sent_on", locales.gettext("This day has not come yet."))
        return False
    try:
        actions.kind_of(data)
    except BadProof as refusal:
        form.decline("document", sentence_of(refusal))
        return False

    def send() -> dict[str, Any]:
        actions.send(
            batch_id=batch_id,
            document_number=form.number.data or "",
            document_on=form.sent_on.value,
            document=data,
        )
        return {}

    return form.send(send, field="document") is not None
