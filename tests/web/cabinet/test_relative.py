"""What a relative may spend: the holder says it, and nobody else reaches it."""

from app.cards import families
from app.core import db, tenancy
from tests.page import Client
from tests.web.cabinet.kin import FAMILY, accept, boris, his, invite
from tests.world import Holder, World

__all__ = ["boris", "his"]


def test_the_holder_allows_spending_and_ends_it(
    browser: Client, his: Client, world: World, guest: Holder
) -> None:
    accept(his, invite(browser))
    with tenancy.scope(world.coffee.business_id):
        (link,) = families.family_of(guest.card_id)
        db.session().rollback()
    page = browser.get(f"{FAMILY}/{link.id}", status=200)
    for wrong in ("0", "-5", "x", "1" * 30):
        refused = page.form(id_="relative").submit(
            spending="yes", limit=wrong, status=422
        )
        assert refused.form(id_="relative").values["limit"] == [wrong]
    page = page.form(id_="relative").submit(spending="yes", limit="300", status=303)
    assert "spends at most 300 points a day" in page.text
    page = browser.get(f"{FAMILY}/{link.id}", status=200)
    assert page.form(id_="relative").values["limit"] == ["300"]
    assert "you may spend 300 points a day" in his.get(FAMILY, status=200).text
    page = browser.get(FAMILY, status=200)
    assert "The link is over" in page.form(action="/end").submit(status=303).text
    assert "Nobody shares a card" in his.get(FAMILY, status=200).text


def test_strangers_reach_nobody_s_family(
    browser: Client, his: Client, world: World, guest: Holder
) -> None:
    accept(his, invite(browser))
    with tenancy.scope(world.coffee.business_id):
        (link,) = families.family_of(guest.card_id)
        db.session().rollback()
    his.get(f"{FAMILY}/{link.id}", status=404)
    his.get(f"{FAMILY}/99999", status=404)
    other = browser.another(language="en")
    other.sign_in(world.books.member.person_id)
    other.get(f"/folio/card/family/{link.id}", status=404)
