"""What erasure and joining of people do to these cards (R23, R24)."""

from app.cards import erasing, joining
from app.cards import queries as cards
from app.cards.events import CardErased
from app.core import db, tenancy
from app.instruments import handlers
from app.programmes.kinds.certificate import CertificateRules
from app.programmes.kinds.visits import VisitRules
from tests.instruments.shelf import Shelf
from tests.world import create_person, issue_card


def test_an_erased_holder_leaves_no_words_and_no_value(shelf: Shelf) -> None:
    member = shelf.shop.member
    sold = shelf.sell(
        shelf.offer(CertificateRules()),
        member_id=member.member_id,
        amount_minor=1_000_00,
        giver="Olga",
        message="For Anna",
    )
    with db.writing():
        erasing.erase(person_id=member.person_id, actor="person:1")
    fact = CardErased(business_id=shelf.shop.business_id, card_id=sold.card_id)
    for _ in range(2):
        handlers.forget_words(fact)
    held = shelf.held(sold)
    assert (held.giver, held.message, held.available) == ("", "", 0)
    assert shelf.is_sound()


def test_two_passes_of_one_person_stay_two(shelf: Shelf) -> None:
    shop = shelf.shop
    programme_id = shelf.offer(VisitRules())
    anonymous = issue_card(
        shop.business_id, shop.programme_id, person_id=create_person()
    )
    mine = shelf.sell(programme_id, member_id=shop.member.member_id)
    theirs = shelf.sell(programme_id, member_id=anonymous.member_id)
    with db.writing():
        joining.bring_together(
            source_id=anonymous.person_id, target_id=shop.member.person_id
        )
    with tenancy.scope(shop.business_id):
        own = {each.id for each in cards.cards_of(shop.member.member_id)}
        db.session().rollback()
    assert {mine.card_id, theirs.card_id} < own
    assert [shelf.available(each) for each in (mine.card_id, theirs.card_id)] == [8, 8]
    assert shelf.use(theirs).left == 7
    assert shelf.is_sound()
