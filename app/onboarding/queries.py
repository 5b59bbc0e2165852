"""What screens read about applications and registrations."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from app.businesses.models import Business
from app.core import clock, db, tenancy
from app.onboarding import links
from app.onboarding.errors import ApplicationNotFound
from app.onboarding.links import Claim
from app.onboarding.models import Application, Registration, Tariff
from app.onboarding.numbers import Numbers

SOON = timedelta(days=14)


@dataclass(frozen=True)
class ApplicationView:
    """An application as its own pages, its letters and the operator see it."""

    id: int
    name: str
    slug: str
    email: str
    language: str
    country: str
    tax_number: str
    register_number: str
    trade: str
    promo_code: str
    doubts: tuple[str, ...]
    state: str
    nonce: str
    letters: int
    asked_at: datetime
    sent_at: datetime
    confirmed_at: datetime | None
    decided_at: datetime | None
    reason: str

    @property
    def expires_at(self) -> datetime:
        """Until when the newest link is good."""
        return self.sent_at + links.LIFE

    @property
    def resend_at(self) -> datetime:
        """From when another letter can be asked for."""
        return self.sent_at + links.RESEND_AFTER


@dataclass(frozen=True)
class LinkView:
    """What a link leads to; ``state`` is ``open``, ``over`` or the application's."""

    application: ApplicationView
    state: str


@dataclass(frozen=True)
class RegistrationView:
    """Under which numbers the business in scope is here, and what its owner did."""

    country: str
    tax_number: str
    register_number: str
    trade: str
    email: str
    confirmed_at: datetime
    founded_at: datetime
    look_opened_at: datetime | None
    programme_opened_at: datetime | None
    poster_made_at: datetime | None
    steps_closed_at: datetime | None


@dataclass(frozen=True)
class Standing:
    """What every page of the office says: steps to take, terms that come to an end."""

    has_steps: bool
    kind: str | None
    ends_at: datetime | None

    @property
    def is_over(self) -> bool:
        """Whether the terms have ended."""
        return self.ends_at is not None and self.ends_at <= clock.now()

    @property
    def is_ending(self) -> bool:
        """Whether they end within a fortnight, or have."""
        return self.ends_at is not None and self.ends_at <= clock.now() + SOON


_APPLICATION = select(
    Application.id,
    Application.name,
    Application.slug,
    Application.email,
    Application.language,
    Application.country,
    Application.tax_number,
    Application.register_number,
    Application.trade,
    Application.promo_code,
    Application.doubts,
    Application.state,
    Application.nonce,
    Application.letters,
    Application.asked_at,
    Application.sent_at,
    Application.confirmed_at,
    Application.decided_at,
    Application.reason,
)
_REGISTRATION = select(
    Registration.country,
    Registration.tax_number,
    Registration.register_number,
    Registration.trade,
    Registration.email,
    Registration.confirmed_at,
    Registration.founded_at,
    Registration.look_opened_at,
    Registration.programme_opened_at,
    Registration.poster_made_at,
    Registration.steps_closed_at,
)


def application(application_id: int) -> ApplicationView:
    """One application; raises ApplicationNotFound."""
    row = (
        db.session()
        .execute(_APPLICATION.where(Application.id == application_id))
        .one_or_none()
    )
    if row is None:
        raise ApplicationNotFound
    return _view(row)


def waiting(limit: int) -> list[ApplicationView]:
    """Those that a person has to look at, longest waiting first."""
    rows = db.session().execute(
        _APPLICATION.where(Application.state == "review")
        .order_by(Application.confirmed_at, Application.id)
        .limit(limit)
    )
    return [_view(row) for row in rows]


def decided(limit: int) -> list[ApplicationView]:
    """Those that a person has decided about, the newest first."""
    rows = db.session().execute(
        _APPLICATION.where(Application.decided_at.is_not(None))
        .order_by(Application.decided_at.desc(), Application.id.desc())
        .limit(limit)
    )
    return [_view(row) for row in rows]


def waiting_count() -> int:
    """How many applications wait for a person."""
    counted = db.session().execute(
        select(func.count(Application.id)).where(Application.state == "review")
    )
    return int(counted.scalar_one())


def genuine(token: str, secret_key: str) -> Claim:
    """What a link of ours says, be it over; raises ApplicationNotFound for any other."""
    claim = links.read(token)
    if claim is None:
        raise ApplicationNotFound
    nonce = db.session().scalar(
        select(Application.nonce).where(Application.id == claim.application_id)
    )
    if nonce is None or not links.is_genuine(claim, secret_key, nonce):
        raise ApplicationNotFound
    return claim


def is_open(letters: int, sent_at: datetime, claim: Claim) -> bool:
    """Whether a genuine link is the newest one and not too old."""
    return claim.letter == letters and clock.now() < sent_at + links.LIFE


def link(token: str, secret_key: str) -> LinkView:
    """Where a link leads now; raises ApplicationNotFound."""
    claim = genuine(token, secret_key)
    view = application(claim.application_id)
    if view.state != "asked":
        return LinkView(view, view.state)
    is_fresh = is_open(view.letters, view.sent_at, claim)
    return LinkView(view, "open" if is_fresh else "over")


def is_registered(numbers: Numbers) -> bool:
    """Whether some business is here under this number."""
    taken = select(Registration.id).where(
        Registration.country == numbers.country,
        Registration.tax_number == numbers.tax_number,
    )
    with tenancy.across():
        return db.session().execute(taken.limit(1)).first() is not None


def business_slug(application_id: int) -> str | None:
    """The address of the business that came of an application."""
    slug = db.session().scalar(
        select(Business.slug)
        .join(Application, Application.business_id == Business.id)
        .where(Application.id == application_id)
    )
    return None if slug is None else str(slug)


def registration() -> RegistrationView | None:
    """The registration of the business in scope; None when it was founded otherwise."""
    row = db.session().execute(_REGISTRATION).one_or_none()
    return None if row is None else RegistrationView(*row)


def standing() -> Standing | None:
    """How the business in scope stands; None when it was founded otherwise."""
    row = (
        db.session()
        .execute(
            select(Registration.steps_closed_at, Tariff.kind, Tariff.ends_at)
            .outerjoin(Tariff, Tariff.business_id == Registration.business_id)
            .order_by(Tariff.id.desc())
            .limit(1)
        )
        .one_or_none()
    )
    return None if row is None else Standing(row[0] is None, row[1], row[2])


def _view(row: Any) -> ApplicationView:
    values = row._asdict()
    return ApplicationView(**(values | {"doubts": tuple(values["doubts"])}))
