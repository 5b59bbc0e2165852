"""Letters that were taken and come back: what the rows learn, and what they do not."""

import re
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes
from typing import Any

import pytest
from sqlalchemy import select

from app.campaigns import figures
from app.core import clock, db, tenancy
from app.core.ids import MemberId
from app.notifications import choices, digest, links, mail, marks, reading, returned
from app.notifications.models import Delivery, MessageHabit, Notice
from app.notifications.returned import Learnt
from app.notifications.smtp import Parcel
from app.people.models import Person
from tests.campaigns import mailing
from tests.conftest import Clock
from tests.notifications.ends import Bench, last_minutes
from tests.notifications.posting import Post, post, postbox
from tests.notifications.postmaster import complaint, named, report
from tests.notifications.telling import (
    LETTER,
    NEWS,
    OWED,
    addressed,
    email_of,
    person_of,
    tell,
)
from tests.world import Shop, World

__all__ = ["post", "postbox"]
ANNA = "anna@example.test"


@dataclass
class Desk:
    """Anna of the coffee shop, the sender, and who reads what comes back."""

    shop: Shop
    post: Post
    anna: MemberId

    def sent(self, number: object, kind: Any = LETTER) -> tuple[int, Any]:
        """Tell Anna something; the notice and the letter that left."""
        notice_id = tell(self.shop, self.anna, str(number), kind)
        self.post.send()
        assert email_of(self.shop, notice_id).state == "sent"
        return notice_id, self.post.box.letters[-1]

    def learn(self, raw: bytes) -> Learnt:
        """Read a message of the mailbox."""
        found: Learnt = self.post.run(returned.learn, raw, self.post.config.secret_key)
        return found

    def row(self, notice_id: int) -> tuple[str, str]:
        """How a notice went by e-mail, and why not."""
        row = email_of(self.shop, notice_id)
        return row.state, row.why

    def has_bounced(self) -> bool:
        """Whether nothing advertising goes to Anna's address."""
        db.session().rollback()
        with tenancy.scope(self.shop.business_id):
            return bool(choices.habits(self.anna).bounced_email)

    def count(self) -> int:
        """How many letters in a row came back."""
        db.session().rollback()
        with tenancy.scope(self.shop.business_id):
            found = db.session().scalar(
                select(MessageHabit.bounces).where(MessageHabit.member_id == self.anna)
            )
        return found or 0

    def is_stopped(self, kind: str) -> bool:
        """Whether Anna gets no letters of a kind."""
        db.session().rollback()
        with tenancy.scope(self.shop.business_id):
            return choices.is_stopped(self.anna, kind)


@pytest.fixture
def desk(world: World, post: Post) -> Desk:
    return Desk(world.coffee, post, addressed(world.coffee, ANNA))


@pytest.mark.parametrize("shape", ["postfix", "exim", "exchange", "gmail", "global"])
def test_a_letter_that_comes_back_has_failed(desk: Desk, shape: str) -> None:
    notice_id, letter = desk.sent(1)
    assert re.fullmatch(r"<m-[0-9a-f-]+@tessera\.test>", letter["Message-ID"])
    assert "anna" not in letter["Message-ID"]
    assert desk.learn(report(letter, shape)) is Learnt.NEW
    assert desk.row(notice_id) == ("failed", "bounced")
    assert desk.count() == 1
    # Once more, by the mailbox and by the pipe, is nothing new.
    assert desk.learn(report(letter, shape)) is Learnt.KNOWN
    assert desk.count() == 1


@pytest.mark.parametrize(
    ("status", "why"),
    [("5.2.2", "mailbox_full"), ("5.7.1", "unwanted_there"), ("4.4.7", "came_back")],
)
def test_what_is_not_the_address_s_fault_is_not_counted(
    desk: Desk, status: str, why: str
) -> None:
    for number in range(3):
        notice_id, letter = desk.sent(number)
        assert desk.learn(report(letter, status=status)) is Learnt.NEW
        assert desk.row(notice_id) == ("failed", why)
    assert desk.count() == 0
    assert not desk.has_bounced()


def test_a_warning_of_a_delay_changes_nothing(desk: Desk) -> None:
    notice_id, letter = desk.sent(1)
    raw = report(letter, action="delayed", status="4.4.1")
    assert desk.learn(raw) is Learnt.NO_REPORT
    assert desk.row(notice_id) == ("sent", "")


def test_two_that_come_back_end_advertising_though_each_was_taken(
    desk: Desk, clock: Clock
) -> None:
    for number in range(2):
        _, letter = desk.sent(number, NEWS)
        desk.learn(report(letter))
        clock.advance(days=4)
    assert desk.has_bounced()
    assert desk.row(tell(desk.shop, desk.anna, "3", NEWS)) == ("skipped", "bounced")
    # What is owed goes on, and speaks for the address when it has stood.
    desk.sent("4", OWED)
    clock.advance(days=4)
    assert desk.has_bounced()
    clock.advance(days=2)
    assert not desk.has_bounced()
    assert desk.row(tell(desk.shop, desk.anna, "5", NEWS))[0] == "due"
    # One more is the first in a row again.
    _, letter = desk.sent("6")
    desk.learn(report(letter))
    assert desk.count() == 1


def test_reports_may_come_in_any_order(desk: Desk, clock: Clock) -> None:
    letters = []
    for number in range(2):
        letters.append(desk.sent(number)[1])
        clock.advance(hours=1)
    for letter in reversed(letters):
        desk.learn(report(letter))
    assert desk.has_bounced()


def test_a_late_report_does_not_count_what_stood_since(
    desk: Desk, clock: Clock
) -> None:
    _, first = desk.sent(1)
    clock.advance(hours=1)
    desk.sent(2)
    clock.advance(days=6)
    _, third = desk.sent(3)
    desk.learn(report(third))
    desk.learn(report(first))
    assert desk.count() == 1


def test_an_address_given_since_is_not_to_blame(desk: Desk) -> None:
    notice_id, letter = desk.sent(1)
    with db.writing():
        person = db.session().get_one(Person, person_of(desk.shop, desk.anna))
        person.email = "new@example.test"
        db.session().flush()
    assert desk.learn(report(letter)) is Learnt.NEW
    assert desk.row(notice_id) == ("failed", "bounced")
    assert desk.count() == 0


def test_reports_of_other_letters_move_nothing(desk: Desk, world: World) -> None:
    notice_id, letter = desk.sent(1)
    delivery_id = email_of(desk.shop, notice_id).id
    name = letter["Message-ID"]
    key = desk.post.config.secret_key
    books = world.books.business_id
    _, other = desk.sent(2)
    for raw, learnt in (
        # Nobody has signed it, another key has, a letter's number was changed.
        (report(named(f"<m-1-{delivery_id}@tessera.test>")), Learnt.NOT_OURS),
        (report(named(name.replace("m-", "n-", 1))), Learnt.NOT_OURS),
        (
            report(
                named(
                    f"<{marks.made('message', desk.shop.business_id, delivery_id, ANNA, 'x' * 32)}@a>"
                )
            ),
            Learnt.NOT_OURS,
        ),
        # Signed, but such a letter is not in that business; or not of this kind.
        (
            report(
                named(f"<{marks.made('message', books, delivery_id, ANNA, key)}@a>")
            ),
            Learnt.KNOWN,
        ),
        (
            report(
                named(
                    f"<{marks.made('news', desk.shop.business_id, delivery_id, ANNA, key)}@a>"
                )
            ),
            Learnt.KNOWN,
        ),
        # Of which of the two is it?
        (report(named(f"{name}\n {other['Message-ID']}")), Learnt.NOT_OURS),
    ):
        assert desk.learn(raw) is learnt
    assert desk.row(notice_id) == ("sent", "")
    # Named twice it is one letter still.
    assert desk.learn(report(named(f"{name} {name}"))) is Learnt.NEW


def test_replies_and_absence_notes_move_nothing(desk: Desk) -> None:
    notice_id, letter = desk.sent(1)
    for fields in ("", "Auto-Submitted: auto-replied\r\n"):
        raw = f"{fields}In-Reply-To: {letter['Message-ID']}\r\n\r\nAway.".encode()
        assert desk.learn(raw) is Learnt.NO_REPORT
    assert desk.row(notice_id) == ("sent", "")


def test_a_report_may_be_faster_than_the_sender_writes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mailbox is read between the answer of the server and our own note of it."""
    notice_id = tell(desk.shop, desk.anna, "1", LETTER)
    deliver = mail.hand_over

    def delivered(url: str, parcel: Parcel) -> None:
        deliver(url, parcel)
        assert desk.learn(report(message_from_bytes(parcel.content))) is Learnt.NEW

    monkeypatch.setattr(mail, "hand_over", delivered)
    desk.post.send()
    assert len(desk.post.box.letters) == 1
    assert desk.row(notice_id) == ("failed", "bounced")
    assert desk.count() == 1


def test_one_in_doubt_that_comes_back_is_in_doubt_no_longer(desk: Desk) -> None:
    notice_id, letter = desk.sent(1)
    with tenancy.scope(desk.shop.business_id), db.writing():
        row = db.session().get_one(Delivery, email_of(desk.shop, notice_id).id)
        row.state = row.why = "unclear"
        row.sent_at = None
    assert desk.learn(report(letter)) is Learnt.NEW
    assert desk.row(notice_id) == ("failed", "bounced")


def test_the_letter_of_a_day_comes_back_for_all_that_it_told(
    desk: Desk, clock: Clock
) -> None:
    shop = desk.shop
    with tenancy.scope(shop.business_id), db.writing():
        db.session().add(MessageHabit(member_id=desk.anna, is_daily=True))
    told = [tell(shop, desk.anna, str(number)) for number in range(3)]
    clock.advance(hours=22)
    desk.post.send()
    (letter,) = desk.post.box.letters
    assert desk.learn(report(letter)) is Learnt.NEW
    assert {desk.row(each) for each in told} == {("failed", "bounced")}
    assert desk.count() == 1


def test_a_complaint_ends_what_advertises(desk: Desk) -> None:
    notice_id, letter = desk.sent(1, NEWS)
    assert desk.learn(complaint(letter)) is Learnt.NEW
    assert desk.row(notice_id) == ("sent", "complained")
    assert desk.is_stopped(digest.ALL)
    assert desk.row(tell(desk.shop, desk.anna, "2", NEWS)) == (
        "skipped",
        "switched_off",
    )
    # What is owed goes on; an address is not to blame.
    desk.sent(3, OWED)
    assert desk.count() == 0


def test_a_complaint_of_the_past_does_not_undo_a_later_choice(desk: Desk) -> None:
    _, letter = desk.sent(1, LETTER)
    desk.learn(complaint(letter))
    assert desk.is_stopped(LETTER.code)
    with tenancy.scope(desk.shop.business_id), db.writing():
        choices.choose(desk.anna, {(LETTER.code, "email"): True})
    assert desk.learn(complaint(letter)) is Learnt.KNOWN
    assert not desk.is_stopped(LETTER.code)


def test_a_complaint_of_what_is_owed_stops_only_what_can_be_stopped(
    desk: Desk,
) -> None:
    _, letter = desk.sent(1, OWED)
    assert desk.learn(complaint(letter)) is Learnt.NEW
    desk.sent(2, OWED)
    assert desk.is_stopped(digest.ALL)


def test_who_is_gone_is_found_no_more(desk: Desk) -> None:
    notice_id, letter = desk.sent(1)
    with tenancy.scope(desk.shop.business_id), db.writing():
        row = db.session().get_one(Delivery, email_of(desk.shop, notice_id).id)
        db.session().delete(row)
    assert desk.learn(report(letter)) is Learnt.KNOWN
    assert desk.learn(complaint(letter)) is Learnt.KNOWN


def test_a_mailing_s_figures_say_what_came_back(desk: Desk) -> None:
    mailing_id = mailing.send(desk.shop)
    desk.post.send()
    (letter,) = (each for each in desk.post.box.letters if each["To"] == ANNA)
    desk.learn(report(letter))
    db.session().rollback()
    with tenancy.scope(desk.shop.business_id):
        found = figures.figures(mailing_id, clock.now())
    (email,) = (each for each in found.channels if each.channel == "email")
    assert (email.sent, email.failed) == (len(desk.post.box.letters) - 1, 1)
    assert ("bounced", 1) in email.not_sent


# --- Points end only after warnings that arrived (M10) --------------------------------


@pytest.fixture
def bench(world: World) -> Bench:
    return Bench(world)


def come_back(bench: Bench, notice_id: int) -> None:
    """The letter of a warning comes back now."""
    business_id, key = bench.shop.business_id, db.settings().secret_key
    row = email_of(bench.shop, notice_id)
    name = marks.made("message", business_id, row.id, ANNA, key)
    assert returned.learn(report(named(f"<{name}@a>")), key) is Learnt.NEW
    db.session().rollback()


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_warning_that_came_back_proves_nothing(bench: Bench, which: int) -> None:
    bench.give(100, days=60)
    bench.live(60, told=bench.send)
    warnings = bench.warnings()
    assert warnings[0].proof == "email"
    come_back(bench, warnings[which].notice_id)
    assert [each.proof for each in bench.warnings()][which] == ""
    last_minutes(bench)
    assert bench.history()[0].kind == "extend"
    bench.morning()
    bench.book()
    assert bench.available == 100
    assert bench.faults() == []


def test_another_proof_of_the_same_warning_holds(bench: Bench) -> None:
    bench.give(100, days=60)
    bench.live(60, told=bench.send)
    first = bench.warnings()[0].notice_id
    with tenancy.scope(bench.shop.business_id), db.writing():
        reading.read(bench.shop.member.member_id, first)
        notice = db.session().get_one(Notice, first)
        db.session().refresh(notice)
        notice.read_at = notice.created_at + timedelta(hours=1)
    come_back(bench, first)
    last_minutes(bench)
    bench.morning(hour=0)
    bench.book()
    assert bench.available == 0
    assert [each.proof for each in bench.warnings()] == ["read", "email", "email"]


def test_what_is_over_stays_as_it_was_decided(bench: Bench) -> None:
    bench.give(100, days=60)
    bench.live(60, told=bench.send)
    last_minutes(bench)
    bench.morning(hour=0)
    bench.book()
    come_back(bench, bench.warnings()[0].notice_id)
    assert [each.proof for each in bench.warnings()] == ["email"] * 3
    assert bench.available == 0


def test_the_link_of_a_letter_is_no_name_of_it(desk: Desk) -> None:
    """What stops letters, and stands in every letter, signs no report."""
    notice_id, _ = desk.sent(1)
    with tenancy.scope(desk.shop.business_id):
        token = links.open_token(
            email_of(desk.shop, notice_id).id, desk.post.config.secret_key
        )
    assert desk.learn(report(named(f"<{token}@tessera.test>"))) is Learnt.NOT_OURS
