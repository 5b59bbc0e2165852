"""Promo codes and tariffs: who gets how many months, counted so that none is given twice."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from app.businesses import queries as businesses
from app.businesses.models import Business
from app.core import audit, clock, db, tenancy, unique
from app.core.errors import NotFound
from app.core.ids import PersonId
from app.onboarding.errors import (
    BadMonths,
    BadPeriod,
    BadPromoCode,
    PromoCodeTaken,
    PromoCodeUseless,
)
from app.onboarding.models import PromoCode, Tariff
from app.programmes.months import add_months

_CODE = re.compile(r"[a-z0-9]{4,32}")
LONGEST = 32
MOST_MONTHS = 60


@dataclass(frozen=True)
class Grant:
    """What somebody gets at the start: ``free`` or ``trial``, for how many months."""

    kind: str
    months: int
    promo_code_id: int | None = None


@dataclass(frozen=True)
class CodeView:
    """A code as the operator sees it."""

    id: int
    code: str
    trial_months: int
    free_months: int
    cap: int | None
    taken: int
    starts_at: datetime
    ends_at: datetime | None

    @property
    def last_day(self) -> datetime | None:
        """A moment of the last day on which it works."""
        return self.ends_at and self.ends_at - timedelta(microseconds=1)

    @property
    def state(self) -> str:
        """``ahead``, ``over``, ``used_up`` or ``works``."""
        instant = clock.now()
        if self.starts_at > instant:
            return "ahead"
        if self.ends_at is not None and self.ends_at <= instant:
            return "over"
        is_full = self.cap is not None and self.taken >= self.cap
        return "used_up" if is_full and not self.free_months else "works"


@dataclass(frozen=True)
class TariffView:
    """The terms that a business has, or had last."""

    kind: str
    months: int
    starts_at: datetime
    ends_at: datetime
    code: str | None

    @property
    def is_over(self) -> bool:
        """Whether its end has passed; nothing is switched off by that."""
        return self.ends_at <= clock.now()


_CODE_VIEW = select(
    PromoCode.id,
    PromoCode.code,
    PromoCode.trial_months,
    PromoCode.free_months,
    PromoCode.cap,
    PromoCode.taken,
    PromoCode.starts_at,
    PromoCode.ends_at,
)


def spelled(text: str) -> str:
    """A code in its one form: small letters, no spaces or dashes."""
    return re.sub(r"[\s\-]+", "", text).lower()


def create_code(
    *,
    code: str,
    trial_months: int,
    free_months: int,
    cap: int | None,
    starts_at: datetime,
    ends_at: datetime | None,
    operator_id: PersonId | None,
) -> int:
    """Make a promo code; its id. Raises BadPromoCode, BadPeriod, PromoCodeTaken."""
    code = spelled(code)
    if not _CODE.fullmatch(code):
        raise BadPromoCode
    if ends_at is not None and ends_at <= starts_at:
        raise BadPeriod
    row = PromoCode(
        code=code,
        trial_months=trial_months,
        free_months=free_months,
        cap=cap,
        starts_at=starts_at,
        ends_at=ends_at,
        created_at=clock.now(),
        created_by=operator_id,
    )
    if not unique.is_added(row):
        raise PromoCodeTaken
    return row.id


def end_code(*, promo_code_id: int) -> None:
    """Let a code work no longer; what it gave stays. Raises NotFound."""
    row = db.session().get(PromoCode, promo_code_id, with_for_update=True)
    if row is None:
        raise NotFound
    if row.ends_at is None or row.ends_at > clock.now():
        row.ends_at = clock.now()
        row.starts_at = min(row.starts_at, clock.now())
    db.session().flush()


def codes() -> list[CodeView]:
    """Every code, the newest first."""
    rows = db.session().execute(_CODE_VIEW.order_by(PromoCode.id.desc()))
    return [CodeView(*row) for row in rows]


def offered(code: str, trial_months: int) -> Grant:
    """What a code would give now, nothing taken yet; without one the usual trial.

    Raises PromoCodeUseless.
    """
    if not code:
        return Grant("trial", trial_months)
    view = _working(code)
    if view is None:
        raise PromoCodeUseless
    is_free = bool(view.free_months) and (view.cap is None or view.taken < view.cap)
    return _grant(view, is_free=is_free)


def take(code: str, trial_months: int) -> Grant:
    """Take what a code gives; one that stopped working meanwhile gives the usual trial.

    One statement counts and decides, so that the cap holds however many come at once.
    """
    view = _working(code) if code else None
    if view is None:
        return Grant("trial", trial_months)
    counted = db.session().execute(
        update(PromoCode)
        .where(
            PromoCode.id == view.id,
            or_(PromoCode.cap.is_(None), PromoCode.taken < PromoCode.cap),
        )
        .values(taken=PromoCode.taken + 1)
        .returning(PromoCode.id)
        .execution_options(synchronize_session=False)
    )
    if counted.scalar_one_or_none() is not None:
        return _grant(view, is_free=bool(view.free_months))
    if view.free_months:
        return _grant(view, is_free=False)
    return Grant("trial", trial_months)


def begin(grant: Grant) -> None:
    """Start the terms of the business in scope: whole days in its own zone."""
    _add(grant.kind, grant.months, clock.now(), grant.promo_code_id)


def extend(*, months: int) -> None:
    """Add months that were agreed on, after the present terms or from now on.

    Raises BadMonths.
    """
    if not 1 <= months <= MOST_MONTHS:
        raise BadMonths
    # The business is the lock: two who extend at once add to one another, and the last
    # terms themselves would be read before the other's were there.
    db.session().get(Business, tenancy.current(), with_for_update={"key_share": True})
    instant = clock.now()
    last = db.session().scalar(select(Tariff).order_by(Tariff.id.desc()).limit(1))
    starts_at = instant if last is None else max(instant, last.ends_at)
    _add("agreed", months, starts_at, None)
    audit.note("tariff.extended", subject="tariff", months=months)
    db.session().flush()


def _add(kind: str, months: int, starts_at: datetime, code_id: int | None) -> None:
    zone = businesses.by_id(tenancy.current()).zone
    first_day = clock.local_date(starts_at, zone)
    last_day = add_months(first_day, months)
    if starts_at == clock.day_start(first_day, zone):
        # What begins with a day ends with the day before.
        last_day -= timedelta(days=1)
    db.session().add(
        Tariff(
            kind=kind,
            months=months,
            starts_at=starts_at,
            ends_at=clock.day_end(last_day, zone),
            promo_code_id=code_id,
        )
    )
    db.session().flush()


def in_force() -> TariffView | None:
    """The terms of the business in scope, ended ones too; None when it never had any.

    What was agreed on for afterwards only moves the end.
    """
    terms = (
        select(
            Tariff.kind,
            Tariff.months,
            Tariff.starts_at,
            Tariff.ends_at,
            PromoCode.code,
        )
        .outerjoin(PromoCode, PromoCode.id == Tariff.promo_code_id)
        .order_by(Tariff.id.desc())
    )
    rows = [TariffView(*row) for row in db.session().execute(terms)]
    instant = clock.now()
    for view in rows:
        if view.starts_at <= instant:
            return replace(view, ends_at=rows[0].ends_at)
    return None


def _working(code: str) -> CodeView | None:
    row = (
        db.session()
        .execute(_CODE_VIEW.where(PromoCode.code == spelled(code)))
        .one_or_none()
    )
    view = None if row is None else CodeView(*row)
    return view if view is not None and view.state == "works" else None


def _grant(view: CodeView, *, is_free: bool) -> Grant:
    if is_free:
        return Grant("free", view.free_months, view.id)
    return Grant("trial", view.trial_months, view.id)
