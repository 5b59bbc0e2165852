"""What exists in a business whose every address is tried."""

from app.core import clock, db, tenancy
from app.core.config import Config
from app.offers import codes
from app.offers import queries as offer_queries
from app.onboarding import tariffs
from app.onboarding.models import Registration
from app.onboarding.tariffs import Grant
from app.wallet.printing import orders, runs
from tests.offers.giving import give, order, promote, work
from tests.world import Shop


def register(shop: Shop) -> None:
    """Let the shop be one that signed up by itself, with terms that end."""
    with tenancy.scope(shop.business_id), db.writing():
        db.session().add(
            Registration(
                country="RU",
                tax_number="7707083893",
                register_number="1027700132195",
                trade="cafe",
                email="owner@zerno.example",
                confirmed_at=clock.now(),
                founded_at=clock.now(),
            )
        )
        tariffs.begin(Grant("trial", 3))


def offers(shop: Shop) -> dict[str, int]:
    """A promotion with an order of codes, and an offer that the guest has."""
    promotion_id = promote(shop.business_id, "codes", name="Leaflet")
    offer_id = promote(shop.business_id, "personal", name="For you")
    give(shop.business_id, offer_id, shop.member.member_id)
    batch_id = order(shop.business_id, promotion_id, 1)
    work()
    with tenancy.scope(shop.business_id):
        grant_id = offer_queries.offers_of(shop.member.member_id)[0].id
        code_id = codes.page(promotion_id)[0].id
        db.session().rollback()
    return {
        "promotion_id": promotion_id,
        "offer_id": offer_id,
        "grant_id": grant_id,
        "batch_id": batch_id,
        "code_id": code_id,
    }


def print_run(shop: Shop, config: Config) -> int:
    """An order of printed cards, made."""
    with tenancy.scope(shop.business_id), db.writing():
        run_id = orders.place(
            programme_id=shop.programme_id,
            is_stock=True,
            count=1,
            symbology="qr",
            language="en",
            staff_id=None,
        )
    while runs.send(config):
        pass
    return run_id
