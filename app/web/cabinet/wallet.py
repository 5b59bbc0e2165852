"""The card in the hand: an Apple Wallet package and a printable card."""

from collections.abc import Callable

from flask import Response, g
from flask.typing import ResponseReturnValue

from app.core.config import Config
from app.ledger import queries as ledger
from app.wallet import cards as wallet
from app.wallet.cards import Facts
from app.wallet.certificates import NoPasses, is_configured
from app.web import editions, session
from app.web.cabinet.door import blueprint, card, unchanged
from app.web.cabinet.versions import version

Maker = Callable[[Facts, Config], bytes]


@blueprint.get("/pass.pkpass")
def apple_pass() -> ResponseReturnValue:
    """The card for Apple Wallet, signed, in the reader's language."""
    if not is_configured(session.config()):
        raise NoPasses
    return _made(wallet.apple_pass, wallet.PASS_TYPE, "attachment", "pkpass")


@blueprint.get("/print.pdf")
def printed_card() -> ResponseReturnValue:
    """The card on paper or plastic, 85.60 × 53.98 mm."""
    return _made(wallet.printed_card, "application/pdf", "inline", "pdf")


def _made(make: Maker, kind: str, disposition: str, suffix: str) -> Response:
    held = card()
    edition = editions.edition(
        kind,
        held.id,
        held.version,
        held.rule_version_id,
        held.name,
        g.business,
    )
    known = unchanged(edition)
    if known is not None:
        return known
    body = make(_facts(), session.config())
    answer = Response(body, mimetype=kind)
    name = f"{g.business.slug}-{held.number}.{suffix}"
    answer.headers["Content-Disposition"] = f'{disposition}; filename="{name}"'
    return editions.stamp(answer, edition, ledger.balance(held.id).next_change_at)


def _facts() -> Facts:
    held = card()
    return Facts(
        business=g.business,
        card=held,
        balance=ledger.balance(held.id),
        expiry=next(iter(ledger.expiries(held.id, limit=1)), None),
        rules=version(held.rule_version_id).rules if held.rule_version_id else None,
    )
