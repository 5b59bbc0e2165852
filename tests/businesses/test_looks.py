"""Versions of a look: drafted, published, tried on some cards, taken back."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from app.businesses import actions, looks, queries, versions
from app.businesses.brand import BadColour
from app.businesses.events import BrandChanged, LookTried
from app.businesses.look import Contacts, Look, PictureRef, bucket, content, look_of
from app.businesses.looks import DraftMoved, NothingDropped, NothingNew, NotTried
from app.core import db, tenancy
from app.core.audit import AuditEntry
from app.core.errors import NotFound
from app.core.outbox import OutboxRow
from tests.conftest import Clock
from tests.world import Shop, World, create_staff


@pytest.fixture
def shop(world: World) -> Iterator[Shop]:
    """The coffee chain, whose scope the test runs in."""
    with tenancy.scope(world.coffee.business_id):
        yield world.coffee


def shown() -> Look:
    db.session().rollback()
    return queries.by_id(tenancy.current()).look


def desk() -> versions.Desk:
    db.session().rollback()
    return versions.desk(queries.by_id(tenancy.current()))


def draft(shop: Shop, **values: Any) -> int:
    with db.writing():
        return looks.save_draft(
            look=replace(desk().look, **values),
            seen_revision=desk().revision,
            staff_id=shop.owner.staff_id,
        )


def publish(shop: Shop) -> int:
    with db.writing():
        return looks.publish(staff_id=shop.owner.staff_id)


def facts(kind: type) -> list[dict[str, Any]]:
    rows = db.session().scalars(
        select(OutboxRow.payload)
        .where(OutboxRow.fact == kind.__name__)
        .order_by(OutboxRow.id)
    )
    return list(rows)


def acts() -> list[tuple[str, str, dict[str, Any]]]:
    rows = db.session().scalars(
        select(AuditEntry)
        .where(AuditEntry.act.startswith("look."))
        .order_by(AuditEntry.id)
    )
    return [(row.act, row.subject, row.details) for row in rows]


FULL = Look(
    name="Зерно",
    about="Кофе",
    brand_colour="#1f4b3f",
    accent_colour="",
    motif="rings",
    unit={"ru": {"one": "зерно", "few": "зерна", "many": "зёрен", "other": "зерна"}},
    logo=PictureRef("ab" * 16, "50-40-120"),
    cover=PictureRef("cd" * 16),
    cover_alt="Зал",
    benefits=("Свой хлеб", "Тихо"),
    contacts=Contacts(phone="+74951234567", site="https://example.com/"),
)


def test_a_look_survives_being_kept() -> None:
    assert look_of(content(FULL)) == FULL
    assert look_of({**content(FULL), "of_later": 1}) == FULL
    assert FULL.digest == look_of(content(FULL)).digest
    assert FULL.digest != replace(FULL, motif="waves").digest


def test_a_draft_changes_nothing_that_guests_see(shop: Shop) -> None:
    before = shown()
    assert draft(shop, name="Другое", benefits=("Тихо",)) == 1
    assert shown() == before
    assert desk().look.name == "Другое"
    assert desk().draft is not None
    assert facts(LookTried) == []


def test_a_published_draft_is_what_everybody_sees(shop: Shop) -> None:
    before = facts(BrandChanged)
    draft(shop, **vars(FULL))
    assert publish(shop) == 2
    assert shown() == FULL
    assert desk().draft is None
    assert facts(BrandChanged)[len(before) :] == [{"business_id": shop.business_id}]
    act, subject, details = acts()[-1]
    assert (act, subject) == ("look.published", "look:2")
    assert "brand_colour" in details["changed"]
    assert "currency" not in details["changed"]


def test_what_was_never_a_version_is_remembered_too(shop: Shop) -> None:
    first = shown()
    draft(shop, name="Второе")
    publish(shop)
    with db.writing():
        actions.dress(
            business_id=shop.business_id,
            brand_colour="#102030",
            accent_colour="#ffaa00",
            motif="waves",
        )
    by_hand = shown()
    draft(shop, name="Четвёртое")
    assert publish(shop) == 4
    known = {one.number: (one.state, one.look) for one in versions.history()}
    assert known[1] == ("past", first)
    assert known[3] == ("past", by_hand)
    assert known[4][0] == "published"


def test_what_guests_see_already_is_not_published(shop: Shop) -> None:
    with pytest.raises(NothingNew):
        publish(shop)
    draft(shop)
    with pytest.raises(NothingNew):
        publish(shop)
    with pytest.raises(NothingNew), db.writing():
        looks.try_out(percent=1, staff_id=None)
    assert versions.history() == []


def test_one_step_back_is_a_new_version(shop: Shop) -> None:
    first = shown()
    draft(shop, name="Второе")
    publish(shop)
    assert desk().former == 1
    draft(shop, name="Черновик")
    with db.writing():
        assert looks.restore(number=1, staff_id=shop.owner.staff_id) == 3
    assert shown() == first
    assert desk().look.name == "Черновик", "a draft is not lost by it"
    assert acts()[-1][0] == "look.restored"
    assert acts()[-1][2]["restored"] == 1
    assert desk().former == 2
    with pytest.raises(NothingNew), db.writing():
        looks.restore(number=1, staff_id=None)


def test_another_business_version_is_not_found(shop: Shop, world: World) -> None:
    draft(shop, name="Второе")
    publish(shop)
    row = versions.history()[0]
    with tenancy.scope(world.books.business_id):
        assert versions.history() == []
        with pytest.raises(NotFound):
            versions.version(2)
        with pytest.raises(NotFound):
            versions.by_id(row.id)
        with pytest.raises(NotFound), db.writing():
            looks.restore(number=2, staff_id=None)


def test_a_dropped_draft_can_be_brought_back(shop: Shop) -> None:
    draft(shop, name="Раз")
    with db.writing():
        looks.drop_draft()
    assert desk().draft is None
    assert desk().has_dropped
    with db.writing():
        looks.recover_draft()
    assert desk().look.name == "Раз"
    with pytest.raises(NothingDropped), db.writing():
        looks.recover_draft()
    with db.writing():
        looks.drop_draft()
    draft(shop, name="Два")
    assert not desk().has_dropped
    with db.writing():
        looks.drop_draft()
    with db.writing():
        looks.recover_draft()
    assert desk().look.name == "Два"


def test_another_hand_is_noticed(shop: Shop, clock: Clock) -> None:
    other = create_staff(shop.business_id, "administrator")
    seen = draft(shop, name="Моё")
    clock.advance(minutes=1)
    with db.writing():
        looks.save_draft(
            look=replace(desk().look, name="Чужое"),
            seen_revision=seen,
            staff_id=other.staff_id,
        )
    with pytest.raises(DraftMoved), db.writing():
        looks.save_draft(
            look=replace(desk().look, name="Моё 2"),
            seen_revision=seen,
            staff_id=shop.owner.staff_id,
        )
    assert desk().look.name == "Чужое"
    assert draft(shop, name="Моё 2") == seen + 2


def test_a_draft_has_real_colours(shop: Shop) -> None:
    with pytest.raises(BadColour):
        draft(shop, brand_colour="#fff;}body{")


def test_a_look_is_tried_on_a_share_of_the_cards(shop: Shop) -> None:
    before = shown()
    draft(shop, name="Проба", brand_colour="#7a2e22")
    with db.writing():
        number = looks.try_out(percent=10, staff_id=shop.owner.staff_id)
    business = queries.by_id(shop.business_id)
    assert business.look == before
    assert business.trial is not None
    assert business.trial.look.name == "Проба"
    held = [card for card in range(1, 2001) if business.trial.holds(card)]
    assert 150 < len(held) < 250
    assert facts(LookTried) == [
        {"business_id": shop.business_id, "number": number, "percent": 10}
    ]
    assert desk().look.name == "Проба"
    with db.writing():
        assert looks.spread(staff_id=shop.owner.staff_id) == number
    assert shown().name == "Проба"
    assert queries.by_id(shop.business_id).trial is None
    assert [(v.number, v.state) for v in versions.history()] == [
        (2, "published"),
        (1, "past"),
    ]
    with pytest.raises(NotTried), db.writing():
        looks.spread(staff_id=None)


def test_a_trial_is_called_back(shop: Shop) -> None:
    before = shown()
    draft(shop, name="Проба")
    with db.writing():
        looks.try_out(percent=1, staff_id=None)
    with db.writing():
        looks.call_back()
    assert queries.by_id(shop.business_id).trial is None
    assert shown() == before
    assert desk().look.name == "Проба"
    assert desk().draft is not None
    assert len(facts(LookTried)) == 2
    assert [act for act, _, _ in acts()] == ["look.tried", "look.called_back"]
    assert desk().former is None, "what only some saw is no step back"
    with pytest.raises(NotTried), db.writing():
        looks.call_back()


def test_publishing_ends_a_trial(shop: Shop) -> None:
    draft(shop, name="Проба")
    with db.writing():
        looks.try_out(percent=1, staff_id=None)
    draft(shop, name="Для всех")
    publish(shop)
    business = queries.by_id(shop.business_id)
    assert business.trial is None
    assert business.look.name == "Для всех"
    assert [v.state for v in versions.history()].count("published") == 1


def test_each_trial_takes_other_cards() -> None:
    first = {card for card in range(5000) if bucket(card, 7) < 1}
    second = {card for card in range(5000) if bucket(card, 8) < 1}
    assert 30 < len(first) < 70
    assert first.isdisjoint(second)
