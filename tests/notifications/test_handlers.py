"""Codes on their way by e-mail and SMS, against real local servers."""

import socket
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any
from urllib.parse import unquote

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from flask import Flask

from app.core.db import writing
from app.core.errors import Permanent, Temporary
from app.notifications import mail
from app.notifications.handlers import send_code
from app.people import queries, sign_in
from app.people.addresses import Address
from app.people.events import CodeAsked
from tests.conftest import NOW

PHONE = Address("phone", "+79161234567")
EMAIL = Address("email", "anna@example.com")


class Postbox:
    """A mail server that keeps letters, or answers what it is told to."""

    def __init__(self) -> None:
        self.letters: list[Envelope] = []
        self.answer = "250 OK"

    async def handle_DATA(self, _: SMTP, __: Any, envelope: Envelope) -> str:  # noqa: N802
        self.letters.append(envelope)
        return self.answer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, str]]:
    """A running mail server and its address."""
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield box, f"smtp://127.0.0.1:{controller.port}"
    controller.stop()


class Gateway(HTTPServer):
    """An SMS gateway that keeps the paths it was asked for."""

    paths: list[str]
    status: int


class Answer(BaseHTTPRequestHandler):
    """Answers with the gateway's present status."""

    server: Gateway

    def do_GET(self) -> None:
        self.server.paths.append(self.path)
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    """A running SMS gateway."""
    server = Gateway(("127.0.0.1", 0), Answer)
    server.paths, server.status = [], 200
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def template(gateway: Gateway) -> str:
    return f"http://127.0.0.1:{gateway.server_port}/send/{{phone}}/{{text}}"


def asked(app: Flask, address: Address, language: str = "ru") -> tuple[CodeAsked, str]:
    """A fact and its digits."""
    key = app.extensions["tessera_config"].secret_key
    with app.app_context(), writing():
        code = sign_in.ask_code(
            address=address,
            session_nonce="browser",
            language=language,
            sender="Полдень\r\nBcc: all@example.com",
            ip="::1",
            secret_key=key,
        )
        digits = queries.code_to_send(code.code_id, key).digits
    return CodeAsked(code.code_id), digits


def send(app: Flask, fact: CodeAsked) -> None:
    with app.app_context():
        send_code(fact)


MakeApp = Callable[..., Flask]


@pytest.mark.parametrize(("language", "word"), [("ru", "Ваш код"), ("en", "Your code")])
def test_a_letter_carries_the_code_in_text_and_html(
    app: Flask, make_app: MakeApp, postbox: Any, language: str, word: str
) -> None:
    box, url = postbox
    made = make_app(smtp_url=url, mail_from="Tessera <hello@tessera.test>")
    fact, digits = asked(made, EMAIL, language)
    send(made, fact)
    (letter,) = box.letters
    assert letter.rcpt_tos == ["anna@example.com"]
    assert letter.mail_from == "hello@tessera.test"
    message = mail_of(letter)
    spaced = f"{digits[:3]}\u00a0{digits[3:]}"
    for kind in ("plain", "html"):
        body = message.get_body((kind,)).get_content()
        assert word in body
        assert spaced in body
    assert message["Subject"].startswith("Полдень")
    assert message["Subject"].endswith(f"{digits[:3]} {digits[3:]}")


def mail_of(letter: Envelope) -> Any:
    return message_from_bytes(letter.content, policy=policy.default)


def test_no_log_line_holds_the_phone_or_the_code(
    app: Flask,
    make_app: MakeApp,
    gateway: Gateway,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO")
    made = make_app(sms_url=template(gateway))
    fact, digits = asked(made, PHONE)
    send(made, fact)
    assert len(gateway.paths) == 1
    assert digits not in caplog.text
    assert "9161234567" not in caplog.text


def test_nobody_gets_into_the_headers(
    app: Flask, make_app: MakeApp, postbox: Any
) -> None:
    box, url = postbox
    made = make_app(smtp_url=url)
    send(made, asked(made, EMAIL)[0])
    message = mail_of(box.letters[0])
    assert message["Bcc"] is None
    assert box.letters[0].rcpt_tos == ["anna@example.com"]


def test_an_sms_carries_the_code_and_the_site_for_autofill(
    app: Flask, make_app: MakeApp, gateway: Gateway
) -> None:
    made = make_app(sms_url=template(gateway))
    fact, digits = asked(made, PHONE)
    send(made, fact)
    (path,) = gateway.paths
    _, _, phone, text = (unquote(part) for part in path.split("/", 3))
    assert phone == "+79161234567"
    assert text.endswith(f"\n@tessera.test #{digits}")
    assert "\r" not in text


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, Permanent),
        (404, Permanent),
        (401, Temporary),
        (429, Temporary),
        (500, Temporary),
        (302, Temporary),
    ],
)
def test_what_the_gateway_answers_decides_about_trying_again(
    app: Flask,
    make_app: MakeApp,
    gateway: Gateway,
    status: int,
    error: type[Exception],
) -> None:
    made = make_app(sms_url=template(gateway))
    fact, digits = asked(made, PHONE)
    gateway.status = status
    with pytest.raises(error) as problem:
        send(made, fact)
    assert digits not in str(problem.value)
    assert "916" not in str(problem.value)


@pytest.mark.parametrize(
    ("answer", "error"), [("550 no such box", Permanent), ("451 later", Temporary)]
)
def test_what_the_mail_server_answers_decides_about_trying_again(
    app: Flask,
    make_app: MakeApp,
    postbox: Any,
    answer: str,
    error: type[Exception],
) -> None:
    box, url = postbox
    made = make_app(smtp_url=url)
    box.answer = answer
    with pytest.raises(error):
        send(made, asked(made, EMAIL)[0])


def test_servers_that_are_away_are_tried_again(app: Flask, make_app: MakeApp) -> None:
    port = free_port()
    made = make_app(
        smtp_url=f"smtp://127.0.0.1:{port}",
        sms_url=f"http://127.0.0.1:{port}/{{phone}}{{text}}",
    )
    for address in (EMAIL, PHONE):
        fact, digits = asked(made, address)
        with pytest.raises(Temporary) as problem:
            send(made, fact)
        assert digits not in str(problem.value)


def test_without_a_gateway_the_row_is_given_up(app: Flask, make_app: MakeApp) -> None:
    made = make_app(smtp_url="")
    for address in (EMAIL, PHONE):
        with pytest.raises(Permanent):
            send(made, asked(made, address)[0])


def test_expired_used_and_unknown_codes_are_dropped(
    app: Flask, make_app: MakeApp, gateway: Gateway, clock: Any
) -> None:
    made = make_app(sms_url=template(gateway))
    fact, _ = asked(made, PHONE)
    clock.advance(minutes=10)
    send(made, fact)
    send(made, CodeAsked(10**9))
    assert gateway.paths == []


def test_the_demo_sends_nothing(
    app: Flask, make_app: MakeApp, gateway: Gateway
) -> None:
    made = make_app(sms_url=template(gateway), demo=True)
    send(made, asked(made, PHONE)[0])
    assert gateway.paths == []


def test_a_letter_is_one_message_for_one_person() -> None:
    letter = mail.message(
        sender="Tessera <a@b.test>",
        to="anna@example.com",
        subject="One\r\nBcc: x@y.test",
        text="t",
        html="<p>t</p>",
    )
    assert letter["Subject"] == "One Bcc: x@y.test"
    assert letter["Date"].datetime == NOW
    assert letter["Message-ID"].endswith("@b.test>")
    assert letter["Bcc"] is None


@pytest.mark.parametrize(
    "words",
    [
        "=?utf-8?q?One=0D=0ABcc:_x=40y.test?=",
        "=?utf-8?q?=0ABcc:_x=40y.test?= of today",
        "=?utf-8?b?Cg0KQmNjOiB4QHkudGVzdA==?=",
        "=?us-ascii?Q?=00?=",
        "=?=?utf-8?q?a=0Ab?=",
    ],
)
def test_encoded_words_bring_no_line_breaks(words: str) -> None:
    """Python reads encoded words in what is set, and wrote their breaks out bare."""
    letter = mail.message(
        sender="Tessera <a@b.test>",
        to="anna@example.com",
        subject=f"Зерно: {words}",
        text="t",
        html="<p>t</p>",
    )

    head = bytes(letter).partition(b"\n\n")[0]
    names = {line.partition(b":")[0] for line in head.split(b"\n") if line[:1] != b" "}
    assert b"Bcc" not in names
    assert names == {name.encode() for name in letter}
    assert str(letter["Subject"]) == f"Зерно: {words.replace('=?', '= ?')}"


def test_an_address_that_hides_a_line_break_is_refused_for_good() -> None:
    with pytest.raises(Permanent):
        mail.message(
            sender="Tessera <a@b.test>",
            to="=?utf-8?q?a=0d=0a?=x@example.com",
            subject="One",
            text="t",
            html="<p>t</p>",
        )


def test_a_domain_of_another_alphabet_is_written_as_the_network_knows_it() -> None:
    letter = mail.message(
        sender="Tessera <a@b.test>", to="anna@пример.рф", subject="1", text="", html=""
    )
    assert letter["To"] == "anna@xn--e1afmkfd.xn--p1ai"
