"""A comment in the office: shown, hidden with a reason, answered."""

import pytest

from app.core import db, tenancy
from app.space import comments, threads
from app.space.threads import ModeratedComment
from tests.page import Page
from tests.space import talk
from tests.web.office.conftest import Enter, Office
from tests.world import World


def now(world: World, comment_id: int) -> ModeratedComment:
    db.session().rollback()
    with tenancy.scope(world.coffee.business_id):
        return threads.moderated(comment_id)


@pytest.fixture
def post_id(world: World) -> int:
    """A post of the coffee shop."""
    return talk.publish(world.coffee)


@pytest.fixture
def waiting(world: World, post_id: int) -> int:
    """A comment that nobody has read."""
    return talk.comment(world.coffee, post_id, world.stranger, "Где столы?")


def public(office: Office, post_id: int) -> Page:
    return office.client.another().get(f"/zerno/news/{post_id}/comments", status=200)


def act(office: Office, comment_id: int, button: str, **values: str) -> Page:
    page = office.get(f"comments/{comment_id}", status=200)
    return page.form(button=button).submit(values)


def test_it_is_shown_to_everybody(office: Office, waiting: int, post_id: int) -> None:
    assert "Где столы?" not in public(office, post_id).text
    page = act(office, waiting, "Show it to everybody")
    assert "Everybody can read the comment" in page.text
    assert "Где столы?" in public(office, post_id).text


def test_it_is_hidden_with_a_reason(
    office: Office, world: World, waiting: int, post_id: int
) -> None:
    page = act(office, waiting, "Hide the comment", reason="Не по теме.")
    assert "Only its author can read" in page.text
    assert now(world, waiting).reason == "Не по теме."
    page = office.get(f"comments/{waiting}")
    assert "Не по теме." in page.text
    act(office, waiting, "Show it to everybody")
    assert "Где столы?" in public(office, post_id).text


def test_an_answer_shows_both(office: Office, waiting: int, post_id: int) -> None:
    act(office, waiting, "Publish the answer", text="На веранде.")
    page = public(office, post_id)
    assert "Где столы?" in page.text
    assert "Зерно ответ заведения" in page.text
    assert "На веранде." in page.text


@pytest.mark.parametrize(
    ("button", "values"),
    [
        ("Hide the comment", {"reason": ""}),
        ("Hide the comment", {"reason": "x" * 201}),
        ("Publish the answer", {"text": ""}),
        ("Publish the answer", {"text": "x" * 2001}),
    ],
)
def test_wrong_values_are_refused_and_kept(
    office: Office, world: World, waiting: int, button: str, values: dict[str, str]
) -> None:
    page = act(office, waiting, button, **values)
    assert page.status == 422
    assert page.title.startswith("Error:")
    kept = page.form(button=button).values
    assert {name: kept[name][0] for name in values} == values
    assert now(world, waiting).state == "waiting"


def test_reports_are_answered_by_leaving_it(
    office: Office, world: World, post_id: int
) -> None:
    shop = world.coffee
    comment_id = talk.comment(shop, post_id, shop.member.person_id, is_shown=True)
    with tenancy.scope(shop.business_id), db.writing():
        comments.report(comment_id=comment_id, person_id=world.stranger)
    assert "reported by 1 person" in office.get(f"comments/{comment_id}").text
    act(office, comment_id, "Leave it for everybody")
    assert now(world, comment_id).reports == 0


def test_one_that_its_author_took_back_stays_so(
    office: Office, world: World, waiting: int
) -> None:
    page = office.get(f"comments/{waiting}")
    with tenancy.scope(world.coffee.business_id), db.writing():
        comments.withdraw(comment_id=waiting, person_id=world.stranger)
    late = page.form(button="Show it to everybody").submit(status=422)
    assert "not shown any more" in late.text
    assert now(world, waiting).state == "withdrawn"


@pytest.mark.parametrize("step", ["shown", "hidden", "answers"])
def test_another_business_s_comment_is_not_found(
    office: Office, world: World, step: str
) -> None:
    foreign = talk.comment(world.books, talk.publish(world.books), world.stranger)
    office.get(f"comments/{foreign}", status=404)
    page = office.post(
        f"comments/{foreign}/{step}", idempotency_key="k", reason="x", text="x"
    )
    assert page.status == 404


@pytest.mark.parametrize("step", ["shown", "hidden", "answers"])
def test_a_cashier_changes_nothing(
    enter: Enter, world: World, waiting: int, step: str
) -> None:
    page = enter("cashier").post(
        f"comments/{waiting}/{step}", idempotency_key="k", reason="x", text="x"
    )
    assert page.status == 403
    assert now(world, waiting).state == "waiting"
