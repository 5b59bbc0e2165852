"""What a business may do with reviews, and what none of it changes: the rating."""

import pytest

from app.businesses import queries as businesses
from app.core import audit, db, tenancy
from app.core.locales import speaking
from app.notifications.kinds.registry import KINDS
from app.reviews import actions, moderation, policy, queries
from app.reviews.errors import (
    BadReason,
    BadThemes,
    ReplyOver,
    ReviewNotFound,
    ReviewWithdrawn,
)
from app.reviews.queries import Wanted
from tests.conftest import Clock
from tests.reviews import telling
from tests.reviews.saying import author, buy, choose, guest, say
from tests.world import Shop, World


def hide(shop: Shop, review_id: int, reason: str = "insult") -> None:
    with tenancy.scope(shop.business_id), db.writing():
        moderation.hide(
            review_id=review_id,
            staff_id=shop.owner.staff_id,
            reason=reason,
            words="Без грубости.",
        )


def show(shop: Shop, review_id: int) -> None:
    with tenancy.scope(shop.business_id), db.writing():
        moderation.show(review_id=review_id, staff_id=shop.owner.staff_id)


def reply(shop: Shop, review_id: int, text: str = "Спасибо.") -> None:
    with tenancy.scope(shop.business_id), db.writing():
        moderation.reply(review_id=review_id, staff_id=shop.owner.staff_id, text=text)


def test_nothing_that_a_business_does_moves_its_rating(world: World) -> None:
    """Decision 34: who can hide bad reviews must not win a star by it."""
    shop = world.coffee
    bad = say(shop, stars=1, text="Грубо.")
    for stars in (5, 5, 4):
        say(shop, guest(shop), stars=stars)
    choose(shop, is_premoderated=True)
    say(shop, guest(shop), stars=1)

    def rating() -> int | None:
        with tenancy.scope(shop.business_id):
            return queries.rating().hundredths

    assert rating() == 320
    for act in (hide, show, reply, hide):
        act(shop, bad)
        assert rating() == 320
    with tenancy.scope(shop.business_id):
        unseen = queries.unseen()
    assert (unseen.hidden, unseen.waiting) == ({"insult": 1}, 1)


def test_a_hidden_review_is_read_by_its_author_with_the_reason(world: World) -> None:
    shop = world.coffee
    receipt_id = buy(shop)
    review_id = say(shop, receipt_id=receipt_id)
    hide(shop, review_id)
    with tenancy.scope(shop.business_id):
        assert queries.public(Wanted()).reviews == []
        with pytest.raises(ReviewNotFound):
            queries.shown(review_id)
        mine = queries.of_receipt(receipt_id, shop.member.member_id)
        assert mine is not None
        assert (mine.reason, mine.reason_words) == ("insult", "Без грубости.")
    telling.deliver()
    (notice,) = telling.told(shop, shop.member.member_id, "review_hidden")
    assert notice["words"] == "Без грубости."
    show(shop, review_id)
    with tenancy.scope(shop.business_id):
        assert [each.id for each in queries.public(Wanted()).reviews] == [review_id]


def test_an_edit_of_a_hidden_review_is_looked_at_again(world: World) -> None:
    shop = world.coffee
    receipt_id = buy(shop)
    review_id = say(shop, receipt_id=receipt_id)
    hide(shop, review_id)
    say(shop, receipt_id=receipt_id, text="Вежливо.")
    with tenancy.scope(shop.business_id):
        assert queries.review(review_id).state == "waiting"


def test_a_low_rating_is_no_reason(world: World) -> None:
    shop = world.coffee
    review_id = say(shop, stars=1)
    for reason in ("", "low", "stars"):
        with pytest.raises(BadReason):
            hide(shop, review_id, reason)


def test_a_reply_is_told_once_and_corrected_for_a_day(
    world: World, clock: Clock
) -> None:
    shop = world.coffee
    review_id = say(shop)
    reply(shop, review_id, "Ждём снова.")
    telling.deliver()
    reply(shop, review_id, "Ждём вас снова.")
    telling.deliver()
    (notice,) = telling.told(shop, shop.member.member_id, "review_answered")
    assert notice["text"] == "Ждём снова."
    with tenancy.scope(shop.business_id):
        assert queries.review(review_id).reply == "Ждём вас снова."
    clock.advance(days=1)
    with pytest.raises(ReplyOver):
        reply(shop, review_id, "Поздно.")


def test_what_was_taken_back_is_left_alone(world: World) -> None:
    shop = world.coffee
    review_id = say(shop)
    from_draft = say(shop, guest(shop), is_draft=True)
    with tenancy.scope(shop.business_id), db.writing():
        actions.withdraw(review_id=review_id, author=author(shop.member))
    for act in (hide, show, reply):
        with pytest.raises(ReviewWithdrawn):
            act(shop, review_id)
        with pytest.raises(ReviewNotFound):
            act(shop, from_draft)
        with pytest.raises(ReviewNotFound):
            act(world.books, review_id)


def test_every_decision_is_in_the_journal(world: World) -> None:
    shop = world.coffee
    review_id = say(shop)
    hide(shop, review_id)
    show(shop, review_id)
    reply(shop, review_id)
    choose(shop)
    with tenancy.scope(shop.business_id):
        acts = [line.act for line in audit.lines(kind="feedback")]
    assert acts == [
        "feedback.rules_changed",
        "feedback.replied",
        "feedback.shown",
        "feedback.hidden",
    ]


def test_a_purchase_that_came_back_counts_no_more(world: World) -> None:
    shop = world.coffee
    receipt_id = buy(shop)
    review_id = say(shop, receipt_id=receipt_id)
    telling.deliver()
    with tenancy.scope(shop.business_id):
        assert queries.rating().count == 1
    telling.give_back(shop, receipt_id)
    telling.deliver()
    telling.deliver()
    with tenancy.scope(shop.business_id):
        found = queries.review(review_id)
        assert (found.is_void, found.state) == (True, "shown")
        assert queries.rating().count == 0


@pytest.mark.parametrize(
    "themes", [(), ("",), ("x" * 41,), tuple(str(n) for n in range(13))]
)
def test_themes_are_few_and_short(world: World, themes: tuple[str, ...]) -> None:
    with pytest.raises(BadThemes):
        choose(world.coffee, themes=themes)


def test_a_business_begins_with_themes_in_its_language(world: World) -> None:
    with tenancy.scope(world.coffee.business_id):
        assert "Обслуживание" in policy.policy().themes
    with tenancy.scope(world.books.business_id):
        assert "Staff and service" in policy.policy().themes


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_notice_has_words(world: World, language: str) -> None:
    business = businesses.by_id(world.coffee.business_id)
    payload = {
        "receipt_id": 7,
        "outlet": "Бар",
        "text": "Слова",
        "reason": "law",
        "words": "",
    }
    for code, kind in KINDS.items():
        if not code.startswith("review_"):
            continue
        with speaking(language):
            words = kind.words(business, payload)
        assert words.path == "/card/receipts/7/review"
        assert all(words.paragraphs)
        assert not kind.is_advertising
