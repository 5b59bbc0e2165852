"""Letters that are copied: the same as letters that are written one by one."""

from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from markupsafe import Markup

from app.core.errors import Permanent
from app.notifications import copies, letter, mail
from app.notifications.letter import Letter
from tests.conftest import NOW

FROM = "Tessera <hello@tessera.test>"
NEWS = Letter(
    to="anna@example.test",
    language="ru",
    sender="Зерно <b>",
    subject="новый сорт",
    paragraphs=("Пирог & чай", "Пробуйте завтра. " * 30),
    button=("Читать", "https://tessera.test/zerno/n/1.aB-_9?a=1&b=2"),
    footer="Вы получаете это письмо, потому что согласились.",
    unsubscribe="https://tessera.test/zerno/stop/1-news.aB-_9",
)


def read(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)  # type: ignore[return-value]


def copied(written: Letter) -> EmailMessage:
    found = copies.copy(FROM, written)
    assert found is not None
    assert (found.sender, found.to) == ("hello@tessera.test", written.to)
    return read(found.content)


def one_by_one(written: Letter) -> EmailMessage:
    made = mail.message(
        sender=FROM,
        to=written.to,
        subject=letter.subject(written),
        text=letter.as_text(written),
        html=letter.as_html(written),
    )
    for name, value in letter.stopping(written.unsubscribe):
        made[name] = value
    return read(made.as_bytes(policy=policy.SMTP))


@pytest.mark.parametrize(
    "written",
    [
        NEWS,
        replace(NEWS, language="en", colours=("#123456", "#ffffff")),
        replace(NEWS, rich=Markup("<p>Слово</p>"), picture=("https://x.test/p", "вид")),
        replace(NEWS, subject="=?utf-8?q?One=0D=0ABcc:_x=40y.test?= \r\nBcc: a@b.test"),
        replace(NEWS, subject="долгое слово " * 40),
    ],
)
def test_a_copy_says_what_a_letter_of_its_own_would(written: Letter) -> None:
    found, own = copied(written), one_by_one(written)
    different = {"Message-ID", "Content-Type", "Content-Transfer-Encoding"}
    heads = [
        {name: str(value) for name, value in each.items() if name not in different}
        for each in (found, own)
    ]
    assert heads[0] == heads[1]
    assert found["Bcc"] is None
    assert found["Date"].datetime == NOW
    assert found["Message-ID"].endswith("@tessera.test>")
    for kind in ("plain", "html"):
        one, other = (each.get_body((kind,)) for each in (found, own))
        assert one is not None
        assert other is not None
        said = other.get_content().replace("\r\n", "\n")
        assert one.get_content() == said
    assert [part.defects for part in found.walk()] == [[]] * 3


def test_each_copy_has_its_own_recipient_and_links() -> None:
    for number in range(3):
        written = replace(
            NEWS,
            to=f"guest{number}@example.test",
            button=("Читать", f"https://tessera.test/zerno/n/{number}.x"),
            unsubscribe=f"https://tessera.test/zerno/stop/{number}-news.x",
            mark=f"m-1-{number}",
        )
        found = copied(written)
        assert found["Message-ID"] == f"<m-1-{number}@tessera.test>"
        assert found["To"] == written.to
        assert found["List-Unsubscribe"] == f"<{written.unsubscribe}>"
        for kind in ("plain", "html"):
            body = found.get_body((kind,))
            assert body is not None
            words = body.get_content()
            assert f"/n/{number}.x" in words
            assert f"/stop/{number}-news.x" in words
            assert copies._LINK not in words
            assert copies._STOP not in words


def test_two_copies_are_two_letters() -> None:
    assert copied(NEWS)["Message-ID"] != copied(NEWS)["Message-ID"]


def test_a_letter_without_links_has_none() -> None:
    found = copied(replace(NEWS, button=None, unsubscribe=""))
    assert found["List-Unsubscribe"] is None
    body = found.get_body(("html",))
    assert body is not None
    assert "<a " not in body.get_content()


@pytest.mark.parametrize(
    "to",
    [
        "анна@example.test",
        "anna@пример.рф",
        "=?utf-8?q?a=0d=0a?=x@example.com",
        "anna@example.test\r\nBcc: x@y.test",
        "anna@example.test\n",
        "anna\0@example.test",
        '"anna b"@example.test',
        "a@b.test,c@d.test",
        "anna",
        "anna@",
    ],
)
def test_an_address_that_is_not_plain_is_written_with_care(to: str) -> None:
    assert copies.copy(FROM, replace(NEWS, to=to)) is None


@pytest.mark.parametrize("end", ["\r\nBcc: x@y.test", ">", " x", "\0", "é"])
def test_a_link_that_no_header_holds_is_not_put_into_one(end: str) -> None:
    assert copies.copy(FROM, replace(NEWS, unsubscribe=NEWS.unsubscribe + end)) is None


def test_words_of_no_alphabet_are_refused_for_good() -> None:
    with pytest.raises(Permanent):
        copies.copy(FROM, replace(NEWS, paragraphs=("\ud800",)))
