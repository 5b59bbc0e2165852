"""Which code the cards of a programme carry, with a look at each."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField

from app.cards import stock, symbols
from app.core import locales
from app.core.errors import Refused
from app.core.ids import ProgrammeId
from app.core.locales import mark
from app.programmes import actions, queries
from app.wallet.codes import picture
from app.web.office.door import blueprint, manages
from app.web.office.forms import OfficeForm
from app.web.page import page

NAMES = {
    "qr": "QR",
    "aztec": "Aztec",
    "data-matrix": "Data Matrix",
    "pdf417": "PDF417",
    "code128": "Code 128",
    "code39": "Code 39",
    "ean13": "EAN-13",
    "ean8": "EAN-8",
    "itf": "ITF",
}
FOR_WHOM = {
    "qr": mark("For cameras and new scanners; the safest choice."),
    "aztec": mark("For camera scanners; the smallest square on a crowded card."),
    "data-matrix": mark("For camera scanners that also read goods marking."),
    "pdf417": mark("For scanners that read driving licences and boarding passes."),
    "code128": mark("For old laser scanners; the shortest bars."),
    "code39": mark("For very old scanners; wide bars, so it needs room."),
    "ean13": mark("For tills that read goods only: looks like an article, prefix 29."),
    "ean8": mark(
        "For tills that read short goods codes; each card gets a number more."
    ),
    "itf": mark("For scanners that read digits in bars; the number alone."),
}
_SAMPLE_NUMBER, _SAMPLE_SHORT = "3819331202", "20000011"


class NoShortNumbers(Refused):
    """Every EAN-8 number of the business is in use."""

    code = "no_short_numbers"
    sentence = (
        "All %(count)s short numbers of EAN-8 are taken. Choose EAN-13 or another code."
    )


class SymbologyForm(OfficeForm):
    """One code out of those that can be drawn."""

    symbology = RadioField(mark("Code on the cards"), choices=NAMES)


@blueprint.route("/programmes/<int:programme_id>/code", methods=["GET", "POST"])
@manages
def programme_code(programme_id: ProgrammeId) -> ResponseReturnValue:
    """Choose the code of a programme's cards."""
    found = queries.programme(programme_id)
    form = SymbologyForm(data={"symbology": found.symbology})
    if form.is_sent():

        def choose() -> dict[str, Any]:
            if form.symbology.data == "ean8" and not stock.free_shorts():
                raise NoShortNumbers(count=locales.number_text(stock.SHORT_ROOM))
            actions.choose_code(
                programme_id=programme_id, symbology=form.symbology.data
            )
            return {"programme_id": programme_id}

        if form.send(choose, field="symbology") is not None:
            return redirect(
                url_for("office.programme_code", programme_id=programme_id, done="1"),
                303,
            )
    return page(
        "office/symbology.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        programme=found,
        looks={name: _look(name) for name in NAMES},
        free=stock.free_shorts(),
    )


def _look(symbology: str) -> dict[str, object]:
    kind, value = symbols.drawn(symbology, _SAMPLE_NUMBER, _SAMPLE_SHORT)
    return {
        "picture": picture(kind, value),
        "for_whom": locales.gettext(FOR_WHOM[symbology]),
    }
