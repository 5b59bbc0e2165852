"""What happens beside the till: what is sold, ordered, changed by hand and joined."""

from datetime import timedelta

from app.cards import merging
from app.charity import actions as charity
from app.core import clock, db, tenancy
from app.core.ids import AwardId, CardId
from app.instruments import actions as instruments
from app.instruments.actions import Order
from app.notifications import expiry
from app.rewards import actions as rewards
from app.rewards import expiring
from app.trust import adjustments, approvals, reviews
from tests.machine.street import MENU, SOLD, Street


def sell(street: Street) -> str:
    """A certificate, a pass, a ticket or a membership."""
    dice = street.dice
    kind = dice.choice(sorted(SOLD))
    with tenancy.scope(street.here.business_id):
        owner = dice.choice(street.guests)[0]
        sold = instruments.sell(
            Order(
                programme_id=street.kinds[kind],
                outlet_id=street.here.outlet_id,
                actor="staff:1",
                member_id=street.member_of(owner) if dice.random() < 0.7 else None,
                amount_minor=1_000_00 if kind in {"certificate", "lapsing"} else None,
                event_id=street.event_id if kind == "ticket" else None,
                is_gift=dice.random() < 0.1,
            )
        )
    known = street.sold.setdefault(kind, [])
    if sold.card_id not in known:
        known.append(sold.card_id)
    if len(known) > 12:
        known.pop(dice.randrange(12))
    return f"sell {kind}"


def use(street: Street) -> str:
    """Scan something, or hear later that a gate did."""
    kind, card_id = _one(street)
    with tenancy.scope(street.here.business_id):
        if street.dice.random() < 0.3:
            instruments.tell_of(
                card_id=card_id,
                outlet_id=street.here.outlet_id,
                actor="staff:1",
                gate="2",
                used_at=clock.now() - timedelta(minutes=street.dice.randint(0, 90)),
            )
            return f"tell {kind}"
        used = instruments.use(
            card_id=card_id,
            outlet_id=street.here.outlet_id,
            actor="staff:1",
            gate="1",
        )
        street.keep("use", used.use_id)
    return f"use {kind}"


def unuse(street: Street) -> str:
    """Take a visit back."""
    with tenancy.scope(street.here.business_id):
        instruments.undo(use_id=street.some("use"), actor="staff:1")
    return "visit undone"


def rest(street: Street) -> str:
    """A pass rests, or no longer."""
    card_id = street.dice.choice(street.sold.get("pass") or [CardId(0)])
    with tenancy.scope(street.here.business_id):
        if street.dice.random() < 0.4:
            instruments.unfreeze(card_id=card_id, actor="staff:1")
            return "unfreeze"
        first = clock.today("Europe/Moscow") + timedelta(days=street.dice.randint(0, 3))
        last = first + timedelta(days=street.dice.randint(0, 7))
        instruments.freeze(card_id=card_id, first=first, last=last, actor="staff:1")
    return "freeze"


def pay_back(street: Street) -> str:
    """What is left of it, in money."""
    kind, card_id = _one(street)
    with tenancy.scope(street.here.business_id):
        instruments.refund(card_id=card_id, actor="staff:1")
    return f"pay back {kind}"


def hand_over(street: Street) -> str:
    """A ticket goes to somebody else."""
    card_id = street.dice.choice(street.sold.get("ticket") or [CardId(0)])
    with tenancy.scope(street.here.business_id):
        to = street.member_of(street.dice.choice(street.guests)[0])
        new = instruments.hand_over(card_id=card_id, member_id=to, actor="holder")
    street.sold["ticket"].append(new)
    return "hand over"


def order(street: Street) -> str:
    """A reward for points."""
    at = street.dice.choice([guest[0] for guest in street.guests])
    with tenancy.scope(at.business_id):
        reward = street.dice.choice(MENU)
        made = rewards.order(card_id=at.card_id, reward_key=reward.key, actor="holder")
    street.keep("award", made)
    return "order"


def end_order(street: Street) -> str:
    """It is handed out or called off."""
    award_id = AwardId(street.some("award"))
    with tenancy.scope(street.here.business_id):
        if street.dice.random() < 0.5:
            rewards.cancel(award_id=award_id, actor="holder")
            return "award cancelled"
        rewards.redeem(
            award_id=award_id, outlet_id=street.here.outlet_id, actor="staff:1"
        )
    return "award redeemed"


def adjust(street: Street) -> str:
    """By hand, up or down."""
    at = street.dice.choice([guest[0] for guest in street.guests])
    with tenancy.scope(at.business_id):
        made = adjustments.adjust(
            card_id=at.card_id,
            amount=street.dice.choice([-40, -5, 15, 60, 700]),
            reason=street.dice.choice(["goodwill", "till_mistake"]),
            note="",
            staff_id=street.staff[1],
        )
    street.keep("change", made.adjustment_id)
    return "adjust"


def unadjust(street: Street) -> str:
    """Take that back."""
    with tenancy.scope(street.here.business_id):
        adjustments.undo(adjustment_id=street.some("change"), staff_id=street.staff[0])
    return "adjust undone"


def decide(street: Street) -> str:
    """The second person, and whoever looks at held points."""
    is_good = street.dice.random() < 0.6
    with tenancy.scope(street.here.business_id):
        for row in approvals.waiting()[:1]:
            way = approvals.approve if is_good else approvals.decline
            way(approval_id=row.id, staff_id=street.staff[0], reason="x")
        for held_back in reviews.waiting()[:1]:
            look = reviews.release if is_good else reviews.decline
            look(review_id=held_back.id, staff_id=street.staff[0], reason="x")
    return "decide"


def merge(street: Street) -> str:
    """Two memberships become one, or two again."""
    with tenancy.scope(street.here.business_id):
        if street.dice.random() < 0.6:
            merging.undo(merge_id=street.some("merge"), actor="staff:1")
            return "parted"
        one, other = street.dice.sample(street.guests, 2)
        merge_id = merging.merge(
            source_id=street.member_of(one[0]),
            target_id=street.member_of(other[0]),
            proof="manager",
            actor="staff:1",
            reason="x",
        )
    street.keep("merge", merge_id)
    return "merged"


def donate(street: Street) -> str:
    """A card is shown, and something is given."""
    at = street.dice.choice([guest[0] for guest in street.guests])
    with tenancy.scope(at.business_id):
        charity.present(
            card_id=at.card_id,
            outlet_id=at.outlet_id,
            actor="staff:1",
            key=f"shown-{sum(street.did.values())}",
        )
    return "donation"


def sweep(street: Street) -> None:
    """What the worker does when time has passed."""
    with tenancy.scope(street.here.business_id):
        expiry.tell_due()
        expiry.spare_soon()
        instruments.lapse()
        due = expiring.due(200)
        db.session().rollback()
        for award_id in due:
            with db.writing():
                expiring.expire(award_id)


def _one(street: Street) -> tuple[str, CardId]:
    kind = street.dice.choice(sorted(SOLD))
    return kind, street.dice.choice(street.sold.get(kind) or [CardId(0)])
