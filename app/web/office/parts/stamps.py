"""What a stamp is given for, and what a full card brings."""

from typing import Any

from wtforms import RadioField, SelectField, TextAreaField

from app.core import money
from app.core.locales import mark
from app.programmes.goods import Goods
from app.programmes.kinds.stamps import StampPer
from app.programmes.rewards import KINDS
from app.programmes.rules import Reward, RewardKind
from app.web.office.forms import (
    AtMost,
    LineField,
    Needed,
    money_field,
    number_field,
)
from app.web.office.parts import goods
from app.web.office.parts.part import Part, Values, lines, needed

MOST_STAMPS = 100


class Fields:
    """How a card fills and what it brings."""

    stamp_per = RadioField(
        mark("A stamp for"),
        choices={
            StampPer.RECEIPT.value: mark("every purchase"),
            StampPer.ITEM.value: mark("every item"),
            StampPer.AMOUNT.value: mark("every full amount"),
        },
    )
    stamp_step = money_field(
        mark("Amount for 1 stamp"), (1, money.MAX_MINOR), is_needed=False
    )
    stamp_from = money_field(
        mark("Smallest purchase"), (0, money.MAX_MINOR), is_needed=False
    )
    stamp_goods = TextAreaField(
        mark("Only for these categories"), validators=[AtMost(goods.LONGEST)]
    )
    stamp_skus = TextAreaField(
        mark("Only for these articles"), validators=[AtMost(goods.LONGEST)]
    )
    stamps = number_field(mark("Stamps on a full card"), (1, MOST_STAMPS))
    gift = LineField(
        mark("What a full card brings"),
        validators=[Needed(mark("Name the gift in up to 100 characters."))],
    )
    gift_kind = SelectField(
        mark("What it is"),
        choices={kind.value: words for kind, words in KINDS.items()},
    )
    gift_discount = money_field(
        mark("Money off"), (1, money.MAX_MINOR), is_needed=False
    )


def _fill(rules: Any) -> Values:
    gift = rules.automatic
    return {
        "stamp_per": rules.stamp_per.value,
        "stamp_step": rules.step_minor or None,
        "stamp_from": rules.stamp_from_minor or None,
        "stamp_goods": "\n".join(rules.goods.categories),
        "stamp_skus": "\n".join(rules.goods.skus),
        "stamps": gift.points,
        "gift": gift.name,
        "gift_kind": gift.kind.value,
        "gift_discount": gift.discount_minor,
    }


def _read(form: Any, _base: Any) -> Values:
    per, kind = StampPer(form.stamp_per.data), RewardKind(form.gift_kind.data)
    is_discount = kind is RewardKind.DISCOUNT
    gift = Reward(
        name=form.gift.data,
        points=form.stamps.data,
        kind=kind,
        discount_minor=form.gift_discount.data if is_discount else None,
    )
    least = form.stamp_from.data or 0
    return {
        "stamp_per": per,
        "step_minor": form.stamp_step.data if per is StampPer.AMOUNT else 0,
        "stamp_from_minor": least if per is StampPer.RECEIPT else 0,
        "goods": Goods(
            categories=lines(form.stamp_goods.data), skus=lines(form.stamp_skus.data)
        ),
        "rewards": (gift,),
    }


def _check(form: Any) -> bool:
    return needed(
        form,
        {
            "stamp_step": form.stamp_per.data == StampPer.AMOUNT,
            "gift_discount": form.gift_kind.data == RewardKind.DISCOUNT,
        },
    )


STAMPS = Part(
    name="stamps",
    title=mark("Stamps"),
    template="office/_part_stamps.html",
    fields=Fields,
    fill=_fill,
    read=_read,
    check=_check,
    places={"goods": ("stamp_goods", goods.WORDS)},
)
