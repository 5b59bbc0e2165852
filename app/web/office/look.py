"""How the card looks: two colours and a pattern, tried out before they are saved."""

from typing import Any

from flask import Response, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField
from wtforms.validators import ValidationError

from app.businesses import actions, brand
from app.businesses.models import MOTIFS
from app.core import locales
from app.core.errors import NotFound
from app.core.locales import mark
from app.web import tenants
from app.web.office.door import blueprint, manages
from app.web.office.forms import LineField, OfficeForm, hundredths
from app.web.page import page

FAINT = 1.5
PRESETS = {
    "#1f4b3f": mark("Fir"),
    "#7a2e22": mark("Brick"),
    "#28365f": mark("Indigo"),
    "#e8b74a": mark("Honey"),
    "#f4b6c6": mark("Rose"),
    "#5b3a63": mark("Plum"),
    "#bcd3c1": mark("Sage"),
    "#1c1a17": mark("Ink"),
}
MOTIF_NAMES = {
    "plain": mark("Plain"),
    "rings": mark("Rings"),
    "waves": mark("Waves"),
    "lattice": mark("Lattice"),
    "pages": mark("Pages"),
}


def _colour(form: Any, field: Any) -> None:  # noqa: ARG001 - WTForms' signature
    try:
        brand.palette(field.data or "", "#000000")
    except brand.BadColour:
        words = mark(
            "Choose a colour, or write it as # and six signs, for example #1f4b3f."
        )
        raise ValidationError(locales.gettext(words)) from None


class LookForm(OfficeForm):
    """Colours as ``#rrggbb`` and the name of a pattern."""

    brand_colour = LineField(mark("Colour of the card"), validators=[_colour])
    accent_colour = LineField(mark("Colour of the pattern"), validators=[_colour])
    motif = RadioField(
        mark("Pattern"), choices={motif: MOTIF_NAMES[motif] for motif in MOTIFS}
    )


@blueprint.route("/look", methods=["GET", "POST"])
@manages
def look() -> ResponseReturnValue:
    """Try colours out, then publish them."""
    business = g.business
    form = LookForm(
        data={
            "brand_colour": business.brand_colour,
            "accent_colour": business.accent_colour,
            "motif": business.motif,
        }
    )
    preset = request.form.get("preset")
    if preset in PRESETS:
        form.brand_colour.data = preset
    if request.method == "GET" or not form.is_sent() or preset or _is_preview():
        return _show(form)

    def dress() -> dict[str, Any]:
        actions.dress(
            business_id=business.id,
            brand_colour=form.brand_colour.data,
            accent_colour=form.accent_colour.data,
            motif=form.motif.data,
        )
        return {}

    if form.send(dress, field="brand_colour") is None:
        return _show(form)
    tenants.forget(business.slug)
    return redirect(url_for("office.look", done="saved"), 303)


@blueprint.get("/look/draft.css")
@manages
def draft_stylesheet() -> ResponseReturnValue:
    """The stylesheet of colours that are only tried out; computed values only."""
    try:
        sheet = brand.stylesheet(
            request.args.get("brand", ""), request.args.get("accent", "")
        )
    except brand.BadColour as error:
        raise NotFound from error
    return Response(sheet, mimetype="text/css")


def _is_preview() -> bool:
    return request.form.get("do") == "preview"


def _show(form: LookForm) -> ResponseReturnValue:
    is_right = not (form.brand_colour.errors or form.accent_colour.errors)
    return page(
        "office/look.html",
        fragment="office/_preview.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        presets={code: locales.gettext(name) for code, name in PRESETS.items()},
        is_right=is_right,
        judgements=_judgements(form) if is_right else [],
    )


def _judgements(form: LookForm) -> list[tuple[str, str]]:
    """In words: whether the text and the pattern can be seen on the card."""
    colours = brand.palette(form.brand_colour.data, form.accent_colour.data)
    text = brand.contrast(colours.on_brand, colours.brand)
    words = (
        mark("White text on this colour is readable: contrast %(value)s, 4.5 needed.")
        if colours.on_brand == "#ffffff"
        else mark(
            "Black text on this colour is readable: contrast %(value)s, 4.5 needed."
        )
    )
    found = [("good", locales.gettext(words, value=_tenths(text)))]
    pattern = brand.contrast(colours.accent, colours.brand)
    if pattern < FAINT:
        words = mark("The pattern and the sign can hardly be seen: contrast %(value)s.")
        found.append(("info", locales.gettext(words, value=_tenths(pattern))))
    return found


def _tenths(contrast: float) -> str:
    return hundredths(int(contrast * 10) * 10)
