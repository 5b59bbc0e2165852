"""The guest's screen: who it is, the sum, what can be spent; one tap books it."""

import re
from dataclasses import replace

from flask import Response, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.cards import actions as cards
from app.cards import pins
from app.charity import queries as charity
from app.coalitions import purses
from app.coalitions.purses import Offer
from app.core import clock, locales
from app.core.errors import NotFound, Refused, TooMany
from app.core.ids import OutletId, PersonId
from app.ledger import queries as ledger
from app.people import queries as people
from app.programmes import queries as programmes
from app.programmes.explain import limit_sentence
from app.programmes.measures import STAMP, stamps_of
from app.programmes.spending import Reason
from app.rewards import queries as rewards
from app.sales import sharing
from app.sales.actions import Sale
from app.sales.errors import PointsOutOfRange
from app.sales.queries import Quote
from app.trust import cases, selling
from app.trust.selling import Shown
from app.web import errors, guessing, levels
from app.web.levels import LevelBoard
from app.web.page import page, wants_fragment
from app.web.till import cards as guest_cards
from app.web.till import door, guest, told
from app.web.till.door import blueprint
from app.web.till.forms import SaleForm
from app.web.till.guest import CardPutAway, Guest

_SPEND = re.compile(r"(\d{1,9})(?:\+(\d{1,11}))?", re.ASCII)
_PLAIN = {Reason.BALANCE}


@blueprint.get("/sale")
def sale() -> ResponseReturnValue:
    """The card that was scanned, and room for the sum."""
    shown = guest.present()
    if shown is None:
        return _put_away()
    form = SaleForm(formdata=None)
    form.guest.data = shown.note
    return _screen(form, shown)


@blueprint.post("/sale/quote")
def quote() -> ResponseReturnValue:
    """What the sum would take and earn; while somebody types, errors wait."""
    form = SaleForm()
    try:
        shown = guest.read(form.guest.data or "")
    except CardPutAway:
        return _put_away()
    if "add-line" in request.form:
        form.add_line()
        return _screen(form, shown)
    if not form.is_sent():
        return _screen(form, shown)
    return _quoted(form, shown)


@blueprint.post("/sale")
def book() -> ResponseReturnValue:
    """Book the cheque and put the card away."""
    form = SaleForm()
    try:
        shown = guest.read(form.guest.data or "")
    except CardPutAway:
        return _put_away()
    spend = _SPEND.fullmatch(request.form.get("spend", "0"))
    if spend is None:
        form.decline(locales.gettext(PointsOutOfRange.sentence))
        return _screen(form, shown)
    if not form.is_sent():
        return _screen(form, shown)
    wanted = _with_partners(form, shown, int(spend[1]), int(spend[2] or 0))
    try:
        is_as_offered = wanted is not None and _is_as_offered(wanted)
    except (Refused, NotFound, TooMany) as refusal:
        form.decline(errors.sentence_of(refusal))
        return _screen(form, shown)
    if wanted is None or not is_as_offered:
        form.decline(locales.gettext("The sum has changed. Check it and confirm."))
        return _quoted(form, shown)
    receipt_id = _booked(form, shown, wanted)
    if receipt_id is None:
        return _screen(form, shown)
    guest.close()
    return redirect(url_for("till.done", receipt_id=receipt_id), 303)


def _with_partners(
    form: SaleForm, shown: Guest, points: int, partner_minor: int
) -> Sale | None:
    """The sale with what partners' points pay of it; None when they pay it no more."""
    sale = _sale(form, shown, points)
    if not partner_minor:
        return sale
    if shown.sharer_id is not None:
        return None
    try:
        paid = purses.offer(sale, _person(shown), partner_minor)
    except (Refused, NotFound):
        return None
    if paid.amount_minor != partner_minor:
        return None
    return replace(sale, payments=paid.payments)


def _person(shown: Guest) -> PersonId:
    return people.member_by_id(shown.member_id).person_id


def _quoted(form: SaleForm, shown: Guest) -> ResponseReturnValue:
    try:
        offer = _priced(_sale(form, shown, 0))
        spent = replace(_sale(form, shown, 0), points=offer.max_points)
        if shown.sharer_id is not None:
            return _screen(form, shown, offer)
        return _screen(form, shown, offer, purses.offer(spent, _person(shown)))
    except (Refused, NotFound, TooMany) as refusal:
        form.decline(errors.sentence_of(refusal))
        return _screen(form, shown)


def _priced(wanted: Sale) -> Quote:
    """What the cheque would do; a code that is nobody's counts as a guess."""
    with guessing.at_till(wanted.codes, wanted.card_id, door.actor()) as guess:
        offer = selling.quote(wanted)
        guess.look(offer.declined)
    return offer


def _booked(form: SaleForm, shown: Guest, wanted: Sale) -> int | None:
    """The receipt, the first one for a repeat; None when it was refused."""
    meaning = [
        shown.card_id,
        wanted.lines,
        wanted.points,
        wanted.payments,
        wanted.was_asked,
        *wanted.codes,
    ]
    try:
        with guessing.at_till(wanted.codes, wanted.card_id, door.actor()) as guess:

            def action() -> dict[str, int]:
                if shown.step is not None and (wanted.points or wanted.payments):
                    cards.burn_code(shown.shown_id or shown.card_id, shown.step)
                how = Shown(entry=shown.entry, device=door.device())
                with guess.seeing():
                    return {"receipt_id": selling.book(wanted, how).receipt_id}

            answer = form.once("sale", meaning, action)
    except TooMany as refusal:
        form.decline(errors.sentence_of(refusal))
        return None
    return None if answer is None else int(answer.body["receipt_id"])


def _is_as_offered(wanted: Sale) -> bool:
    """Whether the buttons that were on screen spoke of this sum, if of any.

    What is to be paid may have changed since: the sum, a code, the hour of a discount.
    """
    offered = request.form.get("offered")
    return offered is None or offered == _offered(_priced(wanted))


def _offered(offer: Quote) -> str:
    return f"{offer.total_minor}-{offer.due_minor}"


def _sale(form: SaleForm, shown: Guest, points: int) -> Sale:
    return Sale(
        outlet_id=OutletId(shown.outlet_id),
        card_id=shown.card_id,
        number=None,
        lines=form.sale_lines(),
        points=points,
        codes=form.typed_codes(),
        source="till",
        actor=door.actor(),
        was_asked=form.was_asked(points),
        code_is_rotating=shown.is_rotating,
        sharer_id=shown.sharer_id,
    )


def _put_away() -> ResponseReturnValue:
    guest.close()
    address = url_for("till.home") + "?put-away=1"
    if wants_fragment():
        return Response(headers={"HX-Redirect": address})
    return redirect(address, 303)


def _money_left(offer: Quote | None) -> int:
    """What is to be paid when all that can be spent is spent."""
    if offer is None:
        return 0
    value = offer.version.rules.point_value_minor
    return offer.due_minor - offer.max_points * value


def _reason(offer: Quote | None) -> str:
    """Why no more can be spent, where it is not the balance that ends it."""
    if offer is None or not _money_left(offer) or offer.binding.reason in _PLAIN:
        return ""
    if offer.max_points < offer.binding.points:
        # The holder of a family's card allows less than the rules do.
        return ""
    business = g.business
    return limit_sentence(
        offer.binding,
        offer.version.rules,
        locales.language(),
        unit=business.unit,
        currency=business.currency,
    )


def _level(shown: Guest) -> LevelBoard | None:
    """The guest's level; what is worked out while somebody types shows none."""
    if wants_fragment():
        return None
    version = programmes.current(shown.programme_id, clock.now())
    return levels.board(shown.card_id, version)


def _beside(shown: Guest) -> dict[str, object]:
    """What stands around the cheque: other cards, what waits, what is forbidden."""
    case = cases.open_of(shown.card_id)
    return {
        **guest_cards.about(shown),
        "waiting": rewards.open_of(shown.member_id),
        "stamps": _stamps(shown),
        "is_blocked": case is not None and case.blocks_now,
    }


def _allowed(shown: Guest) -> int | None:
    """What the guest may spend from a relative's card today; None on their own."""
    if shown.sharer_id is None:
        return None
    zone = door.outlet().zone
    return sharing.left(shown.sharer_id, shown.card_id, zone)


def _stamps(shown: Guest) -> tuple[int, int] | None:
    """How full a stamp card is."""
    if shown.unit != STAMP:
        return None
    available = ledger.balance(shown.card_id).available
    return stamps_of(programmes.current_rules(shown.programme_id), available)


def _screen(
    form: SaleForm,
    shown: Guest,
    offer: Quote | None = None,
    partner: Offer = purses.NOTHING,
) -> ResponseReturnValue:
    has_errors = bool(form.errors) and not wants_fragment()
    balance = ledger.balance(shown.card_id)
    return page(
        "till/sale.html",
        fragment="till/_offer.html",
        status=422 if has_errors else 200,
        form=form,
        guest=shown,
        member=people.member_by_id(shown.member_id),
        programme=programmes.programme(shown.programme_id),
        balance=balance,
        board=_level(shown),
        offer=offer,
        offered=_offered(offer) if offer else "",
        discounts=told.discounts(offer) if offer else None,
        spend_money=_money_left(offer),
        charity=charity.running(),
        partner=partner,
        has_partners=offer is None
        and shown.sharer_id is None
        and bool(purses.cards_of(_person(shown))),
        allowed=None if wants_fragment() else _allowed(shown),
        partner_limits=list(dict.fromkeys(map(errors.sentence_of, partner.stopped))),
        reason=_reason(offer),
        error_title=has_errors,
        has_pin=not wants_fragment() and pins.has_pin(shown.card_id),
        **({} if wants_fragment() else _beside(shown)),
    )
