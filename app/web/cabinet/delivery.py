"""Keeping the card: in the phone's wallet, in the browser, on paper (M1)."""

from collections.abc import Callable

from flask import Response, g, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from app.cards import holding
from app.cards.holding import HeldCard
from app.core.errors import AppError
from app.ledger import queries as ledger
from app.people import queries as people
from app.wallet.certificates import NoPasses, PassRefused
from app.wallet.codes import qr_address
from app.wallet.google.account import AccountRefused, NoGoogle
from app.web import saving, session, tickets
from app.web.browsers import Device
from app.web.cabinet.door import blueprint, card, holder
from app.web.errors import sentence_of
from app.web.page import page

START = "start"


@blueprint.get("/save")
def delivery() -> ResponseReturnValue:
    """Every way to keep the card; ``new`` greets who has just got it."""
    answer = _shown(card())
    if cookie.pop(START, None) == Device.APPLE:
        # The button was pressed on the page before, where there was no card yet.
        answer.headers["Refresh"] = f"0; url={url_for('cabinet.apple_pass')}"
    return answer


def _shown(
    held: HeldCard,
    *,
    without: Device | None = None,
    trouble: str = "",
    status: int = 200,
) -> Response:
    ways = saving.ways()
    if without is not None:
        ways = ways.without(without)
    ticket = tickets.issue(held.id, session.config().secret_key)
    link = url_for("public.take", token=ticket.token, _external=True)
    return page(
        "cabinet/delivery.html",
        status=status,
        card=held,
        balance=ledger.balance(held.id),
        ways=ways,
        link=link,
        qr=qr_address(link) if ways.wallets and ways.device == Device.DESK else "",
        card_count=holding.count_of(holder().person_id),
        is_new="new" in request.args,
        is_staff=_has_office(),
        trouble=trouble,
        error_title=bool(trouble),
    )


def _has_office() -> bool:
    """Whether the holder works here and came from the office to see their own card."""
    staff = people.staff_of(holder().person_id, g.business.id)
    return staff is not None and staff.role != "cashier"


def _refused(without: Device) -> Callable[[AppError], Response]:
    def answer(error: AppError) -> Response:
        """The same page with what has failed left out, and a word about it."""
        if g.get("card") is None:
            raise error
        words = sentence_of(error)
        return _shown(card(), without=without, trouble=words, status=error.status)

    return answer


blueprint.register_error_handler(NoPasses, _refused(Device.APPLE))
blueprint.register_error_handler(PassRefused, _refused(Device.APPLE))
blueprint.register_error_handler(NoGoogle, _refused(Device.ANDROID))
blueprint.register_error_handler(AccountRefused, _refused(Device.ANDROID))
