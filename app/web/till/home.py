"""The first screen: scan a card, or type its number."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.cards import photos
from app.cards.choosing import Candidate
from app.core.errors import NotFound, Refused
from app.programmes import queries as programmes
from app.trust import own
from app.web import errors, lookups
from app.web.lookups import FoundGuest
from app.web.page import page
from app.web.till import cards, door, guest
from app.web.till.door import blueprint
from app.web.till.forms import ScanForm


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Wait for the next guest; whoever was open is put away."""
    guest.close()
    return scanner(ScanForm(formdata=None))


@blueprint.post("/scan")
def scan() -> ResponseReturnValue:
    """Open the card that was scanned or typed."""
    form = ScanForm()
    return _open(form, form.code.data or "") if form.is_sent() else scanner(form)


@blueprint.post("/photo")
def photo() -> ResponseReturnValue:
    """Open the card in a picture, for phones that give no camera to pages."""
    form = ScanForm(formdata=None)
    upload = request.files.get("photo")
    try:
        code = photos.card_code(upload.read() if upload else b"")
    except Refused as refusal:
        form.refuse("code", errors.sentence_of(refusal))
        return scanner(form)
    form.code.data = code
    return _open(form, code)


def _open(form: ScanForm, code: str) -> ResponseReturnValue:
    award = lookups.award_code(code)
    if award is not None:
        return redirect(url_for("till.award", code=award), 303)
    try:
        found = lookups.guest(code, door.actor())
        own.check(door.actor(), found.member_id)
        sold = _sold(found)
        if sold is not None:
            guest.open_card(found, sold, lookups.entry_of(code, found.card))
            return redirect(url_for("till.instrument"), 303)
        choice = cards.weigh(found)
    except (NotFound, Refused) as refusal:
        form.refuse("code", errors.sentence_of(refusal))
        return scanner(form)
    guest.open_card(found, choice.card, lookups.entry_of(code, found.card))
    return redirect(url_for("till.sale" if choice.is_sure else "till.cards"), 303)


def _sold(found: FoundGuest) -> Candidate | None:
    """The card that was shown, where it is used by its own code."""
    shown = found.card
    if shown is None:
        return None
    programme = programmes.programme(shown.programme_id)
    if not programme.is_sold:
        return None
    return Candidate(
        card_id=shown.card_id,
        programme_id=shown.programme_id,
        programme=programme.name,
        number=shown.number,
        is_shown=True,
    )


def scanner(form: ScanForm, status: int = 422) -> ResponseReturnValue:
    """The first screen; ``status`` counts where something was refused."""
    has_errors = bool(form.errors)
    return page(
        "till/home.html",
        status=status if has_errors else 200,
        form=form,
        error_title=has_errors,
        was_put_away="put-away" in request.args,
        was_handed_over=request.args.get("done") == "handed-over",
    )
