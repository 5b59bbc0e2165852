"""Gifts: what was given and what became of it; one more (rows 7 and 56)."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, ValidationError

from app.cards import lists
from app.cards.queries import cards_of
from app.core import locales, money
from app.core.ids import CardId, GiftId, GroupId
from app.core.locales import mark
from app.people import audiences
from app.programmes.rewards import KINDS
from app.programmes.rules import MAX_LIMIT, RewardKind
from app.rewards import gift_queries, gifts
from app.rewards.gifts import Present
from app.rewards.models import AUDIENCES
from app.web import session
from app.web.office.door import actor, blueprint, touches_all
from app.web.office.forms import (
    NOT_A_CHOICE,
    AtMost,
    BlockField,
    LineField,
    Needed,
    OfficeForm,
    money_field,
    number_field,
)
from app.web.page import page

PAGE = 20
AUDIENCE_NAMES = {
    "joiners": mark("whoever gets a card from now on"),
    "everyone": mark("everybody who has a card now"),
    "group": mark("a group, as it is now"),
    "person": mark("one guest"),
}


class GiftForm(OfficeForm):
    """A gift: what, for whom, how long, how many."""

    name = LineField(
        mark("What the guest gets"),
        validators=[
            Needed(mark("Write what the guest gets, in up to 60 characters."), 60)
        ],
    )
    words = BlockField(mark("Words to the guest"), validators=[AtMost(gifts.MAX_WORDS)])
    kind = SelectField(mark("What it is"), choices=KINDS, validate_choice=False)
    discount = money_field(
        mark("How much is taken off"), (1, money.MAX_MINOR), is_needed=False
    )
    audience = RadioField(mark("For whom"), default="joiners", validate_choice=False)
    group = SelectField(mark("Group"), coerce=int, validate_choice=False)
    guest = LineField(mark("Card number or phone of the guest"))
    valid_days = number_field(mark("Days to fetch it"), (1, gifts.MAX_DAYS), default=30)
    stock = number_field(
        mark("How many there are in all"), (1, MAX_LIMIT), is_needed=False
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.audience.validators = [AnyOf(AUDIENCES, locales.gettext(NOT_A_CHOICE))]
        self.audience.choices = [
            SelectChoice(name, locales.gettext(words))
            for name, words in AUDIENCE_NAMES.items()
        ]
        self.group.choices = [
            SelectChoice(each.id, each.name) for each in audiences.groups()
        ]

    def validate_kind(self, field: Any) -> None:
        """One of those."""
        if field.data not in {kind.value for kind in RewardKind}:
            raise ValidationError(locales.gettext(NOT_A_CHOICE))

    def validate_discount(self, field: Any) -> None:
        """A sum, where it is a discount."""
        if self.kind.data == RewardKind.DISCOUNT and field.data is None:
            raise ValidationError(locales.gettext("Write how much is taken off."))

    def validate_group(self, field: Any) -> None:
        """One of the groups, where it is for a group."""
        known = {choice.value for choice in field.choices}
        if self.audience.data == "group" and field.data not in known:
            raise ValidationError(locales.gettext("Choose a group, or make one first."))

    def validate_guest(self, field: Any) -> None:
        """A guest with a card here, where it is for one."""
        if self.audience.data == "person" and _card_of(field.data) is None:
            words = mark("Nobody here has this card or phone. Check the digits.")
            raise ValidationError(locales.gettext(words))

    def present(self) -> Present:
        """The checked gift."""
        kind = RewardKind(self.kind.data)
        is_discount = kind is RewardKind.DISCOUNT
        return Present(
            name=self.name.data,
            words=self.words.data or "",
            kind=kind,
            discount_minor=self.discount.data if is_discount else None,
            valid_days=int(self.valid_days.data or 0),
            stock=self.stock.data,
        )


@blueprint.route("/gifts", methods=["GET", "POST"], endpoint="gifts")
@touches_all
def all_gifts() -> ResponseReturnValue:
    """Every gift with how many got, saw and fetched it; make one."""
    named = request.args.get("guest", "").replace("\0", "")[:60]
    form = GiftForm(data={"audience": "person", "guest": named} if named else {})
    if form.is_sent():
        answer = form.send(lambda: {"gift_id": _make(form)}, field="name")
        if answer is not None:
            gift_id = answer.body["gift_id"]
            return redirect(url_for("office.gift", gift_id=gift_id, done="made"), 303)
    before = request.args.get("before", "")
    shown = gift_queries.gifts(PAGE + 1, _place(before))
    return page(
        "office/gifts.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        gifts=shown[:PAGE],
        more=shown[PAGE - 1].id if len(shown) > PAGE else None,
        is_continued=bool(before),
        for_whom=for_whom,
    )


def for_whom(gift: gift_queries.GiftView) -> str:
    """Whom a gift is for, in words."""
    if gift.group:
        return locales.gettext("the group “%(group)s”", group=gift.group)
    return locales.gettext(AUDIENCE_NAMES[gift.audience])


def _card_of(typed: str | None) -> CardId | None:
    """A card of the guest behind a number or a phone."""
    if not typed:
        return None
    found = lists.holders([typed[:60]], session.config().country)
    held = cards_of(found.member_ids[0]) if found.member_ids else []
    return held[0].id if held else None


def _make(form: GiftForm) -> GiftId:
    audience = form.audience.data
    return gifts.make(
        present=form.present(),
        audience=audience,
        actor=actor(),
        group_id=GroupId(form.group.data) if audience == "group" else None,
        card_id=_card_of(form.guest.data) if audience == "person" else None,
    )


def _place(text: str) -> GiftId | None:
    is_id = text.isascii() and text.isdecimal() and len(text) <= 18  # noqa: PLR2004 - digits
    return GiftId(int(text)) if is_id else None
