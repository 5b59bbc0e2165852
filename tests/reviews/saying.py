"""Guests who say how it was, for tests of whatever reads reviews."""

import io
from typing import Any

from PIL import Image

from app.businesses import pictures
from app.core import db, tenancy
from app.core.ids import PersonId, StaffId
from app.reviews import actions, policy, queries, tasks
from app.reviews.actions import Author, Words
from tests.world import Holder, Shop, issue_card, sell


def buy(shop: Shop, holder: Holder | None = None, amount_minor: int = 300_00) -> int:
    """A purchase of the shop's member, or another holder; the receipt's id."""
    return sell(shop, holder or shop.member, amount_minor=amount_minor).receipt_id


def author(holder: Holder) -> Author:
    """Who writes."""
    return Author(holder.member_id, holder.person_id)


def say(
    shop: Shop,
    holder: Holder | None = None,
    *,
    stars: int | None = 5,
    text: str = "Вкусно.",
    receipt_id: int | None = None,
    is_draft: bool = False,
    name: str = "",
    **more: Any,
) -> int:
    """A review of a purchase, a new one by default; its id."""
    holder = holder or shop.member
    receipt_id = receipt_id or buy(shop, holder)
    words = Words(stars=stars, text=text, name=name, **more)
    do = actions.save_draft if is_draft else actions.publish
    with tenancy.scope(shop.business_id), db.writing():
        return do(receipt_id=receipt_id, author=author(holder), words=words)


def guest(shop: Shop, person_id: PersonId | None = None) -> Holder:
    """Another holder of the shop's card."""
    return issue_card(shop.business_id, shop.programme_id, person_id=person_id)


def buyers(shop: Shop, count: int) -> list[PersonId]:
    """So many others who have bought something."""
    found = [guest(shop) for _ in range(count)]
    for holder in found:
        buy(shop, holder)
    return [holder.person_id for holder in found]


def door_ids(shop: Shop) -> dict[str, int]:
    """What addresses of the office name: a review with a photo, and its task."""
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(out, "PNG")
    review_id = say(shop, photos=(pictures.read(out.getvalue()),))
    with tenancy.scope(shop.business_id):
        photo_id = queries.review(review_id).photos[0].id
        with db.writing():
            task_id = tasks.begin(
                title="Tea",
                theme="",
                review_ids=[review_id],
                staff_id=StaffId(shop.owner.staff_id),
            )
    return {"feedback_id": review_id, "photo_id": photo_id, "task_id": task_id}


def choose(
    shop: Shop,
    *,
    is_premoderated: bool = False,
    is_asking: bool = True,
    themes: tuple[str, ...] = ("Кофе", "Скорость"),
) -> None:
    """Rules of the shop's own."""
    with tenancy.scope(shop.business_id), db.writing():
        policy.change(
            is_premoderated=is_premoderated, is_asking=is_asking, themes=themes
        )
