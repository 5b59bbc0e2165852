"""The demo's letters that came back: each of its three reasons is in the log."""

from sqlalchemy import select, update

from app.core import clock, db, tenancy
from app.demo import returns
from app.demo.places import FOLIO, POLDEN
from app.notifications.models import Delivery
from tests.campaigns import mailing
from tests.notifications.telling import addressed
from tests.world import World


def test_three_letters_of_the_mailing_came_back(world: World) -> None:
    shop = world.coffee
    for number in range(5):
        addressed(shop, f"guest{number}@example.test")
    mailing.send(shop)
    with tenancy.scope(shop.business_id):
        with db.writing():
            db.session().execute(
                update(Delivery)
                .where(Delivery.state == "due")
                .values(state="sent", due_at=None, sent_at=clock.now())
            )
        returns.come_back(FOLIO)
        came_back = select(Delivery.why).where(Delivery.state == "failed")
        assert db.session().scalars(came_back).all() == []
        db.session().rollback()
        returns.come_back(POLDEN)
        found = db.session().scalars(came_back).all()
    assert sorted(found) == ["bounced", "mailbox_full", "unwanted_there"]
