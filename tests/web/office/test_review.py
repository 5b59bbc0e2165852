"""One review in the office: replied to, hidden with a reason, shown again."""

import pytest

from app.core import db, tenancy
from app.reviews import queries
from app.reviews.views import ReviewView
from tests.conftest import Clock
from tests.page import Page
from tests.reviews import saying, telling
from tests.web.office.conftest import Enter, Office
from tests.world import World


@pytest.fixture
def review_id(world: World) -> int:
    """What the member said."""
    return saying.say(world.coffee, stars=2, text="Долго ждали")


def now(world: World, review_id: int) -> ReviewView:
    db.session().rollback()
    with tenancy.scope(world.coffee.business_id):
        return queries.review(review_id)


def act(office: Office, review_id: int, button: str, **values: str) -> Page:
    page = office.get(f"reviews/{review_id}", status=200)
    sent: Page = page.form(button=button).submit(values)
    return sent


def public(office: Office) -> Page:
    return office.client.another(language="en").get("/zerno/reviews", status=200)


def test_a_reply_stands_under_it(
    office: Office, world: World, review_id: int, clock: Clock
) -> None:
    page = act(office, review_id, "Publish the reply", text="Открыли вторую кассу.")
    assert "its author is told" in page.text
    assert "Открыли вторую кассу." in public(office).text
    telling.deliver()
    assert telling.told(world.coffee, world.coffee.member.member_id, "review_answered")
    page = act(office, review_id, "Correct the reply", text="Открыли вторую кассу!")
    clock.advance(days=2)
    page = office.get(f"reviews/{review_id}", status=200)
    assert "can be changed no more" in page.text


def test_a_reply_stands_in_the_place_of_no_colleague_s_and_under_no_other_words(
    office: Office, world: World, review_id: int
) -> None:
    first, second = (
        office.get(f"reviews/{review_id}", status=200).form(button="Publish the reply")
        for _ in range(2)
    )
    receipt_id = now(world, review_id).receipt_id
    saying.say(world.coffee, stars=1, text="Грубо", receipt_id=receipt_id)

    page = first.submit({"text": "Спасибо!"}, status=422)
    assert "has changed since you opened the page" in page.text
    assert "Грубо" in page.text
    assert "Спасибо!" in page.markup
    assert now(world, review_id).reply == ""

    page.form(button="Publish the reply").submit({"text": "Простите."})
    second.submit({"text": "Ещё один ответ."}, status=422)
    assert now(world, review_id).reply == "Простите."


def test_it_is_hidden_with_a_reason_and_shown_again(
    office: Office, world: World, review_id: int
) -> None:
    page = act(office, review_id, "Hide the review", reason="insult", words="Мягче.")
    assert "Its stars count as before" in page.text
    found = now(world, review_id)
    assert (found.state, found.reason, found.reason_words) == (
        "hidden",
        "insult",
        "Мягче.",
    )
    assert "Долго ждали" not in public(office).text
    assert "1 review is hidden: insults or threats 1" in public(office).text
    act(office, review_id, "Show it to everybody")
    assert "Долго ждали" in public(office).text
    trail = office.get("audit?kind=feedback", status=200)
    assert f"Hid a review, № {review_id}: Insults or threats" in trail.text


@pytest.mark.parametrize(
    ("button", "values"),
    [
        ("Hide the review", {"reason": "insult", "words": ""}),
        ("Hide the review", {"words": "Грубо"}),
        ("Hide the review", {"reason": "insult", "words": "x" * 201}),
        ("Publish the reply", {"text": ""}),
        ("Publish the reply", {"text": "x" * 2001}),
    ],
)
def test_wrong_values_are_refused_and_kept(
    office: Office, world: World, review_id: int, button: str, values: dict[str, str]
) -> None:
    page = act(office, review_id, button, **values)
    assert page.status == 422
    form = page.form(button=button)
    for name, value in values.items():
        assert form.values.get(name, [""]) == [value]
    found = now(world, review_id)
    assert (found.state, found.reply) == ("shown", "")


def test_a_reason_and_words_that_are_both_missing_are_both_named(
    office: Office, review_id: int
) -> None:
    page = act(office, review_id, "Hide the review")
    assert page.status == 422
    assert "Choose the reason: its author and the public see it." in page.text
    assert "what breaks the rules" in page.text
    assert "Not a valid choice" not in page.text


def test_a_forged_reason_is_refused(
    office: Office, world: World, review_id: int
) -> None:
    key = office.get(f"reviews/{review_id}").form(button="Hide the review").values
    page = office.post(
        f"reviews/{review_id}/hidden",
        reason="low-rating",
        words="Не нравится",
        idempotency_key=key["idempotency_key"][0],
    )
    assert page.status == 422
    assert now(world, review_id).state == "shown"


def test_other_reviews_are_not_found(office: Office, world: World) -> None:
    foreign = saying.say(world.books)
    draft = saying.say(world.coffee, is_draft=True)
    for review_id in (foreign, draft, 10**9):
        assert office.get(f"reviews/{review_id}").status == 404
        for step in ("replies", "shown", "hidden"):
            page = office.post(
                f"reviews/{review_id}/{step}", text="x", reason="law", words="x"
            )
            assert page.status == 404, step


@pytest.mark.parametrize("role", ["cashier", "stranger"])
def test_others_are_kept_out(
    enter: Enter, world: World, review_id: int, role: str
) -> None:
    office = enter("cashier")
    if role == "stranger":
        office.client.sign_in(world.stranger)
    assert office.get(f"reviews/{review_id}").status in {302, 403}
    assert now(world, review_id).state == "shown"


def test_a_task_is_begun_from_it(office: Office, review_id: int) -> None:
    page = office.get(f"reviews/{review_id}").click("Make a task")
    page = page.form(id_="task").submit(title="Вторая касса")
    assert page.h1 == "Вторая касса"
    assert "Долго ждали" in page.text
    assert "Вторая касса" in office.get(f"reviews/{review_id}").text
