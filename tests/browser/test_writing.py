"""A post is written, shown and published in a real browser, on a phone too."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.core import db, tenancy
from app.people import actions as people
from app.space import queries
from app.space.queries import PostCard
from tests.browser.conftest import Windows
from tests.browser.test_pages import FAULTS, NARROW, OWNER_MAIL, sign_in
from tests.browser.words import ru
from tests.businesses.test_pictures import painted
from tests.world import Shop


@pytest.fixture
def page(windows: Windows, shop: Shop) -> Page:
    """The owner, signed in on a narrow phone."""
    with db.writing():
        people.claim_address(
            person_id=shop.owner.person_id, channel="email", address=OWNER_MAIL
        )
    opened = windows.open(NARROW)
    sign_in(opened, OWNER_MAIL)
    return opened


def posts(shop: Shop) -> list[PostCard]:
    """What is kept now."""
    db.session().rollback()
    with tenancy.scope(shop.business_id):
        return queries.office_part(limit=9).posts


def test_what_is_typed_is_shown_and_kept(
    page: Page, shop: Shop, tmp_path: Path
) -> None:
    picture = tmp_path / "picture.png"
    picture.write_bytes(painted())
    page.goto(f"/{shop.slug}/office/posts/new?kind=event")
    side = page.locator("#_post_side")
    page.locator("#title").fill("Вечер")
    expect(side).to_contain_text(ru("The draft is saved."))
    page.locator("#text").fill("Читаем **вслух**")
    # The upload starts before the answer to what was typed, and both are kept.
    page.locator("#file").set_input_files(picture)
    page.locator("#place").fill("Зал")
    expect(side.locator("img")).to_be_visible()
    expect(side.locator("strong")).to_have_text("вслух")
    expect(side).to_contain_text("Зал")
    expect(page.locator("#place")).to_be_focused()
    (kept,) = posts(shop)
    assert (kept.title, kept.place) == ("Вечер", "Зал")
    assert kept.picture is not None
    assert page.evaluate(FAULTS) == []
    page.locator("#starts").fill("2027-03-20T19:00")
    page.get_by_role("button", name=ru("Publish now")).click()
    expect(page.locator(".notice-good")).to_contain_text(ru("Guests see it now."))
    (public,) = posts(shop)
    assert public.id == kept.id
    assert public.picture == kept.picture
    for path in (
        f"/{shop.slug}/news",
        f"/{shop.slug}/news/{public.id}",
        f"/{shop.slug}/office/posts",
        f"/{shop.slug}/office/posts/{public.id}",
    ):
        page.goto(path)
        assert page.evaluate(FAULTS) == [], path


def test_enter_in_the_title_never_publishes(page: Page, shop: Shop) -> None:
    page.goto(f"/{shop.slug}/office/posts/new")
    page.locator("#title").fill("Не готово")
    page.locator("#title").press("Enter")
    expect(page.locator(".notice-good")).to_contain_text(ru("The post is saved."))
    (kept,) = posts(shop)
    assert kept.state == "draft"
