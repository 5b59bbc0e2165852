"""Tallies by quarters, and words with or without whose they are."""

from datetime import timedelta

from app.core import clock, db, tenancy
from app.surveys import queries, rules
from app.surveys.rules import Tally
from tests.surveys import answering
from tests.world import World, create_person, issue_card


def test_quarters_without_answers_stand_between_others(world: World) -> None:
    shop = world.coffee
    answering.crowd(shop, 10, 9, 8, 7, 6, 0)
    first = answering.quarter(shop)
    clock.advance(timedelta(days=190))
    answering.crowd(shop, 5)
    with tenancy.scope(shop.business_id):
        found = queries.quarters(shop.zone)
    assert [each.first_day for each in found] == [
        rules.moved(first, by) for by in range(3)
    ]
    assert [each.tally for each in found] == [
        Tally(2, 2, 2),
        Tally(),
        Tally(0, 0, 1),
    ]


def test_the_oldest_go_after_eight(world: World) -> None:
    shop = world.coffee
    answering.crowd(shop, 10)
    first = answering.quarter(shop)
    begin = clock.day_start(rules.moved(first, 8), shop.zone)
    clock.advance(begin - clock.now() - timedelta(hours=1))
    with tenancy.scope(shop.business_id):
        assert len(queries.quarters(shop.zone)) == 8
        db.session().rollback()
        clock.advance(timedelta(hours=2))
        assert queries.quarters(shop.zone) == []


def test_words_come_with_names_for_those_who_may_see_them(world: World) -> None:
    shop = world.coffee
    person_id = create_person(name="Zinaida", phone="+79260004321")
    guest = issue_card(shop.business_id, shop.programme_id, person_id=person_id)
    answering.answer(shop, answering.regular(shop, guest), 2, "Долго.\n\nОчень.")
    answering.crowd(shop, 10)
    with tenancy.scope(shop.business_id):
        (seen,) = queries.comments(has_names=True).comments
        (unnamed,) = queries.comments(has_names=False).comments
    assert (seen.name, seen.member_id) == ("Zinaida", guest.member_id)
    assert (unnamed.name, unnamed.member_id) == ("", None)
    assert unnamed.paragraphs == ["Долго.", "Очень."]


def test_words_come_page_by_page_and_by_group(world: World) -> None:
    shop = world.coffee
    answering.crowd(shop, 9, 7, 6, 10, 0, text="Слова")
    with tenancy.scope(shop.business_id):
        scores, before = [], None
        for _ in range(3):
            page = queries.comments(before=before, has_names=False, limit=2)
            scores += [each.score for each in page.comments]
            before = page.next_before
        assert (scores, before) == ([0, 10, 6, 7, 9], None)
        for group, its in {
            "promoters": [10, 9],
            "passives": [7],
            "detractors": [0, 6],
        }.items():
            page = queries.comments(group=group, has_names=True)
            assert [each.score for each in page.comments] == its
