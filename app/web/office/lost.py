"""A guest lost their phone or their printed card: end its codes, keep the card."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf

from app.cards import queries as cards
from app.cards.losing import WHAT
from app.cards.queries import CardFacts
from app.core import locales
from app.core.errors import NotFound
from app.core.ids import CardId, MemberId
from app.core.locales import mark
from app.people import queries as people
from app.programmes import queries as programmes
from app.wallet.losing import report
from app.web.office.door import blueprint, touches_all
from app.web.office.paper_form import PaperForm
from app.web.page import page

WORDS = {
    "phone": mark("The phone with the card in it"),
    "card": mark("The printed card"),
}


class LostForm(PaperForm):
    """Which card, and what of it was lost."""

    card = RadioField(mark("Card"), validate_choice=False)
    what = RadioField(mark("What was lost?"), validate_choice=False)

    def __init__(self, held: list[CardFacts], *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.card.choices = [SelectChoice(str(c.id), _name(c)) for c in held]
        self.what.choices = [SelectChoice(k, locales.gettext(WORDS[k])) for k in WHAT]
        wrong = locales.gettext(mark("Choose one of these."))
        self.card.validators = [AnyOf([str(c.id) for c in held], wrong)]
        self.what.validators = [AnyOf(WHAT, wrong)]
        if len(held) == 1 and self.card.data is None:
            self.card.data = str(held[0].id)


def _name(card: CardFacts) -> str:
    return f"{programmes.programme(card.programme_id).name}, {card.spoken}"


@blueprint.route("/members/<int:member_id>/lost", methods=["GET", "POST"])
@touches_all
def lost(member_id: MemberId) -> ResponseReturnValue:
    """Ask what was lost; a POST gives the card another number."""
    member, held = people.member_by_id(member_id), cards.cards_of(member_id)
    if not held:
        raise NotFound
    form = LostForm(held)
    if form.is_sent():

        def end() -> dict[str, Any]:
            form.keep_paper(member_id, "lost")
            report(card_id=CardId(int(form.card.data)), what=form.what.data)
            return {}

        if form.send(end, field="what") is not None:
            address = url_for("office.identity", member_id=member_id, done="lost")
            return redirect(address, 303)
    return page(
        "office/lost.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        member=member,
        is_one=len(held) == 1,
    )
