"""Changes of a business: founding it, its outlets, look and API keys."""

from sqlalchemy import select

from app.businesses import brand, outlets, slugs
from app.businesses.events import BrandChanged
from app.businesses.models import MOTIFS, ApiKey, Business, Outlet
from app.businesses.outlets import Place
from app.businesses.slugs import AddressLooksTaken, AddressTaken
from app.core import audit, clock, db, ids, outbox, tenancy, unique
from app.core.errors import NotFound
from app.core.ids import BusinessId, OutletId

KEY_PREFIX = "tsr_"
POINT = {
    "ru": {"one": "балл", "few": "балла", "many": "баллов", "other": "балла"},
    "en": {"one": "point", "other": "points"},
}


def found(
    *,
    slug: str,
    name: str,
    language: str = "ru",
    currency: str = "RUB",
    zone: str = "Europe/Moscow",
    about: str = "",
    unit: dict[str, dict[str, str]] | None = None,
) -> BusinessId:
    """Found a business; raises what ``free_address`` does."""
    free_address(slug)
    row = Business(
        slug=slug,
        name=name,
        about=about,
        language=language,
        currency=currency,
        zone=zone,
        unit=unit or POINT,
        created_at=clock.now(),
    )
    if not unique.is_added(row):
        # Two wanted the same address at once; the unique key has the last word.
        raise AddressTaken
    return BusinessId(row.id)


def free_address(slug: str) -> None:
    """Refuse an address that cannot be one, is taken, or is read as a taken one.

    Raises the refusals of ``businesses.slugs``.
    """
    slugs.check(slug)
    alike = select(Business.slug).where(slugs.looks_like(slug))
    found_slugs = db.db.session.scalars(alike).all()
    if slug in found_slugs:
        raise AddressTaken
    if found_slugs:
        raise AddressLooksTaken


def dress(
    *, business_id: BusinessId, brand_colour: str, accent_colour: str, motif: str
) -> None:
    """Give a business its colours and pattern; raises brand.BadColour, ValueError."""
    brand.palette(brand_colour, accent_colour)
    if motif not in MOTIFS:
        raise ValueError(motif)
    row = db.db.session.get(Business, business_id)
    if row is None:
        raise NotFound
    before = {
        "brand": row.brand_colour,
        "accent": row.accent_colour,
        "motif": row.motif,
    }
    row.brand_colour = brand_colour.lower()
    row.accent_colour = accent_colour.lower()
    row.motif = motif
    after = {"brand": row.brand_colour, "accent": row.accent_colour, "motif": motif}
    with tenancy.scope(business_id):
        audit.note("brand.changed", subject="brand", before=before, after=after)
    outbox.record(BrandChanged(business_id=business_id))


def offer_google(*, business_id: BusinessId, is_offered: bool) -> None:
    """Let members save their cards in Google Wallet, or not; raises NotFound.

    Cards that are there already stay, and follow only while it is offered.
    """
    row = db.db.session.get(Business, business_id)
    if row is None:
        raise NotFound
    row.has_google_wallet = is_offered
    with tenancy.scope(business_id):
        audit.note("google.offered", subject="google", is_offered=is_offered)
    outbox.record(BrandChanged(business_id=business_id))


def open_outlet(
    *,
    code: str,
    name: str,
    address: str,
    zone: str,
    latitude_microdegrees: int | None = None,
    longitude_microdegrees: int | None = None,
) -> OutletId:
    """Add an outlet to the business in scope; its place on the map when it is known."""
    place = Place(
        name=name,
        address=address,
        zone=zone,
        latitude_microdegrees=latitude_microdegrees,
        longitude_microdegrees=longitude_microdegrees,
    )
    return outlets.add(code=code, place=place)


def list_in_search(*, business_id: BusinessId, is_listed: bool) -> None:
    """Let search engines show the public page, or ask them not to; raises NotFound."""
    row = db.db.session.get(Business, business_id)
    if row is None:
        raise NotFound
    if row.is_listed != is_listed:
        row.is_listed = is_listed
        audit.note("page.listed" if is_listed else "page.unlisted", subject="page")


def make_api_key(
    *, outlet_id: OutletId, name: str, secret_key: str, staff_id: int | None
) -> str:
    """Make a key for an outlet's till software and return it, this once only."""
    if (
        db.db.session.execute(select(Outlet.id).where(Outlet.id == outlet_id)).first()
        is None
    ):
        raise NotFound
    key = KEY_PREFIX + ids.token(30)
    row = ApiKey(
        outlet_id=outlet_id,
        name=name,
        hint=key[-4:],
        digest=ids.digest(secret_key, "api-key", key),
        created_at=clock.now(),
        created_by=staff_id,
    )
    db.db.session.add(row)
    db.db.session.flush()
    audit.note("api_key.made", subject=f"key:{row.id}", name=name)
    return key


def revoke_api_key(*, key_id: int) -> None:
    """End a key at once; raises NotFound. Revoking twice changes nothing."""
    row = db.db.session.execute(
        select(ApiKey).where(ApiKey.id == key_id)
    ).scalar_one_or_none()
    if row is None:
        raise NotFound
    if row.revoked_at is None:
        row.revoked_at = clock.now()
        audit.note("api_key.revoked", subject=f"key:{key_id}", name=row.name)
