"""What screens read about a business, as frozen values."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select

from app.businesses import brand, hours
from app.businesses.hours import Hours
from app.businesses.look import PARTS, Look, Trial, content, look_of
from app.businesses.models import ApiKey, Business, Outlet
from app.core import db, tenancy
from app.core.errors import NotFound
from app.core.ids import BusinessId, OutletId


@dataclass(frozen=True)
class BusinessView:
    """A business as pages know it."""

    id: BusinessId
    slug: str
    name: str
    about: str
    language: str
    currency: str
    zone: str
    brand_colour: str
    accent_colour: str
    motif: str
    unit: dict[str, dict[str, str]]
    has_google_wallet: bool
    is_listed: bool
    look_parts: dict[str, Any] = field(default_factory=dict)
    look_trial: dict[str, Any] | None = None

    @cached_property
    def look(self) -> Look:
        """The published look."""
        return look_of(
            {
                "name": self.name,
                "about": self.about,
                "brand_colour": self.brand_colour,
                "accent_colour": self.accent_colour,
                "motif": self.motif,
                "unit": self.unit,
                **self.look_parts,
            }
        )

    @cached_property
    def trial(self) -> Trial | None:
        """The look that a share of the cards shows first, if there is one."""
        if self.look_trial is None:
            return None
        return Trial(**self.look_trial | {"look": look_of(self.look_trial["look"])})

    def dressed(self, look: Look) -> "BusinessView":
        """The same business in another look."""
        values = content(look)
        return replace(
            self,
            look_parts={part: values.pop(part) for part in PARTS},
            **values,
        )

    @property
    def stylesheet_hash(self) -> str:
        """Content hash in the address of the business's stylesheet."""
        return brand.stylesheet_hash(self.brand_colour, self.accent_colour)


@dataclass(frozen=True)
class OutletView:
    """An outlet as screens and rules know it."""

    id: OutletId
    code: str
    name: str
    address: str
    zone: str
    is_open: bool
    latitude_microdegrees: int | None
    longitude_microdegrees: int | None
    phone: str
    map_link: str
    hours: Hours | None


@dataclass(frozen=True)
class KeyView:
    """An API key as the office lists it."""

    id: int
    name: str
    hint: str
    outlet: str
    created_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True)
class KeyHolder:
    """Whom an API key speaks for."""

    key_id: int
    business_id: BusinessId
    outlet_id: OutletId


_BUSINESS = select(
    Business.id,
    Business.slug,
    Business.name,
    Business.about,
    Business.language,
    Business.currency,
    Business.zone,
    Business.brand_colour,
    Business.accent_colour,
    Business.motif,
    Business.unit,
    Business.has_google_wallet,
    Business.is_listed,
    Business.look_parts,
    Business.look_trial,
)
_OUTLET = select(
    Outlet.id,
    Outlet.code,
    Outlet.name,
    Outlet.address,
    Outlet.zone,
    Outlet.is_open,
    Outlet.latitude_microdegrees,
    Outlet.longitude_microdegrees,
    Outlet.phone,
    Outlet.map_link,
    Outlet.hours,
)


def by_slug(slug: str) -> BusinessView:
    """The business at ``/<slug>/``; raises NotFound."""
    row = db.db.session.execute(_BUSINESS.where(Business.slug == slug)).one_or_none()
    if row is None:
        raise NotFound
    return _business(row)


def by_id(business_id: BusinessId) -> BusinessView:
    """The business with this id; raises NotFound."""
    row = db.db.session.execute(
        _BUSINESS.where(Business.id == business_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return _business(row)


def businesses() -> list[BusinessView]:
    """Every business of this installation, by name."""
    rows = db.db.session.execute(_BUSINESS.order_by(Business.name))
    return [_business(row) for row in rows]


def outlets() -> list[OutletView]:
    """The outlets of the business in scope, in the order that it gave them."""
    order = _OUTLET.order_by(Outlet.position, Outlet.name, Outlet.id)
    rows = db.db.session.execute(order)
    return [_outlet(row) for row in rows]


def outlet(outlet_id: OutletId) -> OutletView:
    """One outlet of the business in scope; raises NotFound."""
    row = db.db.session.execute(_OUTLET.where(Outlet.id == outlet_id)).one_or_none()
    if row is None:
        raise NotFound
    return _outlet(row)


def listed_slugs() -> list[str]:
    """The addresses of all businesses that search engines may show."""
    rows = db.db.session.scalars(
        select(Business.slug).where(Business.is_listed).order_by(Business.slug)
    )
    return list(rows)


def api_keys() -> list[KeyView]:
    """The API keys of the business in scope, newest first."""
    rows = db.db.session.execute(
        select(
            ApiKey.id,
            ApiKey.name,
            ApiKey.hint,
            Outlet.name,
            ApiKey.created_at,
            ApiKey.revoked_at,
        )
        .join(Outlet, Outlet.id == ApiKey.outlet_id)
        .order_by(ApiKey.id.desc())
    )
    return [KeyView(*row) for row in rows]


def key_holder(digest: bytes) -> KeyHolder:
    """Whom the key with this digest speaks for; raises NotFound."""
    with tenancy.across():
        row = db.db.session.execute(
            select(ApiKey.id, ApiKey.business_id, ApiKey.outlet_id).where(
                ApiKey.digest == digest, ApiKey.revoked_at.is_(None)
            )
        ).one_or_none()
    if row is None:
        raise NotFound
    return KeyHolder(row[0], BusinessId(row[1]), OutletId(row[2]))


def _business(row: Any) -> BusinessView:
    return BusinessView(*row)


def _outlet(row: Any) -> OutletView:
    values = list(row)
    values[-1] = hours.load(values[-1])
    return OutletView(*values)
