"""M14: somebody with a printed card only does everything, and no smartphone is used."""

import io
import zipfile

import pytest

from app.cards import codes, queries, stock
from app.cards.errors import CardNotFound, CardReplaced
from app.cards.models import PrintRun
from app.core import clock, db, tenancy
from app.ledger import queries as ledger
from app.ledger import verify
from tests.page import Client, Page
from tests.world import World

FIRST, SECOND = "1000000008", "1000000016"


@pytest.fixture
def printed(world: World) -> None:
    """Two printed cards that nobody has yet."""
    shop = world.coffee
    with tenancy.scope(shop.business_id), db.writing():
        run = PrintRun(
            programme_id=shop.programme_id,
            is_stock=True,
            count=2,
            symbology="qr",
            language="ru",
            parts=1,
            created_at=clock.now(),
        )
        db.session().add(run)
        db.session().flush()
        stock.lay_in({FIRST, SECOND}, run_id=run.id, programme_id=shop.programme_id)


class Staff:
    """The till and the office of one business, with papers between them and a guest."""

    def __init__(self, client: Client, world: World) -> None:
        self.slug, self.shop = world.coffee.slug, world.coffee
        self.till, self.office = client.another(), client.another()
        self.till.sign_in(world.coffee.cashier.person_id)
        self.office.sign_in(world.coffee.owner.person_id)

    def scan(self, code: str, status: int = 303) -> Page:
        """Scan a card at the till."""
        form = self.till.get(f"/{self.slug}/till/", status=200).form(action="/scan")
        return form.submit(code=code, status=status)

    def sell(self, code: str, amount: str, points: str = "") -> Page:
        """Sell to the guest with that card, with so many points."""
        form = self.scan(code).form(id_="sale")
        if not points:
            return form.submit(amount=amount, status=303)
        page = form.submit(amount=amount, button="Рассчитать", status=200)
        return page.form(id_="sale").submit(button=points, status=303)

    def at_till(self, way: str, form: str, **fields: object) -> Page:
        """Send one of the till's forms for the open card."""
        page = self.till.get(f"/{self.slug}/till/{way}", status=200)
        return page.form(id_=form).submit(fields, status=303)

    def in_office(self, way: str, form: str, **fields: object) -> Page:
        """Send one of the office's forms, and stay on its answer."""
        page = self.office.get(f"/{self.slug}/office/{way}", status=200)
        return page.form(id_=form).submit(fields)


def card_of(world: World, number: str) -> queries.FoundCard:
    with tenancy.scope(world.coffee.business_id):
        return queries.find(number)


def available(world: World, number: str) -> int:
    card_id = card_of(world, number).card_id
    with tenancy.scope(world.coffee.business_id):
        return ledger.balance(card_id).available


def test_m14_the_whole_way_on_paper(
    client: Client,
    world: World,
    printed: None,
) -> None:
    staff = Staff(client, world)
    # Joins at the till, by the first scan of a printed card.
    staff.sell(FIRST, "10000")
    assert available(world, FIRST) == 500
    # Gets a PIN, and with it spends as much as a phone does.
    staff.scan(FIRST)
    staff.at_till("new-pin", "new-pin", pin="2580", again="2580")
    slip = staff.till.get(f"/{staff.slug}/till/slip", status=200)
    assert "500 баллов" in slip.text
    staff.scan(FIRST)
    staff.at_till("pin", "type-pin", pin="2580")
    sale = staff.till.get(f"/{staff.slug}/till/sale", status=200).form(id_="sale")
    page = sale.submit(amount="2000", button="Рассчитать", status=200)
    assert "500" in page.text
    # A second printed card turns out to be the same guest's: a manager joins them.
    staff.sell(SECOND, "2000")
    first, second = card_of(world, FIRST), card_of(world, SECOND)
    staff.in_office(
        f"members/{first.member_id}/merge/{second.member_id}",
        "merge",
        reason="both cards shown, signed form 5",
    )
    assert available(world, FIRST) == available(world, SECOND) == 600
    # Loses the card: the number written down finds it, the code does not.
    staff.in_office(f"members/{first.member_id}/lost", "lost", what="card", paper="12")
    with pytest.raises(CardReplaced):
        card_of(world, codes.static_payload(FIRST))
    assert card_of(world, FIRST).card_id == first.card_id
    # Asks for a copy on paper, and at last to be forgotten.
    copy = staff.in_office(f"members/{first.member_id}/copy", "copy", paper="13")
    assert "data.json" in zipfile.ZipFile(io.BytesIO(copy.data)).namelist()
    done = staff.in_office(
        f"members/{first.member_id}/erase", "erase", paper="14", sure=True
    )
    assert "Данные стёрты" in done.text
    for number in (FIRST, SECOND):
        with pytest.raises(CardNotFound):
            card_of(world, number)
    with tenancy.scope(world.coffee.business_id):
        assert list(verify.verify(world.coffee.business_id)) == []
