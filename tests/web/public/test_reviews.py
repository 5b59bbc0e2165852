"""What guests say, for everybody: the figure, its formula, the list, what is hidden."""

import json

import pytest

from app.core import db, tenancy
from app.reviews import moderation
from tests.conftest import Clock
from tests.page import Client, Page
from tests.reviews import saying
from tests.world import Shop, World, create_outlet

PATH = "/zerno/reviews"


@pytest.fixture
def reader(client: Client) -> Client:
    """A stranger who reads English."""
    return client.another(language="en")


def many(shop: Shop, *stars: int) -> list[int]:
    return [saying.say(shop, saying.guest(shop), stars=each) for each in stars]


def hide(shop: Shop, review_id: int, reason: str = "insult") -> None:
    with tenancy.scope(shop.business_id), db.writing():
        moderation.hide(
            review_id=review_id,
            staff_id=shop.owner.staff_id,
            reason=reason,
            words="Грубо.",
        )


def graph(page: Page) -> list[dict[str, object]]:
    script = page.one("script", type="application/ld+json")
    found: list[dict[str, object]] = json.loads(script.text or "")["@graph"]
    return found


def test_without_reviews_nothing_is_claimed(reader: Client, world: World) -> None:
    page = reader.get(PATH, status=200)
    assert "No reviews yet" in page.text
    business = reader.get("/zerno/", status=200)
    assert not business.all("section", id="reviews")
    assert "aggregateRating" not in business.markup


def test_below_five_there_is_no_figure(reader: Client, world: World) -> None:
    many(world.coffee, 5, 5, 5, 5)
    page = reader.get(PATH, status=200)
    assert "Too few reviews for a rating: 4 of 5" in page.text
    business = reader.get("/zerno/", status=200)
    assert "4 reviews" in business.text
    assert "aggregateRating" not in graph(business)[0]


def test_the_formula_stands_there_with_its_numbers(
    reader: Client, world: World, clock: Clock
) -> None:
    many(world.coffee, 1, 1, 1, 1)
    clock.advance(days=91)
    many(world.coffee, 5, 5, 5, 5)
    page = reader.get(PATH, status=200)
    assert page.one("div", cls="rating-figure").find("b").text == "3.7"  # type: ignore[union-attr]
    assert "(44 ÷ 12) = 3.67" in page.text
    business = reader.get("/zerno/", status=200)
    rated = graph(business)[0]["aggregateRating"]
    assert rated == {
        "@type": "AggregateRating",
        "ratingValue": "3.67",
        "ratingCount": 8,
        "bestRating": 5,
        "worstRating": 1,
    }
    assert business.all("section", id="reviews")
    assert reader.another(language="ru").get(PATH).text.count("3,67") == 1


def test_what_is_hidden_is_counted_in_the_open(reader: Client, world: World) -> None:
    first, second, third = many(world.coffee, 1, 2, 3)
    hide(world.coffee, first)
    hide(world.coffee, second)
    hide(world.coffee, third, "law")
    page = reader.get(PATH, status=200)
    assert "3 reviews are hidden: insults or threats 2, against the law 1" in page.text
    assert "3 of 5" in page.text, "their stars count all the same"


def test_filters_stand_in_the_address(reader: Client, world: World) -> None:
    shop = world.coffee
    other = create_outlet(shop.business_id, code="2")
    saying.say(shop, stars=1, text="Плохо")
    saying.say(shop, saying.guest(shop), stars=5, text="Чудесно")
    page = reader.get(f"{PATH}?stars=1", status=200)
    assert "Плохо" in page.text
    assert "Чудесно" not in page.text
    assert "No such reviews" in reader.get(f"{PATH}?outlet={other}").text
    assert "Плохо" in reader.get(f"{PATH}?outlet={shop.outlet_id}").text


@pytest.mark.parametrize(
    "query", ["stars=9", "stars=x", "before=zzz", "before=9999999999999999-1", "stars="]
)
def test_nonsense_in_the_address_narrows_nothing(
    reader: Client, world: World, query: str
) -> None:
    saying.say(world.coffee, text="Слова")
    assert "Слова" in reader.get(f"{PATH}?{query}", status=200).text


@pytest.mark.parametrize("outlet", ["9999", "x", "1" * 30])
def test_an_outlet_that_is_not_there_is_not_found(
    reader: Client, world: World, outlet: str
) -> None:
    assert reader.get(f"{PATH}?outlet={outlet}").status == 404


def test_another_businesss_outlet_is_not_found(reader: Client, world: World) -> None:
    assert reader.get(f"{PATH}?outlet={world.books.outlet_id}").status == 404


def test_pages_follow_each_other(reader: Client, world: World, clock: Clock) -> None:
    for number in range(17):
        saying.say(
            world.coffee, saying.guest(world.coffee), text=f"Отзыв {number:02d}."
        )
        clock.advance(minutes=1)
    page = reader.get(PATH, status=200)
    assert len(page.all("article", cls="review")) == 15
    rest = page.click("Earlier reviews")
    assert [each in rest.text for each in ("Отзыв 01.", "Отзыв 00.")] == [True, True]
    assert len(rest.all("article", cls="review")) == 2
    assert rest.all("meta", name="robots")


def test_each_business_has_its_own(reader: Client, world: World) -> None:
    saying.say(world.coffee, text="Про кофе")
    assert "Про кофе" not in reader.get("/margin/reviews", status=200).text


def test_search_engines_find_the_page_when_there_is_something(
    reader: Client, world: World
) -> None:
    assert "/zerno/reviews" not in reader.get("/zerno/sitemap.xml").markup
    saying.say(world.coffee)
    assert "/zerno/reviews" in reader.get("/zerno/sitemap.xml").markup


def test_guests_without_a_name_are_guests(reader: Client, world: World) -> None:
    saying.say(world.coffee, name="")
    page = reader.get(PATH, status=200)
    assert "Guest" in page.one("article", cls="review").find("p").find("b").text  # type: ignore[union-attr,operator]
