"""A cheque without a card: its code adds it to the buyer's card, once (E47).

Whatever is wrong with a code is told in one sentence, and guesses are counted, so that
trying codes tells nothing.
"""

from flask import Response, redirect, request, url_for
from werkzeug import Response as Answer
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from app.businesses import queries as businesses
from app.cards.holding import HeldCard, all_held_by
from app.core import db, limits, locales
from app.core.ids import CardId
from app.core.limits import Limit
from app.core.locales import mark
from app.sales import claiming
from app.sales.claiming import Unclaimed
from app.trust import claims
from app.trust.errors import BadClaim
from app.web import session
from app.web.errors import sentence_of
from app.web.lines import LineField, Needed
from app.web.page import page
from app.web.public.asking import counted_as
from app.web.sending import OnceForm

GUESSES = Limit("claim_guesses_hour", 20, 3600)


class CodeForm(OnceForm):
    """A code as it stands on the paper."""

    code = LineField(
        mark("Code of the cheque"),
        validators=[Needed(mark("Write the 16 characters of the code."), 40)],
    )


class CardForm(OnceForm):
    """One of the holder's cards."""

    card = RadioField(mark("Add to the card"), coerce=int, validate_choice=False)

    def __init__(self, held: list[HeldCard]) -> None:
        super().__init__(data={"card": held[0].id if held else None})
        self.card.choices = [
            SelectChoice(each.id, each.programme or each.number) for each in held
        ]

    def chosen(self, held: list[HeldCard]) -> CardId | None:
        """The card that was chosen, if it is one of theirs."""
        return next((each.id for each in held if each.id == self.card.data), None)


def claim() -> Response | Answer:
    """Ask for the code, for who has it on paper only."""
    form = CodeForm()
    if form.is_sent():
        code = claiming.plain(form.code.data or "")
        if code is not None:
            return redirect(url_for("public.claim_cheque", code=code), 303)
        form.refuse("code", locales.gettext(BadClaim.sentence))
    return _asked(form, 422 if form.errors else 200)


def claim_cheque(code: str) -> Response | Answer:
    """Show what the code stands for, and add it to a card."""
    try:
        found = claims.open_cheque(code, session.config().secret_key)
    except BadClaim as refusal:
        _count_guess()
        form = CodeForm(formdata=None)
        form.code.data = "".join(filter(str.isprintable, code))[:40]
        form.refuse("code", sentence_of(refusal))
        return _asked(form, 422)
    visitor = session.visitor()
    held = all_held_by(visitor.person_id) if visitor else []
    form = CardForm(held)
    if not (form.is_submitted() and held) or not form.validate():
        return _shown(code, found, held, form)
    return _claim(code, found, held, form)


def _claim(
    code: str, found: Unclaimed, held: list[HeldCard], form: CardForm
) -> Response | Answer:
    card_id = form.chosen(held)
    if card_id is None:
        form.refuse("card", locales.gettext("Choose one of your cards."))
        return _shown(code, found, held, form)

    def action() -> dict[str, int]:
        booked = claims.claim(
            code=code, card_id=card_id, secret_key=session.config().secret_key
        )
        return {"receipt_id": booked.receipt_id}

    answer = form.send(action, field="card")
    if answer is None:
        return _shown(code, found, held, form)
    receipt_id = answer.body["receipt_id"]
    return redirect(
        url_for("cabinet.receipt", receipt_id=receipt_id, card=card_id), 303
    )


def _count_guess() -> None:
    """Count a miss of this address; raises TooMany when there were too many."""
    with db.writing():
        limits.hit(GUESSES, counted_as())


def _asked(form: CodeForm, status: int) -> Response:
    return _private(
        page(
            "public/claim.html",
            status=status,
            form=form,
            found=None,
            error_title=bool(form.errors),
        )
    )


def _shown(
    code: str, found: Unclaimed, held: list[HeldCard], form: CardForm
) -> Response:
    return _private(
        page(
            "public/claim.html",
            status=422 if form.errors else 200,
            error_title=bool(form.errors),
            form=form,
            found=found,
            code=code,
            outlet=businesses.outlet(found.outlet_id).name,
            held=held,
            here=request.path,
        )
    )


def _private(answer: Response) -> Response:
    """An answer that is kept by nobody and whose address is told to nobody."""
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "same-origin"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
