"""Two members are one: looked up, previewed, joined with a reason (E36)."""

import pytest

from app.cards import queries
from app.cards.merging import merge
from app.core import audit, db, tenancy
from app.ledger import queries as ledger
from tests.web.office.conftest import Office
from tests.world import Holder, World, create_person, issue_card, sell


def twin(world: World, phone: str | None = "+79160000002") -> Holder:
    shop = world.coffee
    person_id = create_person(name="Zoe Twin", phone=phone)
    return issue_card(shop.business_id, shop.programme_id, person_id=person_id)


def pair_up(world: World, other: Holder) -> int:
    shop = world.coffee
    with tenancy.scope(shop.business_id), db.writing():
        return merge(
            source_id=other.member_id,
            target_id=shop.member.member_id,
            proof="manager",
            actor=shop.owner.actor,
            reason="two phones",
        )


def path(world: World, *more: object) -> str:
    return "/".join(
        ["members", str(world.coffee.member.member_id), "merge", *map(str, more)]
    )


def test_e36_the_other_is_found_and_joined(office: Office, world: World) -> None:
    shop, other = world.coffee, twin(world)
    sell(shop, shop.member, amount_minor=1000_00)
    sell(shop, other, amount_minor=600_00)
    found = office.get(f"{path(world)}?q={other.number[-4:]}", status=200)
    page = found.click("Zoe Twin")
    assert "80 points" in page.text
    assert page.form(id_="merge")
    refused = page.form(id_="merge").submit(reason=" ", status=422)
    assert refused.title.startswith("Error:")
    done = page.form(id_="merge").submit(reason="passport seen", status=303)
    assert "one guest now" in done.text
    with tenancy.scope(shop.business_id):
        assert ledger.balance(shop.member.card_id).available == 80
        assert queries.find(other.number).card_id == shop.member.card_id
        (line,) = audit.lines(kind="identity")
        assert line.act == "identity.merged"
        assert line.details["proof"] == "manager"


def test_sent_twice_joins_once(office: Office, world: World) -> None:
    page = office.get(path(world, twin(world).member_id), status=200)
    form = page.form(id_="merge")
    form.submit(reason="passport seen", status=303)
    form.submit(reason="passport seen", status=303)


def test_who_was_joined_meanwhile_is_refused(office: Office, world: World) -> None:
    other = twin(world)
    page = office.get(path(world, other.member_id), status=200)
    pair_up(world, other)
    refused = page.form(id_="merge").submit(reason="passport seen", status=422)
    assert "joined with another one already" in refused.text
    assert refused.form(id_="merge").values["reason"] == ["passport seen"]


def test_the_protected_one_stays(office: Office, world: World) -> None:
    shop, other = world.coffee, twin(world, phone=None)
    page = office.get(f"members/{other.member_id}/merge/{shop.member.member_id}")
    assert "The one with a confirmed contact stays" in page.text
    page.form(id_="merge").submit(reason="printed card", status=303)
    with tenancy.scope(shop.business_id):
        assert queries.find(other.number).card_id == shop.member.card_id


@pytest.mark.parametrize("typed", ["", "zzzz", "\0", "\u202e0000", "9" * 200])
def test_a_search_that_finds_nobody(office: Office, world: World, typed: str) -> None:
    page = office.client.get(
        office.url(path(world)), query_string={"q": typed}, status=200
    )
    assert "Zoe" not in page.text


def test_nobody_joins_themselves_or_strangers(office: Office, world: World) -> None:
    assert office.get(path(world, world.coffee.member.member_id)).status == 404
    assert office.get(path(world, world.books.member.member_id)).status == 404
