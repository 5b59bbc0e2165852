"""Changes of promotions: made, changed, begun, paused, ended; each with its audit line."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from app.businesses.models import Outlet
from app.core import audit, clock, db, ids, tenancy
from app.core.errors import NotFound
from app.core.ids import GroupId, OutletId, PostId, PromotionId
from app.offers import spelling
from app.offers.errors import (
    BadPromotionName,
    BadWord,
    PromotionEnded,
    PromotionNotFound,
    WordTaken,
)
from app.offers.models import (
    OfferCode,
    Promotion,
    PromotionGroup,
    PromotionOutlet,
)
from app.offers.rules import Terms
from app.people.audiences import GroupNotFound
from app.people.models import Group
from app.programmes.stored import part_to_json

MAX_NAME = 60
MAX_NOTE = 300
_SECRET_BYTES = 18


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A promotion as somebody wants it.

    ``word`` counts for the way ``word``, ``rotation`` for ``password``; without outlets
    it holds everywhere, without groups it is for all.
    """

    name: str
    terms: Terms
    note: str = ""
    word: str = ""
    rotation: str = "day"
    outlet_ids: tuple[OutletId, ...] = ()
    group_ids: tuple[GroupId, ...] = ()
    post_id: PostId | None = None


def create(*, way: str, wish: Wish, staff_id: int | None = None) -> PromotionId:
    """Make a promotion, a draft that gives nothing yet.

    Raises BadPromotionName, BadWord, WordTaken, GroupNotFound, and NotFound for an
    outlet that is not of this business.
    """
    row = Promotion(
        business_id=tenancy.current(),
        way=way,
        name="",
        terms={},
        secret=ids.token(_SECRET_BYTES),
        created_at=clock.now(),
        created_by=staff_id,
    )
    _fill(row, wish)
    audit.note("promotion.created", subject=f"promotion:{row.id}", name=row.name)
    return PromotionId(row.id)


def change(*, promotion_id: PromotionId, wish: Wish) -> None:
    """Give a promotion other terms; what was taken off before stays.

    Raises what ``create`` does, PromotionNotFound and PromotionEnded.
    """
    row = locked(promotion_id)
    if row.state == "ended":
        raise PromotionEnded
    before = row.terms
    _fill(row, wish)
    audit.note(
        "promotion.changed",
        subject=f"promotion:{promotion_id}",
        name=row.name,
        before=before,
        after=row.terms,
    )


def begin(*, promotion_id: PromotionId) -> None:
    """Let it give from now on, within its days; raises PromotionEnded."""
    _move(promotion_id, "active")


def pause(*, promotion_id: PromotionId) -> None:
    """Let it give nothing for a while; raises PromotionEnded."""
    _move(promotion_id, "paused")


def end(*, promotion_id: PromotionId) -> None:
    """End it for good; what was used stays used."""
    row = locked(promotion_id)
    if row.state != "ended":
        _move(promotion_id, "ended")


def change_password(*, promotion_id: PromotionId) -> None:
    """Let all passwords be others from now on: one that got around is worth nothing."""
    row = locked(promotion_id)
    row.secret = ids.token(_SECRET_BYTES)
    db.session().flush()
    audit.note(
        "promotion.password_changed", subject=f"promotion:{promotion_id}", name=row.name
    )


def locked(promotion_id: PromotionId) -> Promotion:
    """The row, locked: two that use or change it wait for each other.

    Raises PromotionNotFound.
    """
    row = db.session().scalar(
        select(Promotion)
        .where(Promotion.id == promotion_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise PromotionNotFound
    return row


def _move(promotion_id: PromotionId, state: str) -> None:
    row = locked(promotion_id)
    if row.state == "ended":
        raise PromotionEnded
    if row.state == state:
        return
    row.state = state
    if state == "ended":
        row.ended_at = clock.now()
    db.session().flush()
    subject, name = f"promotion:{promotion_id}", row.name
    if state == "active":
        audit.note("promotion.begun", subject=subject, name=name)
    elif state == "paused":
        audit.note("promotion.paused", subject=subject, name=name)
    else:
        audit.note("promotion.ended", subject=subject, name=name)


def _fill(row: Promotion, wish: Wish) -> None:
    row.name, row.note = _clean(wish.name), wish.note[:MAX_NOTE]
    row.terms = part_to_json(wish.terms)
    row.rotation = wish.rotation
    row.post_id = wish.post_id
    db.session().add(row)
    db.session().flush()
    if row.way == "word":
        _give_word(row, wish.word)
    _replace(PromotionOutlet, row.id, "outlet_id", wish.outlet_ids)
    _replace(PromotionGroup, row.id, "group_id", wish.group_ids)


def _clean(name: str) -> str:
    clean = " ".join(name.split())
    is_shown = all(unicodedata.category(letter)[0] != "C" for letter in clean)
    if not 1 <= len(clean) <= MAX_NAME or not is_shown:
        raise BadPromotionName
    return clean


def _give_word(row: Promotion, word: str) -> None:
    """Keep the word as a code for all; the unique key decides, also between two."""
    code = spelling.normal(word)
    if not code:
        raise BadWord
    session = db.session()
    known = session.scalar(select(OfferCode).where(OfferCode.promotion_id == row.id))
    row.word = " ".join(word.split())
    if known is not None and known.code == code:
        session.flush()
        return
    try:
        with session.begin_nested():
            if known is None:
                known = OfferCode(promotion_id=row.id, state="shared", code=code)
                session.add(known)
            known.code = code
            session.flush()
    except IntegrityError as error:
        raise WordTaken from error


def _replace(
    model: type[PromotionOutlet | PromotionGroup],
    promotion_id: int,
    name: str,
    wanted: Sequence[int],
) -> None:
    session, chosen = db.session(), tuple(dict.fromkeys(wanted))
    if chosen:
        kind = Outlet if model is PromotionOutlet else Group
        found = session.scalars(select(kind.id).where(kind.id.in_(chosen)))
        if set(found) != set(chosen):
            raise NotFound if kind is Outlet else GroupNotFound
    session.execute(delete(model).where(model.promotion_id == promotion_id))
    if chosen:
        session.execute(
            insert(model),
            [
                {
                    "business_id": tenancy.current(),
                    "promotion_id": promotion_id,
                    name: each,
                }
                for each in chosen
            ],
        )
