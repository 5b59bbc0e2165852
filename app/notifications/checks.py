"""What people did to a card is told to its holder: a change by hand, a check."""

from app.cards import queries as cards
from app.cards.errors import CardNotFound
from app.core import db, tenancy
from app.core.ids import BusinessId, CardId, MemberId
from app.notifications import centre
from app.notifications.kinds.checks import ADJUSTED, CHECKED
from app.trust import adjustments, cases
from app.trust.events import BalanceAdjusted, CaseMoved


def tell_adjustment(fact: BalanceAdjusted) -> None:
    """Tell that a balance was changed by hand (R16)."""
    with tenancy.scope(BusinessId(fact.business_id)), db.writing():
        member_id = _holder(CardId(fact.card_id))
        if member_id is None:
            return
        row = adjustments.adjustment(fact.adjustment_id)
        is_undoing = row.undone_id is not None
        centre.tell(
            member_id=member_id,
            kind=ADJUSTED,
            occurrence=f"{'undoing' if is_undoing else 'adjustment'}:{row.id}",
            payload={
                "points": abs(row.amount),
                "is_more": (row.amount > 0) is not is_undoing,
                "is_undoing": is_undoing,
                "reason": row.reason,
            },
        )


def tell_case(fact: CaseMoved) -> None:
    """Tell that a check of the card was opened or decided; not what the holder did."""
    with tenancy.scope(BusinessId(fact.business_id)), db.writing():
        member_id = _holder(CardId(fact.card_id))
        steps = cases.steps_of(fact.case_id)
        last = steps[-1]
        if member_id is None or last.actor == "holder":
            return
        centre.tell(
            member_id=member_id,
            kind=CHECKED,
            occurrence=f"case:{fact.case_id}:{len(steps)}",
            payload={
                "step": last.step,
                "text": last.text,
                "decide_by": cases.case(fact.case_id).decide_by.isoformat(),
            },
        )


def _holder(card_id: CardId) -> MemberId | None:
    """Whose card it is; nobody's once it is closed."""
    try:
        card = cards.card(card_id)
    except CardNotFound:
        return None
    return None if card.state == "closed" else MemberId(card.member_id)
