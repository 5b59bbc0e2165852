"""The mailbox of letters that come back, read over IMAP from a stand-in."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from app.core import db, tenancy
from app.notifications import imap, mailbox, marks
from app.notifications.imap import Unreadable
from app.notifications.mailbox import Standing
from tests.conftest import Clock, MakeApp
from tests.notifications.postmaster import named, report
from tests.notifications.telling import LETTER, addressed, email_of, tell
from tests.standins.google.tls import server_context
from tests.standins.imap import Folder, serving
from tests.world import Shop, World

ANNA = "anna@example.test"
PRIVATE = b"From: boris@example.test\r\nSubject: hi\r\n\r\nTable for two?"
OTHER = report(named("<of@somebody.else>"))


@dataclass
class Box:
    """A folder, and the application that reads it."""

    folder: Folder
    app: Flask
    shop: Shop

    def read(self) -> int:
        """One turn; how much is left."""
        with self.app.app_context():
            return mailbox.read(self.app.extensions["tessera_config"])

    def standing(self) -> Standing | None:
        """How reading goes."""
        db.session().rollback()
        return mailbox.standing(self.app.extensions["tessera_config"])

    def sent(self, number: int = 1) -> tuple[int, bytes]:
        """A letter that has left, and the report that it came back."""
        notice_id = tell(
            self.shop, addressed(self.shop, f"{number}{ANNA}"), kind=LETTER
        )
        row = email_of(self.shop, notice_id)
        with tenancy.scope(self.shop.business_id), db.writing():
            row = db.session().merge(row)
            row.state, row.due_at = "sent", None
        key = self.app.extensions["tessera_config"].secret_key
        name = marks.made("message", self.shop.business_id, row.id, ANNA, key)
        return notice_id, report(named(f"<{name}@tessera.test>"))

    def state(self, notice_id: int) -> str:
        return email_of(self.shop, notice_id).state


def url(host: str, scheme: str = "imap", folder: str = "INBOX") -> str:
    return f"{scheme}://bounces%40zerno.test:s3cret%2Fword@{host}/{folder}"


@pytest.fixture
def box(world: World, make_app: MakeApp) -> Iterator[Box]:
    folder = Folder()
    with serving(folder) as host:
        yield Box(folder, make_app(bounces_url=url(host)), world.coffee)


@pytest.mark.parametrize("is_odd", [False, True])
def test_what_is_ours_is_learnt_and_the_rest_stays_unread(
    box: Box, clock: Clock, *, is_odd: bool
) -> None:
    box.folder.is_odd = is_odd
    notice_id, raw = box.sent()
    box.folder.put(PRIVATE)
    ours = box.folder.put(raw)
    foreign = box.folder.put(OTHER)
    assert box.read() == 0
    assert box.state(notice_id) == "failed"
    assert box.folder.seen() == [ours]
    # Of other people's mail nothing but its type is asked.
    assert box.folder.fetched() == [ours, foreign]
    assert box.standing() == Standing(clock.now, 0, "")


def test_a_turn_comes_every_five_minutes_and_reads_on(box: Box, clock: Clock) -> None:
    box.folder.put(OTHER)
    box.read()
    asked = len(box.folder.asked)
    clock.advance(minutes=4)
    assert box.read() == 0
    assert len(box.folder.asked) == asked
    notice_id, raw = box.sent()
    ours = box.folder.put(raw)
    clock.advance(minutes=1)
    box.read()
    assert box.folder.fetched() == [1, ours]
    assert box.state(notice_id) == "failed"
    clock.advance(minutes=5)
    box.read()
    assert box.folder.fetched() == [1, ours]


def test_much_is_read_in_parts(
    box: Box, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "LOOKED_AT", 4)
    monkeypatch.setattr(mailbox, "READ", 2)
    for _ in range(5):
        box.folder.put(OTHER)
    box.folder.put(PRIVATE)
    notice_id, raw = box.sent()
    box.folder.put(raw)
    # The queue comes again as long as something is left.
    assert [box.read() for _ in range(5)] == [5, 3, 0, 0, 0]
    assert box.state(notice_id) == "failed"
    assert box.folder.fetched() == [1, 2, 3, 4, 5, 7]


def test_a_new_folder_is_read_anew_but_not_its_whole_past(
    box: Box, clock: Clock
) -> None:
    box.folder.put(OTHER)
    box.read()
    box.folder.uid_validity, box.folder.letters = 8, {}
    notice_id, raw = box.sent()
    box.folder.put(raw, days_ago=40)
    box.folder.put(raw, days_ago=3)
    clock.advance(minutes=5)
    box.read()
    assert box.folder.seen() == [2]
    assert box.state(notice_id) == "failed"


def test_a_mail_bomb_is_read_as_far_as_its_beginning(box: Box) -> None:
    _, raw = box.sent()
    box.folder.put(raw + b"x" * 3_000_000)
    for bomb in (
        b"Content-Type: multipart/report; boundary=a\r\n\r\n" * 5000,
        b"Content-Type: multipart/report;\r\n\0\0\0\r\n\r\n\0",
        b"",
    ):
        box.folder.put(bomb)
    assert box.read() == 0
    assert box.folder.seen() == [1]


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        ({"password": "other"}, "LOGIN: the server refused"),
        ({"refuses": "SELECT"}, "there is no folder INBOX"),
        ({"refuses": "SEARCH"}, "the mailbox answered SEARCH with NO"),
        ({"hangs_up_at": "FETCH"}, "FETCH: the server hung up"),
        ({"hangs_up_at": "CAPABILITY"}, "connecting: the server hung up"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    box: Box, clock: Clock, trouble: dict[str, str], said: str
) -> None:
    notice_id, raw = box.sent()
    box.folder.put(raw)
    usual = {name: getattr(box.folder, name) for name in trouble}
    for name, value in trouble.items():
        setattr(box.folder, name, value)
    for failures in (1, 2):
        assert box.read() == 0
        assert box.standing() == Standing(None, failures, said)
        clock.advance(minutes=5)
    for name, value in usual.items():
        setattr(box.folder, name, value)
    box.read()
    assert box.state(notice_id) == "failed"
    assert box.standing() == Standing(clock.now, 0, "")


def test_a_turn_that_dies_is_taken_again(
    box: Box, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice_id, raw = box.sent()
    box.folder.put(raw)
    box.folder.put(OTHER)
    box.folder.hangs_up_at = "STORE"
    box.read()
    assert box.state(notice_id) == "failed"
    assert box.folder.seen() == []
    box.folder.hangs_up_at = ""
    clock.advance(minutes=5)
    box.read()
    assert box.folder.seen() == [1]


def test_a_slow_server_ends_a_turn(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "SECONDS", -1.0)
    for raw in (PRIVATE, OTHER, OTHER, PRIVATE):
        box.folder.put(raw)
    assert [box.read() for _ in range(3)] == [2, 0, 0]
    assert box.folder.fetched() == [2, 3]


def test_nobody_listens(box: Box, make_app: MakeApp) -> None:
    silent = Box(box.folder, make_app(bounces_url=url("localhost:1")), box.shop)
    assert silent.read() == 0
    found = silent.standing()
    assert found is not None
    assert found.problem == "connecting: ConnectionRefusedError"


def test_without_the_setting_and_in_the_demo_nothing_is_read(
    box: Box, make_app: MakeApp
) -> None:
    address = box.app.extensions["tessera_config"].bounces_url
    for other in (make_app(), make_app(demo=True, bounces_url=address)):
        assert Box(box.folder, other, box.shop).read() == 0
    assert box.folder.asked == []
    assert box.standing() is None


def test_a_folder_of_any_name_is_found(box: Box) -> None:
    host = box.app.extensions["tessera_config"].bounces_url.split("@")[1].split("/")[0]
    with imap.opened(url(host, folder="Returned%20%22mail%22")) as opened:
        assert opened.uid_validity == 7


@pytest.mark.parametrize("scheme", ["imaps", "imap"])
def test_tls_is_checked(
    scheme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, authority = server_context(tmp_path)
    folder = Folder(starttls=context if scheme == "imap" else None)
    with serving(folder, context if scheme == "imaps" else None) as host:
        with (
            pytest.raises(Unreadable, match="certificate is not good"),
            imap.opened(url(host, scheme)),
        ):
            pass
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        with imap.opened(url(host, scheme)) as opened:
            assert opened.uid_validity == 7
    # No password went over the line that was not to be trusted.
    assert sum(each.startswith("LOGIN") for each in folder.asked) == 1


def test_no_password_goes_without_tls(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "_AT_HOME", set())
    box.read()
    found = box.standing()
    assert found is not None
    assert "no password goes without" in found.problem
    assert not any(each.startswith("LOGIN") for each in box.folder.asked)
