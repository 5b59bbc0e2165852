"""A printed card at the till: the first scan wakes it, then it is like any other (M14)."""

import io
import threading

import pytest
from sqlalchemy import func, select

from app.cards import symbols
from app.cards.models import Card, CardNumber
from app.core import clock, db, tenancy
from app.people.models import Member
from passes import barcode
from tests.form import Form
from tests.web.till.conftest import Till
from tests.world import Holder, World, sell

NUMBER = "3819331202"


@pytest.fixture
def printed(world: World) -> str:
    """A number that stands on a card which nobody holds yet."""
    lay_out(world, NUMBER)
    return NUMBER


def lay_out(world: World, value: str) -> None:
    """Print a number for the coffee shop."""
    row = CardNumber(
        value=value, programme_id=world.coffee.programme_id, added_at=clock.now()
    )
    with tenancy.scope(world.coffee.business_id), db.writing():
        db.session().add(row)
        db.session().flush()


def cards_in(world: World) -> int:
    """How many cards the coffee shop has."""
    with tenancy.scope(world.coffee.business_id):
        found = db.session().scalar(select(func.count(Card.id)))
    db.session().rollback()
    return found or 0


def test_the_first_scan_opens_a_new_card(
    till: Till, world: World, printed: str
) -> None:
    before = cards_in(world)
    assert till.scan("T" + printed).h1 == "Чек гостя"
    assert till.scan(printed).h1 == "Чек гостя"
    assert cards_in(world) == before + 1


@pytest.mark.parametrize("symbology", ["ean13", "itf", "code39", "pdf417"])
def test_a_photo_of_any_code_opens_it(
    till: Till, world: World, printed: str, symbology: str
) -> None:
    kind, value = symbols.drawn(symbology, printed)
    picture = barcode.symbol_png(value, kind, scale=4)
    form = till.client.get(till.url()).form(action="/photo")
    page = form.submit(photo=(io.BytesIO(picture), "photo.png"), status=303)
    assert page.h1 == "Чек гостя"
    assert cards_in(world) == 2


def test_plastic_is_scanned_and_photographed(till: Till, world: World) -> None:
    lay_out(world, "000012345")
    assert till.scan("000012345").h1 == "Чек гостя"
    picture = barcode.symbol_png("000012345", "code128", scale=4)
    form = till.client.get(till.url()).form(action="/photo")
    page = form.submit(photo=(io.BytesIO(picture), "photo.png"), status=303)
    assert page.h1 == "Чек гостя"


def test_a_printed_card_collects_and_spends(
    till: Till, world: World, printed: str
) -> None:
    till.scan(printed)
    with tenancy.scope(world.coffee.business_id):
        card = (
            db.session()
            .execute(
                select(Card.id, Card.member_id, Member.person_id)
                .join(Member, Member.id == Card.member_id)
                .where(Card.number == printed)
            )
            .one()
        )
    db.session().rollback()
    holder = Holder(
        person_id=card.person_id,
        member_id=card.member_id,
        card_id=card.id,
        number=printed,
    )
    sell(world.coffee, holder, amount_minor=1_000_000)
    page = till.quoted("1000", printed)
    assert "300" in page.text


def test_foreign_printed_numbers_are_unknown(till: Till, world: World) -> None:
    row = CardNumber(
        value=NUMBER, programme_id=world.books.programme_id, added_at=clock.now()
    )
    with tenancy.scope(world.books.business_id), db.writing():
        db.session().add(row)
        db.session().flush()
    form = till.client.get(till.url()).form(action="/scan")
    form.submit(code=NUMBER, status=422)


def test_guessing_plastic_is_limited(till: Till, world: World) -> None:
    lay_out(world, "000012345")
    form = till.client.get(till.url()).form(action="/scan")
    for guess in range(30):
        form.submit(code=f"00001{guess:04}", status=422)
    form.submit(code="000019999", status=429)
    form.submit(code="000012345", status=429)


def test_two_tills_open_one_card(till: Till, world: World, printed: str) -> None:
    other = till.client.another()
    other.sign_in(world.coffee.owner.person_id)
    start = threading.Barrier(2)
    opened: list[int] = []
    forms = [c.get(till.url()).form(action="/scan") for c in (till.client, other)]

    def scan(form: Form) -> None:
        start.wait()
        with till.client.flask.application.app_context():
            opened.append(form.submit(code=printed, follow=False).status)

    tills = [threading.Thread(target=scan, args=(form,)) for form in forms]
    for each in tills:
        each.start()
    for each in tills:
        each.join()
    assert opened == [303, 303]
    assert cards_in(world) == 2
