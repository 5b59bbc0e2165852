"""Reports of mail servers, read: what they say, and all that says nothing."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.notifications import reports
from app.notifications.reports import Report
from tests.notifications import postmaster
from tests.notifications.postmaster import named, report, wrapped

ID = "<m-1-2@tessera.test>"
STATUS = (
    "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.test\n\n"
    "Final-Recipient: rfc822;a@b.test\nAction: failed\nStatus: 5.1.1\n\n"
)


def read(raw: bytes) -> Report:
    found = reports.read(raw)
    assert found is not None
    return found


@pytest.mark.parametrize("shape", postmaster.SHAPES)
def test_each_server_s_shape_is_read(shape: str) -> None:
    said = read(report(named(ID), shape))
    assert said == Report(
        "failure", (ID.strip("<>"),), "bounced", "5.1.1", is_address=True
    )


@pytest.mark.parametrize(
    ("status", "diagnostic", "why", "is_address"),
    [
        ("5.1.1", "", "bounced", True),
        ("5.1.2", "", "bounced", True),
        ("5.1.3", "", "bounced", True),
        ("5.1.6", "", "bounced", True),
        ("5.1.10", "", "bounced", True),
        ("5.2.1", "", "bounced", True),
        # The sender's address, not the recipient's.
        ("5.1.7", "", "came_back", False),
        ("5.1.8", "", "came_back", False),
        ("5.2.2", "", "mailbox_full", False),
        ("4.2.2", "", "mailbox_full", False),
        ("5.2.3", "", "came_back", False),
        ("5.3.4", "", "came_back", False),
        ("5.4.6", "", "came_back", False),
        ("4.4.7", "", "came_back", False),
        ("5.6.1", "", "came_back", False),
        ("5.7.1", "", "unwanted_there", False),
        # "Other": the server's own words say more, or nothing does.
        ("5.0.0", "smtp; 550-5.1.1 no such user", "bounced", True),
        ("5.0.0", "smtp; 552 5.2.2 full", "mailbox_full", False),
        ("5.0.0", "smtp; 550 go away", "came_back", False),
        ("5.0.0", "smtp; 550 from 5.1.1.1 refused", "came_back", False),
        ("nonsense", "smtp; 550 go away", "came_back", False),
        ("5.1.1", "smtp; 550 5.7.1 blocked", "bounced", True),
        ("5.1.1 (mailbox)", "", "bounced", True),
        ("5.1.1234", "", "came_back", False),
    ],
)
def test_only_some_failures_are_the_address_s_fault(
    status: str, diagnostic: str, why: str, *, is_address: bool
) -> None:
    said = read(report(named(ID), status=status, diagnostic=diagnostic or "smtp; 550"))
    assert (said.why, said.is_address) == (why, is_address)


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", ""])
def test_what_did_not_fail_says_nothing(action: str) -> None:
    assert reports.read(report(named(ID), action=action, status="4.4.1")) is None
    assert reports.read(report(named(ID), action=action, status="5.1.1")) is None


def test_a_forwarding_that_reached_somebody_did_not_fail() -> None:
    other = "Final-Recipient: rfc822;c@d.test\nAction: {}\nStatus: {}\n\n"
    for action, status in (("relayed", "2.0.0"), ("delayed", "4.4.1")):
        reached = STATUS + other.format(action, status)
        assert reports.read(wrapped("delivery-status", reached, named(ID))) is None
    # Both failed, one of them for another reason than its address.
    full = STATUS + other.format("failed", "5.2.2")
    said = read(wrapped("delivery-status", full, named(ID)))
    assert (said.why, said.is_address) == ("mailbox_full", False)


@pytest.mark.parametrize(
    ("kind", "expected"), [("abuse", True), ("not-spam", False), ("virus", False)]
)
def test_a_complaint_is_one_of_abuse(kind: str, *, expected: bool) -> None:
    said = reports.read(postmaster.complaint(named(ID), kind))
    assert (said is not None) is expected
    assert not expected or said == Report("complaint", (ID.strip("<>"),), "complained")


def test_names_stand_elsewhere_where_the_headers_are_cut() -> None:
    cut = "Content-Type: text/rfc822-headers\n\nSubject: x\n"
    in_status = STATUS.replace("Status:", f"X-Original-Message-ID: {ID}\nStatus:")
    for raw in (
        wrapped("delivery-status", in_status, cut),
        wrapped("delivery-status", STATUS, cut, fields=f"In-Reply-To: {ID}\n"),
        wrapped("delivery-status", STATUS, fields=f"References:\n {ID}\n"),
        wrapped("delivery-status", STATUS, fields=f"Original-Message-ID: {ID}\n"),
    ):
        assert read(raw).message_ids == (ID.strip("<>"),)


def test_the_returned_header_alone_names_the_letter() -> None:
    """A guest's own letter may answer one of ours, and come back itself."""
    theirs = f"Content-Type: message/rfc822\n\nMessage-ID: <own@guest.test>\nIn-Reply-To: {ID}\n\nhi\n"
    raw = wrapped("delivery-status", STATUS, theirs, fields=f"References: {ID}\n")
    assert read(raw).message_ids == ("own@guest.test",)


def plain(fields: str, body: str) -> bytes:
    return f"From: anna@example.test\r\n{fields}\r\n\r\n{body}".encode()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0" * 5000,
        b"\xff\xfe\xfd\r\n\r\n\x80",
        plain(f"In-Reply-To: {ID}", "Спасибо!"),
        plain(f"Auto-Submitted: auto-replied\r\nReferences: {ID}", "I am away."),
        plain("Content-Type: multipart/report; report-type=delivery-status", "none"),
        plain("Content-Type: multipart/report; boundary=a", "--a\r\n\r\nx\r\n--a--"),
        plain('Content-Type: multipart/mixed; boundary="outer"', STATUS),
        wrapped("disposition-notification", "Content-Type: message/disposition-notification\n\nDisposition: manual; displayed\n", named(ID)),
        # Somebody forwards a report of theirs.
        plain("Content-Type: message/rfc822", report(named(ID)).decode()),
        report(named(ID)).replace(b"message/delivery-status", b"text/plain"),
    ],
)  # fmt: skip
def test_what_is_no_report_says_nothing(raw: bytes) -> None:
    assert reports.read(raw) is None


BOMBS: dict[str, Any] = {
    "deep": b"".join(
        b"Content-Type: multipart/report; boundary=a%d\n\n--a%d\n" % (n, n)
        for n in range(5000)
    ),
    "letters in letters": b"Content-Type: message/rfc822\n\n" * 9000,
    "parts": report(named(ID)).replace(b"--outer--", b"--outer\r\n\r\n" * 10_000),
    "huge": report(named(ID)) + b"x" * 5_000_000,
    "one line": b"Content-Type: multipart/report; " + b"a" * 2_000_000 + b"\n\n",
    "comments": b"Content-Type: multipart/report; x=" + b"(" * 100_000 + b"\n\n",
    "semicolons": b"Content-Type: multipart/report;" + b"\n ;;;;;;;;;;;" * 20_000,
    "parameters": b"Content-Type: multipart/report;"
    + b'\n a*0="x";' * 20_000
    + b"\n\n",
    "groups": report(named(ID)).replace(b"Action: ", b"X: 1\r\n\r\n" * 15_000),
    "names": report(named(ID + " " + f"\n {ID}" * 8000)),
    "encoded": wrapped(
        "delivery-status",
        STATUS,
        "Content-Type: text/rfc822-headers\nContent-Transfer-Encoding: base64\n\n"
        + "Q29udGVudC1UeXBlOiBtZXNzYWdlL3JmYzgyMgoK\n" * 4000,
    ),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_cost_little(bomb: str) -> None:
    began = time.process_time()
    reports.read(BOMBS[bomb])
    assert time.process_time() - began < 3


def test_a_long_report_is_read_from_its_beginning() -> None:
    assert read(BOMBS["huge"]).is_address


BROKEN = report(named(ID)), postmaster.complaint(named(ID)), report(named(ID), "gmail")


@given(
    st.sampled_from(BROKEN),
    st.lists(st.tuples(st.integers(0, 1200), st.binary(max_size=6)), max_size=6),
    st.integers(0, 1200),
)
def test_no_broken_report_is_a_crash(
    raw: bytes, changes: list[tuple[int, bytes]], length: int
) -> None:
    for at, other in changes:
        raw = raw[:at] + other + raw[at + len(other) :]
    for each in (raw, raw[:length]):
        found = reports.read(each)
        assert found is None or all(isinstance(name, str) for name in found.message_ids)


@given(st.binary(max_size=400))
def test_no_header_of_a_stranger_is_a_crash(junk: bytes) -> None:
    for name in (b"Content-Type", b"Content-Transfer-Encoding", b"Message-ID"):
        raw = report(named(ID)).replace(b"Content-Type: text/rfc822-headers", b"Content-Type: text/rfc822-headers\r\n" + name + b": " + junk, 1)  # fmt: skip
        for each in (raw, name + b": " + junk + b"\r\n" + raw):
            found = reports.read(each)
            assert found is None or found.kind == "failure"
