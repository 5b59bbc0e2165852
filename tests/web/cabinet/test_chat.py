"""The guest's conversation: forms that lose nothing, read marks, nobody else's words."""

import io

from flask import Flask
from PIL import Image

from app.chat import queries, staffing
from app.chat.models import LONGEST
from app.core import db, tenancy
from tests.chat.talking import (
    conversation,
    guest_writes,
    picture,
    staff_answers,
    staff_notes,
    texts,
)
from tests.conftest import Clock
from tests.page import Client
from tests.world import Holder, World, issue_card

CHAT = "/zerno/card/chat"


def _photo(colour: str = "#226644") -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "JPEG")
    return io.BytesIO(out.getvalue())


def test_a_message_is_written_and_stands_at_the_end(
    browser: Client, guest: Holder, world: World
) -> None:
    page = browser.get(CHAT, status=200)
    assert "Write to" in page.text

    page = page.form(id_="_composer").submit(text="Do you have\noat milk?", status=303)

    assert "Do you have oat milk?" in page.text
    assert "Sent" in page.text
    assert texts(world.coffee, holder=guest)[0] == "Do you have\noat milk?"
    assert page.all("section", cls="empty") == []


def test_answers_are_new_once_and_marked_as_read(
    browser: Client, guest: Holder, world: World
) -> None:
    guest_writes(world.coffee, "Hello", holder=guest)
    staff_answers(world.coffee, "Good day", holder=guest)

    page = browser.get(CHAT, status=200)
    assert len(page.all("p", id="unread")) == 1
    assert conversation(world.coffee, guest).guest_read_id > 0
    assert browser.get(CHAT).all("p", id="unread") == []

    guest_writes(world.coffee, "Thank you", holder=guest)
    assert "Sent" in browser.get(CHAT).text
    staff_answers(world.coffee, "Until soon", holder=guest)
    assert "Good day" in browser.get(CHAT).text


def test_the_badge_of_the_dock_leads_to_the_chat(browser: Client) -> None:
    page = browser.get("/zerno/card", status=200)
    assert page.link("Chat").startswith(CHAT)


def test_notes_of_staff_never_reach_the_guest(
    browser: Client, guest: Holder, world: World
) -> None:
    guest_writes(world.coffee, "Hello", holder=guest)
    known = conversation(world.coffee, guest)
    staff_notes(world.coffee, "A difficult guest", holder=guest)

    assert conversation(world.coffee, guest).last_id == known.last_id
    assert "difficult" not in browser.get(CHAT).markup
    after = browser.get(f"{CHAT}?after={known.last_id}", htmx=True, status=200)
    assert "difficult" not in after.markup
    assert "New messages" not in browser.get(CHAT).text


def test_what_has_come_is_a_fragment_of_its_own(
    browser: Client, guest: Holder, world: World
) -> None:
    guest_writes(world.coffee, "First", holder=guest)
    first = conversation(world.coffee, guest).last_id
    staff_answers(world.coffee, "Second", holder=guest)

    new = browser.get(f"{CHAT}?after={first}", htmx=True, status=200)

    assert new.is_fragment
    assert "Second" in new.text
    assert "First" not in new.text
    assert "Today" not in new.text
    assert new.one("input", name="seen").attrib["value"] == str(
        conversation(world.coffee, guest).last_id
    )
    # Read, for the page is open.
    known = conversation(world.coffee, guest)
    assert known.guest_read_id == known.last_id
    # A plain visit to the same address is the whole page.
    whole = browser.get(f"{CHAT}?after={first}", status=303)
    assert whole.location.startswith(CHAT)


def test_htmx_gets_what_is_new_with_the_message_it_sent(
    browser: Client, guest: Holder, world: World
) -> None:
    guest_writes(world.coffee, "First", holder=guest)
    page = browser.get(CHAT, status=200)
    staff_answers(world.coffee, "Meanwhile", holder=guest)

    new = page.form(id_="_composer").submit(text="Third", htmx=True, status=200)

    assert new.is_fragment
    assert "Meanwhile" in new.text
    assert "Third" in new.text
    assert "First" not in new.text
    assert new.one("p", id="newer").attrib["data-key"]


def test_a_long_conversation_is_read_from_its_end(
    browser: Client, guest: Holder, world: World, clock: Clock
) -> None:
    for number in range(queries.PAGE + 5):
        if number % 15 == 0:
            clock.advance(minutes=2)
        guest_writes(world.coffee, f"message {number:03d}", holder=guest)

    page = browser.get(CHAT, status=200)
    assert "message 054" in page.text
    assert "message 004" not in page.text
    older = page.click("Earlier messages")
    assert "message 004" in older.text
    assert "message 005" not in older.text
    assert "To the newest" in older.text
    assert browser.get(page.link("Earlier messages"), htmx=True).is_fragment


def test_a_photo_is_seen_by_its_owner_only(
    app: Flask, client: Client, browser: Client, guest: Holder, world: World
) -> None:
    page = browser.get(CHAT, status=200)
    page = page.form(id_="_composer").submit(
        text="", photo=(_photo(), "cup.jpg"), status=303
    )
    address = page.one("img", alt="Photo").attrib["src"]

    shown = browser.get(address, status=200)
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert "no-store" in shown.headers["Cache-Control"]
    assert Image.open(io.BytesIO(shown.data)).size == (60, 40)

    stranger = client.another()
    other = issue_card(world.coffee.business_id, world.coffee.programme_id)
    stranger.sign_in(other.person_id)
    stranger.get(address, status=404)
    guest_writes(world.coffee, "", holder=other, photo=picture())
    stranger.get(address, status=404)
    browser.get(f"{CHAT}/photos/999999", status=404)


def test_wrong_input_keeps_what_was_typed(
    browser: Client, guest: Holder, world: World
) -> None:
    form = browser.get(CHAT, status=200).form(id_="_composer")
    assert "Write something" in form.submit(text="  ", status=422).text

    long = form.submit(text="я" * (LONGEST + 1), status=422)
    assert "4,000" in long.text
    assert long.one("textarea").text == "я" * (LONGEST + 1)
    assert long.title.startswith("Error:")

    bomb = form.submit(text="Look", photo=(io.BytesIO(b"GIF89a" * 99), "x.jpg"))
    assert bomb.status == 422
    assert "JPEG, PNG or WebP" in bomb.text
    assert bomb.one("textarea").text == "Look"
    fragment = form.submit(text="", htmx=True, status=422)
    assert fragment.one("form").attrib["id"] == "_composer"
    with tenancy.scope(world.coffee.business_id):
        assert queries.of_member(guest.member_id) is None
        db.session().rollback()


def test_a_photo_that_a_new_page_cannot_keep_is_asked_for_again(
    browser: Client, guest: Holder
) -> None:
    """A script leaves the file where it is, so that nothing is said of it there."""
    form = browser.get(CHAT, status=200).form(id_="_composer")
    long = "я" * (LONGEST + 1)
    page = form.submit(text=long, photo=(_photo(), "cup.jpg"), status=422)
    assert page.link("Choose the photo once more: it was not kept.") == "#photo"
    assert "once more" not in form.submit(text=long, status=422).text
    kept = form.submit(text=long, photo=(_photo(), "cup.jpg"), htmx=True, status=422)
    assert "once more" not in kept.text


def test_too_many_messages_are_refused_in_words(
    browser: Client, guest: Holder, world: World
) -> None:
    for number in range(20):
        guest_writes(world.coffee, str(number), holder=guest)

    page = browser.get(CHAT, status=200)
    refused = page.form(id_="_composer").submit(text="One more", status=429)

    assert "Too many messages" in refused.text
    assert refused.one("textarea").text == "One more"
    assert int(refused.headers["Retry-After"]) > 0
    assert "One more" not in texts(world.coffee, holder=guest)


def test_the_same_form_sent_twice_is_one_message(
    browser: Client, guest: Holder, world: World
) -> None:
    form = browser.get(CHAT, status=200).form(id_="_composer")
    form.submit(text="Only once", status=303)
    form.submit(text="Only once", status=303)

    assert texts(world.coffee, holder=guest).count("Only once") == 1


def test_words_are_shown_as_words(browser: Client, guest: Holder, world: World) -> None:
    page = browser.get(CHAT, status=200)
    typed = "<script>alert(1)</script> \u202eevil https://one.example/a\u0000"
    page = page.form(id_="_composer").submit(text=typed, status=303)

    assert "<script>alert" not in page.markup
    assert "\u202e" not in page.markup
    assert page.all("a", href="https://one.example/a") == []
    page = page.form(id_="_composer").submit(text="https://two.example/b", status=303)
    link = page.one("a", href="https://two.example/b")
    assert "nofollow" in link.attrib["rel"]


def test_a_closed_conversation_opens_again(
    browser: Client, guest: Holder, world: World
) -> None:
    guest_writes(world.coffee, "Hello", holder=guest)
    with tenancy.scope(world.coffee.business_id), db.writing():
        staffing.close(conversation_id=conversation(world.coffee, guest).id)
    page = browser.get(CHAT, status=200)
    page.form(id_="_composer").submit(text="One more thing", status=303)

    known = conversation(world.coffee, guest)
    assert (known.state, known.unread) == ("open", 1)


def test_only_members_write(client: Client, world: World) -> None:
    client.sign_in(world.stranger)
    assert client.get(CHAT, status=303).location == "/zerno/join"
    assert client.another().get(CHAT, status=303).location == "/zerno/join"


def test_bad_addresses_are_nothing(browser: Client) -> None:
    for query in ("before=x", "after=-1", "before=1e9", "after=" + "9" * 30):
        browser.get(f"{CHAT}?{query}", htmx=True, status=404)
