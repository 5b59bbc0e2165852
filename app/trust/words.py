"""Codes in words that both sides read: why something is looked at, what became of it."""

from collections.abc import Mapping

from app.core.locales import mark

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
