"""Scanning: by scanner, by hand, by photo."""

import io

import pytest
from PIL import Image

from app.cards import codes
from app.cards import queries as cards
from app.core import tenancy
from passes import barcode
from tests.conftest import Clock
from tests.page import Client, Page
from tests.web.till.conftest import Till
from tests.world import World, create_person, create_staff


def test_the_number_field_is_ready_for_a_scanner(till: Till) -> None:
    page = till.client.get(till.url(), status=200)
    field = page.one("input", name="code")
    assert "autofocus" in field.attrib
    assert page.h1 == "Отсканируйте карту"


def test_a_card_opens_by_number_code_and_spending_code(till: Till) -> None:
    member = till.shop.member
    with tenancy.scope(till.shop.business_id):
        rotating = cards.rotating_code(member.card_id).payload
    for code in (
        member.number,
        codes.spoken(member.number),
        codes.static_payload(member.number),
        rotating,
        rotating.lower(),
    ):
        assert till.scan(code).h1 == "Чек гостя"


@pytest.mark.parametrize(
    "code",
    [
        "",
        " ",
        "0",
        "1234567890",
        "-1",
        "NaN",
        "x" * 65,
        "٣" * 10,
        "\x00",
        "<b>",
        "1e400",
    ],
)
def test_what_is_no_card_is_refused_in_words(till: Till, code: str) -> None:
    form = till.client.get(till.url()).form(action="/scan")
    page = form.submit(code=code, status=422)
    assert page.title.startswith("Ошибка:")
    assert page.one("input", name="code", aria_invalid="true") is not None


def test_an_old_spending_code_says_what_to_do(till: Till, clock: Clock) -> None:
    with tenancy.scope(till.shop.business_id):
        code = cards.rotating_code(till.shop.member.card_id).payload
    clock.advance(minutes=2)
    form = till.client.get(till.url()).form(action="/scan")
    assert "ещё раз" in form.submit(code=code, status=422).text


def test_guessing_is_limited(till: Till) -> None:
    form = till.client.get(till.url()).form(action="/scan")
    for _ in range(30):
        form.submit(code="1000000008", status=422)
    form.submit(code="1000000008", status=429)
    form.submit(code=till.shop.member.number, status=429)


def upload(till: Till, content: bytes, status: int) -> Page:
    """Send a photo."""
    form = till.client.get(till.url()).form(action="/photo")
    return form.submit(photo=(io.BytesIO(content), "photo.png"), status=status)


def test_a_photo_opens_the_card(till: Till) -> None:
    code = codes.static_payload(till.shop.member.number)
    assert upload(till, barcode.qr_png(code), 303).h1 == "Чек гостя"


def test_photos_without_a_card(till: Till) -> None:
    blank = io.BytesIO()
    Image.new("L", (64, 64), 255).save(blank, "PNG")
    assert "не видно кода" in upload(till, blank.getvalue(), 422).text
    assert "не видно кода" in upload(till, barcode.qr_png("hello"), 422).text
    assert "не снимок" in upload(till, b"GIF89a no", 422).text
    assert "не снимок" in upload(till, b"", 422).text


def test_no_photo_at_all(till: Till) -> None:
    form = till.client.get(till.url()).form(action="/photo")
    token = {"csrf_token": form.values["csrf_token"][0]}
    till.client.post(form.action, data=token, status=422)


def test_a_card_of_another_business_is_unknown(till: Till, world: World) -> None:
    form = till.client.get(till.url()).form(action="/scan")
    page = form.submit(code=world.books.member.number, status=422)
    assert "нет такой карты" in page.text.lower() or "карты здесь нет" in page.text


def test_who_does_not_sell_stays_out(client: Client, world: World) -> None:
    moderator = create_staff(world.coffee.business_id, "moderator")
    client.sign_in(moderator.person_id)
    client.get("/zerno/till/", status=403)
    guest = client.another()
    guest.sign_in(world.coffee.member.person_id)
    guest.get("/zerno/till/", status=403)


def test_the_till_speaks_english_too(client: Client, world: World) -> None:
    reader = create_person(name="Ann", language="en")
    create_staff(world.books.business_id, "cashier", person_id=reader)
    english = client.another(language="en")
    english.sign_in(reader)
    assert english.get("/margin/till/", status=200).h1 == "Scan the card"


def test_after_a_refusal_the_next_scan_can_be_typed_at_once(till: Till) -> None:
    form = till.client.get(till.url()).form(action="/scan")
    page = form.submit(code="1234567890", status=422)
    assert "autofocus" in page.one("input", name="code").attrib
    assert page.one("section", data_result="bad") is not None
    assert page.form(action="/scan").values["code"] == ["1234567890"]
