"""The history: reasons, months, filters, pages, the table for a spreadsheet."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest

from app.businesses.models import Outlet
from app.core import clock as app_clock
from app.core import db, tenancy
from app.core.cells import harmless
from app.ledger.actions import Cause, credit
from app.sales import actions as sales
from tests.conftest import Clock
from tests.page import Client
from tests.warned import warn
from tests.web.cabinet.conftest import HOME
from tests.web.cabinet.tools import set_rules
from tests.world import Holder, World, issue_card, sell

HISTORY = f"{HOME}/history"
TABLE = f"{HOME}/history.csv"


def table(browser: Client, query: str = "") -> list[list[str]]:
    """The CSV as rows."""
    page = browser.get(TABLE + query, status=200, buffered=True)
    assert page.data.startswith(b"\xef\xbb\xbf")
    text = page.data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def why(browser: Client) -> list[str]:
    """The sentences of the lines, newest first."""
    page = browser.get(HISTORY, status=200)
    rows = page.all("li", cls="row")
    sentences = ["".join(row.find("{*}p").itertext()) for row in rows]  # type: ignore[union-attr]
    return [each.replace("\xa0", " ").replace("\u202f", " ") for each in sentences]


def refund(world: World, receipt_id: int) -> None:
    """The whole receipt comes back."""
    shop = world.coffee
    with tenancy.scope(shop.business_id), db.writing():
        sales.refund(
            receipt_id=receipt_id,
            positions=None,
            number="R1",
            outlet_id=shop.outlet_id,
            actor=shop.cashier.actor,
            reason="quality",
        )


def test_a_purchase_names_rule_receipt_sum_and_life(
    browser: Client, world: World, guest: Holder
) -> None:
    sell(world.coffee, guest, amount_minor=184_000, number="5417")
    (sentence,) = why(browser)
    assert sentence == (
        "5% back, receipt 5417 for ₽1,840, rules of Mar 17; "
        "valid through March 17, 2027"
    )


def test_every_kind_of_line_has_its_reason(
    browser: Client, world: World, guest: Holder, clock: Clock
) -> None:
    shop = world.coffee
    sell(shop, guest, amount_minor=1_000_000, number="1")
    clock.advance(minutes=1)
    second = sell(shop, guest, amount_minor=100_000, points=200, number="2")
    clock.advance(minutes=1)
    refund(world, second.receipt_id)
    clock.advance(minutes=1)
    with tenancy.scope(shop.business_id), db.writing():
        credit(
            card_id=guest.card_id,
            cause=Cause(
                key="w",
                actor="system",
                reason="welcome",
                occurred_at=app_clock.now(),
            ),
            amount=30,
            available_at=app_clock.now(),
            expires_at=None,
            kind="gift",
        )
    said = "\n".join(why(browser))
    assert "5% back" in said
    assert "paid in money" in said
    assert "Went towards receipt 2" in said
    assert "Earned with goods of receipt 2 that you have returned" in said
    assert "You had paid with them for goods of receipt 2" in said
    assert "A welcome from Зерно" in said


def test_expired_points_name_their_last_day(
    browser: Client, world: World, guest: Holder, clock: Clock
) -> None:
    set_rules(world, life_days=10)
    sell(world.coffee, guest, amount_minor=100_000)
    warn(world.coffee.business_id, guest.card_id)
    clock.advance(days=20)
    sell(world.coffee, guest, amount_minor=100_000)
    assert "Not used by Mar 27" in why(browser)


def test_points_that_nobody_was_warned_of_last_longer(
    browser: Client, world: World, guest: Holder, clock: Clock
) -> None:
    set_rules(world, life_days=10)
    sell(world.coffee, guest, amount_minor=100_000)
    clock.advance(days=20)
    sell(world.coffee, guest, amount_minor=100_000)
    page = browser.get(HISTORY)
    assert "Lasts longer" in page.text
    assert "Valid through May 6 now: we could not warn you three times" in why(browser)


def test_an_undone_receipt_is_crossed_out_and_linked_both_ways(
    browser: Client, world: World, guest: Holder
) -> None:
    shop = world.coffee
    booked = sell(shop, guest, amount_minor=100_000, number="7")
    with tenancy.scope(shop.business_id), db.writing():
        sales.undo(receipt_id=booked.receipt_id, actor=shop.cashier.actor)
    page = browser.get(HISTORY)
    (off,) = page.all("li", cls="row-off")
    back = page.link("What was cancelled")
    assert back == f"#{off.attrib['id']}"
    assert page.link("Who cancelled it") != back
    assert "The cashier cancelled receipt 7" in page.text


def test_points_on_hold_say_from_when(
    browser: Client, world: World, guest: Holder
) -> None:
    set_rules(world, hold_days=7)
    sell(world.coffee, guest, amount_minor=100_000)
    assert "usable from Mar 24" in browser.get(HISTORY).text


def test_steps_and_excluded_goods_are_said(
    browser: Client, world: World, guest: Holder, clock: Clock
) -> None:
    shop = world.coffee
    set_rules(world, excluded_categories=("tobacco",))
    clock.advance(minutes=1)
    with tenancy.scope(shop.business_id), db.writing():
        sales.book(
            sales.Sale(
                outlet_id=shop.outlet_id,
                card_id=guest.card_id,
                number="9",
                lines=(
                    sales.Line(amount_minor=100_000, category="tobacco"),
                    sales.Line(amount_minor=100_000),
                ),
                points=0,
                occurred_at=None,
                source="till",
                actor=shop.cashier.actor,
            )
        )
    assert "on the goods that take part" in why(browser)[0]
    set_rules(world, rate_basis_points=0, step_minor=5_000)
    clock.advance(minutes=1)
    sell(shop, guest, amount_minor=20_000)
    assert "1 point for every" in why(browser)[0]


def test_months_have_headings_and_sums(
    browser: Client, world: World, guest: Holder, clock: Clock
) -> None:
    sell(world.coffee, guest, amount_minor=1_000_000)
    # Half past midnight on 1 April in Moscow is still March in UTC.
    clock.set(datetime(2026, 3, 31, 21, 30, tzinfo=UTC))
    sell(world.coffee, guest, amount_minor=200_000, points=120)
    page = browser.get(HISTORY)
    heads = page.all("div", cls="month-head")
    words = [" ".join("".join(head.itertext()).split()) for head in heads]
    assert words == [
        "April 2026 credited +94 debited −120",
        "March 2026 credited +500",
    ]


@pytest.mark.parametrize(
    ("kind", "points"),
    [
        ("all", {"+500", "+94", "−120"}),
        ("earned", {"+500", "+94"}),
        ("spent", {"−120"}),
    ],
)
def test_filters_live_in_the_address(
    browser: Client, world: World, guest: Holder, kind: str, points: set[str]
) -> None:
    sell(world.coffee, guest, amount_minor=1_000_000)
    sell(world.coffee, guest, amount_minor=200_000, points=120)
    page = browser.get(f"{HISTORY}?kind={kind}", status=200)
    chosen = page.one("a", cls="chip", aria_current="page")
    assert chosen.attrib["href"] == f"{HISTORY}?kind={kind}"
    rows = page.all("li", cls="row")
    shown = {"".join(row.find("{*}span").itertext()).split()[-1] for row in rows}  # type: ignore[union-attr]
    assert shown == points


def test_an_empty_history_says_what_will_be_here(browser: Client) -> None:
    page = browser.get(HISTORY, status=200)
    assert "The history starts with the first purchase" in page.text
    assert page.link("Open the card") == HOME
    assert "Nothing of this kind" in browser.get(f"{HISTORY}?kind=expired").text


def test_pages_follow_without_gaps_with_and_without_scripts(
    browser: Client, world: World, guest: Holder, clock: Clock
) -> None:
    for number in range(45):
        if number % 3 == 0:  # some lines share an instant
            clock.advance(hours=30)
        sell(world.coffee, guest, amount_minor=100_000, number=str(number))

    def read(*, htmx: bool) -> list[str]:
        page, ids = browser.get(HISTORY), []
        for _ in range(4):
            ids += [row.attrib["id"] for row in page.all("li", cls="row")]
            more = page.all("p", cls="more")
            if not more:
                break
            link = more[0].find("{*}a")
            assert link is not None
            page = browser.get(link.attrib["hx-get" if htmx else "href"], htmx=htmx)
            assert page.is_fragment is htmx
        return ids

    plain, with_scripts = read(htmx=False), read(htmx=True)
    assert plain == with_scripts
    assert len(plain) == len(set(plain)) == 45
    numbers = [int(each.removeprefix("p")) for each in plain]
    assert numbers == sorted(numbers, reverse=True)


def test_the_number_of_statements_is_constant(
    browser: Client, world: World, guest: Holder, clock: Clock, statements: list[str]
) -> None:
    """Visitor with card; a page of lines; their receipts; the months' sums."""
    counts = set()
    for purchases in (1, 24):
        for _ in range(purchases):
            clock.advance(days=3)
            sell(world.coffee, guest, amount_minor=100_000)
        browser.get(HISTORY)
        statements.clear()
        browser.get(HISTORY, status=200)
        counts.add(len(statements))
    assert counts == {4}


@pytest.mark.parametrize(
    "query",
    [
        "?kind=nonsense",
        "?before=x",
        "?before=-1--1",
        "?before=99999999999999999-999999999999999999",
        "?before=0-0",
        "?before=%00",
        "?kind=%00&before=1e9-1",
        "?before=" + "9" * 5000,
    ],
)
def test_nonsense_in_the_address_harms_nothing(browser: Client, query: str) -> None:
    browser.get(HISTORY + query, status=200)
    assert table(browser, query)


def test_the_table_has_all_lines_of_the_filter(
    browser: Client, world: World, guest: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.web.cabinet.history.BATCH_ROWS", 3)
    for number in range(7):
        sell(world.coffee, guest, amount_minor=100_000, number=str(number))
    sell(world.coffee, guest, amount_minor=200_000, points=100, number="last")
    head, *rows = table(browser)
    assert head == ["Date", "Time", "What", "Points", "Why"]
    assert len(rows) == 9
    assert rows[-1][:4] == ["2026-03-17", "12:00", "Purchase, Outlet 1", "50"]
    assert [row[3] for row in table(browser, "?kind=spent")[1:]] == ["-100"]


def test_the_table_runs_no_formula(
    browser: Client, world: World, guest: Holder
) -> None:
    """A name that begins like a formula is text for every spreadsheet."""
    shop = world.coffee
    sell(shop, guest, amount_minor=100_000, number='=HYPERLINK("x")')
    with tenancy.scope(shop.business_id), db.writing():
        outlet = db.session().get(Outlet, shop.outlet_id)
        assert outlet is not None
        outlet.name = '"\n=1+1;"'
    _, (_, _, title, points, reason) = table(browser)
    assert points == "50"
    for cell in (title, reason):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert '"\n=1+1;"' in title


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx", "\nx"])
def test_risky_beginnings_are_quoted(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless("a" + text) == "a" + text


def test_a_russian_table_is_parted_by_semicolons(client: Client, world: World) -> None:
    client.sign_in(world.coffee.member.person_id)
    sell(world.coffee, world.coffee.member, amount_minor=100_000)
    page = client.get(TABLE, status=200, buffered=True)
    assert page.data.decode("utf-8-sig").splitlines()[0].count(";") == 4
    assert page.headers["Content-Disposition"].startswith("attachment")


def test_other_peoples_lines_are_not_here(
    browser: Client, world: World, guest: Holder
) -> None:
    shop = world.coffee
    other = issue_card(shop.business_id, shop.programme_id)
    sell(shop, other, amount_minor=100_000, number="secret-1")
    sell(world.books, world.books.member, amount_minor=100_000, number="secret-2")
    sell(shop, guest, amount_minor=100_000, number="mine")
    for markup in (
        browser.get(HISTORY).markup,
        browser.get(HOME).markup,
        browser.get(TABLE, buffered=True).markup,
    ):
        assert "secret" not in markup
        assert "mine" in markup


def test_rules_of_long_ago_are_named(
    browser: Client, world: World, guest: Holder, clock: Clock
) -> None:
    sell(world.coffee, guest, amount_minor=100_000)
    clock.advance(days=400)
    set_rules(world, rate_basis_points=300)
    clock.advance(minutes=1)
    sell(world.coffee, guest, amount_minor=100_000)
    new, _, old = why(browser)
    assert new.startswith("3% back")
    assert old.startswith("5% back")
    assert "March 17, 2026" in old


def test_a_page_of_many_months_sums_each(
    browser: Client, world: World, guest: Holder, clock: Clock
) -> None:
    start = clock.now
    for month in range(5):
        clock.set(start + timedelta(days=31 * month))
        sell(world.coffee, guest, amount_minor=100_000 * (month + 1))
    heads = browser.get(HISTORY).all("div", cls="month-head")
    assert len(heads) == 5
    assert all("credited" in "".join(head.itertext()) for head in heads)


def test_an_unchanged_history_is_not_sent_again(
    browser: Client, world: World, guest: Holder, clock: Clock
) -> None:
    """The tag is the page's own: another filter and the rows alone have others."""
    set_rules(world, hold_days=1)
    sell(world.coffee, guest, amount_minor=100_000)
    browser.get(HISTORY)
    tag = browser.get(HISTORY).headers["ETag"]
    match = {"If-None-Match": tag}
    browser.get(HISTORY, headers=match, status=304)
    browser.get(f"{HISTORY}?kind=spent", headers=match, status=200)
    browser.get(HISTORY, headers=match, htmx=True, status=200)
    clock.set(datetime(2026, 3, 17, 21, 0, tzinfo=UTC))
    page = browser.get(HISTORY, headers=match, status=200)
    assert "usable from" not in page.text
