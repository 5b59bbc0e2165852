"""The office's list of reviews: filters, pages, what waits."""

import pytest

from app.core import db, tenancy
from app.reviews import actions, moderation
from tests.conftest import Clock
from tests.reviews import saying
from tests.web.office.conftest import Enter, Office
from tests.world import World, create_outlet


def test_the_list_narrows_by_its_address(office: Office, world: World) -> None:
    shop = world.coffee
    create_outlet(shop.business_id, code="2")
    saying.choose(shop)
    saying.say(shop, stars=1, text="Холодный кофе", themes=("Кофе",))
    saying.say(shop, saying.guest(shop), stars=5, text="Быстро", themes=("Скорость",))
    page = office.get("reviews", status=200)
    assert "Холодный кофе" in page.text
    assert "Быстро" in page.text
    for query in ("stars=1", "theme=Кофе", f"outlet={shop.outlet_id}&stars=1"):
        page = office.get(f"reviews?{query}", status=200)
        assert "Холодный кофе" in page.text
        assert "Быстро" not in page.text
    assert "No such reviews" in office.get("reviews?state=hidden").text


@pytest.mark.parametrize(
    "query", ["stars=7", "state=x", "before=1-x", "theme=%00", "stars=x&state="]
)
def test_nonsense_narrows_nothing(office: Office, world: World, query: str) -> None:
    saying.say(world.coffee, text="Слова")
    assert "Слова" in office.get(f"reviews?{query}", status=200).text


def test_what_waits_is_said_on_the_list_and_on_today(
    office: Office, world: World
) -> None:
    shop = world.coffee
    assert "for an answer" not in office.get().text
    saying.say(shop, text="Вкусно")
    assert "1 guest waits for an answer" in office.get().text
    saying.say(shop, saying.guest(shop), text="www.example.org")
    page = office.get(status=200)
    assert "review waits" not in page.text
    assert "www.example.org" in page.click("2 guests wait for an answer").text
    page = office.get("reviews?state=look", status=200)
    assert "www.example.org" in page.text
    assert "Вкусно" not in page.text
    assert "1 to look at, 2 without a reply" in page.text


def test_what_was_taken_back_keeps_its_place_but_not_its_words(
    office: Office, world: World
) -> None:
    shop = world.coffee
    review_id = saying.say(shop, text="Взятые назад слова")
    with tenancy.scope(shop.business_id), db.writing():
        actions.withdraw(review_id=review_id, author=saying.author(shop.member))
    page = office.get("reviews?state=withdrawn", status=200)
    assert "taken back by its author" in page.text
    assert "Взятые назад слова" not in page.text
    assert "Взятые назад слова" not in office.get(f"reviews/{review_id}").text


def test_pages_follow_each_other(office: Office, world: World, clock: Clock) -> None:
    for number in range(16):
        saying.say(
            world.coffee, saying.guest(world.coffee), text=f"Отзыв {number:02d}."
        )
        clock.advance(minutes=1)
    page = office.get("reviews", status=200)
    assert "Отзыв 00." not in page.text
    assert "Отзыв 00." in page.click("Earlier reviews").text


def test_drafts_and_other_businesses_are_not_listed(
    office: Office, world: World
) -> None:
    saying.say(world.coffee, text="Черновик", is_draft=True)
    saying.say(world.books, text="Про книги")
    page = office.get("reviews", status=200)
    assert "No reviews yet" in page.text


def test_photos_are_seen_by_staff_also_of_what_is_hidden(
    office: Office, world: World
) -> None:
    ids = saying.door_ids(world.coffee)
    path = f"reviews/photos/{ids['photo_id']}/thumb"
    with tenancy.scope(world.coffee.business_id), db.writing():
        moderation.hide(
            review_id=ids["feedback_id"],
            staff_id=world.coffee.owner.staff_id,
            reason="law",
            words="Нет",
        )
    assert office.get(path, status=200).headers["Cache-Control"] == "private, no-store"
    foreign = saying.door_ids(world.books)["photo_id"]
    assert office.get(f"reviews/photos/{foreign}/thumb").status == 404


def test_moderators_may_cashiers_may_not(enter: Enter, world: World) -> None:
    saying.say(world.coffee)
    assert enter("moderator").get("reviews").status == 200
    assert enter("cashier").get("reviews").status == 403
