"""The notice of the quarter: would a member recommend the business."""

from collections.abc import Mapping
from typing import Any

from app.businesses.queries import BusinessView
from app.core.locales import gettext as _
from app.core.locales import mark
from app.notifications.kinds.kind import NoticeKind, Words


def _ask(business: BusinessView, _payload: Mapping[str, Any]) -> Words:
    return Words(
        subject=_("would you recommend us?"),
        paragraphs=(
            _(
                "How likely are you to recommend “%(business)s” to your friends?",
                business=business.name,
            ),
            _("One number is enough. We ask once a quarter at most."),
        ),
        path="/card/nps",
        button=_("Answer"),
    )


NPS_ASK = NoticeKind("nps_ask", mark("Question of the quarter"), _ask, is_timed=True)
KINDS = (NPS_ASK,)
