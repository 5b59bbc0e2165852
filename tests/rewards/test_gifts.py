"""Gifts: to a person, a group, everyone, and to whoever joins (rows 7 and 56)."""

import pytest
from flask import Flask

from app.cards import erasing, joining, merging
from app.core import tenancy
from app.core.errors import AppError
from app.core.ids import GiftId, MemberId
from app.people import groups
from app.people.audiences import GroupNotFound
from app.programmes.rules import RewardKind
from app.rewards import errors, gift_queries, gifts, queries
from app.rewards.gift_queries import GiftView
from app.rewards.gifts import Present
from app.rewards.queries import AwardView
from tests.conftest import Clock
from tests.rewards.shop import redeem
from tests.sales.counter import Counter, open_counter
from tests.world import Holder, issue_card

COFFEE = Present(name="Кофе", words="С днём кофе")


@pytest.fixture
def shop(app: Flask) -> Counter:
    return open_counter()


def guest(shop: Counter, number: int = 1) -> Holder:
    phone = f"+7999111{number:04}"
    return issue_card(shop.business_id, shop.programme_id, phone=phone)


def make(shop: Counter, audience: str, present: Present = COFFEE, **to: int) -> GiftId:
    made = shop.do(
        gifts.make, present=present, audience=audience, actor="staff:1", **to
    )
    return GiftId(made)


def relay(app: Flask) -> None:
    app.extensions["tessera_worker"].relay()


def held(shop: Counter, holder: Holder) -> list[AwardView]:
    with tenancy.scope(shop.business_id):
        return queries.open_of(holder.member_id)


def counted(shop: Counter, gift_id: GiftId) -> GiftView:
    with tenancy.scope(shop.business_id):
        return gift_queries.gift(gift_id)


def test_a_person_gets_it_and_sees_that_it_is_new(app: Flask, shop: Counter) -> None:
    one, other = guest(shop, 1), guest(shop, 2)
    gift_id = make(shop, "person", card_id=one.card_id)
    relay(app)
    (mine,) = held(shop, one)
    assert (mine.name, mine.words, mine.is_new) == ("Кофе", "С днём кофе", True)
    assert mine.points == 0
    assert held(shop, other) == []
    redeem(shop, mine.id)
    assert held(shop, one) == []
    view = counted(shop, gift_id)
    assert (view.given, view.seen, view.redeemed, view.waiting) == (1, 1, 1, 0)


def test_a_group_gets_it_once_however_often_it_is_told(
    app: Flask, shop: Counter
) -> None:
    inside, outside = [guest(shop, n) for n in range(3)], guest(shop, 9)
    group_id = shop.do(groups.create, name="Свои")
    shop.do(groups.add, group_id=group_id, member_ids=[h.member_id for h in inside])
    gift_id = make(shop, "group", group_id=group_id)
    relay(app)
    for _ in range(2):
        assert shop.do(gifts.give_part, gift_id, MemberId(0)) is not None
    assert [len(held(shop, each)) for each in (*inside, outside)] == [1, 1, 1, 0]


def test_everyone_who_is_a_member_now(app: Flask, shop: Counter, clock: Clock) -> None:
    early = guest(shop, 1)
    gift_id = make(shop, "everyone")
    clock.advance(seconds=1)
    late = guest(shop, 2)
    relay(app)
    assert (len(held(shop, early)), len(held(shop, late))) == (1, 0)
    # The counter's own guest is one too.
    assert counted(shop, gift_id).given == 2


def test_many_get_theirs_in_parts(
    app: Flask, shop: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gifts, "PART", 2)
    guests = [guest(shop, n) for n in range(5)]
    make(shop, "everyone")
    relay(app)
    assert [len(held(shop, each)) for each in guests] == [1] * 5


def test_a_new_member_holds_what_new_members_get(
    app: Flask, shop: Counter, clock: Clock
) -> None:
    old = guest(shop, 1)
    relay(app)
    clock.advance(seconds=1)
    make(shop, "joiners")
    new = guest(shop, 2)
    relay(app)
    assert (len(held(shop, old)), len(held(shop, new))) == (0, 1)
    assert shop.do(gifts.welcome, member_id=new.member_id) == 0


def test_a_stock_of_two_is_two(app: Flask, shop: Counter, clock: Clock) -> None:
    present = Present(name="Кружка", stock=2)
    clock.advance(seconds=1)
    gift_id = make(shop, "joiners", present)
    guests = [guest(shop, n) for n in range(4)]
    relay(app)
    assert [len(held(shop, each)) for each in guests] == [1, 1, 0, 0]
    assert counted(shop, gift_id).left == 0
    everyone = make(shop, "everyone", present)
    relay(app)
    assert counted(shop, everyone).given == 2


def test_an_ended_gift_is_given_to_nobody(app: Flask, shop: Counter) -> None:
    gift_id = make(shop, "joiners")
    shop.do(gifts.end, gift_id=gift_id)
    new = guest(shop)
    relay(app)
    assert held(shop, new) == []


def test_who_turns_out_to_be_a_member_has_it_once(app: Flask, shop: Counter) -> None:
    make(shop, "joiners")
    known = guest(shop, 1)
    stray = issue_card(shop.business_id, shop.programme_id)
    relay(app)
    first, second = held(shop, known), held(shop, stray)
    shop.do(
        joining.bring_together, source_id=stray.person_id, target_id=known.person_id
    )
    assert [each.id for each in held(shop, known)] == [first[0].id]
    with pytest.raises(errors.AwardOver):
        redeem(shop, second[0].id)
    redeem(shop, first[0].id)
    assert held(shop, known) == []


def test_a_gift_ends_with_its_last_day(app: Flask, shop: Counter, clock: Clock) -> None:
    one = guest(shop)
    gift_id = make(shop, "everyone", Present(name="Чай", valid_days=1))
    relay(app)
    (mine,) = held(shop, one)
    clock.advance(days=2)
    assert held(shop, one) == []
    assert app.extensions["tessera_worker"].end_awards() == 2
    view = counted(shop, gift_id)
    assert (view.given, view.redeemed, view.waiting) == (2, 0, 0)
    with pytest.raises(errors.AwardOver):
        redeem(shop, mine.id)


def test_nothing_waits_for_who_was_erased(app: Flask, shop: Counter) -> None:
    one = guest(shop)
    gift_id = make(shop, "person", card_id=one.card_id)
    relay(app)
    (mine,) = held(shop, one)
    shop.do(erasing.erase, person_id=one.person_id, actor="holder")
    with pytest.raises(errors.AwardOver):
        redeem(shop, mine.id)
    relay(app)
    view = counted(shop, gift_id)
    assert (view.words, view.given, view.ended_at is None) == ("", 0, False)


@pytest.mark.parametrize(
    ("audience", "to", "field"),
    [
        ("nobody", {}, "audience"),
        ("group", {}, "group_id"),
        ("everyone", {"group_id": 1}, "group_id"),
        ("person", {}, "card_id"),
    ],
)
def test_a_gift_is_for_somebody(
    shop: Counter, audience: str, to: dict[str, int], field: str
) -> None:
    with pytest.raises(errors.BadGift) as refused:
        make(shop, audience, **to)
    assert refused.value.field == field


def test_a_group_of_another_business_is_not_found(shop: Counter) -> None:
    group_id = open_counter().do(groups.create, name="Чужие")
    with pytest.raises(GroupNotFound):
        make(shop, "group", group_id=group_id)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"name": "a\u202eb"}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"words": "x" * 501}, "words"),
        ({"valid_days": 0}, "valid_days"),
        ({"valid_days": 367}, "valid_days"),
        ({"stock": 0}, "stock"),
        ({"discount_minor": 100}, "discount_minor"),
        ({"kind": RewardKind.DISCOUNT}, "discount_minor"),
    ],
)
def test_a_gift_that_cannot_work_names_what_is_wrong(
    values: dict[str, object], field: str
) -> None:
    with pytest.raises(AppError) as refused:
        Present(**({"name": "Кофе"} | values))  # type: ignore[arg-type]
    assert isinstance(refused.value, errors.BadGift)
    assert refused.value.field == field


def test_r23_what_waits_moves_with_the_card_and_comes_back(
    app: Flask, shop: Counter
) -> None:
    stays, ends = guest(shop, 1), guest(shop, 2)
    make(shop, "person", card_id=ends.card_id)
    relay(app)
    merge_id = shop.do(
        merging.merge,
        source_id=ends.member_id,
        target_id=stays.member_id,
        proof="contacts",
        actor="staff:1",
    )
    assert len(held(shop, stays)) == 1
    shop.do(merging.undo, merge_id=merge_id, actor="staff:1")
    assert held(shop, stays) == []
    assert len(held(shop, ends)) == 1
