"""Which messages go out by themselves: chosen, counted, shown in both languages."""

import pytest

from app.core import db, tenancy
from app.notifications import centre, silence, triggers
from app.notifications.kinds import care, points
from app.notifications.silence import Gift
from tests.web.office.conftest import Enter, Office
from tests.world import World

PLACE = "message-triggers"


def _chosen(world: World) -> dict[str, tuple[bool, int | None]]:
    db.session().rollback()
    with tenancy.scope(world.coffee.business_id):
        return {
            each.trigger.kind.code: (each.is_on, each.days)
            for each in triggers.chosen()
        }


def test_all_of_them_are_on_at_first_with_words_in_both_languages(
    office: Office, world: World
) -> None:
    page = office.get(PLACE, status=200)
    assert all(on for on, _ in _chosen(world).values())
    assert "credited: 60 points" in page.text.replace("\u00a0", " ")
    assert "начислено: 60 баллов" in page.text.replace("\u00a0", " ")
    assert len(page.all("blockquote", lang="ru")) == len(triggers.TRIGGERS)


def test_it_and_the_rules_lead_to_each_other(office: Office) -> None:
    page = office.get(PLACE, status=200).click("Rules of messages")
    assert page.click("Messages by themselves").one("form", id_="triggers") is not None


def test_a_choice_is_kept_and_noted(office: Office, world: World) -> None:
    form = office.get(PLACE).form(id_="triggers")
    done = form.submit(birthday=False, days="90", status=303)
    assert "The choice is saved." in done.text
    chosen = _chosen(world)
    assert chosen["birthday"] == (False, None)
    assert chosen["card_unused"] == (True, 90)
    assert chosen["receipt"] == (True, None)
    journal = office.get("audit", status=200)
    assert "Chose which messages go out by themselves" in journal.text


@pytest.mark.parametrize("days", ["0", "731", "-5", "x", "9" * 30, "1\0", "１０"])
def test_wrong_days_are_named_and_kept(office: Office, world: World, days: str) -> None:
    form = office.get(PLACE).form(id_="triggers")
    page = form.submit(days=days, birthday=False, status=422)
    assert page.title.startswith("Error")
    assert _chosen(world)["birthday"] == (True, None)
    assert _chosen(world)["card_unused"] == (True, 60)


def test_warnings_of_an_end_cannot_be_turned_off(office: Office, world: World) -> None:
    page = office.get(PLACE)
    assert not page.all("input", name="points_expiry")
    with (
        tenancy.scope(world.coffee.business_id),
        pytest.raises(triggers.BadTrigger),
        db.writing(),
    ):
        triggers.choose(code=points.EXPIRY.code, is_on=False)


def test_the_last_thirty_days_are_counted(office: Office, world: World) -> None:
    for shop in (world.coffee, world.books):
        with tenancy.scope(shop.business_id), db.writing():
            centre.tell(
                member_id=shop.member.member_id,
                kind=care.BIRTHDAY,
                occurrence="2026",
                payload={"amount": 0, "unit": "point", "ends": ""},
            )
    (row,) = office.get(PLACE).all("li", id="trigger-birthday")
    assert "1 message in 30 days" in "".join(row.itertext())


def test_the_summary_names_every_number_at_fault(office: Office) -> None:
    form = office.get(PLACE).form(id_="triggers")
    page = form.submit(days="0", gift_points="x", gift_days="1", status=422)
    assert page.link("Days without a purchase. Write a whole number") == "#days"
    assert page.link("Gift points with it. Write a whole number") == "#gift_points"
    assert page.link("Days to use them. Write a whole number") == "#gift_days"


@pytest.mark.parametrize("role", ["moderator", "cashier"])
def test_others_may_not(enter: Enter, role: str) -> None:
    office = enter(role)
    office.get(PLACE, status=403)
    assert office.post(PLACE, days="5").status == 403


def test_points_may_come_with_the_message_about_a_long_unused_card(
    office: Office, world: World
) -> None:
    form = office.get(PLACE).form(id_="triggers")
    page = form.submit(gift_points="50", gift_days="30", status=303)
    assert "a present on your card: 50 points" in page.text.replace("\u00a0", " ")
    assert page.one("input", name="gift_days").get("value") == "30"
    assert "Chose what comes with a message" in office.get("audit", status=200).text
    with tenancy.scope(world.coffee.business_id):
        assert silence.gift() == Gift(50, 30)
    with tenancy.scope(world.books.business_id):
        assert silence.gift() is None
    page.form(id_="triggers").submit(gift_points="", status=303)
    db.session().rollback()
    with tenancy.scope(world.coffee.business_id):
        assert silence.gift() is None


@pytest.mark.parametrize(
    ("field", "value"),
    [("gift_points", "0"), ("gift_points", "x"), ("gift_days", "6")],
)
def test_a_gift_out_of_range_is_named_and_kept(
    office: Office, world: World, field: str, value: str
) -> None:
    form = office.get(PLACE).form(id_="triggers")
    page = form.submit({"gift_points": "50", field: value}, status=422)
    assert page.one("input", name=field).get("value") == value
    db.session().rollback()
    with tenancy.scope(world.coffee.business_id):
        assert silence.gift() is None
