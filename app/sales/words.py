"""Why points moved that no plain purchase moved: a guest's words for every reason."""

from collections.abc import Mapping

from app.core.locales import mark

CORRECTIONS: Mapping[str, str] = {
    "late_delivery": mark("An apology of %(business)s for a late delivery"),
    "goodwill": mark("A kindness of %(business)s"),
    "till_mistake": mark("%(business)s corrected a mistake at the till"),
    "competition": mark("A prize in a competition of %(business)s"),
    "migration": mark("Brought along from an earlier card of %(business)s"),
    "other": mark("%(business)s corrected the balance by hand"),
}
"""What staff may choose for a change by hand (R16)."""

WORDS: Mapping[str, str] = {
    **CORRECTIONS,
    "correction_undone": mark("%(business)s took a correction by hand back"),
    "review_released": mark("The purchase is confirmed: its points are yours"),
    "review_declined": mark("The purchase was not confirmed when it was checked"),
    "case_decided": mark("%(business)s decided so after a check of the card"),
    "moved_away": mark(
        "Receipt %(number)s was another guest's and has gone to their card"
    ),
    "moved_here": mark(
        "Your purchase had been booked on another card by mistake: receipt %(number)s"
    ),
    "referral_bringer": mark("A friend came by your invitation and has bought"),
    "referral_friend": mark("A welcome of %(business)s: a friend invited you"),
    "referral_void": mark(
        "Taken back: the purchase that an invitation counted for does not stand"
    ),
    "comeback": mark("A present of %(business)s: you have not come for a while"),
    "claim": mark("A purchase without the card, added later: receipt %(number)s"),
}
TITLES: Mapping[str, str] = {
    "review_released": mark("Checked"),
    "review_declined": mark("Not confirmed"),
    "case_decided": mark("Decision after a check"),
    "referral_bringer": mark("For a friend you brought"),
    "referral_friend": mark("By a friend's invitation"),
    "referral_void": mark("Invitation taken back"),
    "comeback": mark("A present"),
    "moved_away": mark("Moved to another card"),
    "moved_here": mark("Moved to your card"),
}
