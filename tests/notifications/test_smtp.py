"""Letters over one connection, with servers that answer as they like."""

from collections.abc import Iterator

import pytest

from app.core.errors import Permanent, Temporary
from app.notifications import mail, smtp
from app.notifications.mail import Bounced
from app.notifications.smtp import Parcel
from tests.standins.smtp import Server

ANNA = Parcel("a@b.test", "anna@example.test", b"Subject: 1\r\n\r\nOne\r\n.\r\n..2\r\n")


@pytest.fixture(params=["PIPELINING", "HELP"])
def extensions(request: pytest.FixtureRequest) -> str:
    """What the server can."""
    return str(request.param)


@pytest.fixture
def opened() -> Iterator[list[Server]]:
    """Servers that end with the test."""
    servers: list[Server] = []
    yield servers
    for server in servers:
        server.close()


def test_dots_arrive_as_they_were_sent(opened: list[Server], extensions: str) -> None:
    server = Server(extensions=extensions)
    opened.append(server)
    with mail.kept_open():
        mail.hand_over(server.url, ANNA)
        mail.hand_over(server.url, ANNA)
    arrived = b"Subject: 1\r\n\r\nOne\r\n..\r\n...2\r\n"
    assert server.taken == [arrived, arrived]
    assert server.connections == 1


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ({"RCPT": "550 no such box"}, Bounced),
        ({"RCPT": "550 no such box", "DATA": "503 nobody"}, Bounced),
        ({"RCPT": "451 later"}, Temporary),
        ({"MAIL": "550 not you", "RCPT": "503 who", "DATA": "503 who"}, Permanent),
        ({"DATA": "451 later"}, Temporary),
        ({"letter": "554 looks like spam"}, Permanent),
        ({"letter": "452 full"}, Temporary),
    ],
)
def test_after_a_refusal_the_next_letter_goes_over_the_same_connection(
    opened: list[Server],
    extensions: str,
    answers: dict[str, str],
    problem: type[Exception],
) -> None:
    server = Server({}, answers, {}, extensions=extensions)
    opened.append(server)
    with mail.kept_open():
        mail.hand_over(server.url, ANNA)
        with pytest.raises(problem) as raised:
            mail.hand_over(server.url, ANNA)
        mail.hand_over(server.url, ANNA)
    assert raised.type is problem
    assert not isinstance(raised.value, smtp.Unanswered)
    assert len(server.taken) == (3 if "letter" in answers else 2)
    assert server.connections == 1


@pytest.mark.parametrize(
    "answers",
    [{"MAIL": "421 enough letters"}, {"MAIL": "hang up"}, {"DATA": "hang up"}],
)
def test_a_server_that_hung_up_before_a_letter_is_called_again(
    opened: list[Server], extensions: str, answers: dict[str, str]
) -> None:
    server = Server({}, answers, extensions=extensions)
    opened.append(server)
    with mail.kept_open():
        mail.hand_over(server.url, ANNA)
        mail.hand_over(server.url, ANNA)
    assert len(server.taken) == 2
    assert server.connections == 2


def test_a_server_that_hangs_up_at_once_is_called_once(
    opened: list[Server], extensions: str
) -> None:
    server = Server({"MAIL": "hang up"}, extensions=extensions)
    opened.append(server)
    with mail.kept_open(), pytest.raises(Temporary):
        mail.hand_over(server.url, ANNA)
    assert server.connections == 1


def test_who_hangs_up_over_a_letter_may_have_taken_it(
    opened: list[Server], extensions: str
) -> None:
    server = Server({"letter": "hang up"}, extensions=extensions)
    opened.append(server)
    with mail.kept_open():
        with pytest.raises(smtp.Unanswered):
            mail.hand_over(server.url, ANNA)
        mail.hand_over(server.url, ANNA)
    assert server.connections == 2


@pytest.mark.parametrize("to", ["a@b.test>\r\nRCPT TO:<c@d.test", "a@b.test\nDATA"])
def test_an_envelope_holds_one_recipient(opened: list[Server], to: str) -> None:
    server = Server()
    opened.append(server)
    with pytest.raises(Bounced):
        mail.hand_over(server.url, Parcel("a@b.test", to, b"x"))
    assert server.taken == []
