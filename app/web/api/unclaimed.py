"""Cheques without a card over the API: each gets a code for its buyer (E47)."""

from datetime import timedelta
from typing import Any

from flask import Response, url_for

from app.businesses import queries as businesses
from app.core import locales
from app.sales import claiming
from app.sales.actions import Line
from app.trust import limits
from app.web import domains, session
from app.web.api import body, docs, keys, unclaimed_schemas
from app.web.api.blueprint import blueprint
from app.web.api.writes import instant, json_answer, once

_UNCLAIMED = unclaimed_schemas.UnclaimedIn()


@blueprint.post("/unclaimed-receipts")
@docs.describes(
    201,
    unclaimed_schemas.UnclaimedOut,
    *(400, 401, 409, 413, 415, 422),
    takes=unclaimed_schemas.UnclaimedIn,
    title=locales.mark("Write down a cheque without a card"),
    text=locales.mark(
        "For a guest who showed no card. Print the link as a QR code, or the code: "
        "within some days the guest adds the cheque to a card, once, under the rules "
        "of its own date."
    ),
)
def register_unclaimed() -> Response:
    """Register a cheque that can be claimed."""
    asked = body.read(_UNCLAIMED)
    holder, secret_key = keys.holder(), session.config().secret_key

    def action() -> dict[str, Any]:
        lines = asked.get("lines") or [{"amount_minor": asked["amount_minor"]}]
        made = claiming.register(
            outlet_id=holder.outlet_id,
            number=asked["number"],
            lines=[Line(**line) for line in lines],
            source="api",
            actor=f"api:{holder.key_id}",
            secret_key=secret_key,
            occurred_at=asked["occurred_at"],
        )
        ends_at = made.recorded_at + timedelta(days=limits.limits().claim_days)
        return {
            "id": made.id,
            "number": made.number,
            "total_minor": made.total_minor,
            "claim_until": instant(ends_at),
        }

    return _with_code(once(asked, action), secret_key)


def _with_code(answer: Response, secret_key: str) -> Response:
    """The code is made anew for every answer and kept with none of them."""
    known = answer.get_json()
    code = claiming.code_of(claiming.unclaimed(known["id"]), secret_key)
    known["code"] = claiming.spoken(code)
    known["link"] = _link(code)
    answer.set_data(json_answer(known).get_data())
    return answer


def _link(code: str) -> str:
    slug = businesses.by_id(keys.holder().business_id).slug
    path = url_for("public.claim_cheque", business=slug, code=code)
    return domains.address_of(slug, path)
