"""The last look: a test to oneself, now, later, and what stands in the way."""

from dataclasses import replace

import pytest
from flask import Flask

from app.campaigns import actions, queries
from app.campaigns.audience import Audience
from app.campaigns.content import Content, Wording
from app.core import db, tenancy
from app.core.ids import StaffId
from app.people import actions as people
from tests.campaigns import mailing
from tests.notifications.test_news import Postbox, postbox
from tests.people.groups import create_group, limit
from tests.web.office.conftest import Enter, Office
from tests.world import World

__all__ = ["postbox"]


@pytest.fixture
def draft(world: World) -> int:
    return mailing.draft(world.coffee)


def state(world: World, mailing_id: int) -> str:
    db.session().rollback()
    with tenancy.scope(world.coffee.business_id):
        return queries.mailing(mailing_id).state


def test_now(office: Office, world: World, draft: int) -> None:
    page = office.get(f"mailings/{draft}/send", status=200)
    assert "all members" in page.text
    done = page.form(button="Send now").submit(button="Send now", status=303)
    assert "It goes out now" in done.text
    assert state(world, draft) == "scheduled"
    mailing.write_all()
    assert mailing.told(world.coffee) == [world.coffee.member.member_id]


def test_two_owners_start_it_once(office: Office, world: World, draft: int) -> None:
    first = office.get(f"mailings/{draft}/send").form(button="Send now")
    second = office.get(f"mailings/{draft}/send").form(button="Send now")
    first.submit(button="Send now", status=303)
    page = second.submit(button="Send now", status=422)
    assert "has begun already" in page.text or "See how it goes" in page.text
    mailing.write_all()
    assert len(mailing.told(world.coffee)) == 1


def test_sent_twice_by_one_page_is_once(
    office: Office, world: World, draft: int
) -> None:
    form = office.get(f"mailings/{draft}/send").form(button="Send now")
    form.submit(button="Send now", status=303)
    form.submit(button="Send now", status=303)
    assert state(world, draft) == "scheduled"


def test_later_and_put_back(office: Office, world: World, draft: int) -> None:
    form = office.get(f"mailings/{draft}/send").form(button="Send now")
    page = form.submit(button="Schedule", starts="2026-03-18T10:00", status=303)
    assert "It goes out by itself" in page.text
    back = page.form(button="Make it a draft again").submit(status=303)
    assert "It is a draft again" in back.text
    assert state(world, draft) == "draft"


@pytest.mark.parametrize(
    ("starts", "words"),
    [
        ("2026-03-16T10:00", "Choose a time that lies ahead"),
        ("", "Choose a day and a time"),
        ("tomorrow", "Choose a day and a time"),
        ("2026-03-18T10:00+03:00", "Choose a day and a time"),
    ],
)
def test_a_time_that_cannot_be(
    office: Office, world: World, draft: int, starts: str, words: str
) -> None:
    form = office.get(f"mailings/{draft}/send").form(button="Send now")
    page = form.submit(button="Schedule", starts=starts, status=422)
    assert words in page.text
    assert state(world, draft) == "draft"


def test_nobody_to_tell(office: Office, world: World) -> None:
    empty = mailing.draft(world.coffee, audience=Audience(points=999))
    form = office.get(f"mailings/{empty}/send").form(button="Send now")
    page = form.submit(button="Send now", status=422)
    assert "Nobody fits this choice of members" in page.text
    assert state(world, empty) == "draft"


def test_half_of_it_is_missing(office: Office, world: World) -> None:
    for words in (
        {},
        {"ru": Wording(subject="x")},
        {"ru": Wording(subject="x", text="y"), "en": Wording(subject="x")},
    ):
        half = mailing.draft(world.coffee, words=words)
        form = office.get(f"mailings/{half}/send").form(button="Send now")
        page = form.submit(button="Send now", status=422)
        assert "Write a subject and a text" in page.text
        # The time is no part of it while nobody chose one.
        assert page.one("input", name="starts").get("aria-invalid") is None
        assert "Send at. " not in page.text


def test_the_letter_is_framed_and_can_do_nothing(
    office: Office, world: World, draft: int
) -> None:
    answer = office.client.flask.get(
        office.url(f"mailings/{draft}/letter?language=ru"),
        base_url=office.client.address,
    )
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "Пришла" in answer.get_data(as_text=True)


@pytest.fixture
def mail(
    app: Flask, postbox: tuple[Postbox, str], monkeypatch: pytest.MonkeyPatch
) -> Postbox:
    box, address = postbox
    config = replace(app.extensions["tessera_config"], smtp_url=address)
    monkeypatch.setitem(app.extensions, "tessera_config", config)
    return box


def test_a_test_goes_to_its_author_alone(
    office: Office, world: World, draft: int, mail: Postbox
) -> None:
    with db.writing():
        people.claim_address(
            person_id=world.coffee.owner.person_id,
            channel="email",
            address="owner@example.com",
        )
    form = office.get(f"mailings/{draft}/send").form(button="Send now")
    page = form.submit(button="Send a test to me", status=303)
    assert "on its way to your own mailbox" in page.text
    office.client.app.extensions["tessera_worker"].relay()
    (letter,) = mail.letters
    assert letter["To"] == "owner@example.com"
    assert "Новинка" in letter["Subject"]
    assert mailing.told(world.coffee) == []
    assert state(world, draft) == "draft"


def test_without_a_mailbox_of_ones_own(office: Office, draft: int) -> None:
    form = office.get(f"mailings/{draft}/send").form(button="Send now")
    page = form.submit(button="Send a test to me", status=422)
    assert "Add an e-mail address to your own profile" in page.text


def test_who_was_limited_after_the_draft_reaches_their_groups_only(
    enter: Enter, world: World
) -> None:
    shop = world.coffee
    other = enter("administrator")
    with tenancy.scope(shop.business_id), db.writing():
        draft_id = actions.draft(
            of=Content(name="Early", words=mailing.WORDS, channels=("email",)),
            staff_id=StaffId(other.staff_id),
        )
    mine = mailing.crowd(shop, 2)[0]
    group = create_group(shop.business_id, "Mine", mine.member_id)
    limit(shop.business_id, other.staff_id, groups=(group,))

    page = other.get(f"mailings/{draft_id}/send", status=200)
    page.form(button="Send now").submit(button="Send now", status=303)
    mailing.write_all()

    assert mailing.told(shop) == [mine.member_id]


def test_what_a_pattern_leaves_to_its_author_is_sent_to_nobody(
    office: Office, world: World
) -> None:
    """The owner wrote in one language; the other one still tells what to write."""
    form = office.get("mailings/new?pattern=new").form(button="Choose whom to tell")
    page = form.submit(
        subject="Пирог", text="У нас пирог.", button="Choose whom to tell", status=303
    )
    page = page.form(button="Look and send").submit(button="Look and send", status=303)
    mailing_id = int(page.path.split("/")[-2])
    page = page.form(button="Send now").submit(button="Send now", status=422)
    assert "the pattern still says what you should write there" in page.text
    assert state(world, mailing_id) == "draft"
    page.click("1. Words").form(button="Save the draft").submit(
        {"other_subject": "", "other_text": "", "other_button": ""},
        button="Save the draft",
        status=303,
    )
    again = office.get(f"mailings/{mailing_id}/send").form(button="Send now")
    again.submit(button="Send now", status=303)
    assert state(world, mailing_id) == "scheduled"
