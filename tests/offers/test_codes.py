"""Single-use codes: made in the background, each once, looked up, frozen."""

import pytest

from app.core import bulk, db, tenancy
from app.core.ids import BusinessId, PromotionId
from app.offers import actions, codes, making, spelling
from app.offers.errors import (
    BadCount,
    BadPrefix,
    CodeNotFound,
    CodeUsed,
    NotThisWay,
    PromotionEnded,
    PromotionNotFound,
)
from app.offers.models import OfferCode
from tests.offers.giving import drawn, order, promote, work
from tests.world import World


@pytest.fixture
def business_id(world: World) -> BusinessId:
    return world.coffee.business_id


@pytest.fixture
def promotion_id(business_id: BusinessId) -> PromotionId:
    return promote(business_id, "codes")


def batch(business_id: BusinessId, batch_id: int) -> codes.Batch:
    with tenancy.scope(business_id):
        found = codes.batch(batch_id)
        db.session().rollback()
    return found


def test_codes_are_made_by_the_worker(
    business_id: BusinessId, promotion_id: PromotionId
) -> None:
    batch_id = order(business_id, promotion_id, 120, "may")
    assert batch(business_id, batch_id).state == "waiting"
    assert work() == 120
    made = drawn(business_id, promotion_id)
    assert len(set(made)) == 120
    assert all(each.startswith("MAY") and spelling.is_sound(each) for each in made)
    done = batch(business_id, batch_id)
    assert (done.state, done.made, done.percent) == ("ready", 120, 100)


def test_a_killed_maker_is_gone_on_from(
    business_id: BusinessId,
    promotion_id: PromotionId,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was committed stays; what was in hand is made anew, and nothing twice."""
    monkeypatch.setattr(making, "PART", 40)
    monkeypatch.setattr(making, "SMALL_PART", 40)
    batch_id = order(business_id, promotion_id, 100)
    making.send(db.settings())
    real = bulk.add_new

    def killed(*args: object) -> int:
        real(*args)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(bulk, "add_new", killed)
    with pytest.raises(KeyboardInterrupt):
        making.send(db.settings())
    assert batch(business_id, batch_id).made == 40
    assert len(drawn(business_id, promotion_id)) == 40
    monkeypatch.setattr(bulk, "add_new", real)
    assert work() == 60
    assert len(drawn(business_id, promotion_id)) == 100


def test_a_code_that_exists_is_drawn_again(
    business_id: BusinessId,
    promotion_id: PromotionId,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order(business_id, promotion_id, 10)
    work()
    known = drawn(business_id, promotion_id)
    real, again = spelling.draw, iter(known[:5])
    monkeypatch.setattr(
        spelling, "draw", lambda prefix="": next(again, None) or real(prefix)
    )
    order(business_id, promotion_id, 10)
    work()
    assert len(set(drawn(business_id, promotion_id))) == 20


def test_two_businesses_may_have_the_same_code(world: World) -> None:
    for shop in (world.coffee, world.books):
        promotion_id = promote(shop.business_id, "codes")
        with tenancy.scope(shop.business_id), db.writing():
            row = OfferCode(promotion_id=promotion_id, code="SAMECODE")
            db.session().add(row)
            db.session().flush()
        assert drawn(shop.business_id, promotion_id) == ["SAMECODE"]


def test_an_order_is_halted_goes_on_and_is_given_up(
    business_id: BusinessId,
    promotion_id: PromotionId,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(making, "PART", 30)
    monkeypatch.setattr(making, "SMALL_PART", 30)
    batch_id = order(business_id, promotion_id, 100)
    making.send(db.settings())
    with tenancy.scope(business_id), db.writing():
        codes.halt(batch_id=batch_id)
    assert work() == 0
    with tenancy.scope(business_id), db.writing():
        codes.go_on(batch_id=batch_id)
    making.send(db.settings())
    with tenancy.scope(business_id), db.writing():
        codes.give_up(batch_id=batch_id)
    assert work() == 0
    assert batch(business_id, batch_id).made == 60
    assert batch(business_id, batch_id).state == "stopped"


@pytest.mark.parametrize("count", [0, -1, codes.MOST_AT_ONCE + 1])
def test_odd_numbers_are_refused(
    business_id: BusinessId, promotion_id: PromotionId, count: int
) -> None:
    with pytest.raises(BadCount):
        order(business_id, promotion_id, count)


def test_odd_orders_are_refused(
    world: World, business_id: BusinessId, promotion_id: PromotionId
) -> None:
    with pytest.raises(BadPrefix):
        order(business_id, promotion_id, 1, "МАЙ")
    with pytest.raises(NotThisWay):
        order(business_id, promote(business_id, "word"), 1)
    with pytest.raises(PromotionNotFound):
        order(business_id, promote(world.books.business_id, "codes"), 1)
    with tenancy.scope(business_id), db.writing():
        actions.end(promotion_id=promotion_id)
    with pytest.raises(PromotionEnded):
        order(business_id, promotion_id, 1)


def test_a_code_is_found_frozen_and_set_free(
    business_id: BusinessId, promotion_id: PromotionId
) -> None:
    order(business_id, promotion_id, 3)
    work()
    code = drawn(business_id, promotion_id)[1]
    with tenancy.scope(business_id):
        found = codes.find(promotion_id, spelling.spoken(code).lower())
        assert (found.code, found.state) == (code, "free")
        with db.writing():
            codes.freeze(code_id=found.id)
        assert codes.find(promotion_id, code).state == "frozen"
        assert codes.counts(promotion_id) == {"free": 2, "frozen": 1}
        with db.writing():
            codes.thaw(code_id=found.id)
        assert codes.counts(promotion_id) == {"free": 3}
        with pytest.raises(CodeNotFound):
            codes.find(promotion_id, "NOSUCHCODE")


def test_a_used_code_is_not_frozen(
    business_id: BusinessId, promotion_id: PromotionId
) -> None:
    with tenancy.scope(business_id):
        with db.writing():
            row = OfferCode(promotion_id=promotion_id, code="USEDCODE", state="used")
            db.session().add(row)
            db.session().flush()
            code_id = row.id
        with pytest.raises(CodeUsed), db.writing():
            codes.freeze(code_id=code_id)


def test_a_common_word_is_no_code_to_freeze(business_id: BusinessId) -> None:
    promotion_id = promote(business_id, "word", word="JUNE")
    with tenancy.scope(business_id):
        word_id = codes.find(promotion_id, "june").id
        with pytest.raises(CodeNotFound), db.writing():
            codes.freeze(code_id=word_id)
