"""Cards on phones: which phone shows what, and what the phones say."""

from flask import Flask

from app.businesses.queries import by_id
from app.core import db
from app.wallet import halts
from tests.conftest import ADDRESS, MakeApp
from tests.page import Client
from tests.wallet import rows
from tests.web.office.conftest import Enter, Office
from tests.world import World


def test_an_office_without_passes_says_what_to_do(office: Office) -> None:
    page = office.get("wallets", status=200)
    assert "No card is on a phone yet" in page.text
    assert "not set up" in page.text


def test_phones_that_are_behind_can_be_seen(office: Office, world: World) -> None:
    rows.hand_out(world.coffee, tag=9, held_tag=7)
    rows.save_at_google(world.coffee, world.coffee.member.card_id)
    page = office.get("wallets", status=200)
    assert "not the newest state yet" in page.text
    assert "503 Shutdown" in page.text
    assert "in the wallet" in page.text


def test_a_phone_that_is_up_to_date_is_shown_so(office: Office, world: World) -> None:
    rows.hand_out(world.coffee)
    page = office.get("wallets", status=200)
    assert "the newest state" in page.text
    assert "not the newest state yet" not in page.text


def test_a_member_s_phones_stand_on_the_member_s_page(
    office: Office, world: World
) -> None:
    pass_id = rows.hand_out(world.coffee)
    rows.complain(world.coffee.business_id, pass_id, "Signature is bad")
    page = office.get(f"members/{world.coffee.member.member_id}", status=200)
    assert "The card on phones" in page.text
    assert "Signature is bad" in page.text


def test_what_phones_say_is_shown_as_text(office: Office, world: World) -> None:
    pass_id = rows.hand_out(world.coffee)
    rows.complain(world.coffee.business_id, pass_id, rows.HOSTILE)
    page = office.get("wallets", status=200)
    assert "<script>alert" not in page.markup
    assert "&lt;script&gt;alert" in page.markup


def test_another_business_s_phones_stay_theirs(office: Office, world: World) -> None:
    pass_id = rows.hand_out(world.books, tag=9, held_tag=7)
    rows.complain(world.books.business_id, pass_id, "of the bookshop")
    rows.complain(None, None, "of nobody")
    page = office.get("wallets", status=200)
    assert "No card is on a phone yet" in page.text
    assert "of the bookshop" not in page.text
    assert "of nobody" not in page.text


def test_a_queue_that_stands_still_is_an_alarm(office: Office) -> None:
    with db.writing():
        halts.halt("apple", "BadCertificate", "fingerprint")
    page = office.get("wallets", status=200)
    assert "Apple refuses our certificate." in page.text
    assert "BadCertificate" in page.text


def test_phones_are_the_managers_matter(enter: Enter) -> None:
    assert enter("moderator").get("wallets").status == 403


def test_google_can_be_switched_off_and_on(
    make_app: MakeApp, world: World, app: Flask
) -> None:
    browser = Client(make_app(google_issuer="1", google_key="x"), address=ADDRESS)
    browser.sign_in(world.coffee.owner.person_id)
    path = f"/{world.coffee.slug}/office/wallets"
    for is_offered in (False, True):
        page = browser.get(path, status=200)
        page.form(action="/wallets/google").submit(status=303)
        db.session().rollback()
        assert by_id(world.coffee.business_id).has_google_wallet is is_offered
        assert by_id(world.books.business_id).has_google_wallet


def test_google_is_not_switched_where_it_is_not_set_up(office: Office) -> None:
    assert "/wallets/google" not in office.get("wallets", status=200).markup
