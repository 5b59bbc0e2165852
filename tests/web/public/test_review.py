"""One review on a page of its own: reported by who is signed in."""

from app.core import db, tenancy
from app.reviews import moderation, queries
from tests.page import Client
from tests.reviews import saying
from tests.world import World, create_person


def test_who_is_signed_in_reports_it_once(client: Client, world: World) -> None:
    review_id = saying.say(world.coffee, text="Слова")
    reader = client.another(language="en")
    reader.sign_in(create_person(language="en"))
    for _ in range(2):
        page = reader.get("/zerno/reviews", status=200).click("Report")
        page = page.form(button="Report it").submit()
        assert "The team will look at the review" in page.text
    with tenancy.scope(world.coffee.business_id):
        assert queries.review(review_id).reports == 1


def test_strangers_sign_in_first(client: Client, world: World) -> None:
    review_id = saying.say(world.coffee)
    reader = client.another(language="en")
    page = reader.get(f"/zerno/reviews/{review_id}", status=200)
    assert "Sign in to report" in page.text
    token = reader.get("/zerno/join").form(action="/join").values["csrf_token"][0]
    answer = reader.post(f"/zerno/reviews/{review_id}/reports", {"csrf_token": token})
    assert answer.status == 303
    assert answer.location.startswith("/sign-in")
    with tenancy.scope(world.coffee.business_id):
        assert queries.review(review_id).reports == 0


def test_what_is_not_shown_is_not_found(client: Client, world: World) -> None:
    shop = world.coffee
    hidden = saying.say(shop)
    draft = saying.say(shop, is_draft=True)
    foreign = saying.say(world.books)
    with tenancy.scope(shop.business_id), db.writing():
        moderation.hide(
            review_id=hidden, staff_id=shop.owner.staff_id, reason="law", words="Нет"
        )
    reader = client.another()
    reader.sign_in(world.stranger)
    token = reader.get("/zerno/join").form(action="/join").values["csrf_token"][0]
    for review_id in (hidden, draft, foreign, 10**9):
        assert reader.get(f"/zerno/reviews/{review_id}").status == 404
        path = f"/zerno/reviews/{review_id}/reports"
        assert reader.post(path, {"csrf_token": token}).status == 404


def test_a_hundred_reports_of_one_person_are_slowed_down(
    client: Client, world: World
) -> None:
    review_id = saying.say(world.coffee)
    reader = client.another()
    reader.sign_in(world.stranger)
    token = reader.get("/zerno/join").form(action="/join").values["csrf_token"][0]
    path = f"/zerno/reviews/{review_id}/reports"
    answers = [reader.post(path, {"csrf_token": token}).status for _ in range(22)]
    assert answers[:20] == [303] * 20
    assert answers[20:] == [429] * 2
