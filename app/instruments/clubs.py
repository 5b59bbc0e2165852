"""What members of a club get: a discount, and a service that staff are told of (E30)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.cards.models import Card
from app.core import clock, db
from app.core.ids import MemberId, RuleVersionId
from app.instruments.models import Instrument
from app.programmes import queries as programmes
from app.programmes.discounts import Discount, Stage
from app.programmes.kinds.club import ClubRules
from app.programmes.models import Programme


@dataclass(frozen=True)
class Membership:
    """A club that a member is in now."""

    instrument_id: int
    name: str
    rules: ClubRules


def memberships(member_id: MemberId, at: datetime | None = None) -> list[Membership]:
    """The clubs that a member is in at an instant; one statement for who is in none."""
    instant = at or clock.now()
    rows: Iterable[Any] = db.session().execute(
        select(
            Instrument.id,
            Instrument.zone,
            Instrument.starts_on,
            Instrument.through_on,
            Instrument.rule_version_id,
            Programme.name,
        )
        .join(Card, Card.id == Instrument.card_id)
        .join(Programme, Programme.id == Instrument.programme_id)
        .where(
            Card.member_id == member_id,
            Card.state == "active",
            Instrument.state == "active",
            Programme.kind == "club",
        )
        .order_by(Instrument.id)
    )
    return [
        Membership(row.id, row.name, _rules(row))
        for row in rows
        if row.starts_on <= clock.local_date(instant, row.zone) <= row.through_on
    ]


def services(member_id: MemberId) -> list[tuple[str, str]]:
    """Clubs of a guest and the service that each promises, for who stands at the till."""
    return [
        (each.name, each.rules.service or ", ".join(each.rules.benefits))
        for each in memberships(member_id)
    ]


def discounts(member_id: MemberId, at: datetime) -> list[Discount]:
    """What memberships take off a cheque; they follow the discount of the card (R11)."""
    return [
        Discount(
            stage=Stage.CARD,
            source="club",
            ref=str(each.instrument_id),
            label=each.name,
            share_basis_points=each.rules.discount_basis_points,
            goods=each.rules.goods,
            line_group="card",
        )
        for each in memberships(member_id, at)
        if each.rules.discount_basis_points
    ]


def _rules(row: Any) -> ClubRules:
    rules = programmes.version(RuleVersionId(row.rule_version_id)).rules
    if not isinstance(rules, ClubRules):
        raise TypeError(rules)
    return rules
