"""Same phone, same card (R23)."""

from collections.abc import Callable

from sqlalchemy import select

from app.cards import queries
from app.cards.joining import bring_together
from app.core import db, tenancy
from app.core.db import writing
from app.core.outbox import OutboxRow
from app.ledger import queries as ledger
from app.people import actions as people
from app.people import queries as person_queries
from app.people.models import Member
from tests.cards.conftest import Holder, Shop

Join = Callable[..., Holder]
PHONE = "+79161234567"


def test_r23_cards_of_one_business_are_joined(
    shop: Shop, join: Join, earn: Callable[..., None]
) -> None:
    known, anonymous = join(shop), join(shop)
    earn(anonymous.card, 50)
    with writing():
        bring_together(source_id=anonymous.person_id, target_id=known.person_id)
    assert ledger.balance(known.card.id).available == 50
    assert queries.find(anonymous.card.number).card_id == known.card.id
    assert person_queries.member(anonymous.person_id).id == known.member_id
    members = db.session().scalars(
        select(Member.id).where(Member.joined_into_id.is_(None))
    )
    assert members.all() == [known.member_id]


def test_r23_membership_moves_where_the_person_had_none(
    shop: Shop, other_shop: Shop, join: Join
) -> None:
    known, anonymous = join(shop), join(other_shop)
    with writing():
        bring_together(source_id=anonymous.person_id, target_id=known.person_id)
    places = person_queries.memberships(known.person_id)
    assert [place.business_id for place in places] == [shop.id, other_shop.id]
    with tenancy.scope(other_shop.id):
        assert queries.cards_of(anonymous.member_id)[0].id == anonymous.card.id


def test_r23_all_businesses_come_along(
    shop: Shop, other_shop: Shop, join: Join
) -> None:
    known = join(shop)
    anonymous = join(shop)
    elsewhere = join(other_shop, anonymous.person_id)
    with writing():
        people.give_consent(
            person_id=anonymous.person_id, purpose="processing", language="ru"
        )
        bring_together(source_id=anonymous.person_id, target_id=known.person_id)
    assert person_queries.devices(anonymous.person_id) == []
    assert [c.purpose for c in person_queries.consents(known.person_id)] == [
        "processing"
    ]
    with tenancy.scope(other_shop.id):
        assert person_queries.member(known.person_id).id == elsewhere.member_id


def test_the_anonymous_browser_is_signed_out(shop: Shop, join: Join) -> None:
    known, anonymous = join(shop), join(shop)
    with writing():
        for person_id in (known.person_id, anonymous.person_id):
            people.open_session(
                person_id=person_id, device="phone", secret_key="k" * 32
            )
        bring_together(source_id=anonymous.person_id, target_id=known.person_id)
    assert person_queries.devices(anonymous.person_id) == []
    assert len(person_queries.devices(known.person_id)) == 1


def test_joining_with_oneself_changes_nothing(shop: Shop, join: Join) -> None:
    holder = join(shop)
    with writing():
        bring_together(source_id=holder.person_id, target_id=holder.person_id)
    assert queries.cards_of(holder.member_id)[0].version == 1


def test_a_card_that_moves_is_shown_anew(
    shop: Shop, other_shop: Shop, join: Join
) -> None:
    known, anonymous = join(shop), join(other_shop)
    with tenancy.scope(other_shop.id):
        before = queries.version(anonymous.card.id)
    with writing():
        bring_together(source_id=anonymous.person_id, target_id=known.person_id)
    with tenancy.scope(other_shop.id):
        assert queries.version(anonymous.card.id) == before + 1
    facts = db.session().scalars(select(OutboxRow.payload)).all()
    changed = {"business_id": other_shop.id, "card_id": anonymous.card.id}
    assert changed in facts
