"""What the demo's guests said of their purchases, and what the businesses answered."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import cycle
from typing import Any

from sqlalchemy import select

from app.businesses import pictures
from app.cards.models import Card
from app.core import audit, clock, db
from app.core.audit import Author as AtWork
from app.core.ids import MemberId, StaffId
from app.demo import drawings
from app.demo.places import Place
from app.demo.review_words import CHAT, Said
from app.demo.year import Guest
from app.people import queries as people
from app.reviews import actions, moderation, policy, tasks
from app.reviews.actions import Author, Words
from app.reviews.purchases import stands
from app.sales.models import Receipt

GUESTS = 70
FRESH_DAYS = 10
PRAISE = 4
AFTER = timedelta(hours=2)


@dataclass(frozen=True)
class Bought:
    """A purchase that can be spoken of."""

    receipt_id: int
    author: Author
    at: datetime


def fill(place: Place, guests: list[Guest], until: datetime) -> None:
    """Let guests speak; runs inside the business's scope."""
    chat = CHAT[place.slug]
    staff = {each.role: each.id for each in people.staff()}
    answering, owner = staff["moderator"], staff["owner"]
    with clock.at(until - timedelta(days=330)), db.writing():
        audit.enter(AtWork(f"staff:{owner}", "demo"))
        policy.change(is_premoderated=False, is_asking=True, themes=chat.themes)
    free, said = _purchases(guests), {}
    thanks = cycle(chat.thanks)
    for each in map(partial(_answered, thanks=thanks), chat.said):
        bought = _nearest(free, until - timedelta(days=each.days_ago))
        if bought is not None:
            said[each.key] = _speak(place, each, bought, answering)
    _task(chat.task, said, owner, until)
    audit.leave()


def _purchases(guests: list[Guest]) -> list[Bought]:
    persons = {guest.card_id: guest.person_id for guest in guests[:GUESTS]}
    rows: Any = db.session().execute(
        select(Receipt.id, Receipt.card_id, Card.member_id, Receipt.occurred_at)
        .join(Card, Card.id == Receipt.card_id)
        .where(Receipt.card_id.in_(persons), stands())
        .order_by(Receipt.occurred_at)
    )
    return [
        Bought(row[0], Author(MemberId(row[2]), persons[row[1]]), row[3])
        for row in rows.all()
    ]


def _nearest(free: list[Bought], at: datetime) -> Bought | None:
    """The purchase closest to an instant, and none of its guest's any more."""
    if not free:
        return None
    found = min(free, key=lambda bought: abs(bought.at - at))
    free[:] = [each for each in free if each.author != found.author]
    return found


def _answered(each: Said, thanks: Iterator[str]) -> Said:
    """What was said, with thanks for old praise that nobody has replied to."""
    is_left = each.days_ago <= FRESH_DAYS or each.stars < PRAISE
    if is_left or each.reply or each.reason:
        return each
    return replace(each, reply=next(thanks))


def _speak(place: Place, each: Said, bought: Bought, staff_id: StaffId) -> int:
    """One review with its reply, or hidden."""
    photos = (
        (pictures.read(drawings.drawn(each.scene, *place.colours)),)
        if each.scene
        else ()
    )
    said_at = min(bought.at + AFTER, clock.now())
    with clock.at(said_at), db.writing():
        review_id = actions.publish(
            receipt_id=bought.receipt_id,
            author=bought.author,
            words=Words(
                stars=each.stars,
                text=each.text,
                name=each.name,
                themes=each.themes,
                photos=photos,
            ),
        )
    audit.enter(AtWork(f"staff:{staff_id}", "demo"))
    with clock.at(min(said_at + timedelta(hours=20), clock.now())), db.writing():
        if each.reply:
            moderation.reply(review_id=review_id, staff_id=staff_id, text=each.reply)
        if each.reason:
            moderation.hide(
                review_id=review_id,
                staff_id=staff_id,
                reason=each.reason,
                words=each.reason_words,
            )
    return review_id


def _task(
    task: tuple[str, str, tuple[str, ...], str],
    said: dict[str, int],
    owner: StaffId,
    until: datetime,
) -> None:
    """A theme that was worked on, done, and told."""
    title, theme, keys, told = task
    answered = [said[key] for key in keys if key in said]
    if not answered:
        return
    audit.enter(AtWork(f"staff:{owner}", "demo"))
    with clock.at(until - timedelta(days=21)), db.writing():
        task_id = tasks.begin(
            title=title, theme=theme, review_ids=answered, staff_id=owner
        )
        tasks.take(task_id=task_id, staff_id=owner)
    with clock.at(until - timedelta(days=9)), db.writing():
        tasks.finish(task_id=task_id, told=told)
