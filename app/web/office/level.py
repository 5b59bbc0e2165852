"""A member's level: how it came about, and one given by hand (R9)."""

from datetime import date
from typing import Any, cast

from flask import g, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field, SelectField
from wtforms.validators import ValidationError

from app.cards import queries as cards
from app.cards.queries import CardFacts
from app.core import clock, locales
from app.core.errors import NotFound
from app.core.ids import MemberId
from app.core.locales import mark
from app.incentives import actions, queries
from app.incentives.errors import NoReason
from app.people import queries as people
from app.programmes import level_words
from app.programmes import queries as programmes
from app.programmes.queries import Version
from app.web import guards, levels
from app.web.lines import Needed
from app.web.office.door import blueprint, manages
from app.web.office.forms import NOT_A_CHOICE, LineField, OfficeForm, day_field
from app.web.office.member import chosen
from app.web.office.steps import StepForm
from app.web.page import page

CHANGES = 50


class LevelForm(OfficeForm):
    """Which level, through which day, and why."""

    level = SelectField(mark("Level"), choices={}, validate_choice=False)
    last_day = day_field(mark("Last day"))
    reason = LineField(
        mark("Reason"), validators=[Needed(NoReason.sentence, actions.MAX_REASON)]
    )

    def __init__(self, version: Version, **values: Any) -> None:
        super().__init__(**values)
        names = [level.name for level in version.rules.levels]
        self.level.choices = [(name, name) for name in names]

    def validate_level(self, field: Field) -> None:
        """One of the card's levels."""
        if field.data not in {value for value, _label in self.level.choices}:
            raise ValidationError(locales.gettext(NOT_A_CHOICE))

    def validate_last_day(self, field: Field) -> None:
        """Not a day that is over."""
        if field.data is not None and field.data < clock.today(g.business.zone):
            raise ValidationError(locales.gettext("Choose today or a later day."))


@blueprint.route("/members/<int:member_id>/level", methods=["GET", "POST"])
@manages
def level(member_id: MemberId) -> ResponseReturnValue:
    """Give a level by hand; ``card`` says to which of a member's cards."""
    card, version = _card(member_id)
    form = LevelForm(version)

    def change() -> dict[str, Any]:
        actions.give_level(
            card_id=card.id,
            level=str(form.level.data),
            last_day=cast("date", form.last_day.data),
            reason=form.reason.data or "",
            staff_id=guards.staff().id,
        )
        return {}

    if form.is_sent() and form.send(change, field="level") is not None:
        return _back(member_id, card, "given")
    return _show(member_id, card, version, form)


@blueprint.post("/members/<int:member_id>/level/end")
@manages
def end_level(member_id: MemberId) -> ResponseReturnValue:
    """End a level given by hand before its day."""
    card, version = _card(member_id)
    step = StepForm()

    def change() -> dict[str, Any]:
        actions.end_level(card_id=card.id)
        return {}

    if step.is_sent() and step.once(("end", card.id), change) is not None:
        return _back(member_id, card, "ended")
    return _show(member_id, card, version, LevelForm(version, formdata=None), step)


def _card(member_id: MemberId) -> tuple[CardFacts, Version]:
    card = chosen(cards.cards_of(people.member_by_id(member_id).id))
    if card is None:
        raise NotFound
    return card, programmes.current(card.programme_id, clock.now())


def _back(member_id: MemberId, card: CardFacts, done: str) -> ResponseReturnValue:
    address = url_for("office.level", member_id=member_id, card=card.id, done=done)
    return redirect(address, 303)


def _show(
    member_id: MemberId,
    card: CardFacts,
    version: Version,
    form: LevelForm,
    step: StepForm | None = None,
) -> ResponseReturnValue:
    step = step or StepForm(formdata=None)
    return page(
        "office/level.html",
        status=422 if form.errors or step.errors else 200,
        error_title=bool(form.errors or step.errors),
        form=form,
        step=step,
        member=people.member_by_id(member_id),
        card=card,
        board=levels.board(card.id, version),
        given=queries.given(card.id),
        names=people.names_of_staff(),
        changes=queries.changes(card.id, version, CHANGES),
        causes=level_words.CAUSES,
    )
