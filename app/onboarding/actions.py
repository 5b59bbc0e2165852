"""Changes on the way in: applying, the letter's link, review, founding.

All functions run inside ``writing()``.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select

from app.businesses import actions as businesses
from app.core import audit, clock, db, ids, limits, outbox, tenancy, unique
from app.core.ids import BusinessId, PersonId
from app.core.limits import Limit
from app.onboarding import links, places, queries, tariffs
from app.onboarding.errors import (
    ApplicationNotFound,
    DecidedAlready,
    LinkOver,
    NumberTaken,
    ReasonNeeded,
)
from app.onboarding.events import ApplicationDecided, LinkAsked
from app.onboarding.models import Application, Registration
from app.onboarding.numbers import Numbers
from app.onboarding.trades import TRADES
from app.people import actions as people
from app.people import addresses
from app.programmes import actions as programmes

LONGEST_NAME = 60
KEPT = timedelta(days=30)
LONGEST_REASON = 500
_HOUR, _DAY = 3600, 24 * 3600
APPLY_IP = Limit("sign_up_ip_hour", 10, _HOUR)
APPLY_MAIL = Limit("sign_up_mail_day", 5, _DAY)
LETTER_IP = Limit("sign_up_letter_ip_hour", 20, _HOUR)
CODE_IP = Limit("promo_code_ip_hour", 10, _HOUR)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody wrote in the form, read and clean."""

    name: str
    slug: str
    email: str
    language: str
    numbers: Numbers
    trade: str
    promo_code: str


@dataclass(frozen=True)
class Founded:
    """A new business, and who owns it."""

    business_id: BusinessId
    slug: str
    person_id: PersonId


def apply(
    wish: Wish, *, form_key: bytes, ip: str, secret_key: str, trial_months: int
) -> int:
    """Keep the wish and send a link to its mailbox; the application's id.

    The same form sent twice (``form_key``) is one application. Raises TooMany,
    NumberTaken, PromoCodeUseless and the refusals of ``businesses.slugs``.
    """
    session = db.session()
    mine = select(Application.id).where(Application.form_key == form_key)
    known = session.execute(mine).scalar_one_or_none()
    if known is not None:
        return int(known)
    mailbox = addresses.limit_subject("email", wish.email)
    for limit, subject in ((APPLY_IP, ip), (APPLY_MAIL, mailbox)):
        limits.hit(limit, ids.digest(secret_key, "limit", subject).hex())
    businesses.free_address(wish.slug)
    if queries.is_registered(wish.numbers):
        raise NumberTaken
    tariffs.offered(wish.promo_code, trial_months)
    row = _row(wish, form_key)
    if not unique.is_added(row):
        # A double tap: the first one's application is the one.
        return int(session.execute(mine).scalar_one())
    outbox.record(LinkAsked(application_id=row.id))
    return row.id


def _row(wish: Wish, form_key: bytes) -> Application:
    instant = clock.now()
    return Application(
        form_key=form_key,
        name=wish.name,
        slug=wish.slug,
        email=wish.email,
        language=wish.language,
        country=wish.numbers.country,
        tax_number=wish.numbers.tax_number,
        register_number=wish.numbers.register_number,
        trade=wish.trade,
        promo_code=tariffs.spelled(wish.promo_code),
        doubts=list(wish.numbers.doubts),
        nonce=ids.token(),
        asked_at=instant,
        sent_at=instant,
    )


def send_again(*, application_id: int, ip: str, secret_key: str) -> None:
    """Send a new link, which ends the one before; within a minute nothing is sent.

    Raises ApplicationNotFound, DecidedAlready when it was confirmed, TooMany.
    """
    row = _locked(application_id)
    if row.state != "asked":
        raise DecidedAlready
    if clock.now() < row.sent_at + links.RESEND_AFTER:
        return
    mailbox = addresses.limit_subject("email", row.email)
    for limit, subject in ((LETTER_IP, ip), (APPLY_MAIL, mailbox)):
        limits.hit(limit, ids.digest(secret_key, "limit", subject).hex())
    row.letters += 1
    row.sent_at = clock.now()
    db.session().flush()
    outbox.record(LinkAsked(application_id=row.id))


def confirm(
    *, token: str, slug: str | None, secret_key: str, trial_months: int
) -> Founded | None:
    """Use a link up: found the business, or None when a person has to look first.

    ``slug`` is another address when the wished one is gone. Raises ApplicationNotFound,
    LinkOver, NumberTaken and the refusals of ``businesses.slugs``.
    """
    claim = queries.genuine(token, secret_key)
    row = _locked(claim.application_id)
    if row.state != "asked" or not queries.is_open(row.letters, row.sent_at, claim):
        raise LinkOver
    if slug:
        # Also where a person looks first: what they see must be what would open.
        businesses.free_address(slug)
        row.slug = slug
    row.confirmed_at = clock.now()
    if row.doubts:
        row.state = "review"
        db.session().flush()
        return None
    return _found(row, trial_months)


def approve(
    *, application_id: int, operator_id: PersonId, trial_months: int
) -> Founded:
    """Found a business that was looked at, and tell its owner.

    Raises ApplicationNotFound, DecidedAlready, and what ``confirm`` does.
    """
    row = _waiting(application_id)
    _decide(row, operator_id)
    founded = _found(row, trial_months)
    with tenancy.scope(founded.business_id):
        audit.note(
            "registration.approved",
            subject="registration",
            application=row.id,
            doubts=list(row.doubts),
        )
        db.session().flush()
    outbox.record(ApplicationDecided(application_id=row.id))
    return founded


def refuse(*, application_id: int, operator_id: PersonId, reason: str) -> None:
    """Refuse an application and tell why; raises ReasonNeeded and as ``approve``."""
    reason = reason.strip()
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise ReasonNeeded
    row = _waiting(application_id)
    _decide(row, operator_id)
    row.state, row.reason = "refused", reason
    db.session().flush()
    outbox.record(ApplicationDecided(application_id=row.id))


def _decide(row: Application, operator_id: PersonId) -> None:
    row.decided_at, row.decided_by = clock.now(), operator_id


def _waiting(application_id: int) -> Application:
    row = _locked(application_id)
    if row.state != "review":
        raise DecidedAlready
    return row


def _locked(application_id: int) -> Application:
    row = db.session().get(
        Application, application_id, with_for_update=True, populate_existing=True
    )
    if row is None:
        raise ApplicationNotFound
    return row


def _found(row: Application, trial_months: int) -> Founded:
    """The business with all that its trade starts with, and its owner."""
    trade, currency = TRADES[row.trade], places.currency_of(row.country)
    business_id = businesses.found(
        slug=row.slug,
        name=row.name,
        language=row.language,
        currency=currency,
        zone=places.zone_of(row.country, row.tax_number),
        about=trade.said(trade.about, row.language),
        unit=trade.unit,
    )
    brand, accent = trade.colours
    businesses.dress(
        business_id=business_id,
        brand_colour=brand,
        accent_colour=accent,
        motif=trade.motif,
    )
    with tenancy.scope(business_id):
        _register(row)
        tariffs.begin(tariffs.take(row.promo_code, trial_months))
        programmes.create(
            name=trade.said(trade.card, row.language),
            rules=trade.rules(row.language, currency),
            actor="system",
        )
        person_id = people.claim_address(
            person_id=None, channel="email", address=row.email, language=row.language
        )
        people.add_staff(person_id=person_id, role="owner", contact=row.email)
        audit.note("business.founded", subject="business", application=row.id)
        db.session().flush()
    row.state, row.business_id = "founded", business_id
    db.session().flush()
    return Founded(business_id, row.slug, person_id)


def _register(row: Application) -> None:
    """Take the numbers; the unique key decides between two at once."""
    registration = Registration(
        country=row.country,
        tax_number=row.tax_number,
        register_number=row.register_number,
        trade=row.trade,
        email=row.email,
        confirmed_at=row.confirmed_at or clock.now(),
        founded_at=clock.now(),
    )
    if not unique.is_added(registration):
        raise NumberTaken


def forget_old() -> int:
    """Drop wishes that led nowhere within a month, addresses and all; how many.

    Nobody confirmed them, or an operator refused them.
    """
    result = db.connection().execute(
        delete(Application).where(
            Application.state.in_(("asked", "refused")),
            Application.sent_at < clock.now() - KEPT,
        )
    )
    return int(result.rowcount)
