"""The delivery log: what was sent, what was not and why, how the channels stand."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import clock, db, tenancy
from app.core.ids import MemberId
from app.notifications import bounces, log, queue
from app.notifications.models import Delivery
from app.people import actions as people
from tests.notifications.telling import LETTER, NEWS, addressed, person_of, tell
from tests.web.office.conftest import Enter, Office
from tests.world import World


def settled(office: Office, notice_id: int, outcome: queue.Outcome) -> None:
    with tenancy.scope(office.shop.business_id), db.writing():
        ids = list(
            db.session().scalars(
                select(Delivery.id).where(
                    Delivery.notice_id == notice_id, Delivery.channel == "email"
                )
            )
        )
        queue.settle(ids, outcome)


def named(office: Office, name: str, email: str) -> MemberId:
    member_id = addressed(office.shop, email)
    person_id = person_of(office.shop, member_id)
    with db.writing():
        people.rename(person_id=person_id, name=name)
    return member_id


def test_an_empty_log_says_what_comes(office: Office) -> None:
    assert "Nothing was sent yet" in office.get("messages", status=200).text


def test_each_message_says_what_came_of_it(office: Office) -> None:
    anna = named(office, "Anna", "anna@example.test")
    boris = named(office, "Boris", "boris@example.test")
    sent = tell(office.shop, anna, kind=LETTER)
    tell(office.shop, boris, kind=LETTER)
    settled(office, sent, queue.Outcome("failed", "bounced"))

    text = office.get("messages", status=200).text

    assert "Anna" in text
    assert "The mail server refuses this address" in text
    assert "Boris" in text


@pytest.mark.parametrize(
    ("why", "sentence"),
    [
        ("mailbox_full", "It came back: the mailbox is full."),
        ("unwanted_there", "It came back: the other mail server does not want it."),
        ("came_back", "It came back: the other mail server could not deliver it."),
    ],
)
def test_what_came_back_says_why(office: Office, why: str, sentence: str) -> None:
    anna = named(office, "Anna", "anna@example.test")
    notice_id = tell(office.shop, anna, kind=LETTER)
    settled(office, notice_id, queue.Outcome("failed", why, sent_at=clock.now()))
    assert sentence in office.get("messages", status=200).text
    assert sentence in office.get(f"messages?why={why}").text
    assert sentence in office.get(f"members/{anna}").text


def test_a_complaint_is_shown_and_is_no_message_that_was_not_sent(
    office: Office,
) -> None:
    anna = named(office, "Anna", "anna@example.test")
    notice_id = tell(office.shop, anna, kind=LETTER)
    settled(office, notice_id, queue.Outcome("sent", "complained", sent_at=clock.now()))
    assert "marked it as spam" in office.get("messages", status=200).text
    with tenancy.scope(office.shop.business_id):
        assert "complained" not in dict(log.reasons(clock.now() - timedelta(days=1)))


def test_filters_narrow_and_nonsense_shows_everything(office: Office) -> None:
    anna = named(office, "Anna", "anna@example.test")
    boris = named(office, "Boris", "boris@example.test")
    tell(office.shop, anna, kind=LETTER)
    tell(office.shop, boris, kind=NEWS)

    def names(query: str) -> set[str]:
        page = office.get(f"messages?{query}", status=200)
        return {name for name in ("Anna", "Boris") if name in page.text}

    assert names(f"kind={LETTER.code}") == {"Anna"}
    assert names(f"member={boris}") == {"Boris"}
    assert names("channel=email&state=due") == {"Anna", "Boris"}
    assert names("state=sent") == set()
    assert names("day=2026-03-17") == {"Anna", "Boris"}
    assert names("day=2026-03-16") == set()
    for nonsense in (
        "kind=%00&channel=pigeon&state=%27&why=x&day=32&member=abc",
        "before=abc&member=" + "9" * 40,
    ):
        assert names(nonsense) == {"Anna", "Boris"}


def test_pages_follow_each_other(office: Office) -> None:
    anna = named(office, "Anna", "anna@example.test")
    for number in range(60):
        tell(office.shop, anna, str(number), LETTER)

    page = office.get("messages", status=200)
    older = office.client.get(page.link("Show more"), status=200)

    assert len(page.all("tbody")[-1].findall(".//{*}tr")) == 50
    assert "To the newest" in older.text


def test_a_channel_that_rests_or_is_not_set_up_says_what_to_do(
    office: Office, world: World
) -> None:
    with tenancy.scope(office.shop.business_id), db.writing():
        for _ in range(queue.FAILURES_TO_REST):
            queue.failed(office.shop.business_id, "email", "no mail server: Refused")

    text = office.get("messages", status=200).text

    assert "rests until" in text
    assert "no mail server: Refused" in text


def test_messages_of_others_are_not_there(office: Office, world: World) -> None:
    tell(world.books, addressed(world.books, "zed@example.test"), kind=LETTER)

    page = office.get("messages", status=200)

    assert "Nothing was sent yet" in page.text
    member_id = world.books.member.member_id
    assert "Show everything" in office.get(f"messages?member={member_id}").text


def test_only_managers_read_it(enter: Enter) -> None:
    for role in ("moderator", "cashier"):
        enter(role).get("messages", status=403)
    enter("administrator").get("messages", status=200)


def test_the_member_s_page_says_why_it_did_not_arrive(office: Office) -> None:
    anna = named(office, "Anna", "anna@example.test")
    with tenancy.scope(office.shop.business_id), db.writing():
        people.withdraw_consent(
            person_id=person_of(office.shop, anna), purpose="mailings"
        )
        for _ in range(2):
            bounces.came_back(anna, "anna@example.test", clock.now())
    tell(office.shop, anna, kind=NEWS)

    text = office.get(f"members/{anna}", status=200).text

    assert "There is no consent to mailings." in text
    assert "The mail server refuses this address" in text


def test_without_a_mail_server_it_says_what_to_set(
    office: Office, make_app: Callable[..., Flask]
) -> None:
    mute = make_app(smtp_url="")
    office.client.app, office.client.flask = mute, mute.test_client()
    office.client.sign_in(office.shop.owner.person_id)

    assert "TESSERA_SMTP_URL" in office.get("messages", status=200).text


@pytest.mark.parametrize("before", ["9" * 30, "9223372036854775808", "-1", "²", "\0"])
def test_no_number_in_the_address_breaks_the_log(office: Office, before: str) -> None:
    office.get("messages", query_string={"before": before}, status=200)
