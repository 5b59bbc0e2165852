"""Friends and their purchases in few words."""

from app import fanout
from app.core import db, tenancy
from app.core.ids import ReceiptId
from app.core.outbox import OutboxRow
from app.ledger import queries as ledger
from app.ledger.queries import Balance
from app.ledger.verify import verify
from app.people import actions as people
from app.programmes import actions as programmes
from app.programmes.kinds.points import PointsRules
from app.programmes.referral import Referral as Terms
from app.referrals import links
from app.referrals.models import Referral
from app.sales import actions as sales
from tests.world import Holder, Shop, issue_card, sell

TERMS = Terms(
    bringer_points=200, friend_points=100, min_receipt_minor=500_00, hold_days=14
)


def promise(shop: Shop, terms: Terms | None = TERMS, **rules: object) -> None:
    """Let a shop's card reward friends; purchases earn nothing, to see only that."""
    made = PointsRules(**{"rate_basis_points": 0, "referral": terms, **rules})  # type: ignore[arg-type]
    with tenancy.scope(shop.business_id), db.writing():
        programmes.change_rules(
            programme_id=shop.programme_id, rules=made, starts_at=None, actor="system"
        )


def link_of(shop: Shop, holder: Holder | None = None) -> str:
    """A member's code."""
    member_id = (holder or shop.member).member_id
    with tenancy.scope(shop.business_id), db.writing():
        return links.code_of(member_id=member_id)


def bring(
    shop: Shop,
    *,
    code: str | None = None,
    name: str | None = None,
    signals: tuple[str, ...] = (),
) -> Holder:
    """A new friend of the shop's member, with a card."""
    code = code or link_of(shop)
    friend = issue_card(shop.business_id, shop.programme_id)
    if name:
        with db.writing():
            people.rename(person_id=friend.person_id, name=name)
    with tenancy.scope(shop.business_id), db.writing():
        links.bring(friend_id=friend.member_id, code=code, signals=signals)
    return friend


def deliver(*, times: int = 1, is_backwards: bool = False) -> None:
    """What the worker does with facts that matter here, in any order, more than once."""
    rows = db.session().query(OutboxRow).order_by(OutboxRow.id).all()
    facts = [(row.fact, dict(row.payload)) for row in rows] * times
    for fact, payload in reversed(facts) if is_backwards else facts:
        for handler in fanout.HANDLERS[fanout.FACTS[fact]]:
            if handler.__module__ == "app.referrals.handlers":
                handler(fanout.FACTS[fact](**payload))


def buy(shop: Shop, friend: Holder, minor: int) -> ReceiptId:
    """A friend's purchase, and what follows from it."""
    booked = sell(shop, friend, amount_minor=minor)
    deliver()
    return booked.receipt_id


def give_back(shop: Shop, receipt_id: ReceiptId) -> None:
    """The goods come back, and what follows from it."""
    with tenancy.scope(shop.business_id), db.writing():
        sales.refund(
            receipt_id=receipt_id,
            positions=None,
            number=None,
            outlet_id=shop.outlet_id,
            actor=shop.cashier.actor,
        )
    deliver()


def of(shop: Shop, friend: Holder) -> Referral:
    """The row of one friend, read anew."""
    with tenancy.scope(shop.business_id):
        row = (
            db.session()
            .query(Referral)
            .filter_by(friend_id=friend.member_id)
            .populate_existing()
            .one()
        )
        assert list(verify(shop.business_id)) == []
        return row


def balance(shop: Shop, holder: Holder) -> Balance:
    """What stands on a card."""
    with tenancy.scope(shop.business_id):
        return ledger.balance(holder.card_id)
