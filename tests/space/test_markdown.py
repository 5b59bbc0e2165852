"""Text of others: a small Markdown, whatever is sent."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.space import markdown
from tests import html_rules

KNOWN = {"p", "br", "em", "strong", "h2", "h3", "ul", "ol", "li", "blockquote", "a"}


def test_the_subset_is_rendered() -> None:
    text = "# One\n\nA *quiet* **day**.\nNext line\n\n### Three\n\n- a\n- b\n\n> said\n\n3. c"
    assert str(markdown.render(text)) == (
        "<h2>One</h2>\n<p>A <em>quiet</em> <strong>day</strong>.<br>\nNext line</p>\n"
        "<h3>Three</h3>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"
        '<blockquote>\n<p>said</p>\n</blockquote>\n<ol start="3">\n<li>c</li>\n</ol>\n'
    )


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("[tickets](https://example.org/?a=1&b=2)", "https://example.org/?a=1&amp;b=2"),
        ("[write](mailto:a@example.org)", "mailto:a@example.org"),
        ("[call](tel:+74951234567)", "tel:+74951234567"),
        ("<https://example.org>", "https://example.org"),
    ],
)
def test_links_lead_out_without_a_recommendation(text: str, address: str) -> None:
    assert f'<a href="{address}" rel="nofollow noopener ugc">' in markdown.render(text)


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java&#115;cript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](vbscript:x)",
        "[x](http://example.org)",
        "[x](//example.org)",
        "[x](/polden/office/)",
        "[x](#main)",
        "[x](https:alert)",
        "<javascript:alert(1)>",
    ],
)
def test_other_addresses_stay_words(text: str) -> None:
    assert "<a" not in markdown.render(text)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<b onclick=alert(1)>x</b>",
        "<svg><style>*{x:y}</style></svg>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<!-- --><iframe src=https://example.org>",
        '[x](https://a.b "onclick=alert(1)")',
        '[x](https://a.b/" onclick="alert(1))',
        "![x](https://example.org/x.png)",
        "| a | b |\n| - | - |\n| c | d |",
        "`code`\n\n```\nblock\n```\n\n    indented",
    ],
)
def test_nothing_else_is_markup(text: str) -> None:
    tree, _, errors = html_rules.parse(str(markdown.render(text)))
    assert not errors
    found = list(html_rules.elements(tree))
    assert {e.tag for e in found} <= KNOWN | {"DOCUMENT_FRAGMENT"}
    assert {name for e in found for name in e.attrib} <= {"href", "rel"}


@pytest.mark.parametrize(
    "text",
    [
        ">" * 10_000 + "x",
        "> " * 10_000 + "x",
        "- " * 10_000 + "x",
        "[" * 500_000 + "]" * 500_000,
        "*_" * 500_000,
        "[a](" * 250_000,
        "![" * 500_000,
        "&amp;" * 200_000,
        "<a:" * 300_000,
        "\n".join("  " * depth + "- x" for depth in range(1_000)),
        "слово " * 170_000,
    ],
    ids=range(11),
)
def test_hostile_text_takes_no_time(text: str) -> None:
    started = time.monotonic()
    shown = str(markdown.render(text))
    assert time.monotonic() - started < 3
    assert len(shown) < 20 * markdown.LONGEST_TEXT
    depth = max(
        (
            len(re.findall(r"<(?:blockquote|ul|ol)>", line))
            for line in shown.split("\n")
        ),
        default=0,
    )
    assert depth < 20


@settings(max_examples=60)
@given(st.text(alphabet="<>[]()*_#-!&;:/ \n\"'=ahtps123\u202e\0", max_size=120))
def test_whatever_is_typed_is_good_markup(text: str) -> None:
    tree, _, errors = html_rules.parse(f"<div>{markdown.render(text)}</div>")
    assert not errors
    assert {e.tag for e in html_rules.elements(tree)} <= KNOWN | {
        "DOCUMENT_FRAGMENT",
        "div",
    }


def test_signs_that_turn_the_reading_are_taken_out() -> None:
    assert markdown.clean("a\u202eb\u2066c\0d\x1be\r\nf\u2028g\th") == "abcde\nf\ng\th"
    assert "\u202e" not in markdown.render("**a\u202eb**")
    assert markdown.clean("👩\u200d🍳 кафе\u0301") == "👩\u200d🍳 кафе\u0301"


def test_an_excerpt_has_words_only() -> None:
    text = "# Завтраки\n\nС *семи* утра: [меню](https://example.org).\nИ кофе &amp; чай"
    assert markdown.excerpt(text) == "Завтраки С семи утра: меню. И кофе & чай"


def test_an_excerpt_ends_at_a_whole_word() -> None:
    short = markdown.excerpt("один, два, три, четыре", 12)
    assert short == "один, два…"
    assert len(markdown.excerpt("x" * 500, 50)) <= 50
    assert markdown.excerpt("") == ""
