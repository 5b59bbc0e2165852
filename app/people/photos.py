"""Pictures that people send: kept one by one, so that each can go with its sender.

Read them with `businesses.pictures.read` first, outside a transaction: it drops places
and other data that phones write into a photo. Whose page shows one guards it.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, select

from app.businesses.pictures import Clean
from app.core import clock, db, tenancy
from app.core.errors import NotFound
from app.core.ids import PersonId, PhotoId
from app.people.photo_models import Photo


@dataclass(frozen=True)
class PhotoView:
    """What a page needs to place a photo: pixels wide and high, and its digest."""

    id: PhotoId
    width: int
    height: int
    digest: str


def keep(clean: Clean, *, person_id: PersonId | None) -> PhotoId:
    """Keep a clean picture; staff send theirs as nobody. Runs inside ``writing()``."""
    row = Photo(
        person_id=person_id,
        digest=clean.digest,
        width=clean.width,
        height=clean.height,
        data=clean.data,
        created_at=clock.now(),
    )
    db.session().add(row)
    db.session().flush()
    return PhotoId(row.id)


def views(photo_ids: Collection[int]) -> dict[int, PhotoView]:
    """Photos of the business in scope by id."""
    rows = db.session().execute(
        select(Photo.id, Photo.width, Photo.height, Photo.digest).where(
            Photo.id.in_(photo_ids)
        )
    )
    return {row.id: PhotoView(PhotoId(row.id), *row[1:]) for row in rows}


def data(photo_id: int) -> bytes:
    """The clean file of a photo of the business in scope; raises NotFound."""
    found = db.session().scalar(select(Photo.data).where(Photo.id == photo_id))
    if found is None:
        raise NotFound
    return found


def remove(photo_ids: Collection[int]) -> None:
    """Delete photos of the business in scope for good. Runs inside ``writing()``."""
    db.session().execute(delete(Photo).where(Photo.id.in_(photo_ids)))


def forget(person_id: PersonId) -> None:
    """Delete all that a person sent, to any business (R24). Runs inside ``writing()``."""
    with tenancy.across():
        db.session().execute(
            delete(Photo)
            .where(Photo.person_id == person_id)
            .execution_options(synchronize_session=False)
        )
