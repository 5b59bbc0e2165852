"""Codes in words that both sides read: why something is looked at, what became of it."""

from collections.abc import Mapping

from app.core.locales import mark

CORRECTION_NAMES: Mapping[str, str] = {
    "late_delivery": mark("Late delivery"),
    "goodwill": mark("Goodwill"),
    "till_mistake": mark("Mistake at the till"),
    "competition": mark("Competition"),
    "migration": mark("Brought along from an earlier card"),
    "other": mark("Something else"),
}
ADJUSTMENT_STATES: Mapping[str, str] = {
    "posted": mark("posted"),
    "waiting": mark("waits for a second person"),
    "declined": mark("not made"),
    "undone": mark("taken back"),
}
APPROVAL_STATES: Mapping[str, str] = {
    "waiting": mark("waits"),
    "approved": mark("approved"),
    "declined": mark("declined"),
    "over": mark("time over"),
}
APPROVAL_KINDS: Mapping[str, str] = {
    "adjustment": mark("Change of a balance by hand"),
    "move": mark("Cheque to another card"),
}
LIMIT_NAMES: Mapping[str, str] = {
    "single": mark("Change by hand without a second person, up to"),
    "daily": mark("Changes by hand of one person in a day, up to"),
    "card_day": mark("Purchases on one card in a day"),
    "cashier_card_hour": mark("Purchases of one cashier on one card in an hour"),
    "cashier_hour": mark("Purchases of one cashier in an hour"),
    "device_hour": mark("Purchases at one till in an hour"),
    "typed_percent": mark("Share of purchases with a typed number"),
    "refunds_after_spend": mark("Returns after spending in 30 days"),
    "review_days": mark("Points wait for a look at most"),
    "claim_days": mark("A cheque without a card can be claimed for"),
}
REVIEW_REASONS: Mapping[str, str] = {
    "card_day": mark("more purchases on one card in a day than usual"),
    "cashier_card_hour": mark("one cashier, one card, several times within an hour"),
    "cashier_hour": mark("more purchases at one cashier within an hour than usual"),
    "device_hour": mark("more purchases at one till within an hour than usual"),
    "typed_percent": mark("card numbers typed instead of shown, again and again"),
    "refunds_after_spend": mark("goods returned after their points were spent"),
    "team_claim": mark("a cheque without a card, claimed by somebody of the team"),
}
CASE_REASONS: Mapping[str, str] = {
    "unusual": mark("Unusual purchases"),
    "not_yours": mark("Purchases that may be somebody else's"),
    "returns": mark("Returns after the points were spent"),
    "team": mark("A card of somebody who works here"),
    "shared": mark("A card that several people seem to use"),
    "other": mark("Another reason"),
}
REVIEW_STATES: Mapping[str, str] = {
    "waiting": mark("waits"),
    "released": mark("released"),
    "declined": mark("declined"),
    "lapsed": mark("time over: the guest's"),
}
CASE_STATES: Mapping[str, str] = {
    "open": mark("open"),
    "decided": mark("decided"),
    "appealed": mark("appeal"),
    "closed": mark("over"),
}
CASE_STEPS: Mapping[str, str] = {
    "opened": mark("The check was opened"),
    "answered": mark("The guest answered"),
    "cleared": mark("Decided: all is in order"),
    "confirmed": mark("Decided: the points were taken back"),
    "appealed": mark("The guest asked for a second look"),
    "upheld": mark("Second look: the decision stands"),
    "overturned": mark("Second look: the points came back"),
}
SIGNALS: Mapping[str, str] = {
    "own": mark("Booked purchases on an own card: %(count)s"),
    "one_card": mark(
        "One card earned again and again on the same day: %(count)s purchases"
    ),
    "claims": mark("Cheques without a card went to one and the same card: %(count)s"),
    "concentration": mark(
        "One card gets %(percent)s %% of all purchases; at colleagues it is "
        "%(peers)s %%"
    ),
    "refunds_after_spend": mark(
        "Goods came back after their points were spent: %(count)s"
    ),
    "moves": mark("Cheques went to another card: %(count)s of %(total)s"),
    "below_limit": mark(
        "Changes by hand just below the limit of one person: %(count)s of %(total)s"
    ),
    "undos": mark(
        "Cheques cancelled again: %(count)s of %(total)s, %(percent)s %%; at colleagues "
        "%(peers)s %%"
    ),
    "typed": mark(
        "Card numbers typed instead of shown: %(percent)s %%; at colleagues %(peers)s %%"
    ),
    "night": mark(
        "Purchases at night or while the outlet is closed: %(count)s of %(total)s"
    ),
}
