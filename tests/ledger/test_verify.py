"""The verifier and the seals name what is wrong."""

import re
from functools import partial

import pytest
from flask import Flask

from app.cli_ledger import ledger_group
from app.core import tenancy
from app.ledger import seal, verify
from tests.ledger.books import Till, day, open_business, rows, through
from tests.ledger.tampering import tamper


@pytest.fixture
def books(till: Till) -> Till:
    """Sealed books with every kind of posting, and nothing wrong."""
    card, other = till.card(), till.card()
    till.credit(card, 100, day(3, 1), until=through(6, 1), receipt_id=1)
    till.spend(card, 30, day(3, 2), receipt_id=2)
    till.give_back(card, 10, day(3, 3), 2)
    till.credit(card, 40, day(3, 4), available=day(3, 18), until=through(6, 9))
    spent = till.spend(card, 5, day(3, 5))
    till.reverse(spent.posting_id, day(3, 5))
    till.claw(other, 20, day(3, 5))
    till.transfer(other, card, day(3, 6))
    till.expire(card, through(6, 1))
    sealed(till)
    assert till.faults() == []
    return till


def sealed(till: Till, limit: int = 1000) -> int:
    with till.writing():
        return seal.seal(till.business_id, limit)


def posting(kind: str) -> int:
    sql = "SELECT min(id) AS id FROM postings WHERE kind = :kind"
    return int(rows(sql, kind=kind)[0].id)


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("its own row", "UPDATE postings SET actor = 'other' WHERE id = {id}"),
        ("its own row", "UPDATE postings SET reason = 'ошибка' WHERE id = {id}"),
        ("its own row", "UPDATE postings SET receipt_id = 77 WHERE id = {id}"),
        (
            "its own row",
            "UPDATE postings SET recorded_at = occurred_at WHERE id = {id}",
        ),
        ("entries", "UPDATE entries SET amount = amount * 2 WHERE posting_id = {id}"),
        ("entries", "DELETE FROM entries WHERE posting_id = {id}"),
        ("lots", "UPDATE lots SET expires_at = NULL WHERE posting_id = {id}"),
        ("lots", "UPDATE lots SET issuer_id = 0 WHERE posting_id = {id}"),
    ],
)
def test_a_changed_row_is_named(books: Till, part: str, change: str) -> None:
    earned = posting("earn")
    tamper(books, change.format(id=earned))
    found = [fault for fault in books.faults() if "after seal" in fault]
    assert found == [f"posting {earned} was changed after seal 1: {part}"]


def test_every_changed_row_is_named(books: Till) -> None:
    changed = [posting("spend"), posting("give_back"), posting("expire")]
    for each in changed:
        tamper(
            books,
            f"UPDATE allocations SET amount = amount * 2 WHERE posting_id = {each}",
        )
    named = re.findall(
        r"posting (\d+) was changed .*: allocations", "\n".join(books.faults())
    )
    assert [int(each) for each in named] == changed


def test_a_deleted_posting_is_named(books: Till) -> None:
    gone = posting("spend")
    tamper(
        books,
        f"DELETE FROM allocations WHERE posting_id = {gone}",
        f"DELETE FROM entries WHERE posting_id = {gone}",
        f"DELETE FROM postings WHERE id = {gone}",
    )
    assert f"posting {gone} is gone, though seal 2 holds it" in books.faults()


def test_a_deleted_seal_is_named(books: Till) -> None:
    tamper(books, "DELETE FROM seals WHERE number = 3")
    found = books.faults()
    assert "seal 3 is missing" in found
    assert any(fault.startswith("seal 4 does not follow") for fault in found)


def test_a_rewritten_chain_does_not_hold_the_kept_head(books: Till) -> None:
    with tenancy.scope(books.business_id):
        kept = seal.head(books.business_id)
        assert list(verify.verify(books.business_id, kept)) == []
    earned = posting("earn")
    tamper(
        books,
        f"UPDATE postings SET actor = 'other' WHERE id = {earned}",
        "DELETE FROM seals",
    )
    sealed(books)
    assert books.faults() == []
    with tenancy.scope(books.business_id):
        found = list(verify.verify(books.business_id, kept))
    assert [fault.row for fault in found] == ["head"]


@pytest.mark.parametrize(
    ("named", "change"),
    [
        (
            "card .* caches 1",
            "UPDATE accounts SET balance = 1, pending = 0 WHERE id = {points}",
        ),
        ("card .* pending", "UPDATE accounts SET pending = 3 WHERE id = {points}"),
        (
            "card .* next change",
            "UPDATE accounts SET next_change_at = NULL WHERE id = {points}",
        ),
        (
            "card .* stops at posting",
            "UPDATE accounts SET last_posting_id = 1 WHERE id = {points}",
        ),
        (
            "points and a debt",
            "UPDATE accounts SET balance = -3 WHERE kind = 'debt' AND card_id IS NOT NULL",
        ),
        ("lot .* has 7 left", "UPDATE lots SET remaining = 7 WHERE id = {lot}"),
        (
            "allocation .* used 30, 40 of it",
            "UPDATE allocations SET amount = -40 WHERE amount = -10",
        ),
        ("posting .* says 5 points", "UPDATE postings SET net_points = 5 WHERE id = 1"),
        (
            "expires lot",
            "UPDATE postings SET occurred_at = recorded_at WHERE kind = 'expire'",
        ),
        ("no proper reversal", "UPDATE postings SET reverses_id = NULL"),
        (
            "clearing",
            (
                "UPDATE entries SET account_id = (SELECT id FROM accounts "
                "WHERE kind = 'clearing') WHERE posting_id = {expired} AND amount > 0"
            ),
        ),
        (
            "has 1 of 2 entries",
            "DELETE FROM entries WHERE posting_id = {expired} AND line = 2",
        ),
    ],
)
def test_caches_and_sums_are_recomputed(books: Till, named: str, change: str) -> None:
    (points,) = rows("SELECT id FROM accounts WHERE kind = 'points' AND balance > 0")
    lot = rows("SELECT id FROM lots WHERE remaining > 0")[0].id
    first = rows("SELECT min(id) AS id FROM postings")[0].id
    change = change.replace("id = 1", f"id = {first}")
    tamper(
        books,
        "DELETE FROM seals",
        change.format(points=points.id, lot=lot, expired=posting("expire")),
    )
    assert re.search(named, "\n".join(books.faults()))


def test_sealing_goes_on_where_it_ended(books: Till) -> None:
    assert sealed(books) == 0
    card = books.card()
    for number in range(5):
        books.credit(card, 1, day(7, 1), until=day(8, 1 + number))
    assert [sealed(books, 2) for _ in range(4)] == [2, 2, 1, 0]
    assert books.faults() == []


def test_businesses_have_chains_of_their_own(books: Till) -> None:
    other = open_business("other")
    assert seal.head(other.business_id) is None
    other.credit(other.card(), 1, day(7, 1))
    books.credit(books.card(), 1, day(7, 1))
    assert sealed(other) == 1
    assert sealed(books) == 1
    tamper(books, f"UPDATE postings SET actor = 'x' WHERE id = {posting('earn')}")
    assert other.faults() == []
    assert len(books.faults()) == 1


def test_flask_ledger_seals_and_verifies(app: Flask, books: Till) -> None:
    run = partial(app.test_cli_runner().invoke, ledger_group)
    books.credit(books.card(), 1, day(7, 1))
    done = run(args=["seal"])
    head = re.fullmatch(r"lavka: 1 sealed, head ([0-9a-f]{64})\n", done.output)
    assert head, done.output
    asked = ["verify", "--business", "lavka", "--head", head[1]]
    done = run(args=asked)
    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "faults: 0")
    earned = posting("earn")
    tamper(books, f"UPDATE postings SET actor = 'x' WHERE id = {earned}")
    done = run(args=["verify"])
    assert done.exit_code == 1
    assert f"posting {earned} was changed after seal 1: its own row" in done.output


@pytest.mark.parametrize(
    "wrong",
    [
        ["--business", "nobody"],
        ["--head", "00" * 32],
        ["--business", "lavka", "--head", "zz"],
        ["--business", "lavka", "--head", "00"],
    ],
)
def test_flask_ledger_says_what_is_wrong_with_its_options(
    app: Flask, books: Till, wrong: list[str]
) -> None:
    done = app.test_cli_runner().invoke(ledger_group, ["verify", *wrong])
    assert done.exit_code == 2
    assert "Error:" in done.output
