"""All that a guest has said, with what became of it."""

from app.core import db, tenancy
from app.reviews import actions, moderation
from tests.page import Client
from tests.reviews import saying
from tests.web.cabinet.conftest import HOME
from tests.world import Holder, World


def test_every_state_is_told(browser: Client, world: World, guest: Holder) -> None:
    shop = world.coffee
    hidden = saying.say(shop, guest, text="Скрытое")
    gone = saying.say(shop, guest, text="Взятое назад")
    saying.say(shop, guest, text="Ждёт: www.example.org")
    saying.say(shop, guest, text="Черновик", stars=None, is_draft=True)
    with tenancy.scope(shop.business_id), db.writing():
        moderation.hide(
            review_id=hidden,
            staff_id=shop.owner.staff_id,
            reason="law",
            words="Нельзя.",
        )
        actions.withdraw(review_id=gone, author=saying.author(guest))
    page = browser.get(f"{HOME}/reviews", status=200)
    for words in ("hidden", "taken back by its author", "waits for the team", "draft"):
        assert words in page.text
    assert len(page.all("a", cls="list-link")) == 4


def test_others_are_not_listed(browser: Client, world: World) -> None:
    saying.say(world.coffee, text="Чужое")
    page = browser.get(f"{HOME}/reviews", status=200)
    assert "Чужое" not in page.text
    assert "No reviews yet" in page.text
