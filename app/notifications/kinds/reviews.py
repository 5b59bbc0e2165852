"""Notices about reviews: the question, the reply, a hidden one, what came of it."""

from collections.abc import Mapping
from typing import Any

from app.businesses.queries import BusinessView
from app.core.locales import gettext as _
from app.core.locales import mark
from app.notifications.kinds.kind import NoticeKind, Words
from app.reviews.moderation import REASONS


def _ask(_business: BusinessView, payload: Mapping[str, Any]) -> Words:
    return Words(
        subject=_("how was it?"),
        paragraphs=(
            _("You bought something at %(outlet)s.", outlet=payload["outlet"]),
            _("Tell us how it was: a minute is enough. We ask once a month at most."),
        ),
        path=_review(payload),
        button=_("Review the purchase"),
    )


def _answered(_business: BusinessView, payload: Mapping[str, Any]) -> Words:
    return Words(
        subject=_("a reply to your review"),
        paragraphs=(payload["text"],),
        path=_review(payload),
        button=_("See your review"),
    )


def _hidden(_business: BusinessView, payload: Mapping[str, Any]) -> Words:
    why = REASONS[payload["reason"]]
    return Words(
        subject=_("your review was hidden"),
        paragraphs=(
            _("Reason: %(reason)s.", reason=_(why)),
            *((payload["words"],) if payload["words"] else ()),
            _("Only you can read it now. Its stars go on counting in the rating."),
        ),
        path=_review(payload),
        button=_("See your review"),
    )


def _done(_business: BusinessView, payload: Mapping[str, Any]) -> Words:
    return Words(
        subject=_("what came of your review"),
        paragraphs=(payload["text"],),
        path=_review(payload),
        button=_("See your review"),
    )


def _review(payload: Mapping[str, Any]) -> str:
    return f"/card/receipts/{payload['receipt_id']}/review"


REVIEW_ASK = NoticeKind(
    "review_ask", mark("Questions about a purchase"), _ask, is_timed=True
)
REVIEW_ANSWERED = NoticeKind("review_answered", mark("Replies to reviews"), _answered)
REVIEW_HIDDEN = NoticeKind("review_hidden", mark("Reviews that were hidden"), _hidden)
REVIEW_DONE = NoticeKind("review_done", mark("What came of reviews"), _done)
KINDS = (REVIEW_ASK, REVIEW_ANSWERED, REVIEW_HIDDEN, REVIEW_DONE)
