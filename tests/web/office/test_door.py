"""Who may open which screen: every address and method, tried directly."""

import re
from dataclasses import replace

import pytest
from flask import Flask

from app.businesses import actions as businesses
from app.businesses import looks
from app.businesses import queries as businesses_queries
from app.cards import merging
from app.core import db, tenancy
from app.core.config import Config
from app.core.ids import StaffId
from app.exchange.archive import making
from app.exchange.archive import orders as archives
from app.people import groups, invitations
from app.programmes import planning
from app.programmes.kinds.ticket import TicketRules
from app.rewards import gifts
from app.rewards.gifts import Present
from app.sales.offline import queries
from tests.campaigns import mailing
from tests.chat.talking import talked
from tests.coalitions.pages import door_ids
from tests.instruments.shelf import Shelf
from tests.referrals.bringing import bring, of
from tests.reviews import saying
from tests.sales.offline.device import Device, prepare
from tests.space import talk
from tests.space.conftest import write
from tests.test_routes import methods, rules
from tests.trust.rows import waiting
from tests.web.office.conftest import Enter, Office
from tests.web.office.made import offers, print_run, register
from tests.world import Shop, World, issue_card

READABLE = {
    "office.today",
    "office.figures_file",
    "office.members",
    "office.members_file",
    "office.member",
    "office.member_history",
    "office.posts",
    "office.security",
    "office.instrument_card",
    "office.inbox",
}
PUBLISHING = {
    "office.new_post",
    "office.post",
    "office.withdraw_post",
    "office.discard_post",
}
"""What moderators change, too: an empty form is refused there in other words."""
# One's own sign-in: everybody's who may enter, and nobody else's.
OWN = {
    "office.passkey": 404,
    "office.remove_passkey": 404,
    "office.remove_app": 303,
    "office.end_session": 303,
    "office.end_other_sessions": 303,
}
# Drawn, or written as mail is: not pages of ours.
DRAWN = {
    "office.draft_stylesheet",
    "office.look_art",
    "office.look_sheet",
    "office.mailing_letter",
}
# Shown once something else was done: others are led on, or told that it is over.
LED_ON = {"office.bell", "office.contact_code", "office.erased_member"}
OWNERS_ONLY = {
    "office.archives",
    "office.archive",
    "office.archive_file",
    "office.trust_limits",
    "office.partner_invite",
    "office.partner_invitation",
    "office.partner_accept",
    "office.partner_terms",
    "office.donation_batch",
}
# Where bookmarks of before lead on.
MOVED = {"office.inbox_moved", "office.inbox_rules_moved"}
# Moderators talk with guests.
TALK = {
    f"office.{screen}"
    for screen in (
        "bell",
        "chats",
        "chat",
        "chat_photo",
        "begin_chat",
        "answer_chat",
        "note_chat",
        "hand_over_chat",
        "take_chat",
        "close_chat",
        "reopen_chat",
        "assignee",
        "take_item",
        "request",
        "take_request",
        "give_back_request",
        "reopen_request",
        "finish_request",
        "erase_request",
        "comment",
        "show_comment",
        "hide_comment",
        "answer_comment",
        "vacancies",
        "vacancy",
        "new_vacancy",
        "open_vacancy",
        "close_vacancy",
        "reviews",
        "review",
        "review_photo",
        "reply_to_review",
        "show_review",
        "hide_review",
        "satisfaction",
        "satisfaction_file",
        "nps",
        "nps_file",
        "themes",
        "theme",
        "new_theme",
        "take_theme",
        "finish_theme",
    )
}


def addresses(app: Flask, ids: dict[str, int]) -> list[tuple[str, str, str]]:
    """Every method and address of the office, and its endpoint."""
    found = []
    for rule in rules(app):
        if rule.endpoint.startswith("office."):
            path = rule.rule.removeprefix("/<business>/office/")
            for name, value in ids.items():
                path = path.replace(f"<int:{name}>", str(value))
            path = re.sub(r"<any\((\w+)[^)]*\):\w+>", r"\1", path)
            path = path.replace("<code>", "poster").replace("<month>", "2026-02")
            path = path.replace("<kind_name>", "visits")
            path = re.sub(r"<\w+>", "x", path)
            found += [(m, path, rule.endpoint) for m in sorted(methods(rule))]
    return found


def invite(shop: Shop) -> int:
    """An invitation that waits."""
    with tenancy.scope(shop.business_id), db.writing():
        return invitations.invite(
            email="new@example.com",
            name="",
            role="cashier",
            language="en",
            invited_by=StaffId(shop.owner.staff_id),
        )


def publish_look(shop: Shop) -> None:
    """Another look than the first: two versions."""
    with tenancy.scope(shop.business_id), db.writing():
        before = businesses_queries.by_id(shop.business_id).look
        look = replace(before, about="Tea")
        looks.save_draft(look=look, seen_revision=0, staff_id=None)
        looks.publish(staff_id=None)


def on_sale(shop: Shop) -> dict[str, int]:
    """Tickets that are on sale, and one of them that was sold."""
    shelf = Shelf(shop)
    offer_id = shelf.offer(TicketRules())
    event_id = shelf.event(offer_id)
    member_id = shop.member.member_id
    sold = shelf.sell(offer_id, event_id=event_id, member_id=member_id)
    return {"shelf_id": offer_id, "card_id": sold.card_id}


def archive(shop: Shop, config: Config) -> int:
    """An archive that can be fetched."""
    with tenancy.scope(shop.business_id), db.writing():
        archive_id = archives.place(staff_id=None)
    making.send(config)
    return archive_id


def ids_of(app: Flask, world: World) -> dict[str, int]:
    """Ids that exist in the coffee shop."""
    shop, config = world.coffee, app.extensions["tessera_config"]
    register(shop)
    publish_look(shop)
    till = prepare(shop)
    with tenancy.scope(shop.business_id), db.writing():
        businesses.make_api_key(
            outlet_id=shop.outlet_id, name="Till", secret_key="x" * 32, staff_id=None
        )
        group_id = groups.create(name="Students")
        gift_id = gifts.make(
            present=Present(name="Coffee"), audience="joiners", actor="system"
        )
    with tenancy.scope(shop.business_id):
        (key,) = businesses_queries.api_keys()
        db.session().rollback()
    twin, other = (
        issue_card(shop.business_id, shop.programme_id, phone=phone)
        for phone in ("+79165550111", "+79165550112")
    )
    with tenancy.scope(shop.business_id), db.writing():
        merge_id = merging.merge(
            source_id=twin.member_id,
            target_id=shop.member.member_id,
            proof="manager",
            actor=shop.owner.actor,
        )
    return {
        "gift_id": gift_id,
        "referral_id": of(shop, bring(shop)).id,
        "card_id": shop.member.card_id,
        "certificate_id": 1,
        "merge_id": merge_id,
        "other_id": other.member_id,
        "device_id": till.id,
        "deal_id": flagged(till),
        "group_id": group_id,
        "member_id": shop.member.member_id,
        "programme_id": shop.programme_id,
        "staff_id": shop.cashier.staff_id,
        "key_id": key.id,
        "delivery_id": 1,
        "outlet_id": shop.outlet_id,
        "number": 1,
        "competitor_id": competitor(shop),
        "archive_id": archive(shop, config),
        "passkey_id": 1,
        **on_sale(shop),
        "session_id": 10**9,
        "invitation_id": invite(shop),
        "run_id": print_run(shop, config),
        "mailing_id": mailing.draft(shop),
        "segment_id": mailing.segment(shop),
        "post_id": draft(shop),
        "request_id": talk.call_back(shop),
        "item_id": talk.call_back(shop),
        "vacancy_id": talk.vacancy(shop),
        **offers(shop),
        "comment_id": talk.comment(shop, talk.publish(shop), world.stranger),
        **waiting(shop, shop.member),
        **door_ids(app, world),
        **talked(shop),
        **saying.door_ids(shop),
    }


def competitor(shop: Shop) -> int:
    """A competitor in the list."""
    with tenancy.scope(shop.business_id), db.writing():
        planning.add_competitor(name="Beans", mechanics="", back_basis_points=5_00)
        return int(planning.competitors()[0].id)


def flagged(till: Device) -> int:
    """A deal that a manager has to look at."""
    till.sell("0000000000", 100_00)
    with tenancy.scope(till.shop.business_id):
        deal_id = queries.to_look_at()[0].id
        db.session().rollback()
    return deal_id


def draft(shop: Shop) -> int:
    """A post that only the office sees."""
    with tenancy.scope(shop.business_id):
        return write(is_public=False)


def knock(office: Office, method: str, path: str) -> int:
    """The status of a request with a token that is right."""
    page = office.get(path) if method == "GET" else office.post(path)
    return page.status


def test_cashiers_find_the_way_to_the_till_everywhere(
    app: Flask, world: World, enter: Enter
) -> None:
    office = enter("cashier")
    page = office.get(status=403)
    assert page.link("To the till") == "/zerno/till/"
    own = OWN | {"office.security": 200}
    for method, path, endpoint in addresses(app, ids_of(app, world)):
        expected = own.get(endpoint, 403)
        assert knock(office, method, path) == expected, f"{method} {path}"


def test_moderators_read_publish_and_talk_with_guests(
    app: Flask, world: World, enter: Enter
) -> None:
    office = enter("moderator")
    for method, path, endpoint in addresses(app, ids_of(app, world)):
        if endpoint in PUBLISHING | TALK:
            # They may send it; an empty form is done or found wanting.
            expected = {200, 303, 404, 422}
        elif endpoint == "office.inbox_moved":
            expected = {301}
        else:
            expected = {200} if endpoint in READABLE else {OWN.get(endpoint, 403)}
        assert knock(office, method, path) in expected, f"{method} {path}"


@pytest.mark.parametrize("role", ["owner", "administrator"])
def test_managers_open_everything(
    app: Flask, world: World, enter: Enter, role: str
) -> None:
    office = enter(role)
    for method, path, endpoint in addresses(app, ids_of(app, world)):
        if endpoint not in {*DRAWN, *OWN, *LED_ON} and method == "GET":
            is_closed = endpoint in OWNERS_ONLY and role != "owner"
            expected = 403 if is_closed else 301 if endpoint in MOVED else 200
            assert knock(office, method, path) == expected, f"{method} {path}"


def test_a_menu_shows_only_what_may_be_opened(enter: Enter) -> None:
    words = enter("moderator").get(status=200).text
    assert "Members" in words
    assert "Inbox" in words
    assert "API keys" not in words


def test_another_business_has_no_such_ids(office: Office, world: World) -> None:
    """Its member, programme and team are never told apart from what does not exist."""
    other = world.books
    for path in (
        f"members/{other.member.member_id}",
        f"programmes/{other.programme_id}",
        f"team/{other.owner.staff_id}",
    ):
        assert office.get(path).status == 404, path
    assert office.post(f"team/{other.cashier.staff_id}/end").status == 404
    assert office.post(f"programmes/{other.programme_id}").status == 404


def test_no_name_of_another_business_is_shown(office: Office, app: Flask) -> None:
    """Two businesses live here; this office knows of one."""
    for path in (
        "",
        "members",
        "programmes",
        "team",
        "api-keys",
        "outlets",
        "look",
        "groups",
    ):
        assert "Margin" not in office.get(path, status=200).text, path
