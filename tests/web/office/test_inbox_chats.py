"""Chats in the inbox: handed over, and shown to who may see the guest."""

from tests.chat.talking import conversation, guest_writes
from tests.people.groups import create_group, limit
from tests.web.office.conftest import Enter, Office
from tests.world import World, create_staff


def test_it_is_handed_over_to_who_may_see_the_guest(
    world: World, office: Office
) -> None:
    shop = world.coffee
    other = create_staff(shop.business_id, "moderator")
    stranger = create_staff(shop.business_id, "administrator")
    group = create_group(shop.business_id, "Nobody here")
    limit(shop.business_id, stranger.staff_id, groups=(group,))
    guest_writes(shop, "Привет")
    chat_id = conversation(shop).id
    page = office.get(f"inbox/chat/{chat_id}/assignee", status=200)
    form = page.form(id_="assignee")
    values = {each.attrib["value"] for each in page.all("input", name="staff")}
    assert str(other.staff_id) in values
    assert str(stranger.staff_id) not in values
    form.submit(staff=str(other.staff_id))
    assert conversation(shop).assigned_to == other.staff_id
    assert "Moderator" in office.get("inbox?state=working").text
    assert "Nothing of this kind" in office.get("inbox?who=nobody").text
    office.get(f"inbox/chat/{chat_id}/assignee").form(id_="assignee").submit(staff="0")
    assert "Привет" in office.get("inbox?who=nobody").text


def test_who_is_limited_to_groups_sees_the_chats_of_their_guests(
    enter: Enter, world: World
) -> None:
    shop, browser = world.coffee, enter("moderator")
    guest_writes(shop, "Привет")
    chat_id = conversation(shop).id
    others = create_group(shop.business_id, "Others")
    limit(shop.business_id, browser.staff_id, groups=(others,))
    assert "Everybody is answered" in browser.get("inbox", status=200).text
    assert browser.get(f"inbox/chat/{chat_id}/assignee").status == 404
    mine = create_group(shop.business_id, "Mine", shop.member.member_id)
    limit(shop.business_id, browser.staff_id, groups=(mine,))
    page = browser.get("inbox", status=200)
    assert "Привет" in page.text
    assert page.link("Inbox 1") == "/zerno/office/inbox"
    page = page.form(action="/assignments").submit(button="Take it on: Guest")
    assert "you answer" in page.text
    assert conversation(shop).assigned_to == browser.staff_id
