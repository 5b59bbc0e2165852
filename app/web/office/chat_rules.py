"""How the business chats: its hours, the automatic answer, the bot, how long it keeps."""

from typing import Any

from flask import g, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, RadioField
from wtforms.validators import ValidationError

from app.businesses import hours_reading, hours_words
from app.businesses.hours import BadHours, Hours
from app.chat import manned, settings
from app.chat.settings import LONGEST_REPLY, Rules
from app.core import clock, locales
from app.core.locales import mark
from app.web.office.door import blueprint, manages
from app.web.office.forms import (
    AtMost,
    BlockField,
    LineField,
    OfficeForm,
    number_field,
)
from app.web.page import page

LONGEST_WEEK = 400


class RulesForm(OfficeForm):
    """Everything that can be chosen about the chat."""

    hours = RadioField(
        mark("Somebody answers"),
        choices={
            "outlets": mark("while any outlet is open"),
            "own": mark("at hours of its own"),
        },
    )
    week = LineField(mark("The week in one line"), validators=[AtMost(LONGEST_WEEK)])
    has_auto_reply = BooleanField(mark("Answer by itself while nobody is there"))
    reply_ru = BlockField(mark("In Russian"), validators=[AtMost(LONGEST_REPLY)])
    reply_en = BlockField(mark("In English"), validators=[AtMost(LONGEST_REPLY)])
    has_bot = BooleanField(mark("Let the bot answer first"))
    keep_months = number_field(mark("Keep messages for"), (1, 120))

    def validate_week(self, field: Any) -> None:
        """The days and their hours, where they are the chat's own."""
        if self.hours.data != "own":
            return
        try:
            hours_reading.week(field.data or "")
        except BadHours as error:
            words = mark(
                "“%(part)s” is not understood. Write days and times, for example "
                "Mon–Fri 8:00–22:00, Sat 10:00–20:00, Sun closed."
            )
            part = str(error)[:60]
            raise ValidationError(locales.gettext(words, part=part)) from None

    def chosen(self) -> Rules:
        """The rules of a form that is right."""
        own = self.hours.data == "own"
        return Rules(
            has_auto_reply=self.has_auto_reply.data,
            reply_ru=self.reply_ru.data or "",
            reply_en=self.reply_en.data or "",
            hours=Hours(hours_reading.week(self.week.data or "")) if own else None,
            has_bot=self.has_bot.data,
            keep_months=int(self.keep_months.value),
        )


@blueprint.route("/chat-rules", methods=["GET", "POST"])
@manages
def chat_rules() -> ResponseReturnValue:
    """Choose them; they hold from the next message on."""
    known = settings.rules()
    form = RulesForm(data=_filled(known))

    def change() -> dict[str, Any]:
        settings.change(form.chosen())
        return {}

    if form.is_sent() and form.send(change, field="hours") is not None:
        return redirect(url_for("office.chat_rules", done="changed"), 303)
    return page(
        "office/chat_rules.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        now=hours_words.said(manned.now(known), clock.now(), g.business.zone),
        defaults=_defaults(),
    )


def _filled(known: Rules) -> dict[str, Any]:
    return {
        "hours": "outlets" if known.hours is None else "own",
        "week": "" if known.hours is None else _week(known.hours),
        "has_auto_reply": known.has_auto_reply,
        "reply_ru": known.reply_ru,
        "reply_en": known.reply_en,
        "has_bot": known.has_bot,
        "keep_months": known.keep_months,
    }


def _week(hours: Hours) -> str:
    """The week as one line that is read again."""
    rows = hours_words.rows(Hours(hours.week), clock.today(g.business.zone))
    return ", ".join(f"{row.days} {row.hours}" for row in rows)


def _defaults() -> dict[str, str]:
    """Our own words in both languages."""
    found = {}
    for language in ("ru", "en"):
        with locales.speaking(language):
            found[language] = manned.default_words()
    return found
