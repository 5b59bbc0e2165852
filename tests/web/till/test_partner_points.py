"""Partners' points at the till: one more line after own points."""

from app.core import tenancy
from app.sales import queries as receipts
from tests.coalitions.pages import partners
from tests.web.till.conftest import Till
from tests.world import World


def test_one_tap_spends_own_and_partners_points(till: Till, world: World) -> None:
    made = partners(world)
    made.coffee.give(100)
    made.books.give(50)
    page = till.quoted("1000")
    assert "Margin Books" in page.text
    page = page.form(id_="sale").submit(button="И баллы партнёров", status=303)
    assert page.h1 == "Проведено"
    with tenancy.scope(till.shop.business_id):
        (row,) = receipts.receipts()
        found = receipts.receipt(row.id)
    assert (row.points_spent, row.paid_minor) == (100, 850_00)
    assert [each.amount_minor for each in found.payments] == [50_00]
    assert made.books.standing == (0, 0)


def test_a_limit_is_said_in_plain_words(till: Till, world: World) -> None:
    made = partners(world, member_day_points=10)
    made.books.give(50)
    page = till.quoted("1000")
    assert "Лимит гостя у партнёров исчерпан до" in page.text
