"""Orders of printed cards: made step by step, resumed after a kill, taken back."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from flask import Flask
from sqlalchemy import func, select

from app.businesses import actions as businesses
from app.cards import articles, codes, queries, stock
from app.cards.models import CardNumber, PrintRun
from app.core import db, files, outbox, tenancy
from app.core.config import Config
from app.people import actions as people
from app.programmes.queries import ProgrammeNotFound
from app.wallet.printing import folder, orders, parts, runs
from app.wallet.printing.orders import Run
from passes import barcode
from tests.world import Shop, World, issue_card


class Killed(BaseException):
    """The worker died."""


@pytest.fixture
def config(app: Flask) -> Config:
    """The settings of the application at work."""
    found: Config = app.extensions["tessera_config"]
    folder.remove(found.data_dir / "print")
    return found


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of ten cards and batches of four."""
    monkeypatch.setattr(orders, "PART", 10)
    monkeypatch.setattr(parts, "PART", 10)
    monkeypatch.setattr(runs, "BATCH", 4)


def place(shop: Shop, **changes: Any) -> int:
    """Order cards of a shop."""
    order = {"is_stock": True, "count": 25, "symbology": "qr", "language": "ru"}
    with tenancy.scope(shop.business_id), db.writing():
        return orders.place(
            programme_id=shop.programme_id, staff_id=None, **{**order, **changes}
        )


def seen(shop: Shop, run_id: int) -> Run:
    """An order as screens see it."""
    with tenancy.scope(shop.business_id):
        run = orders.run(run_id)
    db.session().rollback()
    return run


def make(config: Config) -> int:
    """Do all that is ordered; how many steps it took."""
    steps = 0
    while runs.send(config):
        steps += 1
    return steps


def rows_of(config: Config, run: Run) -> list[list[str]]:
    """The lines of all lists of an order."""
    found = []
    for number in range(1, run.parts + 1):
        with _file(config, run, number, "csv").open(encoding="utf-8-sig") as file:
            header, *lines = csv.reader(file, delimiter=";")
        assert header == ["number", "code", "name"]
        found += lines
    return found


def _file(config: Config, run: Run, number: int, kind: folder.Kind) -> Path:
    return folder.part(folder.of_run(config, run.business_id, run.id), number, kind)


def codes_in(path: Path) -> list[str]:
    """What a scanner reads on the first sheet."""
    page = pypdfium2.PdfDocument(path)[0]
    picture = page.render(scale=300 / 72).to_pil()
    out = path.with_suffix(".png")
    picture.save(out)
    return barcode.read(out.read_bytes())


def test_an_order_becomes_numbers_lists_and_sheets(
    world: World, config: Config
) -> None:
    shop = world.coffee
    run_id = place(shop)
    make(config)
    run = seen(shop, run_id)
    assert (run.state, run.made, run.parts_made, run.percent) == ("ready", 25, 3, 100)
    rows = rows_of(config, run)
    numbers = [number for number, _, _ in rows]
    assert len(set(numbers)) == 25
    assert all(codes.is_number(number) for number in numbers)
    assert [code for _, code, _ in rows] == ["T" + number for number in numbers]
    assert set(codes_in(_file(config, run, 3, "pdf"))) == {
        "T" + n for n in numbers[20:]
    }
    with tenancy.scope(shop.business_id), db.writing():
        assert stock.find(rows[0][1]).number == numbers[0]


def test_small_orders_do_not_wait_behind_large_ones(
    world: World, config: Config
) -> None:
    large, small = place(world.coffee), place(world.books, count=1, language="en")
    runs.send(config)
    runs.send(config)
    assert seen(world.books, small).state == "ready"
    assert seen(world.coffee, large).state == "waiting"


def dying(monkeypatch: pytest.MonkeyPatch, moment: int) -> None:
    """Let the worker die at its ``moment``-th work: after it, or before sheets."""
    left = moment

    def wrap(owner: Any, name: str, *, after: bool) -> None:
        real: Callable[..., Any] = getattr(owner, name)

        def work(*args: Any, **more: Any) -> Any:
            nonlocal left
            left -= 1
            if not left and not after:
                raise Killed
            result = real(*args, **more)
            if not left:
                raise Killed
            return result

        monkeypatch.setattr(owner, name, work)

    wrap(stock, "lay_in", after=True)
    wrap(parts, "_write_list", after=True)
    wrap(parts, "write_sheets", after=False)


@pytest.mark.parametrize("moment", range(1, 14))
def test_a_kill_at_any_moment_loses_and_doubles_nothing(
    world: World, config: Config, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    shop = world.coffee
    run_id = place(shop)
    with monkeypatch.context() as patch:
        dying(patch, moment)
        with pytest.raises(Killed):
            make(config)
    make(config)
    run = seen(shop, run_id)
    assert (run.state, run.made) == ("ready", 25)
    rows = rows_of(config, run)
    assert len({number for number, _, _ in rows}) == len(rows) == 25
    with tenancy.scope(shop.business_id):
        laid = db.session().scalar(select(func.count(CardNumber.id)))
    assert laid == 25
    leftovers = folder.of_run(config, shop.business_id, run_id).glob("*.draft")
    assert list(leftovers) == []


def test_only_one_maker_works(world: World, config: Config) -> None:
    place(world.coffee)
    with files.alone(folder.root(config)) as is_alone:
        assert is_alone
        assert runs.send(config) == 0
    assert runs.send(config) == 1


def test_members_get_the_numbers_they_have(world: World, config: Config) -> None:
    shop = world.coffee
    with db.writing():
        people.rename(person_id=shop.member.person_id, name="=1+1")
    others = [issue_card(shop.business_id, shop.programme_id) for _ in range(11)]
    run_id = place(shop, is_stock=False, count=0)
    make(config)
    run = seen(shop, run_id)
    assert (run.state, run.made, run.parts) == ("ready", 12, 2)
    rows = rows_of(config, run)
    assert {number for number, _, _ in rows} == {
        shop.member.number,
        *(other.number for other in others),
    }
    # No spreadsheet takes a name for a formula.
    assert rows[0] == [shop.member.number, "T" + shop.member.number, "'=1+1"]


@pytest.mark.parametrize("is_stock", [True, False])
def test_ean_8_has_numbers_of_its_own(
    world: World, config: Config, *, is_stock: bool
) -> None:
    shop = world.coffee
    run = seen(shop, place(shop, is_stock=is_stock, count=5, symbology="ean8"))
    make(config)
    rows = rows_of(config, run)
    assert all(articles.is_ean8(code) for _, code, _ in rows)
    assert codes_in(_file(config, run, 1, "pdf")) != []
    with tenancy.scope(shop.business_id), db.writing():
        found = stock.find(rows[0][1])
    assert found.card_id == shop.member.card_id or is_stock


@pytest.mark.parametrize("symbology", ["code39", "ean13", "itf", "data-matrix"])
def test_sheets_in_other_symbologies_can_be_read(
    world: World, config: Config, symbology: str
) -> None:
    run = seen(world.coffee, place(world.coffee, count=1, symbology=symbology))
    make(config)
    printed = {code for _, code, _ in rows_of(config, run)}
    assert set(codes_in(_file(config, run, 1, "pdf"))) == printed


def test_taking_back_frees_waiting_numbers_and_spares_cards_in_use(
    world: World, config: Config
) -> None:
    shop = world.coffee
    run_id = place(shop)
    make(config)
    used, waiting, *_ = [number for number, _, _ in rows_of(config, seen(shop, run_id))]
    with tenancy.scope(shop.business_id):
        with db.writing():
            card_id = stock.find(used).card_id
        with db.writing():
            orders.take_back(run_id=run_id)
        make(config)
        with pytest.raises(orders.RunNotFound):
            orders.run(run_id)
        assert queries.find(used).card_id == card_id
        with pytest.raises(queries.CardNotFound):
            queries.find(waiting)
    assert not folder.of_run(config, shop.business_id, run_id).exists()


def test_taking_back_stops_an_order_under_way(world: World, config: Config) -> None:
    run_id = place(world.coffee)
    runs.send(config)
    with tenancy.scope(world.coffee.business_id), db.writing():
        orders.take_back(run_id=run_id)
    make(config)
    with tenancy.scope(world.coffee.business_id):
        assert orders.runs() == []
        assert db.session().scalar(select(func.count(CardNumber.id))) == 0


def test_a_full_disk_stops_the_order_in_words_and_it_goes_on(
    world: World, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = place(world.coffee)
    with monkeypatch.context() as patch:
        patch.setattr(folder, "free_bytes", lambda _: 1000)
        make(config)
    failed = seen(world.coffee, run_id)
    assert (failed.state, failed.error) == ("failed", runs.NO_DISK)
    with tenancy.scope(world.coffee.business_id), db.writing():
        orders.again(run_id=run_id)
    make(config)
    assert seen(world.coffee, run_id).state == "ready"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"count": 0}, orders.BadCount),
        ({"count": -5}, orders.BadCount),
        ({"count": 1_000_001}, orders.BadCount),
        ({"symbology": "runes"}, orders.UnknownSymbology),
        ({"language": "xx"}, orders.UnknownSymbology),
        ({"symbology": "ean8", "count": 600_000}, orders.FewShortNumbers),
    ],
)
def test_what_cannot_be_ordered(
    world: World, config: Config, changes: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        place(world.coffee, **changes)
    assert make(config) == 0


def test_a_business_without_members_has_none_to_print(world: World) -> None:
    with tenancy.scope(world.coffee.business_id), db.writing():
        shop_id = businesses.found(slug="empty", name="Empty")
    with tenancy.scope(shop_id), pytest.raises(ProgrammeNotFound), db.writing():
        orders.place(
            programme_id=world.coffee.programme_id,
            is_stock=False,
            count=1,
            symbology="qr",
            language="ru",
            staff_id=None,
        )


def test_there_is_room_first(
    world: World, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "free_bytes", lambda _: orders.RESERVE_BYTES + 1000)
    with pytest.raises(orders.NoRoom):
        place(world.coffee, count=1000)
    assert make(config) == 0


def test_orders_under_way_are_limited(world: World) -> None:
    for _ in range(orders.MOST_OPEN):
        place(world.coffee, count=1)
    with pytest.raises(orders.TooManyOrders):
        place(world.coffee, count=1)
    place(world.books, count=1)


def test_an_order_wakes_its_maker(world: World, app: Flask) -> None:
    run_id = place(world.coffee, count=1)
    worker = app.extensions["tessera_worker"]
    worker.huey.immediate = True
    try:
        worker.relay()
    finally:
        worker.huey.immediate = False
    assert seen(world.coffee, run_id).state == "ready"
    with db.writing():
        assert outbox.claim(10) == []


def test_orders_of_others_are_not_found(world: World) -> None:
    run_id = place(world.coffee, count=1)
    with tenancy.scope(world.books.business_id):
        for attempt in (orders.run, orders.locked):
            with pytest.raises(orders.RunNotFound):
                attempt(run_id)
        assert orders.runs() == []
        assert db.session().scalars(select(PrintRun)).all() == []
