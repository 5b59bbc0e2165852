"""The kind of docs/adding-a-kind.md, as it stands there, goes through everything."""

import importlib.util
import json
import re
import sys
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.core import db, tenancy
from app.core.ids import ProgrammeId
from app.programmes import queries
from app.programmes.kinds.kind import Kind
from app.programmes.kinds.registry import KINDS
from app.programmes.rules import CardRules, InvalidRules
from app.programmes.stored import from_json, to_json
from app.sales.rules import Line
from tests.page import Client
from tests.sales.counter import Counter, open_counter
from tests.sources import ROOT
from tests.world import World, create_programme, issue_card, sell

PAGE = ROOT / "docs" / "adding-a-kind.md"


@pytest.fixture
def pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kind]:
    """The module of the page, put where a kind goes."""
    found = re.search(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert found
    path = tmp_path / "pieces.py"
    path.write_text(found[1])
    spec = importlib.util.spec_from_file_location("kind_of_the_page", path)
    assert spec
    assert spec.loader
    module: Any = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    monkeypatch.setitem(KINDS, "pieces", module.PIECES)
    queries._parsed.cache_clear()
    yield module.PIECES
    queries._parsed.cache_clear()


def rules(kind: Kind, **values: Any) -> CardRules:
    return kind.rules(**values)


def cups(*counts: int) -> list[Line]:
    return [Line(amount_minor=100_00 * n, quantity_milli=1000 * n) for n in counts]


@pytest.fixture
def counter(app: Flask, pieces: Kind) -> Counter:
    return open_counter(rules(pieces, piece_points=10))  # type: ignore[arg-type]


def test_it_checks_itself(pieces: Kind) -> None:
    for wrong in ({"piece_points": 0}, {"piece_points": 101}, {"step_minor": 1}):
        with pytest.raises(InvalidRules):
            rules(pieces, **wrong)


def test_it_is_stored_and_read_back(pieces: Kind) -> None:
    made = rules(pieces, piece_points=7, life_months=3)
    assert from_json("pieces", json.loads(json.dumps(to_json(made)))) == made


def test_it_is_quoted_and_booked(counter: Counter) -> None:
    quote = counter.quote(*cups(2, 1))
    assert quote.earn_points == 30
    booked = counter.book(*cups(2, 1))
    assert booked.earned_points == 30
    assert counter.standing == (30, 0, 0)
    assert counter.faults() == []


def test_it_spends_by_the_common_rules(counter: Counter) -> None:
    counter.book(*cups(5))
    quote = counter.quote(*cups(1), points=80)
    assert (quote.points, quote.paid_minor) == (50, 50_00)
    assert quote.earn_points == 10


@pytest.mark.parametrize("order", list(permutations((1, 2, 3))))
def test_r6_it_is_returned_in_any_order(
    counter: Counter, order: tuple[int, ...]
) -> None:
    booked = counter.book(*cups(1, 2, 3))
    left = 60
    for position in order:
        counter.refund(booked.receipt_id, position)
        left -= 10 * position
        assert counter.standing == (left, 0, 0)
    assert counter.faults() == []


def test_the_owner_makes_tries_and_changes_it(
    client: Client, world: World, pieces: Kind
) -> None:
    shop = world.coffee
    client.sign_in(shop.owner.person_id)
    office = f"/{shop.slug}/office/programmes"
    assert pieces.purpose in client.get(f"{office}/kinds", status=200).text
    form = client.get(f"{office}/new/pieces", status=200).form(id_="rules")
    values = {
        "name": "Штуки",
        "piece_points": "5",
        "cheque_1_price": "100",
        "cheque_1_pieces": "4",
    }
    words = {"do": "preview"}
    tried = client.post(form.action, form.values | listed(values | words), status=200)
    table = " ".join("".join(tried.one("table", cls="cheque").itertext()).split())
    assert "20 баллов" in table.replace("\xa0", " ")
    page = form.submit(values, status=303)
    programme_id = ProgrammeId(int(page.path.partition("?")[0].rpartition("/")[2]))
    assert stored(world, programme_id) == rules(
        pieces, piece_points=5, **kept(stored(world, programme_id))
    )
    changed = page.form(id_="rules").submit(piece_points="6", status=303)
    assert "5 → 6" in changed.text
    wrong = changed.form(id_="rules").submit(piece_points="0", status=422)
    assert wrong.form(id_="rules").values["piece_points"] == ["0"]


def listed(values: dict[str, str]) -> dict[str, list[str]]:
    return {name: [value] for name, value in values.items()}


def kept(found: CardRules) -> dict[str, Any]:
    return {"static_spend_points": found.static_spend_points}


def stored(world: World, programme_id: ProgrammeId) -> CardRules:
    with tenancy.scope(world.coffee.business_id):
        found = queries.versions(programme_id)[0].rules
        db.session().rollback()
    return found


def test_its_guest_sees_it(client: Client, world: World, pieces: Kind) -> None:
    shop = world.coffee
    programme_id = create_programme(shop.business_id, rules(pieces), name="Штуки")
    who = issue_card(shop.business_id, programme_id)
    sell(shop, who, amount_minor=1000_00)
    client.sign_in(who.person_id)
    page = client.get(f"/{shop.slug}/card", status=200)
    face = " ".join("".join(page.one("div", cls="pass").itertext()).split())
    assert "1 балл" in face.replace("\xa0", " ")
    history = client.get(f"/{shop.slug}/card/history", status=200)
    assert "Покупка" in history.text
