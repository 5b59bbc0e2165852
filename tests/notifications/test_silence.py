"""Points that come with the message about a long unused card: once, and only with it."""

import pytest

from app.core import db, tenancy
from app.core.ids import ProgrammeId
from app.ledger import queries as ledger
from app.ledger.queries import HistoryRow
from app.notifications import silence, triggers
from app.notifications.silence import BadSilenceGift, Gift
from app.programmes.kinds.stamps import StampsRules
from tests.notifications.test_balance import told, words
from tests.notifications.test_daily import morning, run
from tests.world import Holder, Shop, World, create_programme, issue_card, sell


@pytest.fixture
def shop(world: World) -> Shop:
    """The coffee shop, which writes after three weeks and gives 50 points with it."""
    choose(world.coffee, Gift(50, 30))
    with tenancy.scope(world.coffee.business_id), db.writing():
        triggers.choose(code="card_unused", is_on=True, days=21)
    return world.coffee


@pytest.fixture
def guest(shop: Shop) -> Holder:
    """Another member, with a card of their own."""
    return issue_card(shop.business_id, shop.programme_id, phone="+79260000077")


def choose(shop: Shop, wanted: Gift | None) -> None:
    with tenancy.scope(shop.business_id), db.writing():
        silence.choose(wanted=wanted)


def gifts(shop: Shop, holder: Holder) -> list[HistoryRow]:
    db.session().rollback()
    with tenancy.scope(shop.business_id):
        rows = ledger.history(holder.card_id)
    return [row for row in rows if row.reason == "comeback"]


def wait(shop: Shop, days: int = 22) -> None:
    """Mornings pass; the job runs more often than it is due."""
    morning(shop, days - 1)
    for _ in range(3):
        morning(shop, 1)
        run(shop)


def test_a_gift_comes_with_the_message_once_for_each_silence(
    shop: Shop, guest: Holder
) -> None:
    sell(shop, guest, amount_minor=100_000)
    wait(shop, 20)
    (given,) = gifts(shop, guest)
    assert given.net_points == 50
    (payload,) = told(shop, "card_unused")
    assert (payload["gift"], payload["amount"], "gift_for" in payload) == (
        50,
        100,
        False,
    )
    said = words(shop, "card_unused", "en")
    assert said[0] == "a present on your card: 50 points"
    assert "So that you come again, a present is on it: 50 points." in said
    assert "On the card: 100 points." in said
    wait(shop, 20)
    assert len(gifts(shop, guest)) == 1
    sell(shop, guest, amount_minor=100_000)
    wait(shop, 20)
    assert len(gifts(shop, guest)) == 2
    assert len(told(shop, "card_unused")) == 2


def test_an_empty_card_gets_it_too(shop: Shop, guest: Holder) -> None:
    sell(shop, guest, amount_minor=100)
    wait(shop, 20)
    assert [row.net_points for row in gifts(shop, guest)] == [50]
    (payload,) = told(shop, "card_unused")
    assert (payload["gift"], payload["amount"]) == (50, 50)


def test_who_was_told_before_there_was_a_gift_gets_none_for_that_silence(
    shop: Shop, guest: Holder
) -> None:
    choose(shop, None)
    sell(shop, guest, amount_minor=100_000)
    morning(shop, 21)
    assert len(told(shop, "card_unused")) == 1
    choose(shop, Gift(50))
    morning(shop, 1)
    assert gifts(shop, guest) == []


def test_of_two_cards_of_one_guest_one_gets_it_and_it_holds_points(shop: Shop) -> None:
    stamps = create_programme(shop.business_id, StampsRules(), name="Stamps")
    more = create_programme(shop.business_id, name="More")
    paper = issue_card(shop.business_id, ProgrammeId(stamps), phone="+79260000078")
    first, second = (
        issue_card(shop.business_id, programme_id, person_id=paper.person_id)
        for programme_id in (shop.programme_id, more)
    )
    for holder in (paper, first, second):
        sell(shop, holder, amount_minor=100_000)
    wait(shop, 20)
    given = [len(gifts(shop, holder)) for holder in (paper, first, second)]
    assert given == [0, 1, 0]


def test_without_the_message_there_is_no_gift(shop: Shop, guest: Holder) -> None:
    with tenancy.scope(shop.business_id), db.writing():
        triggers.choose(code="card_unused", is_on=False, days=21)
    sell(shop, guest, amount_minor=100_000)
    wait(shop, 20)
    assert gifts(shop, guest) == []


def test_it_lives_as_long_as_was_chosen(shop: Shop, guest: Holder) -> None:
    sell(shop, guest, amount_minor=100_000)
    wait(shop, 20)
    (given,) = gifts(shop, guest)
    assert given.expires_at is not None
    assert (given.expires_at - given.occurred_at).days == 30


@pytest.mark.parametrize(
    "wanted", [Gift(0), Gift(-5), Gift(1_000_001), Gift(50, 6), Gift(50, 731)]
)
def test_what_cannot_be_given_is_refused(shop: Shop, wanted: Gift) -> None:
    with pytest.raises(BadSilenceGift):
        choose(shop, wanted)
    with tenancy.scope(shop.business_id):
        assert silence.gift() == Gift(50, 30)
