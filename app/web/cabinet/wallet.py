"""The card in the hand: an Apple Wallet package and a printable card."""

from flask import Response, g, request
from flask.typing import ResponseReturnValue

from app.ledger import queries as ledger
from app.wallet import cards as wallet
from app.wallet.apple import calls, packages
from app.wallet.certificates import NoPasses, is_configured
from app.wallet.facts import facts_of
from app.web import editions, session
from app.web.cabinet.door import blueprint, card, unchanged


@blueprint.get("/pass.pkpass")
def apple_pass() -> ResponseReturnValue:
    """The card for Apple Wallet, signed; 304 for a browser that has this state."""
    config = session.config()
    if not is_configured(config):
        raise NoPasses
    held = packages.of_card(card().id, config)
    state = {
        "Last-Modified": calls.http_date(held.modified_at),
        "Cache-Control": "private, no-store",
    }
    if calls.has(request.headers.get("If-Modified-Since"), held):
        return Response(status=304, headers=state)
    package = packages.package(held, config)
    state["Last-Modified"] = calls.http_date(package.modified_at)
    state["Content-Disposition"] = _named("attachment", "pkpass")
    return Response(package.body, mimetype=packages.MEDIA_TYPE, headers=state)


@blueprint.get("/print.pdf")
def printed_card() -> ResponseReturnValue:
    """The card on paper or plastic, 85.60 × 53.98 mm."""
    held = card()
    edition = editions.edition(
        held.id,
        held.version,
        held.rule_version_id,
        held.name,
        g.business,
    )
    known = unchanged(edition)
    if known is not None:
        return known
    body = wallet.printed_card(facts_of(g.business, held.id), session.config())
    answer = Response(body, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = _named("inline", "pdf")
    return editions.stamp(answer, edition, ledger.balance(held.id).next_change_at)


def _named(disposition: str, suffix: str) -> str:
    return f'{disposition}; filename="{g.business.slug}-{card().number}.{suffix}"'
