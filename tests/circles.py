"""A group of members with a card of its own, built through the same actions as any."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.cards import audiences as entering
from app.cards import queries as cards
from app.core import db, tenancy
from app.core.ids import BusinessId, CardId, GroupId, MemberId, OutletId, ProgrammeId
from app.people import groups
from app.programmes import audiences
from app.programmes.kinds.points import PointsRules
from tests.world import Shop, create_programme

TEN = PointsRules(rate_basis_points=1000, life_months=12)


@dataclass(frozen=True)
class Circle:
    """A group and the card that is for it alone."""

    business_id: BusinessId
    group_id: GroupId
    programme_id: ProgrammeId

    def enter(self, *member_ids: MemberId) -> None:
        """Take members in."""
        with tenancy.scope(self.business_id), db.writing():
            entering.enter(group_id=self.group_id, member_ids=member_ids)

    def leave(self, *member_ids: MemberId) -> None:
        """Let members leave."""
        with tenancy.scope(self.business_id), db.writing():
            entering.leave(group_id=self.group_id, member_ids=member_ids)

    def card(self, member_id: MemberId) -> CardId:
        """The member's card of the circle."""
        with tenancy.scope(self.business_id):
            (own,) = [
                card.id
                for card in cards.cards_of(member_id)
                if card.programme_id == self.programme_id
            ]
            db.session().rollback()
        return own


def create_group(business_id: BusinessId, name: str = "Students") -> GroupId:
    """A group without a card."""
    with tenancy.scope(business_id), db.writing():
        return groups.create(name=name)


def create_circle(
    shop: Shop,
    *,
    name: str = "Student card",
    group: str = "Students",
    rules: PointsRules = TEN,
    outlet_ids: Sequence[OutletId] = (),
) -> Circle:
    """A group with a card that gives 10 % back."""
    group_id = create_group(shop.business_id, group)
    programme_id = create_programme(shop.business_id, rules, name=name)
    with tenancy.scope(shop.business_id), db.writing():
        audiences.choose(
            programme_id=programme_id,
            is_for_everyone=False,
            group_ids=[group_id],
            outlet_ids=outlet_ids,
        )
    return Circle(shop.business_id, group_id, programme_id)
