"""Reviews: one for each purchase, by its holder, changed, taken back, reported."""

import threading

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.cards.models import Card
from app.core import db, live, tenancy
from app.core.errors import TooMany
from app.core.ids import PersonId
from app.reviews import actions, moderation, queries, rules
from app.reviews.actions import Words
from app.reviews.errors import (
    AlreadyReviewed,
    NameOfTheBusiness,
    PurchaseGone,
    ReviewNotFound,
    ReviewOver,
    ReviewWithdrawn,
    StarsMissing,
)
from app.reviews.models import Review, ReviewMark
from app.reviews.views import ReviewView
from app.sales.errors import ReceiptNotFound
from app.sales.models import Receipt
from tests.conftest import Clock
from tests.reviews.saying import author, buy, buyers, choose, guest, say
from tests.world import Shop, World, create_person


def seen(shop: Shop, review_id: int) -> ReviewView:
    db.session().rollback()
    with tenancy.scope(shop.business_id):
        return queries.review(review_id)


def reply(shop: Shop, review_id: int) -> None:
    with tenancy.scope(shop.business_id), db.writing():
        moderation.reply(
            review_id=review_id, staff_id=shop.owner.staff_id, text="Спасибо."
        )


def test_a_review_of_ones_own_purchase_is_read_at_once(world: World) -> None:
    shop = world.coffee
    bell = live.count(f"inbox:{shop.business_id}")
    found = seen(shop, say(shop, stars=4, name="Анна", text="Хорошо."))
    assert (found.state, found.stars, found.name) == ("shown", 4, "Анна")
    assert found.outlet_id == shop.outlet_id
    assert live.count(f"inbox:{shop.business_id}") == bell + 1


def test_somebody_elses_purchase_is_not_found(world: World) -> None:
    shop = world.coffee
    with pytest.raises(ReceiptNotFound):
        say(shop, guest(shop), receipt_id=buy(shop))
    with pytest.raises(ReceiptNotFound):
        say(world.books, receipt_id=buy(shop))


def test_a_purchase_has_one_review(world: World) -> None:
    shop, receipt_id = world.coffee, buy(world.coffee)
    first = say(shop, receipt_id=receipt_id, stars=2)
    second = say(shop, receipt_id=receipt_id, stars=3, text="Лучше.")
    assert first == second
    assert seen(shop, first).stars == 3
    assert seen(shop, first).changed_at is not None


def test_two_windows_at_once_make_one_review(app: Flask, world: World) -> None:
    shop, receipt_id = world.coffee, buy(world.coffee)
    start, problems = threading.Barrier(4), []

    def write() -> None:
        with app.app_context():
            start.wait()
            try:
                say(shop, receipt_id=receipt_id)
            except AlreadyReviewed as error:
                problems.append(error)
            finally:
                db.session().rollback()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with tenancy.scope(shop.business_id):
        assert db.session().scalar(select(func.count(Review.id))) == 1
    assert len(problems) < 4


def test_a_cancelled_or_returned_purchase_cannot_be_reviewed(world: World) -> None:
    shop, receipt_id = world.coffee, buy(world.coffee)
    with tenancy.scope(shop.business_id), db.writing():
        db.session().execute(
            update(Receipt)
            .where(Receipt.id == receipt_id)
            .values(undone_at=Receipt.occurred_at)
        )
    with pytest.raises(PurchaseGone):
        say(shop, receipt_id=receipt_id)


def test_a_draft_is_its_authors_alone_and_needs_no_stars(world: World) -> None:
    shop, receipt_id = world.coffee, buy(world.coffee)
    draft = say(shop, receipt_id=receipt_id, stars=None, text="Было", is_draft=True)
    with tenancy.scope(shop.business_id):
        assert queries.rating().count == 0
        with pytest.raises(ReviewNotFound):
            queries.review(draft)
        mine = queries.of_receipt(receipt_id, shop.member.member_id)
    assert mine is not None
    assert mine.text == "Было"
    assert say(shop, receipt_id=receipt_id) == draft
    with pytest.raises(AlreadyReviewed):
        say(shop, receipt_id=receipt_id, is_draft=True)


@pytest.mark.parametrize("stars", [None, 0, 6, -1])
def test_stars_are_one_to_five(world: World, stars: int | None) -> None:
    with pytest.raises(StarsMissing):
        say(world.coffee, stars=stars)


def test_nobody_is_called_like_the_business(world: World) -> None:
    with pytest.raises(NameOfTheBusiness):
        say(world.coffee, name="З е р н о")


def test_only_themes_of_the_business_are_marked(world: World) -> None:
    shop = world.coffee
    choose(shop)
    receipt_id = buy(shop)
    review_id = say(shop, receipt_id=receipt_id, themes=("Скорость", "Чужое"))
    assert seen(shop, review_id).themes == ("Скорость",)
    choose(shop, themes=("Цены",))
    say(shop, receipt_id=receipt_id, themes=("Скорость", "Цены"))
    assert seen(shop, review_id).themes == ("Цены", "Скорость")


def test_a_week_or_a_reply_ends_changes(world: World, clock: Clock) -> None:
    shop, receipt_id = world.coffee, buy(world.coffee)
    review_id = say(shop, receipt_id=receipt_id)
    clock.advance(days=rules.EDIT_WINDOW.days)
    with pytest.raises(ReviewOver):
        say(shop, receipt_id=receipt_id)
    other = buy(shop)
    answered = say(shop, receipt_id=other)
    reply(shop, answered)
    with pytest.raises(ReviewOver):
        say(shop, receipt_id=other)
    assert not seen(shop, review_id).can_edit


def test_its_author_takes_it_back_at_any_time(world: World, clock: Clock) -> None:
    shop, receipt_id = world.coffee, buy(world.coffee)
    review_id = say(shop, receipt_id=receipt_id)
    reply(shop, review_id)
    clock.advance(days=100)
    stranger = guest(shop)
    with tenancy.scope(shop.business_id):
        with pytest.raises(ReviewNotFound), db.writing():
            actions.withdraw(review_id=review_id, author=author(stranger))
        with db.writing():
            actions.withdraw(review_id=review_id, author=author(shop.member))
        assert queries.rating().count == 0
    assert seen(shop, review_id).state == "withdrawn"
    with pytest.raises(ReviewWithdrawn):
        say(shop, receipt_id=receipt_id)


def test_a_draft_is_thrown_away_whole(world: World) -> None:
    shop = world.coffee
    choose(shop)
    draft = say(shop, is_draft=True, themes=("Кофе",))
    with tenancy.scope(shop.business_id):
        with db.writing():
            actions.withdraw(review_id=draft, author=author(shop.member))
        assert db.session().scalar(select(func.count(Review.id))) == 0
        assert db.session().scalar(select(func.count(ReviewMark.id))) == 0


def test_three_reviews_a_day(world: World, clock: Clock) -> None:
    shop = world.coffee
    for _ in range(3):
        say(shop)
    with pytest.raises(TooMany):
        say(shop)
    clock.advance(days=1)
    say(shop)


def test_the_first_link_waits_and_later_ones_are_trusted(world: World) -> None:
    shop = world.coffee
    linked = say(shop, text="Фото: https://example.org")
    assert (seen(shop, linked).state, seen(shop, linked).held_for) == (
        "waiting",
        "link",
    )
    with tenancy.scope(shop.business_id), db.writing():
        moderation.show(review_id=linked, staff_id=shop.owner.staff_id)
    assert seen(shop, say(shop, text="И ещё https://example.org")).state == "shown"
    other = say(shop, guest(shop), text="www.example.org")
    assert seen(shop, other).state == "waiting"


def test_a_business_may_read_first(world: World) -> None:
    shop = world.coffee
    choose(shop, is_premoderated=True)
    found = seen(shop, say(shop))
    assert (found.state, found.held_for) == ("waiting", "rule")
    with tenancy.scope(shop.business_id):
        assert queries.public(queries.Wanted()).reviews == []
        assert queries.rating().count == 1, "waiting hides words, never stars"


def test_reports_ask_for_a_look_and_three_hold(world: World) -> None:
    shop = world.coffee
    review_id = say(shop)
    people = buyers(shop, 3)
    another = create_person()
    with tenancy.scope(shop.business_id):
        for _ in range(2):
            with db.writing():
                actions.report(review_id=review_id, person_id=people[0])
        assert queries.review(review_id).reports == 1, "one person, one report"
        assert queries.counts().to_moderate == 1
        assert queries.review(review_id).state == "shown"
        for person_id in people[1:]:
            with db.writing():
                actions.report(review_id=review_id, person_id=person_id)
        assert queries.review(review_id).state == "waiting"
        with pytest.raises(ReviewNotFound), db.writing():
            actions.report(review_id=review_id, person_id=another)
        with db.writing():
            moderation.show(review_id=review_id, staff_id=shop.owner.staff_id)
        assert queries.review(review_id).reports == 0


def test_cards_that_bought_nothing_hold_no_review(world: World, clock: Clock) -> None:
    shop = world.coffee
    review_id, people = say(shop), buyers(shop, 5)
    strangers = [guest(shop).person_id for _ in range(3)]

    def report(*who: PersonId) -> str:
        clock.advance(seconds=1)
        with tenancy.scope(shop.business_id):
            for person_id in who:
                with db.writing():
                    actions.report(review_id=review_id, person_id=person_id)
            return queries.review(review_id).state

    assert report(*strangers, *people[:2]) == "shown"
    with tenancy.scope(shop.business_id), db.writing():
        moderation.show(review_id=review_id, staff_id=shop.owner.staff_id)
    assert report(people[2]) == "shown", "those of before were answered"
    assert report(*people[3:]) == "waiting"


def test_an_edit_does_not_lift_what_three_reports_hold(world: World) -> None:
    shop, receipt_id = world.coffee, buy(world.coffee)
    review_id, people = say(shop, receipt_id=receipt_id), buyers(shop, 3)
    with tenancy.scope(shop.business_id):
        for person_id in people:
            with db.writing():
                actions.report(review_id=review_id, person_id=person_id)

    say(shop, receipt_id=receipt_id, text="Другие слова.")

    with tenancy.scope(shop.business_id):
        assert queries.review(review_id).state == "waiting"
        with db.writing():
            moderation.show(review_id=review_id, staff_id=shop.owner.staff_id)
    say(shop, receipt_id=receipt_id, text="Ещё раз.")
    with tenancy.scope(shop.business_id):
        assert queries.review(review_id).state == "shown"


def test_another_businesss_review_is_not_found(world: World) -> None:
    review_id = say(world.coffee)
    with tenancy.scope(world.books.business_id):
        with pytest.raises(ReviewNotFound):
            queries.review(review_id)
        with pytest.raises(ReviewNotFound), db.writing():
            actions.report(review_id=review_id, person_id=world.stranger)
        with pytest.raises(ReviewNotFound), db.writing():
            actions.withdraw(review_id=review_id, author=author(world.books.member))


def test_a_new_review_is_something_its_holder_sees(world: World) -> None:
    """The card's page must not answer 304 with the line that offers to write one."""
    shop = world.coffee
    receipt_id = buy(shop)

    def version() -> int:
        db.session().rollback()
        with tenancy.scope(shop.business_id):
            return int(
                db.session().scalar(
                    select(Card.version).where(Card.id == shop.member.card_id)
                )
            )

    before = version()
    say(shop, receipt_id=receipt_id)
    assert version() > before


def test_words_of_a_draft_are_kept_as_they_are(world: World) -> None:
    shop, receipt_id = world.coffee, buy(world.coffee)
    words = Words(stars=None, text="<b>'; DROP TABLE reviews;--", name="")
    with tenancy.scope(shop.business_id), db.writing():
        actions.save_draft(
            receipt_id=receipt_id, author=author(shop.member), words=words
        )
    with tenancy.scope(shop.business_id):
        found = queries.of_receipt(receipt_id, shop.member.member_id)
    assert found is not None
    assert found.text == words.text
