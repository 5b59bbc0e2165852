"""Telling guests about reviews: the question after a purchase, and what became of one."""

from app.core import db, tenancy
from app.core.ids import BusinessId, ReceiptId
from app.core.outbox import state
from app.notifications import centre, surveys
from app.notifications.kinds.reviews import (
    REVIEW_ANSWERED,
    REVIEW_ASK,
    REVIEW_DONE,
    REVIEW_HIDDEN,
)
from app.reviews import asking, queries, tasks
from app.reviews.errors import ReviewNotFound
from app.reviews.events import (
    ReviewAnswered,
    ReviewDue,
    ReviewHidden,
    ReviewTaskFinished,
)
from app.reviews.views import ReviewView


@state(of=lambda fact: (fact.business_id, fact.receipt_id))
def ask(fact: ReviewDue) -> None:
    """Ask how a purchase was, unless its guest has said so or it is gone."""
    with tenancy.scope(BusinessId(fact.business_id)), db.writing():
        found = asking.due(ReceiptId(fact.receipt_id))
        # Two questions within a week are one too many; the page of the card asks anyway.
        if found is not None and not surveys.was_asked_lately(found.member_id):
            centre.tell(
                member_id=found.member_id,
                kind=REVIEW_ASK,
                occurrence=str(found.receipt_id),
                payload={"receipt_id": found.receipt_id, "outlet": found.outlet},
            )


def tell_answered(fact: ReviewAnswered) -> None:
    """Tell the author that the business replied."""
    with tenancy.scope(BusinessId(fact.business_id)), db.writing():
        found = _review(fact.review_id)
        if found is None or found.member_id is None or not found.reply:
            return
        centre.tell(
            member_id=found.member_id,
            kind=REVIEW_ANSWERED,
            occurrence=str(found.id),
            payload={"receipt_id": found.receipt_id, "text": found.reply},
        )


def tell_hidden(fact: ReviewHidden) -> None:
    """Tell the author why nobody else can read it."""
    with tenancy.scope(BusinessId(fact.business_id)), db.writing():
        found = _review(fact.review_id)
        if found is None or found.member_id is None or found.state != "hidden":
            return
        centre.tell(
            member_id=found.member_id,
            kind=REVIEW_HIDDEN,
            occurrence=f"{found.id}:{found.decided_at}",
            payload={
                "receipt_id": found.receipt_id,
                "reason": found.reason,
                "words": found.reason_words,
            },
        )


def tell_done(fact: ReviewTaskFinished) -> None:
    """Tell everybody who asked for it that it is done, each once."""
    with tenancy.scope(BusinessId(fact.business_id)), db.writing():
        task = tasks.task(fact.task_id)
        for member_id, review_id in tasks.authors_of(fact.task_id):
            found = queries.review(review_id)
            centre.tell(
                member_id=member_id,
                kind=REVIEW_DONE,
                occurrence=str(fact.task_id),
                payload={"receipt_id": found.receipt_id, "text": task.told},
            )


def _review(review_id: int) -> ReviewView | None:
    try:
        return queries.review(review_id)
    except ReviewNotFound:
        return None
