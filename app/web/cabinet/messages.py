"""What the guest wants to hear of, by which ways, and how they want to be written to."""

from flask import g, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import ValidationError

from app.cards.actions import show_change
from app.core import db, locales
from app.core.locales import mark
from app.notifications import choices, whys
from app.notifications.choices import Habits, Wish
from app.notifications.planning import Hours
from app.web.cabinet.door import blueprint, card
from app.web.day_times import minute, shown
from app.web.forms import Form
from app.web.page import page
from app.web.sending import OnceForm
from app.web.session import config
from app.web.zones import zones

WORDS = mark("Choose a time, or leave both empty.")


class MessagesForm(OnceForm):
    """Kinds by channels, a letter a day, the zone and the hours of rest."""

    on = SelectMultipleField(mark("What to receive"))
    pace = RadioField(
        mark("Offers and news by e-mail"),
        choices={
            "now": mark("at once, each by itself"),
            "daily": mark("once a day, in one letter"),
        },
    )
    calm_from = StringField(mark("Do not disturb from"))
    calm_until = StringField(mark("until"))
    zone = SelectField(mark("My time zone"), validate_choice=True)

    def __init__(self, wishes: list[Wish], habits: Habits) -> None:
        start, end = habits.calm or (None, None)
        super().__init__(
            data={
                "on": [
                    f"{wish.kind.code}:{channel}"
                    for wish in wishes
                    for channel, is_on in wish.channels.items()
                    if is_on
                ],
                "pace": "daily" if habits.is_daily else "now",
                "calm_from": shown(start),
                "calm_until": shown(end),
                "zone": habits.zone,
            }
        )
        self.on.choices = [
            (f"{wish.kind.code}:{channel}", locales.gettext(whys.CHANNELS[channel]))
            for wish in wishes
            for channel in wish.channels
        ]
        own = locales.gettext("The business's: %(zone)s", zone=_city(g.business.zone))
        self.zone.choices = {"": own, **zones(locales.language())}

    def validate_calm_from(self, field: StringField) -> None:
        """A time of day, or nothing in both."""
        if not _is_time(field.data) or bool(field.data) != bool(self.calm_until.data):
            raise ValidationError(locales.gettext(WORDS))

    def validate_calm_until(self, field: StringField) -> None:
        """A time of day, another one than the beginning."""
        if not _is_time(field.data):
            raise ValidationError(locales.gettext(WORDS))
        if field.data and field.data == self.calm_from.data:
            raise ValidationError(
                locales.gettext("Choose an end that differs from the beginning.")
            )

    def habits(self) -> Habits:
        """How they want to be written to."""
        start, end = minute(self.calm_from.data), minute(self.calm_until.data)
        calm: Hours | None = None if start is None or end is None else (start, end)
        return Habits(self.zone.data or "", calm, self.pace.data == "daily")


class QuietForm(Form):
    """One tap."""


@blueprint.route("/profile/messages", methods=["GET", "POST"])
def messages() -> ResponseReturnValue:
    """Everything about messages on one page."""
    member_id = card().member_id
    wishes = choices.wishes(member_id, config())
    habits = choices.habits(member_id)
    form = MessagesForm(wishes, habits)

    def keep() -> dict[str, object]:
        on = set(form.on.data or ())
        wanted = {
            (wish.kind.code, channel): is_wanted
            for wish in wishes
            for channel, is_on in wish.channels.items()
            # What was not touched goes on following the kind's own channels.
            if (is_wanted := f"{wish.kind.code}:{channel}" in on) != is_on
        }
        choices.choose(member_id, wanted)
        choices.keep_habits(member_id, form.habits())
        return {}

    if form.is_sent() and form.send(keep, field="on") is not None:
        return redirect(url_for("cabinet.messages", done="saved"), 303)
    return page(
        "cabinet/messages.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        quiet_form=QuietForm(formdata=None),
        wishes=wishes,
        owed=choices.owed(),
        habits=habits,
        is_agreed=choices.agreed(member_id),
        channels=whys.SHORT_CHANNELS,
    )


@blueprint.post("/profile/messages/quiet")
def stop_advertising() -> ResponseReturnValue:
    """Nothing that advertises comes any more, by no way."""
    form = QuietForm()
    if not form.is_sent():
        return redirect(url_for("cabinet.messages"), 303)
    with db.writing():
        choices.stop_advertising(card().member_id)
        show_change(card().id)
    return redirect(url_for("cabinet.messages", done="quiet"), 303)


def _is_time(text: str | None) -> bool:
    return not text or minute(text) is not None


def _city(zone: str) -> str:
    return zones(locales.language()).get(zone, zone)
