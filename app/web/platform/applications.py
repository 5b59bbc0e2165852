"""Businesses that a person has to look at before they open."""

from flask.typing import ResponseReturnValue

from app.core import locales
from app.core.locales import mark
from app.onboarding import numbers, queries
from app.onboarding.queries import ApplicationView
from app.web.page import page
from app.web.platform.door import blueprint

SHOWN = 100
DECIDED = 20


@blueprint.get("/applications")
def applications() -> ResponseReturnValue:
    """Who waits, longest first; under it what was decided lately."""
    return page(
        "platform/applications.html",
        waiting=[(each, doubts(each)) for each in queries.waiting(limit=SHOWN)],
        waiting_count=queries.waiting_count(),
        decided=queries.decided(limit=DECIDED),
    )


def doubts(view: ApplicationView) -> list[str]:
    """In words what does not fit."""
    kinds = {
        "kinds_differ": mark(
            "INN has %(inn)s digits and OGRN %(ogrn)s: one is a company's, the other an "
            "entrepreneur's."
        ),
        "foreign": mark("Registered abroad: the number cannot be checked here."),
    }
    sizes = {"inn": len(view.tax_number), "ogrn": len(view.register_number)}
    return [
        locales.gettext(kinds[code], **sizes) for code in view.doubts if code in kinds
    ]


def is_home(view: ApplicationView) -> bool:
    """Whether the numbers are INN and OGRN."""
    return view.country == numbers.HOME
