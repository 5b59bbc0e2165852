"""A pasted list: whose each line is."""

from app.cards import codes, lists
from app.cards.models import CardNumber
from app.core import clock as app_clock
from app.core import db, tenancy
from tests.world import World, issue_card


def test_numbers_codes_plastic_and_phones_are_found(world: World) -> None:
    shop = world.coffee
    first, plastic = shop.member, issue_card(shop.business_id, shop.programme_id)
    second = issue_card(shop.business_id, shop.programme_id, phone="+79265550042")
    with tenancy.scope(shop.business_id), db.writing():
        db.session().add(
            CardNumber(
                business_id=shop.business_id,
                value="AB-0042/x",
                programme_id=shop.programme_id,
                card_id=plastic.card_id,
                added_at=app_clock.now(),
            )
        )
    text = "\n".join(
        [
            codes.spoken(first.number),
            codes.static_payload(first.number),
            "",
            "8 (926) 555-00-42",
            "  AB-0042/x ",
            "nobody",
            world.books.member.number,
            "+44 7700 900123",
            "nobody",
        ]
    )
    lines = lists.read(text)
    assert len(lines) == 7
    with tenancy.scope(shop.business_id):
        found = lists.holders(lines, "RU")
    assert set(found.member_ids) == {
        first.member_id,
        second.member_id,
        plastic.member_id,
    }
    assert found.missing == ("nobody", world.books.member.number, "+44 7700 900123")


def test_odd_lines_are_nobodys(world: World) -> None:
    lines = ["\x00", "ю" * 500, "9" * 400, "'; --", "\u202e123", "+", "T"]
    with tenancy.scope(world.coffee.business_id):
        found = lists.holders(lists.read("\r\n".join(lines)), "RU")
    assert found.member_ids == ()
    assert len(found.missing) == len(lines)


def test_an_empty_list_asks_nothing(world: World) -> None:
    with tenancy.scope(world.coffee.business_id):
        assert lists.holders([], "RU") == lists.Found((), ())
