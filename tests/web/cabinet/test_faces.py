"""The face of a card by its kind: points, a discount with its next step."""

from app.core import db, tenancy
from app.programmes import actions as programmes
from app.programmes import queries
from app.programmes.kinds.discount import DiscountRules
from app.programmes.rules import CardRules
from app.programmes.tiers import Tier
from tests.page import Client, Page
from tests.world import Holder, Shop, World, create_programme, issue_card, sell

GROWING = DiscountRules(
    tiers=(
        Tier(share_basis_points=3_00),
        Tier(from_minor=10_000_00, share_basis_points=5_00),
    )
)


def holder(world: World, rules: CardRules) -> tuple[Shop, Holder]:
    shop = world.coffee
    programme_id = create_programme(shop.business_id, rules, name="Скидка")
    return shop, issue_card(shop.business_id, programme_id)


def home(client: Client, shop: Shop, who: Holder) -> Page:
    client.sign_in(who.person_id)
    return client.get(f"/{shop.slug}/card", status=200)


def face(page: Page) -> str:
    words = " ".join("".join(page.one("div", cls="pass").itertext()).split())
    return words.replace("\xa0", " ")


def test_e16_a_discount_shows_its_percent_and_the_way_to_the_next(
    client: Client, world: World
) -> None:
    shop, who = holder(world, GROWING)
    sell(shop, who, amount_minor=4_000_00)
    page = home(client, shop, who)
    assert "3 % скидка" in face(page)
    goal = page.one("section", cls="goal")
    words = " ".join("".join(goal.itertext()).replace("\xa0", " ").split())
    words = words.replace("\u202f", " ")
    assert "Скидка 5 %" in words
    # 4,000 less 3 % were paid.
    assert "3 880" in words
    assert "6 120 ₽" in words
    assert "Показать код для списания" not in page.text


def test_at_the_last_step_nothing_is_ahead(client: Client, world: World) -> None:
    shop, who = holder(world, GROWING)
    sell(shop, who, amount_minor=20_000_00)
    page = home(client, shop, who)
    assert "5 % скидка" in face(page)
    assert not page.all("section", cls="goal")


def test_below_the_first_step_there_is_none_yet(client: Client, world: World) -> None:
    later = DiscountRules(tiers=(Tier(from_minor=100_00, share_basis_points=3_00),))
    shop, who = holder(world, later)
    assert "0 % скидка" in face(home(client, shop, who))


def test_points_stand_as_points(client: Client, world: World) -> None:
    shop = world.coffee
    sell(shop, shop.member, amount_minor=1000_00)
    assert "50 баллов" in face(home(client, shop, shop.member))


def test_several_cards_stand_side_by_side_each_with_its_figure(
    client: Client, world: World
) -> None:
    shop = world.coffee
    programme_id = create_programme(shop.business_id, GROWING, name="Скидка")
    issue_card(shop.business_id, programme_id, person_id=shop.member.person_id)
    page = home(client, shop, shop.member)
    (deck,) = page.all("nav", cls="deck")
    words = "".join(deck.itertext()).replace("\xa0", " ")
    assert "3 %" in words
    assert "баллов" in words
    assert len(deck.findall("a")) == 2


def test_a_new_step_of_the_rules_is_seen_at_once(client: Client, world: World) -> None:
    shop, who = holder(world, GROWING)
    page = home(client, shop, who)
    with tenancy.scope(shop.business_id), db.writing():
        programme_id = max(each.id for each in queries.programmes())
        programmes.change_rules(
            programme_id=programme_id,
            rules=DiscountRules(tiers=(Tier(share_basis_points=9_00),)),
            actor="system",
        )
    again = home(client, shop, who)
    assert "3 %" in face(page)
    assert "9 % скидка" in face(again)
