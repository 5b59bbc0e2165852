"""Letters: the same words as text and HTML, nothing of a stranger's as markup."""

from dataclasses import replace

from markupsafe import Markup

from app.notifications import letter
from app.notifications.letter import Letter

NEWS = Letter(
    to="anna@example.test",
    language="ru",
    sender="Зерно <b>",
    subject="Новости",
    paragraphs=("Пирог & чай",),
    button=("Читать", "https://tessera.test/?a=1&b=2"),
    footer="Отписаться",
)


def test_both_kinds_say_the_same() -> None:
    text = letter.as_text(NEWS)
    assert text.startswith("Зерно <b>\n")
    for words in ("Пирог & чай", "Читать: https://tessera.test/?a=1&b=2", "Отписаться"):
        assert words in text


def test_words_are_never_markup() -> None:
    html = letter.as_html(NEWS)
    assert "<b>" not in html
    assert "Пирог &amp; чай" in html
    assert 'href="https://tessera.test/?a=1&amp;b=2"' in html


def test_what_stands_around_markup_is_markup() -> None:
    rich = replace(
        NEWS,
        rich=Markup("<p>Пирог</p>"),
        picture=("https://tessera.test/p.webp", "<i>"),
    )
    html = letter.as_html(rich)
    assert '<img src="https://tessera.test/p.webp" alt="&lt;i&gt;"' in html
    assert "<p>Пирог</p>" in html
    assert '<a href="https://tessera.test/?a=1&amp;b=2" style="' in html
    assert "&lt;p" not in html
