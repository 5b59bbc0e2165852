"""One member: card, balance, what comes and goes, receipts. Nothing is edited here."""

from datetime import timedelta

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.cards import queries as cards
from app.cards.queries import CardFacts
from app.core import clock, db, locales
from app.core.errors import NotFound
from app.core.ids import MemberId, ProgrammeId
from app.insights import queries, sources
from app.ledger import queries as ledger
from app.ledger.queries import HistoryRow
from app.notifications import choices, log, whys
from app.notifications.kinds import registry as kinds
from app.notifications.log import Wanted
from app.offers import grants
from app.people import queries as people
from app.people.audiences import groups_of
from app.programmes import queries as programmes
from app.programmes.audiences import audiences
from app.sales import queries as sales
from app.sales.movements import title_of
from app.sales.slips import Slip, slips
from app.wallet import health
from app.web import levels, measures
from app.web.levels import LevelBoard
from app.web.office import cursor
from app.web.office.door import blueprint, manages, reads, touches_all
from app.web.office.member_groups import GroupsForm
from app.web.office.member_offers import OfferForm
from app.web.office.members import contact
from app.web.page import page

PAGE = 20
MESSAGES = 8
_INSTANT = timedelta(microseconds=1)


@blueprint.get("/members/<int:member_id>")
@reads
def member(member_id: MemberId) -> ResponseReturnValue:
    """A member by their card; ``card`` chooses among several, ``after`` goes on."""
    return _show(member_id, GroupsForm(member_id, formdata=None))


@blueprint.post("/members/<int:member_id>/groups")
@touches_all
def member_groups(member_id: MemberId) -> ResponseReturnValue:
    """Let a member enter or leave a group."""
    form = GroupsForm(people.member_by_id(member_id).id)
    if form.take():
        address = url_for("office.member", member_id=member_id, done="groups")
        return redirect(f"{address}#groups", 303)
    return _show(member_id, form)


@blueprint.post("/members/<int:member_id>/offers")
@manages
def give_offer(member_id: MemberId) -> ResponseReturnValue:
    """Give a personal offer to a member."""
    form = OfferForm(people.member_by_id(member_id).id)
    if form.give():
        address = url_for("office.member", member_id=member_id, done="offer")
        return redirect(f"{address}#offers", 303)
    return _show(member_id, GroupsForm(member_id, formdata=None), form)


@blueprint.post("/members/<int:member_id>/offers/<int:grant_id>")
@manages
def take_offer_back(member_id: MemberId, grant_id: int) -> ResponseReturnValue:
    """Take back an offer that was not used."""
    with db.writing():
        grants.withdraw(grant_id=grant_id, member_id=member_id)
    address = url_for("office.member", member_id=member_id, done="offer-back")
    return redirect(f"{address}#offers", 303)


def _show(
    member_id: MemberId, form: GroupsForm, offer_form: OfferForm | None = None
) -> ResponseReturnValue:
    offer_form = offer_form or OfferForm(member_id, formdata=None)
    found = people.member_by_id(member_id)
    held = cards.cards_of(member_id)
    card = chosen(held)
    if card is not None:
        measures.speak_of(programmes.unit_of(card.programme_id))
    history, more = _history(card) if card else ([], "")
    return page(
        "office/member.html",
        fragment="office/_history.html",
        status=422 if form.errors or offer_form.errors else 200,
        error_title=bool(form.errors or offer_form.errors),
        groups_form=form,
        offer_form=offer_form,
        member=found,
        source=_source(found.source),
        campaign=queries.campaign_of(member_id),
        contact=contact(found),
        card=card,
        cards=[(each, _name(each.programme_id)) for each in held],
        entitled=_entitled(held),
        level=_level(card) if card else None,
        balance=ledger.balance(card.id) if card else ledger.NOTHING,
        pending=ledger.pending_lots(card.id) if card else [],
        expiries=_expiries(card) if card else [],
        phones=health.held(limit=PAGE, card_id=card.id) if card else [],
        google=health.google(limit=1, card_id=card.id) if card else [],
        complaints=health.complaints(limit=PAGE, card_id=card.id) if card else [],
        receipts=sales.receipts(card_id=card.id, limit=PAGE) if card else [],
        history=history,
        more=more,
        bounced=choices.habits(member_id).bounced_email,
        told=log.lines(Wanted(member_id=member_id), g.business.zone, limit=MESSAGES),
        message_kinds={code: kind.title for code, kind in kinds.KINDS.items()},
        message_states=whys.STATES,
        channels=whys.CHANNELS,
        whys=whys.SENTENCES,
    )


def _source(code: str) -> str:
    """Where a member came from, in words where the code is somebody's."""
    known = sources.named({code}) if code else {}
    return known[code].title if code in known else code


def chosen(held: list[CardFacts]) -> CardFacts | None:
    """The card that the address names, else the first; raises NotFound."""
    wanted = request.args.get("card")
    if wanted is None:
        return held[0] if held else None
    for card in held:
        if str(card.id) == wanted:
            return card
    raise NotFound


def _entitled(held: list[CardFacts]) -> set[int]:
    """Which of the cards earn: their holder is in the audience of each."""
    if not held:
        return set()
    groups = {each.id for each in groups_of(held[0].member_id)}
    known = audiences()
    return {each.id for each in held if known[each.programme_id].has(groups)}


def _level(card: CardFacts) -> LevelBoard | None:
    version = programmes.current(card.programme_id, clock.now())
    return levels.board(card.id, version)


def _name(programme_id: ProgrammeId) -> str:
    return programmes.programme(programme_id).name


def _expiries(card: CardFacts) -> list[tuple[str, int]]:
    """Through which day, and how many; a lot ends at 24:00 of that day (R4)."""
    zone = g.business.zone
    return [
        (locales.day(clock.local_date(e.expires_at - _INSTANT, zone)), e.amount)
        for e in ledger.expiries(card.id)
    ]


def _history(card: CardFacts) -> tuple[list[dict[str, object]], str]:
    after = cursor.read(request.args.get("after"))
    rows = ledger.history(card.id, limit=PAGE + 1, before=after)
    shown = rows[:PAGE]
    known = slips({row.receipt_id for row in shown if row.receipt_id is not None})
    last = shown[-1] if len(rows) > PAGE else None
    more = cursor.write(last.occurred_at, last.posting_id) if last else ""
    return [_line(row, known.get(row.receipt_id or 0)) for row in shown], more


def _line(row: HistoryRow, slip: Slip | None) -> dict[str, object]:
    return {
        "row": row,
        "title": title_of(row),
        "why": _why(slip),
        "is_off": row.reversed_by_id is not None,
        "waits": row.available_at is not None and row.available_at > clock.now(),
    }


def _why(slip: Slip | None) -> str:
    if slip is None:
        return ""
    return locales.gettext(
        "Receipt %(number)s for %(money)s, %(outlet)s",
        number=slip.number,
        money=locales.money(slip.due_minor, g.business.currency),
        outlet=slip.outlet,
    )
