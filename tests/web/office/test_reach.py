"""Who is limited to groups of guests: every screen, by its direct address.

A screen that is added is walked through by itself; one whose address names something
new must say here whether that hangs on a guest.
"""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from app.cards.codes import spoken
from app.core import db, tenancy
from app.core.ids import BusinessId
from app.offers import queries
from app.people import actions as people
from app.people.models import Member
from tests.chat.talking import conversation, guest_writes
from tests.offers.giving import give, promote
from tests.people.groups import create_group, limit
from tests.test_routes import methods, rules
from tests.trust.rows import waiting
from tests.web.office.conftest import Enter, Office
from tests.web.office.test_door import ids_of
from tests.world import Holder, Shop, World, create_person, issue_card, sell

NAME = "Zinaida Outsider"
PHONE = "+79260004321"
# What an address of the office may name that hangs on no guest.
OF_NOBODY = {
    "archive_id",
    "certificate_id",
    "token",
    "batch_id",
    "charity_id",
    "donation_id",
    "deposit_id",
    "month",
    "pact_id",
    "pairing_id",
    "what",
    "code",
    "code_id",
    "delivery_id",
    "device_id",
    "digest",
    "ending",
    "part",
    "step",
    "which",
    "offer_id",
    "shelf_id",
    "post_id",
    "promotion_id",
    "vacancy_id",
    "invitation_id",
    "key_id",
    "mailing_id",
    "segment_id",
    "number",
    "outlet_id",
    "passkey_id",
    "programme_id",
    "quick_answer_id",
    "competitor_id",
    "kind_name",
    "run_id",
    "signal",
    "session_id",
    "shape",
    "staff_id",
}
# Of the whole business: who is limited to groups opens neither groups nor what
# strangers write.
CLOSED = {
    "comment_id",
    "deal_id",
    "feedback_id",
    "gift_id",
    "group_id",
    "item_id",
    "photo_id",
    "referral_id",
    "request_id",
    "task_id",
}
ARGUMENT = re.compile(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>")


@pytest.fixture
def outsider(world: World) -> Holder:
    """A guest with a card and a receipt, in no group of the limited one."""
    shop = world.coffee
    person_id = create_person(name=NAME, phone=PHONE)
    holder = issue_card(shop.business_id, shop.programme_id, person_id=person_id)
    sell(shop, holder, amount_minor=100_00)
    create_group(shop.business_id, "Others", holder.member_id)
    return holder


@pytest.fixture(params=["moderator", "administrator"])
def limited(
    request: pytest.FixtureRequest, world: World, enter: Enter, outsider: Holder
) -> Office:
    """Somebody who may see the guests of one group only."""
    shop, office = world.coffee, enter(request.param)
    mine = create_group(shop.business_id, "Regulars", shop.member.member_id)
    limit(shop.business_id, office.staff_id, groups=(mine,))
    return office


def of_outsider(shop: Shop, holder: Holder, receipt_id: int) -> dict[str, int]:
    """What an address may name that hangs on the outsider."""
    return {
        "member_id": holder.member_id,
        "card_id": holder.card_id,
        "receipt_id": receipt_id,
        "grant_id": granted(holder),
        **waiting(shop, holder),
        "conversation_id": talked(shop, holder),
        "message_id": 1,
        "other_id": holder.member_id,
        "merge_id": 1,
    }


def talked(shop: Shop, holder: Holder) -> int:
    """A conversation of theirs."""
    guest_writes(shop, NAME, holder=holder)
    return conversation(shop, holder).id


def granted(holder: Holder) -> int:
    """An offer of theirs."""
    business_id = _business_of(holder)
    promotion_id = promote(business_id, "personal", name="Theirs")
    give(business_id, promotion_id, holder.member_id)
    with tenancy.scope(business_id):
        return queries.offers_of(holder.member_id)[0].id


def _business_of(holder: Holder) -> BusinessId:
    asked = select(Member.business_id).where(Member.id == holder.member_id)
    with tenancy.across():
        return BusinessId(db.session().scalars(asked).one())


def test_every_address_that_names_a_guest_is_closed(
    app: Flask, world: World, limited: Office, outsider: Holder
) -> None:
    theirs = of_outsider(
        world.coffee,
        outsider,
        sell(world.coffee, outsider, amount_minor=200_00).receipt_id,
    )
    tried = set()
    for rule in rules(app):
        names = set(ARGUMENT.findall(rule.rule)) - {"business", "kind"}
        if not rule.endpoint.startswith("office.") or not names:
            continue
        unknown = names - OF_NOBODY - CLOSED - set(theirs)
        assert not unknown, f"{rule.rule}: does {unknown} hang on a guest?"
        if not names & set(theirs):
            continue
        path = ARGUMENT.sub(lambda m: str(theirs.get(m[1], 1)), rule.rule)
        path = path.partition("/office/")[2]
        for method in methods(rule):
            page = limited.get(path) if method == "GET" else limited.post(path)
            assert page.status in {403, 404}, f"{method} {path}: {page.status}"
            assert NAME not in page.text, path
        tried.add(rule.endpoint)
    assert "office.member" in tried


def test_no_page_speaks_of_other_guests(
    app: Flask, world: World, limited: Office, outsider: Holder
) -> None:
    own = ids_of(app, world) | {"ending": "csv"}
    shown = 0
    for rule in rules(app):
        if not rule.endpoint.startswith("office.") or "GET" not in methods(rule):
            continue
        path = rule.rule.partition("/office/")[2].replace("<any(csv, pdf):kind>", "csv")
        page = limited.get(ARGUMENT.sub(lambda m: str(own.get(m[1], 1)), path))
        text = page.data.decode(errors="replace")
        for word in (NAME, outsider.number, spoken(outsider.number)):
            assert word not in text, f"{path} shows {word}"
        shown += page.status == 200
    assert shown >= 4


def test_lists_and_searches_find_own_guests_only(
    limited: Office, world: World, outsider: Holder
) -> None:
    everybody = limited.get("members", status=200)
    assert "1 member has a card" in everybody.text
    for words in (NAME, "Zinaida", outsider.number, outsider.number[-5:], "4321"):
        page = limited.get("members", query_string={"q": words}, status=200)
        assert "Nobody found" in page.text, words
    mine = world.coffee.member
    assert limited.get(f"members/{mine.member_id}").status == 200
    theirs = f"members/{mine.member_id}?card={outsider.card_id}"
    assert limited.get(theirs).status == 404


def test_the_limit_is_lifted_by_others_only(
    limited: Office, office: Office, world: World, outsider: Holder
) -> None:
    own = f"team/{limited.staff_id}"
    assert limited.get("team").status == 403
    assert limited.get(own).status == 403
    assert limited.post(own, role="moderator").status == 403
    for path in ("audit", "api-keys", "printing/plastic", "printing/cards"):
        assert limited.get(path).status == 403, path
    form = office.get(own, status=200).form(action=own)
    assert form.values["groups"] != []
    form.submit(groups=False, status=303)
    assert NAME in limited.get("members", status=200).text


def test_who_is_forgotten_is_not_found_by_the_limit(
    limited: Office, world: World
) -> None:
    """A limit to a group whose last member is gone shows nobody, not everybody."""
    shop = world.coffee
    empty = create_group(shop.business_id, "Nobody")
    limit(shop.business_id, limited.staff_id, groups=(empty,))
    page = limited.get("members", status=200)
    assert NAME not in page.text
    assert limited.get(f"members/{shop.member.member_id}").status == 404
    with db.writing():
        people.rename(person_id=shop.member.person_id, name="Known")
    assert "Known" not in limited.get("members").text
