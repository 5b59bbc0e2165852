"""Service letters of a card: a change by hand, a check opened or decided.

They belong to the card itself, so they need no consent to mailings; they go to an
address that its holder has verified, and nowhere else.
"""

from app.businesses import queries as businesses
from app.businesses.queries import BusinessView
from app.cards import queries as cards
from app.cards.errors import CardNotFound
from app.core import db, locales, tenancy
from app.core.config import Config
from app.core.ids import BusinessId, CardId, PersonId
from app.core.locales import gettext as _
from app.notifications import letter
from app.notifications.letter import Letter
from app.people import queries as people
from app.people.errors import PersonNotFound
from app.people.queries import PersonView
from app.sales.words import CORRECTIONS
from app.trust import adjustments, cases
from app.trust.events import BalanceAdjusted, CaseMoved
from app.trust.words import CASE_STEPS


def tell_adjustment(fact: BalanceAdjusted) -> None:
    """Write that a balance was changed by hand; raises Permanent and Temporary."""
    config = db.settings()
    business = businesses.by_id(BusinessId(fact.business_id))
    with tenancy.scope(business.id):
        holder = _holder(CardId(fact.card_id))
        row = adjustments.adjustment(fact.adjustment_id)
    # No connection is held while the world outside takes its time.
    db.session().rollback()
    if holder is None:
        return
    with locales.speaking(holder.language):
        points = locales.points(abs(row.amount), business.unit)
        is_more = (row.amount > 0) == (row.undone_id is None)
        changed = (
            _("%(points)s came onto your card.", points=points)
            if is_more
            else _("%(points)s were taken off your card.", points=points)
        )
        why = (
            _("A change made by hand earlier was taken back.")
            if row.undone_id is not None
            else _(CORRECTIONS[row.reason], business=business.name)
        )
        _send(config, business, holder, _("your balance has changed"), (changed, why))


def tell_case(fact: CaseMoved) -> None:
    """Write that a check of the card was opened or decided; raises as above."""
    config = db.settings()
    business = businesses.by_id(BusinessId(fact.business_id))
    with tenancy.scope(business.id):
        holder = _holder(CardId(fact.card_id))
        last = cases.steps_of(fact.case_id)[-1]
        row = cases.case(fact.case_id)
    db.session().rollback()
    if holder is None or last.actor == "holder":
        return
    with locales.speaking(holder.language):
        by = locales.moment(row.decide_by, business.zone)
        what = (
            _("Your card is being checked. It is decided by %(moment)s.", moment=by)
            if last.step == "opened"
            else _(CASE_STEPS[last.step])
        )
        words = _(
            "%(business)s writes: %(text)s", business=business.name, text=last.text
        )
        _send(config, business, holder, _("a check of your card"), (what, words))


def _holder(card_id: CardId) -> PersonView | None:
    """Who can be written to; nobody once the card is closed or has no address."""
    try:
        card = cards.card(card_id)
        member = people.member_by_id(card.member_id)
        person = people.person(PersonId(member.person_id))
    except (CardNotFound, PersonNotFound):
        return None
    return person if person.email is not None and card.state != "closed" else None


def _send(
    config: Config,
    business: BusinessView,
    holder: PersonView,
    subject: str,
    paragraphs: tuple[str, ...],
) -> None:
    # Without a mail server the card's own page tells it; nothing is owed to anybody.
    if not config.smtp_url or holder.email is None:
        return
    letter.send(
        config,
        Letter(
            to=holder.email,
            language=locales.language(),
            sender=business.name,
            subject=subject,
            paragraphs=paragraphs,
            button=(
                _("Open the card"),
                f"{config.address}/{business.slug}/card/checks",
            ),
            footer=_("A letter about your card; it advertises nothing."),
            colours=letter.colours_of(business),
        ),
    )
