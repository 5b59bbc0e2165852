"""A card for a family: who is let in, what they may do, how it ends."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from app.cards import alternatives, erasing, families, family, merging
from app.cards.choosing import Candidate, Reason, choose
from app.cards.errors import (
    FamilyCodeUnknown,
    FamilyFull,
    OwnFamilyCode,
    SharedAlready,
    ShareEnded,
    ShareSpendsLess,
)
from app.core import db, tenancy
from app.core.errors import Refused
from app.core.ids import CardId, ProgrammeId
from app.ledger import queries as ledger
from app.ledger.verify import verify
from app.sales import actions as sales
from app.sales.rules import Line, Sale
from app.trust import own
from tests.conftest import Clock
from tests.world import (
    Holder,
    Shop,
    World,
    create_person,
    create_staff,
    issue_card,
    sell,
)


@dataclass(frozen=True)
class Home:
    """Anna's card, and Boris with a card of his own."""

    shop: Shop
    anna: Holder
    boris: Holder

    def do(self, act: Callable[..., Any], **values: Any) -> Any:
        """Run an action in its own transaction."""
        with tenancy.scope(self.shop.business_id), db.writing():
            return act(**values)

    def ask(self, read: Callable[..., Any], *values: Any) -> Any:
        """Read something."""
        with tenancy.scope(self.shop.business_id):
            found = read(*values)
            db.session().rollback()
            return found

    def link(self, *, limit: int = 0, who: Holder | None = None) -> int:
        """Let Boris, or somebody else, onto Anna's card."""
        code = self.do(family.invite, card_id=self.anna.card_id)
        member_id = (who or self.boris).member_id
        link = self.do(family.accept, code=code, member_id=member_id)
        if limit:
            self.do(
                family.allow,
                sharer_id=link,
                card_id=self.anna.card_id,
                may_spend=True,
                day_limit=limit,
            )
        return int(link)

    def buy(self, link: int, minor: int, points: int = 0) -> sales.Booked:
        """Boris shows his code; the cheque goes to Anna's card."""
        sale = Sale(
            outlet_id=self.shop.outlet_id,
            card_id=self.anna.card_id,
            number=None,
            lines=(Line(amount_minor=minor),),
            points=points,
            source="till",
            actor=self.shop.cashier.actor,
            code_is_rotating=True,
            sharer_id=link,
        )
        with tenancy.scope(self.shop.business_id), db.writing():
            return sales.book(sale)

    def choice(self) -> list[Candidate]:
        """Boris's cards as a till weighs them."""
        found = self.ask(
            alternatives.candidates,
            self.boris.member_id,
            self.shop.outlet_id,
            self.boris.card_id,
        )
        return list(found)

    def available(self) -> int:
        """What Anna's card holds."""
        return int(self.ask(ledger.balance, self.anna.card_id).available)


@pytest.fixture
def home(world: World) -> Home:
    shop = world.coffee

    def holder(name: str, phone: str) -> Holder:
        person_id = create_person(name=name, phone=phone)
        return issue_card(shop.business_id, shop.programme_id, person_id=person_id)

    anna = holder("Анна Кузнецова", "+79160000001")
    return Home(shop, anna, holder("Борис Кузнецов", "+79160000002"))


def test_a_relative_has_one_more_card_at_the_till(home: Home) -> None:
    home.link()
    own_card, shared = home.choice()
    assert (own_card.card_id, own_card.sharer_id) == (home.boris.card_id, None)
    assert (shared.card_id, shared.holder) == (home.anna.card_id, "Анна К.")
    chosen = choose([shared, own_card])
    assert (chosen.card, chosen.reason) == (own_card, Reason.OWN)
    assert chosen.is_sure


def test_a_relative_earns_on_it_and_spends_nothing_unasked(home: Home) -> None:
    link = home.link()
    assert home.buy(link, 1000_00).earned_points == 50
    assert home.available() == 50
    with pytest.raises(ShareSpendsLess):
        home.buy(link, 1000_00, points=1)
    assert home.available() == 50


def test_a_relative_spends_up_to_the_limit_of_the_local_day(
    home: Home, clock: Clock
) -> None:
    sell(home.shop, home.anna, amount_minor=20_000_00)
    link = home.link(limit=300)
    home.buy(link, 1000_00, points=200)
    with pytest.raises(ShareSpendsLess) as refused:
        home.buy(link, 1000_00, points=101)
    assert "100" in str(refused.value)
    home.buy(link, 1000_00, points=100)
    clock.advance(days=1)
    home.buy(link, 1000_00, points=300)
    with tenancy.scope(home.shop.business_id):
        assert list(verify(home.shop.business_id)) == []


def test_the_code_works_once_and_for_a_day(home: Home, clock: Clock) -> None:
    code = home.do(family.invite, card_id=home.anna.card_id)
    clock.advance(hours=24)
    with pytest.raises(FamilyCodeUnknown):
        home.do(family.accept, code=code, member_id=home.boris.member_id)
    code = home.do(family.invite, card_id=home.anna.card_id)
    spoken = f" {code[:8].upper()}-{code[8:]} "
    home.do(family.accept, code=spoken, member_id=home.boris.member_id)
    with pytest.raises(FamilyCodeUnknown):
        home.do(family.accept, code=code, member_id=home.shop.member.member_id)


@pytest.mark.parametrize("code", ["", "\0", "0" * 16, "ж" * 16, "2" * 16, "a" * 900])
def test_whatever_is_wrong_gets_one_answer(home: Home, code: str) -> None:
    with pytest.raises(FamilyCodeUnknown):
        home.do(family.accept, code=code, member_id=home.boris.member_id)


def test_no_card_is_shared_with_its_holder_or_twice(home: Home) -> None:
    home.link()
    code = home.do(family.invite, card_id=home.anna.card_id)
    with pytest.raises(OwnFamilyCode):
        home.do(family.accept, code=code, member_id=home.anna.member_id)
    with pytest.raises(SharedAlready):
        home.do(family.accept, code=code, member_id=home.boris.member_id)


def test_five_places_open_invitations_included(home: Home, clock: Clock) -> None:
    home.link()
    for _ in range(4):
        home.do(family.invite, card_id=home.anna.card_id)
    with pytest.raises(FamilyFull):
        home.do(family.invite, card_id=home.anna.card_id)
    clock.advance(hours=24)
    home.do(family.invite, card_id=home.anna.card_id)


@pytest.mark.parametrize("side", ["anna", "boris"])
def test_either_side_ends_it_and_nothing_moves(home: Home, side: str) -> None:
    link = home.link()
    home.buy(link, 1000_00)
    home.do(family.end, sharer_id=link, member_id=getattr(home, side).member_id)
    assert home.available() == 50
    assert [card.card_id for card in home.choice()] == [home.boris.card_id]
    with pytest.raises(ShareEnded):
        home.buy(link, 1000_00)


def test_nobody_else_ends_or_changes_it(home: Home) -> None:
    link, other = home.link(), home.shop.member
    with pytest.raises(ShareEnded):
        home.do(family.end, sharer_id=link, member_id=other.member_id)
    with pytest.raises(ShareEnded):
        home.do(
            family.allow,
            sharer_id=link,
            card_id=other.card_id,
            may_spend=True,
            day_limit=5,
        )
    assert len(home.choice()) == 2


def test_a_link_books_on_its_own_card_only(home: Home) -> None:
    link = home.link()
    stranger = Home(home.shop, home.shop.member, home.boris)
    with pytest.raises(ShareEnded):
        stranger.buy(link, 1000_00)


@pytest.mark.parametrize("side", ["anna", "boris"])
def test_erasing_either_side_ends_it(home: Home, side: str) -> None:
    link = home.link()
    gone = getattr(home, side)
    with db.writing():
        erasing.erase(person_id=gone.person_id, actor="system")
    with pytest.raises(Refused):
        home.buy(link, 1000_00)
    assert home.ask(families.names_of, {link}) in ({link: ""}, {link: "Борис"})
    if side == "boris":
        assert home.ask(families.family_of, home.anna.card_id) == []
        assert home.ask(families.names_of, {link}) == {link: ""}


def test_a_joined_relative_keeps_the_card_and_a_joined_card_its_relatives(
    home: Home, world: World
) -> None:
    home.link()
    shop = home.shop
    again = issue_card(shop.business_id, shop.programme_id, phone="+79160000003")
    home.do(
        merging.merge,
        source_id=home.boris.member_id,
        target_id=again.member_id,
        proof="manager",
        actor="staff:1",
        reason="x",
    )
    (shared,) = home.ask(families.shared_with, again.member_id)
    assert shared.card_id == home.anna.card_id
    # Then the holder's card becomes another one's: the link leads there.
    home.do(
        merging.merge,
        source_id=home.anna.member_id,
        target_id=world.coffee.member.member_id,
        proof="manager",
        actor="staff:1",
        reason="x",
    )
    (shared,) = home.ask(families.shared_with, again.member_id)
    assert shared.card_id == world.coffee.member.card_id
    assert len(home.ask(families.family_of, shared.card_id)) == 1


def test_who_becomes_one_with_the_holder_has_no_card_of_themselves(home: Home) -> None:
    home.link()
    home.do(
        merging.merge,
        source_id=home.boris.member_id,
        target_id=home.anna.member_id,
        proof="manager",
        actor="staff:1",
        reason="x",
    )
    assert home.ask(families.shared_with, home.anna.member_id) == []


def test_e35_a_family_s_card_is_its_staff_member_s_own(home: Home) -> None:
    boris = create_staff(
        home.shop.business_id, "cashier", person_id=home.boris.person_id
    )
    assert not home.ask(own.is_own, boris.staff_id, home.anna.member_id)
    home.link()
    assert home.ask(own.is_own, boris.staff_id, home.anna.member_id)
    assert not home.ask(own.is_own, home.shop.cashier.staff_id, home.anna.member_id)


def test_an_own_card_comes_first_even_where_it_is_not_taken() -> None:
    mine = Candidate(
        card_id=CardId(9),
        programme_id=ProgrammeId(1),
        programme="A",
        number="1",
        is_taken_here=False,
    )
    theirs = Candidate(
        card_id=CardId(2),
        programme_id=ProgrammeId(1),
        programme="A",
        number="2",
        sharer_id=4,
    )
    assert choose([theirs, mine]).card == mine
