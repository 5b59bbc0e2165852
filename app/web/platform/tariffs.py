"""On what terms each business is here; months that were agreed on are added."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField

from app.businesses import queries as businesses
from app.businesses.queries import BusinessView
from app.core import idempotency, locales, tenancy
from app.core.errors import Refused
from app.core.ids import BusinessId
from app.onboarding import queries, tariffs
from app.onboarding.errors import BadMonths
from app.onboarding.tariffs import TariffView
from app.web.errors import sentence_of
from app.web.forms import Form
from app.web.page import page
from app.web.platform.door import blueprint


class MonthsForm(Form):
    """How many months more."""

    months = StringField()


@dataclass(frozen=True)
class Line:
    """A business with its terms, and its own form."""

    business: BusinessView
    terms: TariffView | None
    last_day: datetime | None
    form: MonthsForm


@blueprint.get("/tariffs", endpoint="tariffs")
def tariffs_page() -> ResponseReturnValue:
    """Every business and until when its terms go."""
    return _show()


@blueprint.post("/tariffs/<int:business_id>")
def extend(business_id: BusinessId) -> ResponseReturnValue:
    """Add months; sent twice they are added once."""
    businesses.by_id(business_id)
    form = MonthsForm()
    if form.is_sent() and _extended(business_id, form):
        return redirect(url_for("platform.tariffs", done="extended"), 303)
    return _show(business_id, form, 422)


def _extended(business_id: BusinessId, form: MonthsForm) -> bool:
    text = form.months.data or ""
    is_number = text.isascii() and text.isdecimal()
    months = int(text[:9]) if is_number else 0

    def action() -> dict[str, int]:
        tariffs.extend(months=months)
        return {"months": months}

    try:
        if not is_number:
            raise BadMonths
        with tenancy.scope(business_id):
            idempotency.run(
                key=f"{request.endpoint}:{form.idempotency_key.data}",
                fingerprint=f"{business_id}\0{months}".encode(),
                action=action,
            )
    except Refused as error:
        form.refuse("months", sentence_of(error))
        form.idempotency_key.data = Form(formdata=None).idempotency_key.data
        return False
    return True


def _show(
    business_id: BusinessId | None = None,
    form: MonthsForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    lines = [
        _line(business, form if business.id == business_id else None)
        for business in businesses.businesses()
    ]
    return page(
        "platform/tariffs.html",
        status=status,
        error_title=form is not None,
        form=form,
        lines=lines,
        waiting_count=queries.waiting_count(),
    )


def _line(business: BusinessView, form: MonthsForm | None) -> Line:
    own = form or MonthsForm(formdata=None)
    own.months.id = f"months-{business.id}"
    own.months.label.field_id = own.months.id
    own.months.label.text = locales.gettext("Months more")
    with tenancy.scope(business.id):
        terms = tariffs.in_force()
    last_day = terms.ends_at - timedelta(microseconds=1) if terms else None
    return Line(business, terms, last_day, own)
