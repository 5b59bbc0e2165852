"""A guest writes, keeps, changes and takes back a review."""

import io
from collections.abc import Callable

import pytest
from PIL import Image
from sqlalchemy import func, select

from app.core import db, tenancy
from app.people.photo_models import Photo
from app.reviews import moderation, queries
from app.reviews.models import Review
from app.reviews.views import ReviewView
from app.sales import actions as sales
from tests.conftest import Clock
from tests.page import Client, Page
from tests.reviews import saying
from tests.web.cabinet.conftest import HOME
from tests.world import Holder, World, create_person, issue_card

Write = Callable[..., Page]


def picture(colour: str = "teal", size: tuple[int, int] = (640, 480)) -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    out.seek(0)
    return out


@pytest.fixture
def receipt_id(world: World, guest: Holder) -> int:
    """What Anna bought."""
    return saying.buy(world.coffee, guest)


@pytest.fixture
def write(browser: Client, receipt_id: int) -> Write:
    """Fill the form and press a button."""

    def press(button: str = "Publish the review", **values: object) -> Page:
        page = browser.get(f"{HOME}/receipts/{receipt_id}/review", status=200)
        sent: Page = page.form(id_="review").submit(values, button=button)
        return sent

    return press


def mine(world: World, guest: Holder, receipt_id: int) -> ReviewView | None:
    db.session().rollback()
    with tenancy.scope(world.coffee.business_id):
        return queries.of_receipt(receipt_id, guest.member_id)


def test_from_the_card_to_a_published_review(
    browser: Client, world: World, guest: Holder, receipt_id: int
) -> None:
    page = browser.get(HOME, status=200).click("Review the last purchase")
    form = page.form(id_="review")
    page = form.submit(
        stars="4",
        text="Тепло.\nДолго ждали.",
        name="Анна",
        themes=["Скорость"],
        photos=[(picture(), "a.jpg"), (picture("plum"), "b.jpg")],
        button="Publish the review",
    )
    assert "Everybody can read it now" in page.text
    assert page.h1 == "Your review"
    found = mine(world, guest, receipt_id)
    assert found is not None
    assert (found.stars, found.name, found.themes) == (4, "Анна", ("Скорость",))
    assert len(found.photos) == 2
    public = browser.another().get("/zerno/reviews", status=200)
    assert "Долго ждали." in public.text
    assert "Анна" in public.text
    assert "Review the last purchase" not in browser.get(HOME).text
    assert "Your review" in browser.get(f"{HOME}/receipts/{receipt_id}").text
    listed = browser.get(f"{HOME}/reviews", status=200)
    assert "Долго ждали." in listed.text


def test_photos_are_seen_by_who_may_see_the_review(
    browser: Client, world: World, guest: Holder, receipt_id: int, write: Write
) -> None:
    page = write(stars="5", photos=[(picture(), "a.jpg")])
    small = page.all("img", width="160")[0].attrib["src"]
    answer = browser.get(small, status=200)
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["Cache-Control"] == "private, no-store"
    other = browser.another()
    assert other.get(small).status == 303, "the cabinet's address is its holder's"
    found = mine(world, guest, receipt_id)
    assert found is not None
    address = f"/zerno/reviews/photos/{found.photos[0].id}/large"
    public = other.get(address, status=200)
    assert public.headers["Content-Type"] == "image/jpeg"
    assert "immutable" in public.headers["Cache-Control"]
    assert other.get(address.replace("zerno", "margin")).status == 404
    with tenancy.scope(world.coffee.business_id), db.writing():
        moderation.hide(
            review_id=found.id,
            staff_id=world.coffee.owner.staff_id,
            reason="law",
            words="Нет",
        )
    assert other.get(address).status == 404
    assert browser.get(small).status == 200


def test_without_stars_it_is_refused_and_everything_is_kept(
    world: World, guest: Holder, receipt_id: int, write: Write
) -> None:
    page = write(text="Хорошо", name="Аня", themes=["Цены"])
    assert page.status == 422
    assert "Choose from one to five stars" in page.text
    values = page.form(id_="review").values
    assert values["text"] == ["Хорошо"]
    assert values["name"] == ["Аня"]
    assert values["themes"] == ["Цены"]
    assert mine(world, guest, receipt_id) is None


def test_a_draft_needs_nothing_and_is_found_again(
    browser: Client, world: World, guest: Holder, receipt_id: int, write: Write
) -> None:
    page = write("Keep as a draft", text="Начало", photos=[(picture(), "a.jpg")])
    assert "The draft is kept" in page.text
    assert page.form(id_="review").values["text"] == ["Начало"]
    assert "Начало" not in browser.another().get("/zerno/reviews").text
    assert "Finish the draft" in browser.get(f"{HOME}/receipts/{receipt_id}").text
    page = write(stars="3")
    assert page.status == 200
    found = mine(world, guest, receipt_id)
    assert found is not None
    assert (found.state, found.text, len(found.photos)) == ("shown", "Начало", 1)


def test_a_draft_is_thrown_away_with_its_photos(
    world: World, guest: Holder, receipt_id: int, write: Write
) -> None:
    page = write("Keep as a draft", photos=[(picture(), "a.jpg")])
    page = page.form(button="Throw it away").submit()
    assert "The draft is thrown away" in page.text
    assert mine(world, guest, receipt_id) is None
    with tenancy.scope(world.coffee.business_id):
        assert db.session().scalar(select(func.count(Photo.id))) == 0


def test_photos_are_removed_and_replaced(
    world: World, guest: Holder, receipt_id: int, write: Write
) -> None:
    write(stars="5", photos=[(picture(c), f"{c}.jpg") for c in ("red", "green")])
    before = mine(world, guest, receipt_id)
    assert before is not None
    gone = before.photos[0].id
    write("Publish the changes", removed=[gone], photos=[(picture("blue"), "x.jpg")])
    after = mine(world, guest, receipt_id)
    assert after is not None
    assert len(after.photos) == 2
    assert gone not in {photo.id for photo in after.photos}
    page = write(
        "Publish the changes",
        photos=[(picture(c), f"{c}.jpg") for c in ("red", "navy", "pink")],
    )
    assert page.status == 422
    assert "up to 4 photos" in page.text


@pytest.mark.parametrize("name", ["bomb.png", "page.jpg", "empty.jpg", "art.svg"])
def test_files_that_are_no_photos_are_refused(
    world: World, guest: Holder, receipt_id: int, write: Write, name: str
) -> None:
    page = write(stars="5", text="Слова", photos=[(io.BytesIO(_bad(name)), name)])
    assert page.status == 422
    assert page.form(id_="review").values["text"] == ["Слова"]
    assert mine(world, guest, receipt_id) is None


def _bad(name: str) -> bytes:
    if name == "bomb.png":
        out = io.BytesIO()
        Image.new("1", (20_000, 20_000)).save(out, "PNG")
        return out.getvalue()
    return {
        "page.jpg": b"<script>alert(1)</script>",
        "empty.jpg": b"",
        "art.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    }[name]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("text", "x" * 2001, "at most 2,000 characters"),
        ("name", "x" * 41, "at most 40 characters"),
        ("text", "a\0b", "Remove unprintable characters"),
        ("name", "Зерно", "name of the business"),
    ],
)
def test_wrong_words_are_refused(
    world: World,
    guest: Holder,
    receipt_id: int,
    write: Write,
    field: str,
    value: str,
    words: str,
) -> None:
    page = write(**{"stars": "5", field: value})
    assert page.status == 422 or "\0" in value
    if page.status == 422:
        assert words in page.text
        assert mine(world, guest, receipt_id) is None


def test_scripts_and_tricks_of_direction_are_only_words(
    browser: Client, world: World, guest: Holder, receipt_id: int, write: Write
) -> None:
    trick = "<script>alert(1)</script>\u202egnp.exe"
    write(stars="1", text=trick, name="<b>Аня\u202e")
    page = browser.another().get("/zerno/reviews", status=200)
    assert "<script>alert(1)</script>gnp.exe" in page.text
    assert "\u202e" not in page.markup
    assert "<script>alert" not in page.markup
    found = mine(world, guest, receipt_id)
    assert found is not None
    assert found.name == "<b>Аня"


@pytest.mark.parametrize("length", [400_000, 1_000_000])
def test_a_megabyte_of_text_is_refused(
    browser: Client, world: World, guest: Holder, receipt_id: int, length: int
) -> None:
    path = f"{HOME}/receipts/{receipt_id}/review"
    sent = browser.get(path).form(id_="review").values
    values = {name: each[0] for name, each in sent.items()}
    page = browser.post(path, values | {"stars": "5", "text": "x" * length})
    assert page.status in {413, 422}
    assert mine(world, guest, receipt_id) is None


def test_sent_twice_is_one_review(
    browser: Client, world: World, receipt_id: int
) -> None:
    page = browser.get(f"{HOME}/receipts/{receipt_id}/review")
    form = page.form(id_="review")
    for _ in range(2):
        form.submit(stars="5", button="Publish the review", status=303)
    with tenancy.scope(world.coffee.business_id):
        assert db.session().scalar(select(func.count(Review.id))) == 1


def test_a_fourth_review_of_a_day_waits(
    browser: Client, world: World, guest: Holder, write: Write
) -> None:
    for _ in range(3):
        saying.say(world.coffee, guest)
    page = write(stars="5", text="Ещё")
    assert page.status == 429
    assert page.form(id_="review").values["text"] == ["Ещё"]


def test_it_is_taken_back(
    browser: Client, world: World, guest: Holder, receipt_id: int, write: Write
) -> None:
    page = write(stars="2", text="Плохо").form(button="Take it back").submit()
    assert "Nobody reads it any more" in page.text
    assert not [form for form in page.forms() if form.element.get("id") == "review"]
    assert "Плохо" not in browser.another().get("/zerno/reviews").text
    again = browser.get(f"{HOME}/receipts/{receipt_id}/review", status=200)
    assert "taken your review of this purchase back" in again.text


def test_the_reply_and_the_reason_are_read_by_the_author(
    browser: Client, world: World, guest: Holder, receipt_id: int, write: Write
) -> None:
    write(stars="2", text="Плохо")
    found = mine(world, guest, receipt_id)
    assert found is not None
    staff_id = world.coffee.owner.staff_id
    with tenancy.scope(world.coffee.business_id), db.writing():
        moderation.reply(review_id=found.id, staff_id=staff_id, text="Исправим.")
        moderation.hide(
            review_id=found.id, staff_id=staff_id, reason="insult", words="Мягче."
        )
    page = browser.get(f"{HOME}/receipts/{receipt_id}/review", status=200)
    assert "Исправим." in page.text
    assert "Insults or threats" in page.text
    assert "Мягче." in page.text
    assert not [form for form in page.forms() if form.element.get("id") == "review"]


def test_after_a_week_the_form_is_gone_and_a_late_one_is_refused(
    browser: Client, clock: Clock, receipt_id: int, write: Write
) -> None:
    page = write(stars="2")
    form = page.form(id_="review")
    clock.advance(days=8)
    assert form.submit(stars="5", button="Publish the changes").status == 422
    page = browser.get(f"{HOME}/receipts/{receipt_id}/review", status=200)
    assert not [form for form in page.forms() if form.element.get("id") == "review"]


def test_a_returned_purchase_is_said_to_be_one(
    browser: Client, world: World, receipt_id: int
) -> None:
    with tenancy.scope(world.coffee.business_id), db.writing():
        sales.refund(
            receipt_id=receipt_id,  # type: ignore[arg-type]
            positions=None,
            number=None,
            outlet_id=world.coffee.outlet_id,
            actor=world.coffee.cashier.actor,
        )
    page = browser.get(f"{HOME}/receipts/{receipt_id}/review", status=200)
    assert "cancelled or returned" in page.text
    assert (
        "Review the purchase" not in browser.get(f"{HOME}/receipts/{receipt_id}").text
    )


def test_somebody_elses_purchase_is_not_found(
    browser: Client, world: World, receipt_id: int
) -> None:
    theirs = saying.buy(world.coffee)
    foreign = saying.buy(world.books)
    token = (
        browser.get(f"{HOME}/receipts/{receipt_id}/review").form(id_="review").values
    )
    for other in (theirs, foreign, 10**9):
        path = f"{HOME}/receipts/{other}/review"
        assert browser.get(path).status == 404
        sent = {name: values[0] for name, values in token.items()} | {"stars": "1"}
        assert browser.post(path, sent).status == 404
        assert browser.post(f"{path}/withdrawal", sent).status == 404


def test_a_guest_without_a_card_is_led_to_one(client: Client, world: World) -> None:
    client.sign_in(create_person())
    assert client.get(f"{HOME}/receipts/1/review").status == 303


def test_another_guest_reads_none_of_ones_own_photos(
    browser: Client, world: World, guest: Holder, receipt_id: int, write: Write
) -> None:
    write("Keep as a draft", photos=[(picture(), "a.jpg")])
    found = mine(world, guest, receipt_id)
    assert found is not None
    path = f"{HOME}/receipts/photos/{found.photos[0].id}/thumb"
    assert browser.get(path).status == 200
    shop = world.coffee
    other = browser.another(language="en")
    other.sign_in(issue_card(shop.business_id, shop.programme_id).person_id)
    assert other.get(path).status == 404
    assert other.get(f"/zerno/reviews/photos/{found.photos[0].id}/thumb").status == 404


def test_a_theme_that_cannot_be_written_is_refused(
    browser: Client, receipt_id: int
) -> None:
    page = browser.get(f"{HOME}/receipts/{receipt_id}/review", status=200)
    token = page.all("input", name="csrf_token")[0].attrib["value"]
    said = {"csrf_token": token, "idempotency_key": "k", "stars": "5", "themes": "a\0"}
    browser.post(f"{HOME}/receipts/{receipt_id}/review", said, status=422)
