"""The newest message on the backs of a member's passes."""

from flask import Flask
from sqlalchemy import select

from app.businesses import queries as businesses
from app.cards import news
from app.cards.models import Card
from app.core import clock, db, tenancy
from app.notifications import sending
from app.notifications.channels import registry
from app.notifications.models import Delivery
from app.people import erasing
from app.people.models import Member
from app.wallet.back import back_of
from app.wallet.facts import facts_of
from app.wallet.models import GooglePass
from app.wallet.reached import holders
from passes.fields import Field
from tests.notifications.telling import LETTER, tell
from tests.wallet.apple import phones
from tests.world import Holder, Shop, World


def told(shop: Shop, text: str) -> int:
    with tenancy.scope(shop.business_id), db.writing():
        return news.show_news(shop.member.member_id, text)


def version(shop: Shop) -> int:
    db.session().rollback()
    with tenancy.scope(shop.business_id):
        found = db.session().scalar(
            select(Card.version).where(Card.id == shop.member.card_id)
        )
        db.session().rollback()
    assert found is not None
    return found


def shown(shop: Shop, holder: Holder) -> list[Field]:
    with tenancy.scope(shop.business_id):
        facts = facts_of(businesses.by_id(shop.business_id), holder.card_id)
        fields = back_of(facts)
        db.session().rollback()
    return [field for field in fields if field.key == "news"]


def test_the_back_shows_the_newest_and_the_phone_says_so(world: World) -> None:
    shop = world.coffee
    assert shown(shop, shop.member) == []
    before = version(shop)

    told(shop, "Старое")
    told(shop, "Ответ\nв чате " + "х" * 500)

    (field,) = shown(shop, shop.member)
    assert str(field.value).startswith("Ответ в чате")
    assert len(str(field.value)) == news.LONGEST
    assert field.change_message == "%@"
    assert version(shop) == before + 2


def test_cards_of_others_are_left_alone(world: World) -> None:
    told(world.coffee, "Ответ")

    assert shown(world.books, world.books.member) == []


def test_an_erased_guest_s_pass_tells_nothing(world: World) -> None:
    shop = world.coffee
    told(shop, "Ответ")
    with db.writing():
        erasing.forget(shop.member.person_id)

    assert shown(shop, shop.member) == []
    with tenancy.scope(shop.business_id):
        kept = db.session().scalar(
            select(Member.pass_news).where(Member.id == shop.member.member_id)
        )
    assert kept == ""


def test_who_keeps_the_card_at_google_can_be_told(world: World) -> None:
    shop = world.coffee

    def reached() -> list[int]:
        db.session().rollback()
        with tenancy.scope(shop.business_id):
            found = list(db.session().scalars(holders()))
            db.session().rollback()
        return found

    assert reached() == []
    with tenancy.scope(shop.business_id), db.writing():
        row = GooglePass(
            card_id=shop.member.card_id,
            resource="loyaltyObject",
            resource_id="1.x",
            is_held=True,
            created_at=clock.now(),
        )
        db.session().add(row)
        db.session().flush()
    assert reached() == [shop.member.member_id]
    assert "pass" in registry.known()


def test_who_has_it_on_a_phone_is_told_by_the_pass(world: World, app: Flask) -> None:
    shop = world.coffee
    notice_id = tell(shop, shop.member.member_id, kind=LETTER)
    phones.give(shop, shop.member)
    second = tell(shop, shop.member.member_id, "2", LETTER)

    sending.send(app.extensions["tessera_config"])

    assert [way_of(shop, each) for each in (notice_id, second)] == [
        ("skipped", "no_pass"),
        ("sent", ""),
    ]
    (field,) = shown(shop, shop.member)
    assert field.value == "Новый сорт"


def way_of(shop: Shop, notice_id: int) -> tuple[str, str]:
    db.session().rollback()
    with tenancy.scope(shop.business_id):
        row = db.session().execute(
            select(Delivery.state, Delivery.why).where(
                Delivery.notice_id == notice_id, Delivery.channel == "pass"
            )
        )
        found = row.one()
        db.session().rollback()
    return found[0], found[1]
