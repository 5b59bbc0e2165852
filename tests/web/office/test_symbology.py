"""The code on the cards: looked at, chosen, shown on the card at once."""

import pytest

from app.cards import stock
from app.core import db
from app.core.outbox import OutboxRow
from app.programmes.models import SYMBOLOGIES
from tests.web.office.conftest import Office
from tests.world import World


def address(world: World) -> str:
    """The screen of the coffee shop's card."""
    return f"programmes/{world.coffee.programme_id}/code"


def told() -> int:
    """How often wallets were told of a changed programme."""
    count = db.session().query(OutboxRow).filter_by(fact="ProgrammeChanged").count()
    db.session().rollback()
    return count


def test_every_code_is_shown_with_whom_it_is_for(office: Office, world: World) -> None:
    page = office.get(address(world), status=200)
    form = page.form(action="/code")
    assert form.values["symbology"] == ["qr"]
    pictures = page.all("img")
    assert len(pictures) == len(SYMBOLOGIES)
    assert all(i.attrib["src"].startswith("data:image/svg+xml,") for i in pictures)
    for words in ("laser scanners", "goods only", "1,000,000"):
        assert words in page.text


@pytest.mark.parametrize("symbology", SYMBOLOGIES)
def test_the_chosen_code_is_on_the_guest_s_card(
    office: Office, world: World, symbology: str
) -> None:
    form = office.get(address(world)).form(action="/code")
    before = told()
    page = form.submit(symbology=symbology, status=303)
    assert told() == before + (symbology != "qr")
    assert page.form(action="/code").values["symbology"] == [symbology]
    guest = office.client.another(language="en")
    guest.sign_in(world.coffee.member.person_id)
    card = guest.get("/zerno/card", status=200)
    picture, full = card.all("img")[:2]
    assert picture.attrib["src"] == full.attrib["src"]
    is_wide = int(picture.attrib["width"]) > int(picture.attrib["height"])
    assert is_wide == (symbology not in {"qr", "aztec", "data-matrix"})
    # Once shown, the card is not made anew.
    again = guest.get("/zerno/card", status=200)
    assert again.all("img")[0].attrib["src"] == picture.attrib["src"]


@pytest.mark.parametrize("symbology", ["", "runes", "QR", "\0", "x" * 5000])
def test_what_is_no_code_is_refused_in_words(
    office: Office, world: World, symbology: str
) -> None:
    page = office.post(address(world), symbology=symbology, idempotency_key="a" * 20)
    assert page.status == 422
    assert page.title.startswith("Error:")


def test_when_short_numbers_are_out_it_says_so(
    office: Office, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stock, "SHORT_ROOM", 0)
    form = office.get(address(world)).form(action="/code")
    page = form.submit(symbology="ean8", status=422)
    assert "short numbers of EAN-8 are taken" in page.text


def test_a_foreign_programme_is_not_found(office: Office, world: World) -> None:
    office.get(f"programmes/{world.books.programme_id}/code", status=404)


def test_the_sample_card_has_both_sides(office: Office, world: World) -> None:
    answer = office.get(f"printing/card-{world.coffee.programme_id}.pdf", status=200)
    assert answer.headers["Content-Type"] == "application/pdf"
