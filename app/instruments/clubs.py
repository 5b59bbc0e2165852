"""What members of a club get: a discount, and a service that staff are told of (E30)."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Text, bindparam, select, type_coerce

from app.cards.models import Card
from app.core import clock, tenancy
from app.core.ids import MemberId
from app.core.prepared import Prepared
from app.instruments.models import Instrument
from app.programmes.discounts import WITH_CARD, Discount, Stage
from app.programmes.kinds.club import ClubRules
from app.programmes.models import Programme, RuleVersion
from app.programmes.offered import Offered
from app.programmes.stored import from_json


@dataclass(frozen=True)
class Membership:
    """A club that a member is in now."""

    instrument_id: int
    name: str
    rules: ClubRules


# Every sale asks for this, so it is built once and skips the ORM.
_OF_MEMBER = Prepared(
    select(
        Instrument.id,
        Programme.name,
        type_coerce(RuleVersion.rules, Text).label("rules"),
        Instrument.zone,
        Instrument.starts_on,
        Instrument.through_on,
    )
    .join(Card, Card.id == Instrument.card_id)
    .join(Programme, Programme.id == Instrument.programme_id)
    .join(RuleVersion, RuleVersion.id == Instrument.rule_version_id)
    .where(
        Card.business_id == bindparam("business"),
        Card.member_id == bindparam("member"),
        Card.state == "active",
        Instrument.business_id == bindparam("business"),
        Instrument.state == "active",
        Programme.business_id == bindparam("business"),
        Programme.kind == "club",
        RuleVersion.business_id == bindparam("business"),
    )
    .order_by(Instrument.id)
)


def memberships(member_id: MemberId, at: datetime | None = None) -> list[Membership]:
    """The clubs that a member is in at an instant; one statement."""
    instant = at or clock.now()
    asked = {"business": tenancy.current(), "member": member_id}
    rows: Iterable[Any] = _OF_MEMBER.run(asked)
    return [
        Membership(row.id, row.name, _rules(row.rules))
        for row in rows
        if row.starts_on <= clock.local_date(instant, row.zone) <= row.through_on
    ]


def services(member_id: MemberId) -> list[tuple[str, str]]:
    """Clubs of a guest and the service that each promises, for who stands at the till."""
    return [
        (each.name, each.rules.service or ", ".join(each.rules.benefits))
        for each in memberships(member_id)
    ]


def of_clubs(offered: Offered) -> Iterator[Discount]:
    """What memberships take off a cheque: each line gets the best, the card's or this."""
    for each in memberships(offered.member_id, offered.occurred_at):
        if each.rules.discount_basis_points:
            yield Discount(
                stage=Stage.CARD,
                source="club",
                ref=str(each.instrument_id),
                label=each.name,
                share_basis_points=each.rules.discount_basis_points,
                goods=each.rules.goods,
                line_group=WITH_CARD,
            )


def _rules(text: str) -> ClubRules:
    rules = from_json("club", json.loads(text))
    if not isinstance(rules, ClubRules):
        raise TypeError(rules)
    return rules
