"""Writing a mailing: kept as it is typed, refused in words, nobody else's."""

from typing import Any

import pytest

from app.businesses import queries as businesses
from app.campaigns import queries
from app.campaigns.content import Content, Wording
from app.core import db, tenancy
from tests.campaigns import mailing
from tests.conftest import Clock
from tests.offers.giving import promote
from tests.people.groups import create_group, limit
from tests.web.office.conftest import Enter, Office
from tests.world import World

WORDS = {"subject": "Something new", "text": "It is **here**."}


def said(world: World, mailing_id: int) -> Content:
    db.session().rollback()
    with tenancy.scope(world.coffee.business_id):
        return queries.mailing(mailing_id).content


def drafts(world: World) -> list[queries.MailingView]:
    db.session().rollback()
    with tenancy.scope(world.coffee.business_id):
        return queries.mailings(10)


def test_a_new_one_is_written_and_led_on(office: Office, world: World) -> None:
    form = office.get("mailings/new", status=200).form(button="Save the draft")
    page = form.submit(**WORDS, button="Choose whom to tell", status=303)
    assert "To whom" in page.h1
    (kept,) = drafts(world)
    assert kept.content.words == {
        "ru": Wording(subject="Something new", text="It is **here**.")
    }


def test_a_pattern_brings_words_and_a_choice(office: Office, world: World) -> None:
    form = office.get("mailings/new?pattern=quiet", status=200).form(
        button="Save the draft"
    )
    form.submit(button="Save the draft", status=303)
    (kept,) = drafts(world)
    assert kept.content.audience.never is not None
    assert "12 до 16" in kept.content.words["ru"].text
    office.get("mailings/new?pattern=none", status=404)


def test_typing_keeps_the_draft_once(office: Office, world: World) -> None:
    form = office.get("mailings/new").form(button="Save the draft")
    for text in ("It", "It is", "It is here"):
        page = form.submit(
            subject="New", text=text, button="Show", htmx=True, status=200
        )
        assert page.is_fragment
        assert "The draft is saved" in page.text
    assert [each.content.words["ru"].text for each in drafts(world)] == ["It is here"]


def test_without_a_script_the_preview_is_a_page(office: Office) -> None:
    form = office.get("mailings/new").form(button="Save the draft")
    page = form.submit(**WORDS, button="Show", status=200)
    assert not page.is_fragment
    assert "Something new" in page.text


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"subject": "x" * 121}, "too long"),
        ({"text": "x" * 10_001}, "too long"),
        ({"text": "x" * 400_000}, "too long"),
        ({"button": "x" * 41}, "too long"),
        ({"offer_days": "0"}, "whole number from 1 to 366"),
        ({"target": "post"}, "Choose the post"),
        ({"target": "elsewhere"}, "Not a valid choice"),
        ({"promotion": "999"}, "Not a valid choice"),
        ({"gift": "../1"}, "Not a valid choice"),
        ({"channels": "pigeon"}, "Not a valid choice"),
        ({"ad_label": "advertising"}, "Name the advertiser"),
        ({"text": "a\0b"}, "Remove unprintable characters"),
    ],
)
def test_what_cannot_be_sent_is_said_and_kept(
    office: Office, world: World, values: dict[str, Any], words: str
) -> None:
    mailing_id = mailing.draft(world.coffee)
    before = said(world, mailing_id)
    page = office.get(f"mailings/{mailing_id}").form(button="Save the draft")
    answer = page.submit({**WORDS, **values}, button="Save the draft", status=422)
    assert words in answer.text
    if "subject" not in values:
        assert "Something new" in answer.markup
    assert said(world, mailing_id) == before


def test_lines_in_a_subject_become_one_and_never_a_header(
    office: Office, world: World
) -> None:
    mailing_id = mailing.draft(world.coffee)
    form = office.get(f"mailings/{mailing_id}").form(button="Save the draft")
    form.submit(
        subject="Hello\r\nBcc: all@example.com",
        text="x",
        button="Save the draft",
        status=303,
    )
    assert said(world, mailing_id).words["ru"].subject == "Hello Bcc: all@example.com"


def test_markup_and_templates_are_words_like_any_other(
    office: Office, world: World
) -> None:
    tricky = "{{ 7*7 }} %(name)s {business} <script>alert(1)</script> ${x}"
    form = office.get("mailings/new").form(button="Save the draft")
    page = form.submit(subject=tricky, text=tricky, button="Show", status=200)
    assert "49" not in page.text
    assert "%(name)s" in page.text
    assert page.all("script", src=None) == []
    (kept,) = drafts(world)
    with tenancy.scope(world.coffee.business_id):
        business = businesses.by_id(world.coffee.business_id)
        words = queries.words(kept.id, "ru", business)
    assert words.subject == tricky


def test_a_megabyte_is_refused_in_words(office: Office, world: World) -> None:
    mailing_id = mailing.draft(world.coffee)
    answer = office.post(f"mailings/{mailing_id}", text="x" * 1_000_000)
    assert answer.status == 422
    assert "too long" in answer.text


def test_another_window_is_told_apart(
    office: Office, world: World, clock: Clock
) -> None:
    mailing_id = mailing.draft(world.coffee)
    clock.advance(minutes=1)
    first = office.get(f"mailings/{mailing_id}").form(button="Save the draft")
    second = office.get(f"mailings/{mailing_id}").form(button="Save the draft")
    first.submit(subject="First", button="Save the draft", status=303)
    page = second.submit(subject="Second", button="Save the draft", status=422)
    assert "changed meanwhile in another window" in page.text
    assert said(world, mailing_id).words["ru"].subject == "First"


def test_offers_of_another_business_are_not_offered(
    office: Office, world: World
) -> None:
    own = promote(world.coffee.business_id, "personal", name="Ours")
    theirs = promote(world.books.business_id, "personal", name="Theirs")
    page = office.get("mailings/new", status=200)
    assert "Theirs" not in page.text
    form = page.form(button="Save the draft")
    form.submit(
        {**WORDS, "promotion": str(theirs)}, button="Save the draft", status=422
    )
    form = office.get("mailings/new").form(button="Save the draft")
    form.submit({**WORDS, "promotion": str(own)}, button="Save the draft", status=303)
    assert drafts(world)[0].content.promotion_id == own


def test_another_business_has_no_such_mailing(office: Office, world: World) -> None:
    theirs = mailing.draft(world.books)
    for path in ("", "/audience", "/send", "/result", "/letter"):
        office.get(f"mailings/{theirs}{path}", status=404)
    for step in ("stop", "put-back", "discard", "copy", "segments"):
        assert office.post(f"mailings/{theirs}/{step}").status == 404


def test_what_has_begun_is_shown_with_its_result(office: Office, world: World) -> None:
    sent = mailing.send(world.coffee)
    page = office.get(f"mailings/{sent}", follow=True)
    assert page.path.endswith("/result")


def test_who_is_limited_writes_to_their_own_guests(world: World, enter: Enter) -> None:
    shop, other = world.coffee, enter("administrator")
    mine = create_group(shop.business_id, "Mine", shop.member.member_id)
    create_group(
        shop.business_id, "Others", mailing.reader(shop, "o@example.com").member_id
    )
    theirs = mailing.draft(shop)
    limit(shop.business_id, other.staff_id, groups=(mine,))
    other.get(f"mailings/{theirs}", status=404)
    form = other.get("mailings/new", status=200).form(button="Save the draft")
    form.submit(**WORDS, button="Choose whom to tell", status=303)
    (kept, _) = drafts(world)
    assert kept.within == (mine,)
    page = other.get(f"mailings/{kept.id}/send", status=200)
    assert "1 guest fits" in page.text
    page.form(button="Send now").submit(button="Send now", status=303)
    mailing.write_all()
    assert mailing.told(shop) == [shop.member.member_id]
