"""The words of the journal: a sentence for every code, a name for every kind.

A sentence may ask for any detail of its line; what a line lacks is the present name
of what it is about.
"""

from app.core.locales import mark

SENTENCES = {
    "staff.added": mark("%(subject)s joined the team as %(role)s"),
    "staff.invited": mark("Invited somebody into the team as %(role)s"),
    "staff.invited_again": mark("Sent an invitation again, as %(role)s"),
    "staff.invitation_withdrawn": mark("Withdrew an invitation, as %(role)s"),
    "staff.role_changed": mark("Role of %(subject)s: %(before)s → %(after)s"),
    "staff.limits_changed": mark("Limits of %(subject)s: %(before)s → %(after)s"),
    "staff.ended": mark("%(subject)s left the team (%(role)s)"),
    "staff.second_factor_reset": mark("Reset the second step of %(subject)s"),
    "programme.created": mark("Opened the card “%(name)s”"),
    "programme.rules_changed": mark("Rules of “%(name)s”: version %(version)s"),
    "programme.renamed": mark("Renamed the card “%(before)s” to “%(name)s”"),
    "programme.code_chosen": mark("Code on “%(name)s”: %(before)s → %(after)s"),
    "programme.closed": mark("Closed the card “%(name)s”"),
    "programme.reopened": mark("Opened the card “%(name)s” again"),
    "brand.changed": mark("Look: %(before)s → %(after)s"),
    "google.offered": mark("Google Wallet: %(is_offered)s"),
    "outlet.opened": mark("Opened the outlet “%(name)s”"),
    "outlet.changed": mark("Changed the outlet “%(name)s”"),
    "api_key.made": mark("Made the API key “%(name)s”"),
    "api_key.revoked": mark("Revoked the API key “%(name)s”"),
    "receipt.refunded": mark(
        "Return on receipt %(number)s: %(money_minor)s to the guest"
    ),
    "receipt.undone": mark("Cancelled receipt %(number)s"),
    "print.ordered": mark("Ordered printed cards: %(count)s"),
    "print.removed": mark("Removed an order of printed cards: %(count)s"),
    "plastic.imported": mark("Took in card numbers: %(cards)s, points: %(points)s"),
    "purchases.imported": mark("Took in purchases: %(receipts)s"),
}
PARTS = {
    "points_returned": mark("%(value)s back on the card"),
    "points_clawed": mark("%(value)s taken off it"),
}
"""Details that a sentence goes on with, where there is something to say."""

KINDS = {
    "staff": mark("Team"),
    "receipt": mark("Returns and cancellations"),
    "programme": mark("Cards and rules"),
    "brand": mark("Look"),
    "outlet": mark("Outlets"),
    "api_key": mark("API keys"),
    "google": mark("Google Wallet"),
    "print": mark("Printing"),
    "plastic": mark("Card numbers taken in"),
    "purchases": mark("Purchases taken in"),
}
