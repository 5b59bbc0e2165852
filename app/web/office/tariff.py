"""On what terms the business is here, until when, and what comes after."""

from datetime import timedelta
from typing import Any

from flask import g
from flask.typing import ResponseReturnValue

from app.core import clock, locales
from app.core.errors import NotFound
from app.core.locales import mark
from app.onboarding import queries, tariffs
from app.onboarding.tariffs import TariffView
from app.web.office.door import blueprint, manages
from app.web.page import page

KINDS = {
    "trial": mark("Free trial"),
    "free": mark("Free of charge"),
    "agreed": mark("As agreed with the operator"),
}


@blueprint.get("/tariff")
@manages
def tariff() -> ResponseReturnValue:
    """The terms in force; 404 for who never had any, since nothing ends for them."""
    found, registration = tariffs.in_force(), queries.registration()
    if found is None or registration is None:
        raise NotFound
    return page("office/tariff.html", terms=terms(found), registration=registration)


def terms(found: TariffView | None) -> dict[str, Any] | None:
    """Terms as a page tells them: the last day is a whole one in the business's zone."""
    if found is None:
        return None
    zone = g.business.zone
    last_day = clock.local_date(found.ends_at - timedelta(microseconds=1), zone)
    return {
        "kind": locales.gettext(KINDS[found.kind]),
        "since": clock.local_date(found.starts_at, zone),
        "last_day": last_day,
        "code": found.code,
        "is_over": found.is_over,
        "days_left": (last_day - clock.today(zone)).days + 1,
    }
