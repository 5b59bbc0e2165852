"""A relative on the guest's card: what they may spend in a day."""

import re
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField

from app.cards import families, family
from app.cards.families import Relative
from app.core import locales, money
from app.core.errors import NotFound
from app.core.locales import mark
from app.web import measures
from app.web.cabinet.door import blueprint, card
from app.web.lines import AtMost, LineField
from app.web.page import page
from app.web.sending import OnceForm

_WHOLE = re.compile(r"\d{1,9}", re.ASCII)
LONGEST = 20


class RelativeForm(OnceForm):
    """Whether somebody may spend, and how much a day."""

    spending = RadioField(
        mark("What may they do with the card?"), validate_choice=False
    )
    limit = LineField(mark("At most a day"), validators=[AtMost(LONGEST)])

    def show(self, relative: Relative) -> None:
        """Offer both, and what counts now where nothing was typed."""
        self.spending.choices = [
            ("no", locales.gettext("Earn only")),
            ("yes", locales.gettext("Earn and spend")),
        ]
        if self.spending.data not in {"no", "yes"}:
            self.spending.data = "yes" if relative.may_spend else "no"
            if relative.may_spend:
                self.limit.data = _typed(relative.day_limit)

    def day_limit(self) -> int | None:
        """The limit in the card's unit; None, with words, when it is none."""
        if self.spending.data == "no":
            return 0
        found = _read(self.limit.data or "")
        if found is None or not 0 < found <= family.MAX_DAY_LIMIT:
            words = locales.gettext(
                "Enter how much they may spend in a day: above zero."
            )
            self.decline("limit", words)
            return None
        return found


@blueprint.route("/family/<int:sharer_id>", methods=["GET", "POST"])
def relative(sharer_id: int) -> ResponseReturnValue:
    """Ask what they may spend; a POST lets them from now on."""
    found, form = _relative(sharer_id), RelativeForm()
    form.show(found)
    if form.is_sent() and (limit := form.day_limit()) is not None:

        def allow() -> dict[str, Any]:
            family.allow(
                sharer_id=sharer_id,
                card_id=card().id,
                may_spend=limit > 0,
                day_limit=limit,
            )
            return {}

        if form.send(allow, field="limit") is not None:
            return redirect(url_for("cabinet.family_card", done="allowed"), 303)
    return page(
        "cabinet/relative.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        relative=found,
        unit=measures.of().currency
        if measures.of().is_money
        else measures.of().name(5),
    )


def _relative(sharer_id: int) -> Relative:
    """Somebody on this card; raises NotFound for everybody else."""
    for found in families.family_of(card().id):
        if found.id == sharer_id and found.accepted_at is not None:
            return found
    raise NotFound


def _read(text: str) -> int | None:
    if not measures.of().is_money:
        compact = re.sub(r"\s", "", text)
        return int(compact) if _WHOLE.fullmatch(compact) else None
    try:
        return money.parse_minor(text)
    except ValueError:
        return None


def _typed(limit: int) -> str:
    """A limit as it would be typed."""
    if not measures.of().is_money:
        return str(limit)
    whole, part = divmod(limit, 100)
    return f"{whole}.{part:02}" if part else str(whole)
