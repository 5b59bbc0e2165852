"""The strict client objects to what it should, and to nothing else."""

import pytest
from werkzeug.routing import Map, Rule
from werkzeug.routing.map import MapAdapter

from tests.html_rules import objections, parse, words

GOOD = """<!doctype html>
<html lang="ru"><head><meta charset="utf-8"><title>Карта</title>
<script src="/static/app.js" defer></script></head>
<body><main><h1>Карта</h1>
<form method="post" action="/sales">
<input type="hidden" name="csrf_token" value="x">
<label for="sum">Сумма</label><input id="sum" name="sum">
<label><input type="checkbox" name="agree"> Согласен</label>
<button>Начислить</button></form>
<a href="/cards/7">Карта 7</a> <a href="https://example.com/">Снаружи</a>
</main></body></html>"""
TOKEN = '<input type="hidden" name="csrf_token" value="x">'


@pytest.fixture
def routes() -> MapAdapter:
    return Map(
        [
            Rule("/sales", methods=["POST"], endpoint="sales"),
            Rule("/cards/<int:card_id>", methods=["GET"], endpoint="card"),
        ]
    ).bind("tessera.test")


def test_a_good_page_passes(routes: MapAdapter) -> None:
    assert objections(GOOD, routes) == []


def test_data_for_search_engines_is_no_script(routes: MapAdapter) -> None:
    data = '<script type="application/ld+json">{"@type": "Organization"}</script>'
    assert objections(GOOD.replace("</head>", f"{data}</head>"), routes) == []


@pytest.mark.parametrize(
    ("good", "bad", "complaint"),
    [
        ("<!doctype html>\n", "", "Expected DOCTYPE"),
        ('lang="ru"', 'lang="xx"', "lang"),
        ("<title>Карта</title>", "<title> </title>", "no <title>"),
        ("<h1>Карта</h1>", "", "one <h1>"),
        ("<h1>Карта</h1>", "<h1>А</h1><h1>Б</h1>", "one <h1>"),
        ("<main>", "<div>", "one <main>"),
        ("</button>", "</div></button>", "line "),
        ('for="sum"', 'for="none"', "points at nothing"),
        (
            "<title>",
            '<script type="application/ld+json">{"a": </script><title>',
            "no JSON",
        ),
        (
            "<title>",
            '<script type="application/ld+json" id="x">{}</script><title>',
            "inline <script>",
        ),
    ],
)
def test_a_bad_page_is_refused(
    good: str, bad: str, complaint: str, routes: MapAdapter
) -> None:
    assert good in GOOD
    found = objections(GOOD.replace(good, bad), routes)
    assert any(complaint in objection for objection in found), found


@pytest.mark.parametrize(
    ("fragment", "complaint"),
    [
        ('<p id="a"></p><p id="a"></p>', "used 2 times"),
        ('<p id="a b"></p>', "bad id"),
        ("<div><input name='x'></div>", "no label"),
        ("<label for='x'></label><input id='x'>", "no label"),
        ("<div><textarea name='x'></textarea></div>", "no label"),
        ("<div><img src='/x.png'></div>", "no alt"),
        ("<div><a href='/cards/7'></a></div>", "no words"),
        ("<div><button type='button'> </button></div>", "no words"),
        (f"<form method='post'>{TOKEN}<button>Да</button></form>", "without action"),
        ("<form method='post' action='/sales'><button>Да</button></form>", "csrf"),
        (f"<form action='/cards/7'>{TOKEN}<button>Да</button></form>", "puts its"),
        (f"<form method='post' action='/sales'>{TOKEN}</form>", "no button"),
        ("<form method='dialog' action='/x'><button>Да</button></form>", "method"),
        ("<div><script>alert(1)</script></div>", "inline <script>"),
        ("<div><style>p {}</style></div>", "inline <style>"),
        ("<p style='color: red'>А</p>", "style="),
        ("<p onclick='f()'>А</p>", "onclick="),
        ("<p hx-on:click='f()'>А</p>", "hx-on:click="),
        ("<div><a href='#'>А</a></div>", "leads nowhere"),
        ("<div><a href=' JavaScript:f()'>А</a></div>", "leads nowhere"),
        ("<div><a href='/nowhere'>А</a></div>", "no route answers GET"),
        ("<div><a href='/sales'>А</a></div>", "no route answers GET"),
        ("<p hx-post='/cards/7'>А</p>", "no route answers POST"),
        ("<div><p></div></p>", "line 1"),
        ("<p title='a' title='b'>А</p>", "line 1"),
    ],
)
def test_a_bad_fragment_is_refused(
    fragment: str, complaint: str, routes: MapAdapter
) -> None:
    found = objections(fragment, routes)
    assert any(complaint in objection for objection in found), found


@pytest.mark.parametrize(
    "fragment",
    [
        "<tr><td>1</td></tr>",
        "<li>А</li>",
        "<option>А</option>",
        "<!-- why --><tr><td>1</td></tr>",
        "<div><a href='/cards/7' aria-label='Карта'><svg viewBox='0 0 1 1'/></a></div>",
        "<label>Имя <input name='x'></label>",
        "<div><input name='x' aria-label='Имя'></div>",
    ],
)
def test_a_good_fragment_passes(fragment: str, routes: MapAdapter) -> None:
    assert objections(fragment, routes) == []


def test_words_are_what_people_read() -> None:
    tree = parse("<div>Один <b>два</b><script src='x'></script>\n три</div>")[0]
    assert words(tree) == "Один два три"
