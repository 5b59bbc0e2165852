"""Purchases come in at their own time, once, and a kill loses nothing."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from flask import Flask
from pyarrow import parquet
from sqlalchemy import func, select

from app.businesses import actions as businesses
from app.businesses import queries
from app.businesses.queries import BusinessView
from app.cards import actions as cards
from app.core import db, tenancy
from app.exchange import actions
from app.exchange.actions import Imported
from app.exchange.columns import ColumnMap, UnknownColumn
from app.ledger import queries as ledger
from app.ledger import verify
from app.people import actions as people
from app.people.models import Member
from app.programmes import actions as programmes
from app.programmes import queries as programme_queries
from app.programmes.kinds.points import PointsRules
from app.sales.models import Receipt

HEADER = ("member", "time", "outlet", "receipt", "item", "quantity", "sum")
RULES = PointsRules(rate_basis_points=1000, hold_days=7, life_months=3)


class Killed(BaseException):
    """The process died."""


@pytest.fixture
def shop(app: Flask) -> Iterator[BusinessView]:
    """A business whose scope stays open, with rules older than every purchase."""
    with db.writing():
        business_id = businesses.found(slug="shop", name="Shop", zone="UTC")
        with tenancy.scope(business_id):
            programmes.create(name="Card", rules=RULES, actor="system")
    with tenancy.scope(business_id):
        yield queries.by_id(business_id)


def _file(folder: Path, *rows: tuple[object, ...], delimiter: str = ",") -> Path:
    path = folder / "purchases.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(HEADER)
        writer.writerows(rows)
    return path


def _import(path: Path, shop: BusinessView, *, die_after: int = 10**9) -> Imported:
    done = 0

    def moved(step: int) -> None:
        nonlocal done
        done += step
        if done >= die_after:
            raise Killed

    return actions.import_purchases(
        path=path,
        business=shop,
        programme_id=programme_queries.default_programme().id,
        column_map=ColumnMap(),
        workdir=path.parent / "work",
        on_rows=lambda _: None,
        on_receipts=lambda _, __: moved,
    )


def _day(number: int) -> str:
    return (datetime(2025, 1, 1, 12, tzinfo=UTC) + timedelta(days=number)).isoformat()


def _receipts() -> int:
    return db.session().execute(select(func.count(Receipt.id))).scalar_one()


def _card(member: str, shop: BusinessView) -> int:
    with db.writing():
        return actions.Books(shop, programme_queries.default_programme().id).card(
            member
        )


def test_lines_of_a_receipt_come_together_whatever_their_order(
    shop: BusinessView, tmp_path: Path
) -> None:
    path = _file(
        tmp_path,
        ("m1", _day(5), "a", "r2", "tea", 1, "100.00"),
        ("m1", _day(1), "a", "r1", "tea", 1, "200.00"),
        ("m1", _day(5), "a", "r2", "jam", 2, "50.00"),
    )
    ended = _import(path, shop)
    assert (ended.booked, ended.refused_rows) == (2, 0)
    totals = db.session().execute(
        select(Receipt.number, Receipt.total_minor, Receipt.earned_points).order_by(
            Receipt.occurred_at
        )
    )
    assert [tuple(row) for row in totals] == [("r1", 20000, 20), ("r2", 15000, 15)]


def test_holds_and_expiries_are_those_of_the_time_of_purchase(
    shop: BusinessView, tmp_path: Path
) -> None:
    path = _file(
        tmp_path,
        ("m1", _day(0), "a", "r1", "tea", 1, "100.00"),
        ("m1", "2026-03-15T12:00:00+00:00", "a", "r2", "tea", 1, "200.00"),
    )
    _import(path, shop)
    balance = ledger.balance(_card("m1", shop))
    # The clock stands at 17 March 2026: the first lot is long over, the second on hold.
    assert (balance.available, balance.pending) == (0, 20)
    assert list(verify.verify(shop.id)) == []


def test_a_semicolon_and_a_comma_do_as_well(shop: BusinessView, tmp_path: Path) -> None:
    path = _file(
        tmp_path, ("m1", _day(0), "a", "r1", "tea", "1,5", "10,50"), delimiter=";"
    )
    assert _import(path, shop).booked == 1


def test_a_bad_row_refuses_its_receipt_and_is_reported(
    shop: BusinessView, tmp_path: Path
) -> None:
    path = _file(
        tmp_path,
        ("m1", _day(0), "a", "r1", "tea", 1, "10.00"),
        ("m1", _day(0), "a", "r1", "jam", 1, "ten"),
        ("m2", _day(1), "a", "r2", "tea", 1, "10.00"),
        ("m3", _day(2), "a", "r3", "tea", 1, "10.00"),
        ("m4", _day(2), "a", "r3", "tea", 1, "10.00"),
    )
    ended = _import(path, shop)
    assert (ended.booked, ended.refused_rows) == (1, 4)
    with (tmp_path / "purchases.csv.refused.csv").open(encoding="utf-8-sig") as file:
        report = list(csv.reader(file))
    assert [row[0] for row in report] == ["line", "2", "3", "5", "6"]
    assert "not an amount" in report[2][1]
    assert "more than one member" in report[3][1]


def test_a_receipt_that_the_rules_refuse_spares_its_neighbours(
    shop: BusinessView, tmp_path: Path
) -> None:
    rows = [("m1", _day(n), "a", f"r{n}", "tea", 1, "10.00") for n in range(6)]
    _import(_file(tmp_path, *rows[2:3]), shop)
    ended = _import(_file(tmp_path, *rows), shop)
    assert (ended.booked, ended.refused_rows) == (5, 1)
    assert _receipts() == 6


@pytest.mark.parametrize("die_after", [1, 200, 400])
def test_a_killed_import_goes_on_without_loss_or_doubling(
    shop: BusinessView, tmp_path: Path, die_after: int
) -> None:
    path = _file(
        tmp_path,
        *(
            (f"m{n % 7}", _day(n // 3), "a", f"r{n}", "tea", 1, "30.00")
            for n in range(450)
        ),
    )
    with pytest.raises(Killed):
        _import(path, shop, die_after=die_after)
    halfway = _receipts()
    assert 0 < halfway < 450
    ended = _import(path, shop)
    assert (ended.booked, _receipts()) == (450, 450)
    assert list(verify.verify(shop.id)) == []
    members = db.session().execute(select(func.count(Member.id))).scalar_one()
    assert members == 7


def test_the_same_file_is_imported_once(shop: BusinessView, tmp_path: Path) -> None:
    path = _file(tmp_path, ("m1", _day(0), "a", "r1", "tea", 1, "10.00"))
    _import(path, shop)
    again = _import(path, shop)
    assert (again.was_done_before, _receipts()) == (True, 1)


def test_a_missing_column_is_named(shop: BusinessView, tmp_path: Path) -> None:
    path = tmp_path / "purchases.csv"
    path.write_text("member,time\nm1,2025-01-01\n")
    with pytest.raises(UnknownColumn, match="outlet"):
        _import(path, shop)


def test_the_command_reads_parquet_and_says_what_it_did(
    app: Flask, shop: BusinessView, tmp_path: Path
) -> None:
    path = tmp_path / "purchases.parquet"
    parquet.write_table(
        pa.table(
            {
                "who": [1, 1],
                "time": ["2025-01-01 12:00", "2025-01-02 12:00"],
                "outlet": [3, 3],
                "receipt": [10, 11],
                "item": [5, 6],
                "quantity": [1, 2],
                "sum": [2.78, 0.5],
            }
        ),
        path,
    )
    result = app.test_cli_runner().invoke(
        args=[
            "import",
            "purchases",
            str(path),
            "--business",
            "shop",
            "--columns",
            "member=who",
        ]
    )
    assert result.exit_code == 0, result.output
    assert "2 of 2 receipts booked, 0 rows refused" in result.output
    assert _receipts() == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"\xff\xfe\x00bad", "cannot be read"), (b"", "0 of 0 receipts")],
)
def test_files_that_are_not_what_they_say(
    app: Flask, shop: BusinessView, tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "purchases.csv"
    path.write_bytes(content)
    result = app.test_cli_runner().invoke(
        args=["import", "purchases", str(path), "--business", "shop"]
    )
    assert words in result.output
    assert "Traceback" not in result.output


def test_purchases_go_to_the_card_they_are_imported_for(
    shop: BusinessView, tmp_path: Path
) -> None:
    """A member with a card of another programme gets one of this one beside it."""
    with db.writing():
        other = programmes.create(name="Other", rules=PointsRules(), actor="system")
        member_id = people.join_business(
            person_id=people.start_anonymous(language="ru"), external_id="m1"
        )
        before = cards.issue(member_id=member_id, programme_id=other)
    path = _file(tmp_path, ("m1", _day(5), "a", "r1", "tea", 1, "100.00"))
    _import(path, shop)
    assert _card("m1", shop) != before.id
    booked = db.session().scalars(select(Receipt.card_id)).all()
    assert booked == [_card("m1", shop)]
