"""Progress and figures: what is counted is what happened."""

import pytest
from sqlalchemy import update

from app.campaigns import broadcast
from app.core import db, tenancy
from app.notifications.models import Notice
from app.people import actions as people
from tests.campaigns import mailing
from tests.conftest import Clock
from tests.web.office.conftest import Office
from tests.world import World, sell


@pytest.fixture
def sent(world: World) -> int:
    return mailing.send(world.coffee)


def figure(page: object, name: str) -> str:
    """The number under a name."""
    for stat in page.all("div", cls="stat"):  # type: ignore[attr-defined]
        words = " ".join("".join(stat.itertext()).split())
        if words.startswith(name):
            return words.removeprefix(name).strip()
    raise AssertionError(name)


def test_told_opened_bought_unsubscribed(
    office: Office, world: World, clock: Clock
) -> None:
    shop = world.coffee
    reader = mailing.reader(shop, "a@example.com")
    other = mailing.reader(shop, "b@example.com")
    sell(shop, other, amount_minor=500_00)
    clock.advance(minutes=5)
    sent = mailing.send(shop)
    clock.advance(days=2)
    sell(shop, reader, amount_minor=1000_00)
    with tenancy.scope(shop.business_id), db.writing():
        db.session().execute(
            update(Notice)
            .where(Notice.member_id == reader.member_id)
            .values(read_at=clock.now)
        )
        people.withdraw_consent(person_id=other.person_id, purpose="mailings")
    clock.advance(days=6)
    sell(shop, other, amount_minor=700_00)
    page = office.get(f"mailings/{sent}/result", status=200)
    assert figure(page, "Told").startswith("3")
    assert figure(page, "Opened").startswith("1")
    assert figure(page, "Bought").startswith("1within 7 days, for ₽1,000")
    assert figure(page, "Unsubscribed").startswith("1")
    assert "There is no consent to mailings" in page.text


def test_progress_asks_anew_and_stops(
    office: Office, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broadcast, "PART", 2)
    monkeypatch.setattr(broadcast, "SMALL_PART", 2)
    mailing.crowd(world.coffee, 5)
    draft = mailing.draft(world.coffee)
    mailing.start(world.coffee, draft)
    for _ in range(2):
        broadcast.send(db.settings())
    page = office.get(f"mailings/{draft}/result", status=200)
    assert "2 of 6 recipients are written down" in page.text
    part = office.get(f"mailings/{draft}/result", htmx=True, status=200)
    assert part.is_fragment
    assert part.one("div", id="_mailing_progress").get("hx-trigger") == "every 3s"
    stopped = page.form(button="Stop it").submit(status=303)
    assert "It is stopped" in stopped.text
    assert "hx-trigger" not in stopped.one("div", id="_mailing_progress").attrib
    again = office.post(f"mailings/{draft}/stop", idempotency_key="other")
    assert again.status == 422
    assert "nothing left to stop" in again.text


def test_another_like_it(office: Office, world: World, sent: int) -> None:
    page = office.get(f"mailings/{sent}/result", status=200)
    copied = page.form(button="Write another like it").submit(status=303)
    assert "A new draft says the same" in copied.text
    assert copied.one("input", name="subject").get("value") == "Новинка"


def test_a_draft_is_thrown_away(office: Office, world: World) -> None:
    draft = mailing.draft(world.coffee)
    page = office.get(f"mailings/{draft}", status=200)
    gone = page.form(button="Throw away").submit(status=303)
    assert "The draft is thrown away" in gone.text
    office.get(f"mailings/{draft}", status=404)


def test_what_was_sent_is_not_thrown_away(office: Office, sent: int) -> None:
    page = office.post(f"mailings/{sent}/discard", idempotency_key="one")
    assert page.status == 422
    assert "has begun already" in page.text


def test_visits_by_its_link_are_counted_as_a_source(office: Office, sent: int) -> None:
    page = office.get(f"mailings/{sent}/result", status=200)
    source = page.click("Visits and new members by its link")
    assert "Новинка" in source.text


def test_in_russian(office: Office, world: World, sent: int) -> None:
    with db.writing():
        people.speak(person_id=world.coffee.owner.person_id, language="ru")
    page = office.get(f"mailings/{sent}/result", status=200)
    assert "Отписались" in page.text
