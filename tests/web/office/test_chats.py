"""The list of conversations: who waits the longest first, each as its staff may see."""

from app.chat import queries, staffing
from app.core import db, tenancy
from app.core.ids import StaffId
from tests.chat.talking import conversation, guest_writes, picture, staff_answers
from tests.conftest import Clock
from tests.web.office.conftest import Enter, Office
from tests.world import World, create_person, issue_card


def test_an_empty_list_says_what_comes(office: Office) -> None:
    page = office.get("chats", status=200)
    assert "Nobody has written yet" in page.text
    assert "Everybody is answered" in page.text


def test_who_waits_the_longest_stands_first(
    office: Office, world: World, clock: Clock
) -> None:
    shop = world.coffee
    people = {
        name: issue_card(
            shop.business_id,
            shop.programme_id,
            person_id=create_person(name=name, phone=f"+7916000000{number}"),
        )
        for number, name in enumerate(("Anna", "Boris", "Vera"))
    }
    for name, holder in people.items():
        guest_writes(shop, f"I am {name}", holder=holder)
        clock.advance(minutes=10)
    staff_answers(shop, "Good day", holder=people["Anna"])

    page = office.get("chats", status=200)
    places = [page.text.index(name) for name in ("Boris", "Vera", "Anna")]
    assert places == sorted(places)
    assert "2 guests wait for an answer" in page.text
    assert "waits 20 minutes" in page.text
    assert "Team: Good day" in page.text
    fragment = office.get("chats", htmx=True, status=200)
    assert fragment.is_fragment


def test_filters_show_mine_nobodys_and_closed(
    office: Office, world: World, enter: Enter
) -> None:
    shop = world.coffee
    guest_writes(shop, "Hello there")
    known = conversation(shop)

    assert "Hello there" in office.get("chats?kind=unassigned", status=200).text
    assert "Hello there" not in office.get("chats?kind=mine", status=200).text
    staff_answers(shop, "My answer")
    assert "My answer" in office.get("chats?kind=mine", status=200).text
    assert "My answer" not in enter("moderator").get("chats?kind=mine").text
    with tenancy.scope(shop.business_id), db.writing():
        staffing.close(conversation_id=known.id)
    assert "My answer" in office.get("chats?kind=closed", status=200).text
    assert "My answer" not in office.get("chats?kind=nonsense", status=200).text


def test_a_long_list_goes_on(office: Office, world: World, clock: Clock) -> None:
    shop = world.coffee
    for number in range(queries.PAGE + 2):
        holder = issue_card(shop.business_id, shop.programme_id)
        guest_writes(shop, f"guest {number:02d}", holder=holder)
        with tenancy.scope(shop.business_id), db.writing():
            staffing.close(conversation_id=conversation(shop, holder).id)
        clock.advance(minutes=1)

    page = office.get("chats?kind=closed", status=200)
    assert "guest 51" in page.text
    assert "guest 01" not in page.text
    assert "guest 01" in page.click("Show more").text
    assert office.get("chats?after=x").status == 404


def test_photos_and_counts(office: Office, world: World) -> None:
    guest_writes(world.coffee, "", photo=picture())
    page = office.get("chats", status=200)
    assert "a photo" in page.text
    counts = [each.text for each in page.all("span", cls="count")]
    # Those of the menu begin with words for readers.
    assert [text for text in counts if text] == ["1"]
    with tenancy.scope(world.coffee.business_id):
        counts = queries.counts(StaffId(office.staff_id))
    assert (counts.open, counts.mine, counts.unassigned) == (1, 0, 1)
    assert (counts.waiting, counts.unread) == (1, 1)


def test_another_business_is_not_in_the_list(office: Office, world: World) -> None:
    guest_writes(world.books, "A secret of books")
    assert "secret" not in office.get("chats").text
    assert enter_is_closed(office, conversation(world.books).id)


def enter_is_closed(office: Office, conversation_id: int) -> bool:
    """Whether the address answers as if there was nothing."""
    return office.get(f"chats/{conversation_id}").status == 404
