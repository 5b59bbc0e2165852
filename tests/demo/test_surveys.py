"""The demo's answers: two quarters of the coffee shops, the second one better."""

from app.core import clock, db, tenancy
from app.demo import surveys as demo
from app.demo.places import FOLIO, POLDEN
from app.surveys import queries, rules
from app.surveys.rules import Tally
from tests.surveys import answering
from tests.world import World


def test_regulars_answer_in_both_quarters(world: World) -> None:
    shop = world.coffee
    guests = [answering.regular(shop) for _ in range(23)]
    was = answering.quarter(shop)
    begin = clock.day_start(rules.moved(was, 1), shop.zone)
    clock.advance(begin - clock.now())
    clock.advance(clock.day_end(clock.today(shop.zone), shop.zone) - clock.now())
    for guest in guests[:21]:
        answering.regular(shop, guest)
    with tenancy.scope(shop.business_id):
        demo.fill(FOLIO, clock.now())
        assert queries.quarters(shop.zone) == []
        db.session().rollback()
        demo.fill(POLDEN, clock.now())
        first, second = queries.quarters(shop.zone)
        assert first.tally == Tally(12, 4, 7)
        assert second.tally == Tally(15, 4, 2)
        words = queries.comments(has_names=False).comments
        assert {each.quarter for each in words} == {was, rules.moved(was, 1)}
        assert all((each.score, each.text) in demo.WORDS for each in words)
