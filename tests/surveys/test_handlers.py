"""Who is forgotten, joined or parted: what becomes of their answers (R23, R24, E37)."""

from sqlalchemy import select

from app.cards import erasing, merging
from app.core import db, tenancy
from app.exchange.portable import belongings
from app.surveys import queries
from app.surveys.models import SurveyAnswer
from tests.surveys import answering
from tests.world import Holder, Shop, World, issue_card

PHONES = ("+79165550191", "+79165550192")


def scores(shop: Shop) -> list[tuple[int | None, int, str]]:
    """Every row, counted or not."""
    db.session().rollback()
    with tenancy.scope(shop.business_id):
        rows = db.session().scalars(select(SurveyAnswer).order_by(SurveyAnswer.id))
        return [(row.member_id, row.score, row.text) for row in rows]


def count(shop: Shop) -> int:
    """How many count."""
    db.session().rollback()
    with tenancy.scope(shop.business_id):
        return sum(each.tally.count for each in queries.quarters(shop.zone))


def twins(shop: Shop) -> tuple[Holder, Holder]:
    """Two sign-ins of one human, both regulars."""
    source, target = (
        answering.regular(
            shop, issue_card(shop.business_id, shop.programme_id, phone=phone)
        )
        for phone in PHONES
    )
    return source, target


def join(shop: Shop, source: Holder, target: Holder) -> int:
    with tenancy.scope(shop.business_id), db.writing():
        return merging.merge(
            source_id=source.member_id,
            target_id=target.member_id,
            proof="manager",
            actor=shop.owner.actor,
        )


def part(shop: Shop, merge_id: int) -> None:
    with tenancy.scope(shop.business_id), db.writing():
        merging.undo(merge_id=merge_id, actor=shop.owner.actor, with_debt=False)


def erase(holder: Holder) -> None:
    with db.writing():
        erasing.erase(person_id=holder.person_id, actor="holder")


def test_e37_words_go_and_the_number_stays(world: World) -> None:
    shop = world.coffee
    for score in (10, 3):
        guest = issue_card(
            shop.business_id, shop.programme_id, phone=f"+791655501{score:02}"
        )
        answering.answer(shop, answering.regular(shop, guest), score, "Слова Анны")
        erase(guest)
    answering.crowd(shop, 8, text="Чужие")
    assert scores(shop)[:2] == [(None, 10, ""), (None, 3, "")]
    assert scores(shop)[2][2] == "Чужие"
    assert count(shop) == 3


def test_r23_answers_go_with_the_membership_and_come_back(world: World) -> None:
    shop = world.coffee
    source, target = twins(shop)
    answering.answer(shop, source, 9, "Вкусно")
    merge_id = join(shop, source, target)
    assert scores(shop) == [(target.member_id, 9, "Вкусно")]
    part(shop, merge_id)
    assert scores(shop) == [(source.member_id, 9, "Вкусно")]


def test_r23_one_human_counts_once_a_quarter(world: World) -> None:
    shop = world.coffee
    source, target = twins(shop)
    answering.answer(shop, source, 2, "Первая")
    answering.answer(shop, target, 10, "Вторая")
    merge_id = join(shop, source, target)
    assert count(shop) == 1
    with tenancy.scope(shop.business_id):
        told = queries.comments(has_names=True).comments
        assert [each.score for each in told] == [10]
    part(shop, merge_id)
    assert count(shop) == 2


def test_e37_of_a_joined_human_one_number_stays(world: World) -> None:
    shop = world.coffee
    for erased in (0, 1):
        pair = twins_of(shop, erased)
        answering.answer(shop, pair[0], 2, "Первая")
        answering.answer(shop, pair[1], 10, "Вторая")
        join(shop, *pair)
        erase(pair[erased])
    assert scores(shop) == [(None, 10, ""), (None, 10, "")]
    assert count(shop) == 2


def twins_of(shop: Shop, number: int) -> tuple[Holder, Holder]:
    source, target = (
        answering.regular(
            shop,
            issue_card(
                shop.business_id,
                shop.programme_id,
                phone=f"+7916555{number}{place}70",
            ),
        )
        for place in (1, 2)
    )
    return source, target


def test_they_are_taken_along(world: World) -> None:
    shop = world.coffee
    guest = answering.regular(shop)
    answering.answer(shop, guest, 6, "Шумно")
    with tenancy.scope(shop.business_id):
        rows = [
            row
            for table, row in belongings.of_member(guest.member_id)
            if table == "survey_answers"
        ]
    assert [(row["score"], row["text"]) for row in rows] == [(6, "Шумно")]
    assert rows[0]["quarter"] == answering.quarter(shop).isoformat()
