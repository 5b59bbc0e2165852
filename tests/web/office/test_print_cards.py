"""Ordering printed cards: progress in words, files for managers of this business only."""

import csv
import io

import pypdfium2
import pytest
from flask import Flask

from app.cards import codes
from app.core import tenancy
from app.wallet.printing import folder, orders, runs
from tests.page import Page
from tests.web.office.conftest import Enter, Office
from tests.world import World


def order(office: Office, **values: str) -> Page:
    """Order cards by the form; the page of the order."""
    form = office.get("printing/cards", status=200).form(action="/printing/cards")
    page: Page = form.submit(values, status=303)
    return page


def number_of(page: Page) -> str:
    """The number of the order on a page."""
    return page.path.rpartition("/")[2]


@pytest.fixture(autouse=True)
def _fresh(app: Flask) -> None:
    """No files of an earlier test."""
    folder.remove(app.extensions["tessera_config"].data_dir / "print")


def make(app: Flask, steps: int = 1000) -> None:
    """Let the worker do some steps."""
    for _ in range(steps):
        if not runs.send(app.extensions["tessera_config"]):
            break


def test_from_the_order_to_the_files(office: Office, app: Flask) -> None:
    page = order(office, count="12", symbology="code128", language="en")
    assert "Waits for its turn" in page.text
    assert page.one("div", id="_print_run").attrib["hx-trigger"] == "every 2s"
    run = number_of(page)
    make(app, 1)
    page = office.get(f"printing/cards/{run}", htmx=True, status=200)
    assert "0 of 1 parts are ready" in page.text
    assert page.one("progress") is not None
    make(app)
    page = office.get(f"printing/cards/{run}", status=200)
    assert "Ready: 12 cards" in page.text
    assert "hx-trigger" not in page.one("div", id="_print_run").attrib
    sheets = office.client.get(page.link("PDF"), status=200)
    assert sheets.headers["Content-Type"] == "application/pdf"
    assert len(pypdfium2.PdfDocument(sheets.data)) == 4
    listed = office.client.get(page.link("CSV"), status=200)
    assert f"filename=zerno-{run}-001.csv" in listed.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(listed.data.decode("utf-8-sig"))))
    assert len(rows) == 12
    assert all(codes.is_number(row["number"]) for row in rows)
    assert "12 cards" in office.get("printing/cards", status=200).text


@pytest.mark.parametrize("count", ["", "0", "-1", "1000001", "NaN", "1e3", "١٢"])
def test_a_count_that_is_none_is_refused_in_words(office: Office, count: str) -> None:
    form = office.get("printing/cards").form(action="/printing/cards")
    page = form.submit(count=count, status=422)
    assert "from 1 to 1,000,000" in page.text
    assert page.form(action="/printing/cards").values["count"] == [count]


def test_sending_twice_orders_once(office: Office) -> None:
    form = office.get("printing/cards").form(action="/printing/cards")
    form.submit(count="5", status=303)
    form.submit(count="5", status=303)
    with tenancy.scope(office.shop.business_id):
        assert len(orders.runs()) == 1


def test_files_are_for_this_business_only(
    office: Office, app: Flask, world: World
) -> None:
    run = number_of(order(office, count="1"))
    make(app)
    office.get(f"printing/cards/{run}/1.pdf", status=200)
    stranger = office.client.another(language="en")
    stranger.sign_in(world.books.owner.person_id)
    for path in (run, f"{run}/1.pdf", f"{run}/1.csv", f"{run}/remove"):
        stranger.get(f"/margin/office/printing/cards/{path}", status=404)
        stranger.get(f"/zerno/office/printing/cards/{path}", status=403)
    nobody = office.client.another(language="en")
    assert nobody.get(f"/zerno/office/printing/cards/{run}/1.csv").status in {302, 303}


@pytest.mark.parametrize(
    "path",
    [
        "{run}/2.pdf",
        "{run}/0.pdf",
        "{run}/1.exe",
        "{run}/..%2F1.pdf",
        "{run}/%2e%2e/%2e%2e/tessera.db",
        "{run}/-1.csv",
        "{run}/1.csv%00",
        "99/1.pdf",
        f"{2**70}/1.pdf",
    ],
)
def test_path_tricks_find_nothing(office: Office, app: Flask, path: str) -> None:
    run = number_of(order(office, count="1"))
    make(app)
    office.get(f"printing/cards/{path.format(run=run)}", status=404)


def test_taking_back_names_what_stops_working(office: Office, app: Flask) -> None:
    run = number_of(order(office, count="3"))
    make(app)
    page = office.get(f"printing/cards/{run}/remove", status=200)
    assert "3 numbers that nobody uses yet stop working" in page.text
    page = page.form(action="/remove").submit(status=303)
    assert "taken back" in page.text
    make(app)
    office.get(f"printing/cards/{run}", status=404)


def test_a_stopped_order_goes_on(
    office: Office, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = number_of(order(office, count="3"))
    with monkeypatch.context() as patch:
        patch.setattr(folder, "free_bytes", lambda _: 0)
        make(app)
    page = office.get(f"printing/cards/{run}", status=200)
    assert "disk is full" in page.text
    page.form(action="/again").submit(status=303)
    make(app)
    assert "Ready: 3 cards" in office.get(f"printing/cards/{run}").text


def test_only_managers_order(enter: Enter) -> None:
    enter("moderator").get("printing/cards", status=403)
