"""Plastic of an existing base comes in as it is, once, with reasons for what does not."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.businesses import actions as businesses
from app.businesses import queries
from app.businesses.queries import BusinessView
from app.cards import queries as cards
from app.cards import stock
from app.cards.errors import CardAsleep
from app.cards.models import Card, CardNumber
from app.core import db, tenancy
from app.exchange import plastic
from app.exchange.columns import UnknownColumn
from app.exchange.plastic import Report, TooManyRows
from app.ledger import queries as ledger
from app.ledger import verify
from app.people.models import Member, Person
from app.programmes import actions as programmes
from app.programmes import queries as programme_queries
from app.programmes.kinds.points import PointsRules
from tests.world import issue_card

RULES = PointsRules(rate_basis_points=1000, life_months=3)


@pytest.fixture
def shop(app: Flask) -> Iterator[BusinessView]:
    """A business whose scope stays open."""
    with db.writing():
        business_id = businesses.found(slug="shop", name="Shop", zone="UTC")
        with tenancy.scope(business_id):
            programmes.create(name="Card", rules=RULES, actor="system")
    with tenancy.scope(business_id):
        yield queries.by_id(business_id)


def bring(
    shop: BusinessView,
    folder: Path,
    *rows: tuple[object, ...],
    header: tuple[str, ...] = ("number", "external_id", "name", "points"),
    most: int | None = None,
) -> Report:
    """Import a table."""
    path = folder / "cards.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(header)
        writer.writerows(rows)
    programme_id = programme_queries.default_programme().id
    return plastic.import_cards(
        path=path, business=shop, programme_id=programme_id, most=most
    )


def count(model: type[Card | CardNumber | Member]) -> int:
    """How many rows there are."""
    found = db.session().scalar(select(func.count()).select_from(model))
    db.session().rollback()
    return found or 0


def test_bare_numbers_wait_for_their_first_scan(
    shop: BusinessView, tmp_path: Path
) -> None:
    numbers = ["0000123", "4606453849072", "AB-0042/x"]
    report = bring(shop, tmp_path, *[(n,) for n in numbers], header=("number",))
    assert (report.added, report.known, report.refused) == (3, 0, [])
    assert count(Member) == 0
    for number in numbers:
        with pytest.raises(CardAsleep):
            cards.find(number)
        with db.writing():
            woken = stock.find(number)
        assert cards.find(number).card_id == woken.card_id


def test_who_is_known_becomes_a_member_with_points(
    shop: BusinessView, tmp_path: Path
) -> None:
    rows = [
        ("77-1", "A1", "Анна", "150"),
        ("77-2", "A1", "", ""),
        ("77-3", "", "Bo", ""),
    ]
    report = bring(shop, tmp_path, *rows)
    assert (report.added, report.refused) == (3, [])
    first, second = cards.find("77-1"), cards.find("77-2")
    assert first.card_id == second.card_id != cards.find("77-3").card_id
    assert ledger.balance(first.card_id).available == 150
    assert ledger.expiries(first.card_id)[0].amount == 150
    names = db.session().scalars(select(Person.name).order_by(Person.id)).all()
    assert names == ["Анна", "Bo"]
    assert list(verify.verify(shop.id)) == []


def test_the_same_file_changes_nothing_twice(
    shop: BusinessView, tmp_path: Path
) -> None:
    rows = [("77-1", "A1", "Анна", "150"), ("77-2", "", "", "")]
    bring(shop, tmp_path, *rows)
    report = bring(shop, tmp_path, *rows)
    assert (report.added, report.known, report.refused) == (0, 2, [])
    assert ledger.balance(cards.find("77-1").card_id).available == 150
    assert (count(CardNumber), count(Member), count(Card)) == (2, 1, 1)


def test_a_number_that_waited_can_get_its_holder_later(
    shop: BusinessView, tmp_path: Path
) -> None:
    bring(shop, tmp_path, ("0042", "", "", ""))
    assert bring(shop, tmp_path, ("0042", "A1", "Anna", "")).added == 1
    assert cards.find("0042")
    assert count(CardNumber) == 1


def test_members_of_the_base_keep_their_card(
    shop: BusinessView, tmp_path: Path
) -> None:
    programme_id = programme_queries.default_programme().id
    holder = issue_card(shop.id, programme_id)
    with db.writing():
        member = db.session().get(Member, holder.member_id)
        assert member is not None
        member.external_id = "A1"
        db.session().flush()
    bring(shop, tmp_path, ("0042", "A1", "", ""))
    assert cards.find("0042").card_id == holder.card_id


def test_refused_rows_say_why_and_the_others_come_in(
    shop: BusinessView, tmp_path: Path
) -> None:
    programme_id = programme_queries.default_programme().id
    holder = issue_card(shop.id, programme_id)
    bring(shop, tmp_path, ("7777", "A1", "", ""))
    report = bring(
        shop,
        tmp_path,
        ("123", "", "", ""),
        ("x" * 33, "", "", ""),
        ("12\x0034", "", "", ""),
        (holder.number, "", "", ""),
        ("T" + holder.number, "", "", ""),
        ("7777", "A2", "", ""),
        ("8888", "", "", "-5"),
        ("8888", "", "", "1e9"),
        ("8888", "", "", "99999999999"),
        ("9999", "", "", "10"),
        ("", "", "", ""),
    )
    assert report.added == 1
    assert [refusal.line for refusal in report.refused] == [*range(2, 11), 12]
    assert all(refusal.words for refusal in report.refused)
    assert cards.find("9999")
    assert cards.find(holder.number).card_id == holder.card_id


def test_two_businesses_may_have_the_same_numbers(
    shop: BusinessView, tmp_path: Path
) -> None:
    bring(shop, tmp_path, ("0042", "A1", "", ""))
    with db.writing():
        other_id = businesses.found(slug="other", name="Other")
        with tenancy.scope(other_id):
            programmes.create(name="Card", rules=RULES, actor="system")
    with tenancy.scope(other_id):
        report = bring(queries.by_id(other_id), tmp_path, ("0042", "A1", "", ""))
        assert report.added == 1
        theirs = cards.find("0042").card_id
    assert cards.find("0042").card_id != theirs


def test_a_table_without_numbers_is_refused(shop: BusinessView, tmp_path: Path) -> None:
    with pytest.raises(UnknownColumn):
        bring(shop, tmp_path, ("1234",), header=("card",))


def test_too_many_rows_for_a_page(shop: BusinessView, tmp_path: Path) -> None:
    rows = [(str(10_000 + n), "", "", "") for n in range(4)]
    with pytest.raises(TooManyRows):
        bring(shop, tmp_path, *rows, most=3)
    assert count(CardNumber) == 0
    assert bring(shop, tmp_path, *rows, most=4).added == 4


def test_the_command_reports(shop: BusinessView, app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "base.csv"
    path.write_text("number\n0042\n1\n", encoding="utf-8")
    runner = app.test_cli_runner()
    result = runner.invoke(args=["import", "cards", str(path), "--business", "shop"])
    assert result.exit_code == 0, result.output
    assert "1 numbers added, 0 were here before, 1 rows refused" in result.output
    assert "line 3: A number has 4 to 32 characters" in result.output
    result = runner.invoke(args=["import", "cards", str(path), "--business", "moon"])
    assert result.exit_code == 1
    named = ["import", "cards", str(path), "--business", "shop", "--programme"]
    assert runner.invoke(args=[*named, "Card"]).exit_code == 0
    assert runner.invoke(args=[*named, "Tea"]).exit_code == 1
