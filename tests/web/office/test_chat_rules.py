"""How the business chats: hours, the automatic answer, the bot, how long it keeps."""

import pytest

from app.chat import settings
from app.chat.settings import Rules
from app.core import db, tenancy
from app.people import actions as people
from tests.web.office.conftest import Enter, Office
from tests.world import World


def _rules(world: World) -> Rules:
    with tenancy.scope(world.coffee.business_id):
        return settings.rules()


def test_everything_is_chosen_at_once(office: Office, world: World) -> None:
    page = office.get("chat-rules", status=200)
    assert "Empty: “Thank you for your message." in page.text
    assert "«" not in page.text
    page = page.form(id_="rules").submit(
        hours="own",
        week="Mon–Fri 9:00–18:00, Sat 10–14",
        has_auto_reply=False,
        reply_ru="Мы спим",
        reply_en="We are asleep",
        has_bot=False,
        keep_months="12",
        status=303,
    )
    found = _rules(world)
    assert (found.has_auto_reply, found.has_bot, found.keep_months) == (
        False,
        False,
        12,
    )
    assert (found.reply_ru, found.reply_en) == ("Мы спим", "We are asleep")
    assert found.hours is not None
    assert [len(day) for day in found.hours.week] == [1, 1, 1, 1, 1, 1, 0]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_week_is_read_again_as_it_is_shown(
    office: Office, world: World, language: str
) -> None:
    form = office.get("chat-rules").form(id_="rules")
    week = "Mon–Thu 9:00–13:00, 14:00–18:00, Fri 18:00–3:00, Sun 0:00–24:00"
    form.submit(hours="own", week=week, status=303)
    before = _rules(world).hours
    with db.writing():
        people.speak(person_id=world.coffee.owner.person_id, language=language)
    office.get("chat-rules").form(id_="rules").submit(status=303)
    assert _rules(world).hours == before
    office.get("chat-rules").form(id_="rules").submit(hours="outlets", status=303)
    assert _rules(world).hours is None


def test_wrong_input_is_refused_in_words(office: Office, world: World) -> None:
    form = office.get("chat-rules").form(id_="rules")
    assert "not understood" in form.submit(hours="own", week="soon", status=422).text
    assert form.submit(hours="own", week="", status=422)
    assert form.submit(keep_months="0", status=422)
    assert form.submit(keep_months="many", status=422)
    assert form.submit(reply_ru="я" * 1001, status=422)
    assert _rules(world) == Rules()


def test_only_managers_choose(enter: Enter) -> None:
    assert enter("moderator").get("chat-rules").status == 403
