"""One conversation in the office: answers, notes, hand-over; nothing lost or crossed."""

import io

import pytest

from app.chat import queries, quick
from app.chat.models import LONGEST
from app.core import audit, db, tenancy
from tests.chat.talking import (
    conversation,
    guest_writes,
    picture,
    said,
    staff_answers,
    texts,
)
from tests.conftest import Clock
from tests.page import Page
from tests.people.groups import create_group, limit
from tests.web.office.conftest import Enter, Office
from tests.world import World, issue_card, sell


@pytest.fixture
def address(world: World) -> str:
    """Of the conversation of the shop's member, who has asked something."""
    guest_writes(world.coffee, "Do you have oat milk?")
    return f"chats/{conversation(world.coffee).id}"


def acts(world: World) -> list[str]:
    """What the journal says, newest first."""
    with tenancy.scope(world.coffee.business_id):
        return [line.act for line in audit.lines(kind="chat")]


def test_an_answer_reaches_the_guest(
    office: Office, world: World, address: str, clock: Clock
) -> None:
    sell(world.coffee, world.coffee.member, amount_minor=1000_00)
    page = office.get(address, status=200)
    assert "Do you have oat milk?" in page.text
    assert world.coffee.member.number[-4:] in page.text.replace(" ", "")
    assert "50 points" in page.text.replace("\N{NO-BREAK SPACE}", " ")

    page = page.form(id_="_composer").submit(text="Yes, we do", status=303)

    assert "The guest has not read it yet" in page.text
    assert texts(world.coffee) == ["Do you have oat milk?", "Yes, we do"]
    known = conversation(world.coffee)
    assert known.assigned_to == office.staff_id
    assert known.waiting_since is None
    assert acts(world) == ["chat.answered"]


def test_reading_is_marked_for_the_guest(
    office: Office, world: World, address: str
) -> None:
    assert conversation(world.coffee).unread == 1
    page = office.get(address, status=200)
    assert len(page.all("p", id="unread")) == 1

    known = conversation(world.coffee)
    assert (known.unread, known.staff_read_id) == (0, known.last_id)
    assert known.waiting_since is not None
    assert office.get(address).all("p", id="unread") == []


def test_a_colleague_was_faster(
    office: Office, world: World, address: str, enter: Enter
) -> None:
    mine, theirs = office.get(address), enter("moderator").get(address)
    theirs.form(id_="_composer").submit(text="Yes", status=303)

    refused = mine.form(id_="_composer").submit(text="Yes, of course", status=409)

    assert "Somebody has answered" in refused.text
    assert refused.one("textarea", id="text").text == "Yes, of course"
    assert texts(world.coffee) == ["Do you have oat milk?", "Yes"]
    refused.form(id_="_composer").submit(status=303)
    assert texts(world.coffee)[-1] == "Yes, of course"
    # The same by htmx: the form alone comes back.
    again = mine.form(id_="_composer").submit(text="Twice", htmx=True, status=409)
    assert again.is_fragment
    assert again.one("input", name="confirmed").attrib["value"] == "1"


def test_htmx_gets_what_is_new(office: Office, world: World, address: str) -> None:
    page = office.get(address)
    guest_writes(world.coffee, "Hello?")

    new = page.form(id_="_composer").submit(text="Yes", htmx=True, status=200)

    assert new.is_fragment
    assert "Hello?" in new.text
    assert "Do you have" not in new.text
    seen = page.one("input", name="seen").attrib["value"]
    fresh = office.get(f"{address}?after={seen}", htmx=True, status=200)
    assert "Hello?" in fresh.text
    assert office.get(f"{address}?after={seen}").status == 303


def test_a_note_is_for_the_team_only(
    office: Office, world: World, address: str
) -> None:
    page = office.get(address)
    page = page.form(id_="note-form").submit(note="Allergic to nuts", status=303)

    assert "Note for the team" in page.text
    assert "Allergic to nuts" in page.text
    assert "Allergic to nuts" not in texts(world.coffee)
    known = conversation(world.coffee)
    assert known.last_id == said(world.coffee)[-1].id
    assert known.waiting_since is not None
    assert acts(world) == ["chat.noted"]
    assert (
        page.form(id_="note-form")
        .submit(note=" ", status=422)
        .title.startswith("Error:")
    )


def test_it_is_handed_over_with_a_note(
    office: Office, world: World, address: str, enter: Enter
) -> None:
    colleague = enter("moderator")
    form = office.get(address).form(id_="hand-over")

    page = form.submit(to=colleague.staff_id, words="Ask the barista", status=303)

    assert "Ask the barista" in page.text
    known = conversation(world.coffee)
    assert (known.assigned_to, known.bot_state) == (colleague.staff_id, "off")
    assert acts(world) == ["chat.handed_over", "chat.noted"]
    assert "Do you have oat milk?" in colleague.get("chats?kind=mine").text
    # Whoever cannot see guests, works elsewhere or is nobody cannot have it.
    for nobody in (world.coffee.cashier.staff_id, world.books.owner.staff_id, 10**6):
        refused = office.post(f"{address}/hand-over", to=str(nobody), words="Kept")
        assert refused.status in {303, 422}
    assert conversation(world.coffee).assigned_to == colleague.staff_id
    assert office.post(f"{address}/hand-over", to="x").status in {404, 422}


def test_it_is_taken_closed_and_opened_again(
    office: Office, world: World, address: str
) -> None:
    page = office.get(address)
    page = page.form(button="Assign it to me").submit(status=303)
    assert conversation(world.coffee).assigned_to == office.staff_id
    page = page.form(button="Close the chat").submit(status=303)
    known = conversation(world.coffee)
    assert (known.state, known.waiting_since, known.bot_state) == ("closed", None, "on")
    page = page.form(button="Open it again").submit(status=303)
    assert conversation(world.coffee).state == "open"
    assert acts(world) == ["chat.reopened", "chat.closed", "chat.handed_over"]
    assert "Close the chat" in page.text


def test_a_quick_answer_is_put_in_without_scripts(
    office: Office, world: World, address: str
) -> None:
    with tenancy.scope(world.coffee.business_id), db.writing():
        quick_id = quick.add(title="Hours", text="We are open till 22:00.")
    form = office.get(address).form(id_="_composer")

    filled = form.submit(text="Good day!", quick=quick_id, button="Insert", status=200)

    assert filled.one("textarea", id="text").text == (
        "Good day!\nWe are open till 22:00."
    )
    assert texts(world.coffee) == ["Do you have oat milk?"]
    filled.form(id_="_composer").submit(status=303)
    assert texts(world.coffee)[-1].endswith("22:00.")
    assert form.submit(quick="999", button="Insert").status == 404


def test_wrong_input_keeps_what_was_typed(
    office: Office, world: World, address: str
) -> None:
    form = office.get(address).form(id_="_composer")
    assert "Write something" in form.submit(text=" ", status=422).text
    long = form.submit(text="a" * (LONGEST + 1), status=422)
    assert long.one("textarea", id="text").text == "a" * (LONGEST + 1)
    bad = form.submit(text="Look", photo=(io.BytesIO(b"no picture"), "a.png"))
    assert bad.status == 422
    assert bad.one("textarea", id="text").text == "Look"
    assert texts(world.coffee) == ["Do you have oat milk?"]


def test_a_photo_that_a_new_page_cannot_keep_is_asked_for_again(
    office: Office, address: str
) -> None:
    form = office.get(address).form(id_="_composer")
    long = "a" * (LONGEST + 1)
    page = form.submit(
        text=long, photo=(io.BytesIO(picture().data), "a.png"), status=422
    )
    assert page.link("Choose the photo once more: it was not kept.") == "#photo"
    kept = form.submit(
        text=long, photo=(io.BytesIO(picture().data), "a.png"), htmx=True
    )
    assert "once more" not in kept.text


def test_an_empty_note_is_asked_for_in_words_of_its_own(
    office: Office, address: str
) -> None:
    form = office.get(address).form(action="/notes")
    page = form.submit(note=" ", status=422)
    assert "Write a note of up to 4,000 characters." in page.text
    assert "photo, then send" not in page.text


def test_photos_go_both_ways(office: Office, world: World, address: str) -> None:
    message = guest_writes(world.coffee, "", photo=picture())
    shown = office.get(f"{address}/photos/{message}", status=200)
    assert shown.headers["Content-Type"] == "image/jpeg"
    staff_answers(world.coffee, "", photo=picture("#112233"))
    assert len(office.get(address).all("img", alt="Photo")) == 2
    assert office.get(f"{address}/photos/999999").status == 404


def test_staff_write_first(office: Office, world: World) -> None:
    member = world.coffee.member
    page = office.get(f"members/{member.member_id}", status=200)
    page = page.form(button="Write to the guest").submit(status=303)
    page.form(id_="_composer").submit(text="We found your scarf", status=303)
    assert texts(world.coffee) == ["We found your scarf"]
    assert office.post(f"members/{world.books.member.member_id}/chat").status == 404


def test_foreign_conversations_are_not_there(office: Office, world: World) -> None:
    guest_writes(world.books, "A secret", photo=picture())
    theirs = conversation(world.books)
    for path in ("", f"/photos/{theirs.last_id}"):
        assert office.get(f"chats/{theirs.id}{path}").status == 404
    for path in ("messages", "notes", "hand-over", "taken", "closed", "reopened"):
        data = {"text": "x", "note": "x", "to": "", "idempotency_key": "k"}
        assert office.post(f"chats/{theirs.id}/{path}", **data).status == 404, path
    assert texts(world.books) == ["A secret"]


def test_who_is_limited_sees_their_guests_only(
    office: Office, world: World, address: str, enter: Enter
) -> None:
    shop, limited = world.coffee, enter("moderator")
    mine = issue_card(shop.business_id, shop.programme_id)
    group_id = create_group(shop.business_id, "Regulars", mine.member_id)
    limit(shop.business_id, limited.staff_id, groups=(group_id,))
    guest_writes(shop, "I am a regular", holder=mine)

    listed = limited.get("chats", status=200)
    assert "I am a regular" in listed.text
    assert "oat milk" not in listed.text
    assert "1 guest waits" in listed.text
    assert limited.get(address).status == 404
    own = f"chats/{conversation(shop, mine).id}"
    page = limited.get(own, status=200)
    page.form(id_="_composer").submit(text="Welcome back", status=303)
    assert texts(shop, holder=mine)[-1] == "Welcome back"
    # The one who may not see a guest cannot be given the conversation.
    refused = office.post(
        f"{address}/hand-over",
        to=str(limited.staff_id),
        words="",
        idempotency_key="hand",
    )
    assert refused.status == 422
    assert "may see this guest" in refused.text


def test_cashiers_do_not_read_chats(enter: Enter, address: str) -> None:
    cashier = enter("cashier")
    assert cashier.get("chats").status == 403
    assert cashier.get(address).status == 403


def test_names_of_staff_stay_in_the_office(
    office: Office, world: World, address: str
) -> None:
    page: Page = office.get(address)
    page.form(id_="_composer").submit(text="Yes", status=303)
    with tenancy.scope(world.coffee.business_id):
        views = queries.messages(conversation(world.coffee).id)
    assert views[-1].staff is not None
    browser = office.client.another()
    browser.sign_in(world.coffee.member.person_id)
    assert views[-1].staff not in browser.get("/zerno/card/chat").text
