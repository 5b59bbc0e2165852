"""How the business writes to its members: hours, the cap, what expiry counts as, SMS."""

from typing import Any

from flask import g, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, RadioField, StringField
from wtforms.validators import ValidationError

from app.core import locales
from app.core.locales import mark
from app.notifications import rules
from app.notifications.planning import Rules
from app.web.day_times import minute, shown
from app.web.office.door import blueprint, touches_all
from app.web.office.forms import OfficeForm, money_field, number_field
from app.web.page import page

MOST_A_WEEK = 50
MOST_SMS = 1_000_000
DEAREST_MINOR = 1_000_00


class MessageRulesForm(OfficeForm):
    """The rules; times are the member's own."""

    quiet_from = StringField(mark("No advertising from"))
    quiet_until = StringField(mark("until"))
    weekly_cap = number_field(mark("Advertising messages a week"), (0, MOST_A_WEEK))
    expiry = RadioField(
        mark("“Points expire soon” counts as"),
        choices={
            "advertising": mark("advertising: with consent and within these rules"),
            "service": mark("service: a lawyer has cleared it for us"),
        },
    )
    has_sms = BooleanField(mark("Send SMS to those who ask for it"))
    sms_monthly = number_field(mark("SMS a month, at most"), (0, MOST_SMS))
    sms_price = money_field(mark("Price of one SMS"), (0, DEAREST_MINOR))

    def validate_quiet_from(self, field: StringField) -> None:
        """A time of day."""
        _time(field)

    def validate_quiet_until(self, field: StringField) -> None:
        """A time of day; the same as the beginning means that no hour is quiet."""
        _time(field)

    def chosen(self) -> Rules:
        """The rules as they were filled in."""
        return Rules(
            quiet=(
                minute(self.quiet_from.data) or 0,
                minute(self.quiet_until.data) or 0,
            ),
            weekly_cap=self.weekly_cap.value,
            expiry_is_service=self.expiry.data == "service",
            has_sms=bool(self.has_sms.data),
            sms_monthly=self.sms_monthly.value,
            sms_price_minor=self.sms_price.value,
        )


def _time(field: StringField) -> None:
    if minute(field.data) is None:
        raise ValidationError(
            locales.gettext("Choose a time of day, for example 21:00.")
        )


@blueprint.route("/message-rules", methods=["GET", "POST"])
@touches_all
def message_rules() -> ResponseReturnValue:
    """Choose them."""
    known = rules.rules()
    form = MessageRulesForm(
        data={
            "quiet_from": shown(known.quiet[0]),
            "quiet_until": shown(known.quiet[1]),
            "weekly_cap": known.weekly_cap,
            "expiry": "service" if known.expiry_is_service else "advertising",
            "has_sms": known.has_sms,
            "sms_monthly": known.sms_monthly,
            "sms_price": known.sms_price_minor,
        }
    )

    def change() -> dict[str, Any]:
        rules.change(form.chosen())
        return {}

    if form.is_sent() and form.send(change, field="weekly_cap") is not None:
        return redirect(url_for("office.message_rules", done="changed"), 303)
    used = rules.sms_used(g.business.zone) if known.has_sms else 0
    return page(
        "office/message_rules.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        rules=known,
        sms_used=used,
        sms_cost=used * known.sms_price_minor,
        sms_most=known.sms_monthly * known.sms_price_minor,
    )
