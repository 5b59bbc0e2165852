"""A personal offer given to many: a group, or guests who often buy something."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField

from app.core import clock, locales
from app.core.errors import NotFound
from app.core.ids import GroupId, MemberId, PromotionId
from app.core.locales import mark
from app.insights import favourites
from app.offers import grants, queries
from app.offers.grants import MAX_REASON, Gift
from app.offers.queries import PromotionView
from app.people.audiences import groups
from app.web import guards
from app.web.office.door import blueprint, touches_all
from app.web.office.forms import AtMost, LineField, OfficeForm, day_field
from app.web.page import page

FOR_DAYS = 14


class GiftForm(OfficeForm):
    """To whom, until when, and why they get it."""

    whom = SelectField(mark("To whom"))
    last_day = day_field(mark("Last day"))
    reason = LineField(mark("Why this guest gets it"), validators=[AtMost(MAX_REASON)])

    def member_ids(self) -> list[MemberId]:
        """Who was chosen."""
        kind, _, name = str(self.whom.data).partition(":")
        if kind == "group":
            return grants.in_group(GroupId(int(name)))
        return favourites.who_like(name)

    def gift(self, promotion_id: PromotionId) -> Gift:
        """What they get."""
        return Gift(
            promotion_id=promotion_id,
            ends_at=clock.day_end(self.last_day.data or _later(), g.business.zone),
            reason=self.reason.data or _reason(str(self.whom.data)),
        )


@blueprint.route("/promotions/<int:offer_id>/gifts", methods=["GET", "POST"])
@touches_all
def promotion_gifts(offer_id: PromotionId) -> ResponseReturnValue:
    """Say how many would get it, then give it to them."""
    found = queries.promotion(offer_id)
    if found.way != "personal" or found.is_over:
        raise NotFound
    form = GiftForm(data={"last_day": _later()})
    form.whom.choices = _choices()
    if not form.is_sent():
        return _show(found, form)
    wanted = form.member_ids()
    if request.form.get("do") == "preview":
        return _show(found, form, len(grants.without(offer_id, wanted)))
    count = _give(form, offer_id, wanted)
    if count is None:
        return _show(found, form)
    address = url_for(
        "office.promotion_gifts", offer_id=offer_id, done="given", count=count
    )
    return redirect(address, 303)


def _give(
    form: GiftForm, promotion_id: PromotionId, wanted: Sequence[MemberId]
) -> int | None:
    def give() -> dict[str, Any]:
        gift = form.gift(promotion_id)
        staff_id = guards.staff().id
        return {"count": grants.give(gift=gift, member_ids=wanted, staff_id=staff_id)}

    answer = form.send(give, field="whom")
    return None if answer is None else int(answer.body["count"])


def _later() -> date:
    return clock.today(g.business.zone) + timedelta(days=FOR_DAYS)


def _choices() -> dict[str, list[tuple[str, str]]]:
    """Groups, and what guests often buy, each under its heading."""
    found = {
        locales.gettext("Groups"): [
            (f"group:{own.id}", own.name) for own in groups() if own.is_open
        ],
        locales.gettext("Guests who often buy"): [
            (
                f"likes:{own.category}",
                f"{own.category} · {locales.number_text(own.count)}",
            )
            for own in favourites.of_guests()
        ],
    }
    return {heading: rows for heading, rows in found.items() if rows}


def _reason(whom: str) -> str:
    """What the guest reads where nothing was written: the plain rule itself."""
    kind, _, name = whom.partition(":")
    if kind != "likes":
        return ""
    with locales.speaking(g.business.language):
        return locales.gettext("You often choose: %(category)s", category=name)


def _show(
    found: PromotionView, form: GiftForm, preview: int | None = None
) -> ResponseReturnValue:
    return page(
        "office/promotion_gifts.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        promotion=found,
        form=form,
        preview=preview,
        given=queries.given(found.id),
        count=request.args.get("count", 0, type=int),
    )
