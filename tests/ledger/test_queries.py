"""What screens read."""

import pytest
from sqlalchemy import event

from app.core import db, tenancy
from app.core.errors import NotFound
from app.ledger import actions, queries
from tests.ledger.books import Till, day, open_business, through


def test_a_card_without_postings_stands_at_zero(till: Till) -> None:
    assert till.balance(till.card(), day(3, 1)) == queries.NOTHING


def test_time_alone_changes_what_is_shown(till: Till) -> None:
    card = till.card()
    till.credit(card, 10, day(3, 1), available=day(3, 5), until=through(3, 9))
    till.credit(card, 20, day(3, 1), until=through(3, 7))
    assert till.balance(card, day(3, 1)) == queries.Balance(20, 10, 0, day(3, 5))
    assert till.balance(card, day(3, 5)) == queries.Balance(30, 0, 0, through(3, 7))
    assert till.balance(card, through(3, 7)) == queries.Balance(10, 0, 0, through(3, 9))
    assert till.balance(card, through(3, 9)) == queries.Balance(0, 0, 0, None)


def test_figures_are_whole_numbers_on_every_database(till: Till) -> None:
    """PostgreSQL sums into numeric; a Decimal would break what shares points out."""
    card = till.card()
    till.credit(card, 10, day(3, 1), available=day(3, 5), until=through(3, 9))
    till.credit(card, 20, day(3, 1), until=through(3, 7))
    late = till.balance(card, through(3, 7))
    with tenancy.scope(till.business_id):
        ends = queries.expiries(card, 3, day(3, 1))
        held = queries.pending_lots(card, 3, day(3, 1))
    figures = [late.available, late.pending, late.debt]
    figures += [each.amount for each in (*ends, *held)]
    assert {type(figure) for figure in figures} == {int}


def test_answers_are_whole_numbers_when_a_key_comes_again(till: Till) -> None:
    card = till.card()
    till.claw(card, 7, day(3, 1))
    first = till.credit(card, 10, day(3, 2), key="again")
    again = till.credit(card, 10, day(3, 2), key="again")
    assert (first.debt_repaid, again.debt_repaid) == (7, 7)
    assert type(again.debt_repaid) is int


def test_balances_of_several_cards(till: Till) -> None:
    first, second, empty = till.card(), till.card(), till.card()
    till.credit(first, 10, day(3, 1))
    till.claw(second, 7, day(3, 1))
    with tenancy.scope(till.business_id):
        found = queries.balances([first, second, empty], day(3, 1))
    assert found == {
        first: queries.Balance(10, 0, 0, None),
        second: queries.Balance(0, 0, 7, None),
    }


def test_coming_changes_are_grouped_by_instant(till: Till) -> None:
    card = till.card()
    for amount, until in ((1, 9), (2, 7), (4, 9), (8, 8), (16, 10)):
        till.credit(card, amount, day(3, 1), until=through(3, until))
    till.credit(card, 32, day(3, 1), available=day(3, 4))
    till.credit(card, 64, day(3, 1), available=day(3, 4))
    with tenancy.scope(till.business_id):
        ends = queries.expiries(card, 3, day(3, 1))
        held = queries.pending_lots(card, 3, day(3, 1))
    assert ends == [
        queries.Expiry(through(3, 7), 2),
        queries.Expiry(through(3, 8), 8),
        queries.Expiry(through(3, 9), 5),
    ]
    assert held == [queries.Pending(day(3, 4), 96)]


def test_history_pages_by_key_and_filters(till: Till) -> None:
    card = till.card()
    made = [till.credit(card, n + 1, day(3, 1 + n // 2)).posting_id for n in range(7)]
    made.append(till.spend(card, 3, day(3, 9)).posting_id)
    seen: list[int] = []
    before = None
    while page := till.history(card, limit=3, before=before):
        seen += [row.posting_id for row in page]
        before = (page[-1].occurred_at, page[-1].posting_id)
    assert seen == made[::-1]
    only = till.history(card, kind="spend")
    assert [row.net_points for row in only] == [-3]
    later = till.history(card, kind="earn", limit=2, before=(day(3, 2), made[3]))
    assert [row.posting_id for row in later] == [made[2], made[1]]


def test_history_tells_the_dates_of_what_was_credited(till: Till) -> None:
    card = till.card()
    till.credit(
        card, 5, day(3, 1), available=day(3, 4), until=through(5, 1), receipt_id=9
    )
    (row,) = till.history(card)
    assert (row.available_at, row.expires_at) == (day(3, 4), through(5, 1))
    assert (row.receipt_id, row.reason, row.kind) == (9, "sale", "earn")


def test_what_a_receipt_posted_is_found_for_its_undo(till: Till) -> None:
    card = till.card()
    till.credit(card, 50, day(3, 1))
    spent = till.spend(card, 5, day(3, 2), receipt_id=9)
    earned = till.credit(card, 8, day(3, 2), receipt_id=9)
    undone = till.reverse(earned.posting_id, day(3, 2))
    with tenancy.scope(till.business_id):
        found = queries.of_receipt(9)
    assert found == [
        queries.PostedRow(spent.posting_id, "spend", -5, None, card),
        queries.PostedRow(earned.posting_id, "earn", 8, undone.posting_id, card),
    ]


def test_cards_that_wait_for_time_are_found_and_brought_up(till: Till) -> None:
    first, second = till.card(), till.card()
    till.credit(first, 5, day(3, 1), until=through(3, 2))
    till.credit(second, 7, day(3, 1), available=day(3, 2))
    with till.writing():
        assert queries.due(day(3, 3), 10) == [second, first]
        waiting = queries.due(day(3, 3), 10)
        assert len(waiting) == 2
        for card_id in waiting:
            actions.expire(card_id=card_id, at=day(3, 3))
        assert queries.due(day(3, 3), 10) == []
    assert till.history(first)[0].kind == "expire"
    assert till.faults() == []


def test_other_businesses_see_nothing(till: Till) -> None:
    card = till.card()
    earned = till.credit(card, 5, day(3, 1))
    other = open_business("other")
    assert other.history(card) == []
    assert other.balance(card, day(3, 1)) == queries.NOTHING
    for change in (other.credit, other.spend, other.claw):
        with pytest.raises(NotFound):
            change(card, 1, day(3, 2))
    with pytest.raises(NotFound):
        other.reverse(earned.posting_id, day(3, 2))


def test_statements_are_few_and_do_not_grow(till: Till) -> None:
    # PostgreSQL writes a posting with its entries and its lot at once.
    credit, spend = (5, 7) if db.is_sqlite() else (3, 6)
    card = till.card()
    till.credit(card, 6, day(3, 1))
    till.spend(card, 1, day(3, 1))
    assert statements(lambda: till.credit(card, 5, day(3, 1))) == credit
    for _ in range(30):
        till.credit(card, 5, day(3, 1))
    assert statements(lambda: till.credit(card, 5, day(3, 1))) == credit
    assert statements(lambda: till.spend(card, 12, day(3, 1))) == spend
    assert statements(lambda: till.balance(card, day(3, 1))) == 1
    assert statements(lambda: till.history(card)) == 1


def statements(call: object) -> int:
    """How many statements a call sends, transactions apart."""
    seen: list[str] = []
    own = ("BEGIN", "COMMIT", "PRAGMA", "SAVEPOINT", "RELEASE", "ROLLBACK")

    def note(*given: object) -> None:
        if not str(given[2]).startswith(own):
            seen.append(str(given[2]))

    event.listen(db.db.engine, "before_cursor_execute", note)
    try:
        call()  # type: ignore[operator]
    finally:
        event.remove(db.db.engine, "before_cursor_execute", note)
    return len(seen)
