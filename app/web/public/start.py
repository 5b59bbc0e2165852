"""Opening a business: one form, checked while it is filled in and when it is sent."""

from collections.abc import Callable

from flask import Response, redirect, request, url_for
from flask import session as cookie
from werkzeug import Response as Answer

from app.businesses import actions as businesses
from app.core import db, ids, limits, locales
from app.core.errors import AppError, Refused, TooMany
from app.core.locales import mark
from app.onboarding import actions, numbers, queries, tariffs
from app.onboarding.actions import Wish
from app.onboarding.errors import NumberTaken, PromoCodeUseless, SignUpClosed
from app.onboarding.numbers import HOME
from app.people.errors import NoCodeSender
from app.web import session
from app.web.errors import sentence_of
from app.web.page import page
from app.web.public import asking
from app.web.public.start_form import StartForm

COOKIE = "application"


def start() -> Response | Answer:
    """The form; a POST sends the letter, or only checks what stands there so far."""
    can_open()
    form = StartForm(data=_known())
    if request.form.get("do") == "check":
        return _show(form, checks=_checks(form))
    if not form.is_sent() or (wish := form.wish()) is None:
        return _show(form, 422 if form.errors else 200)
    try:
        _try_code(wish.promo_code)
        cookie[COOKIE] = _apply(form, wish)
    except TooMany as error:
        form.form_errors.append(sentence_of(error))
        return asking.with_wait(_show(form, error.status), error)
    except AppError as error:
        form.refuse(_field_of(error), sentence_of(error))
        return _show(form, 422)
    return redirect(url_for("public.start_sent"), 303)


def can_open() -> None:
    """Refuse where nobody may sign up, or no letter could be sent.

    Raises SignUpClosed, NoCodeSender.
    """
    config = session.config()
    if not config.sign_up:
        raise SignUpClosed
    if "email" not in asking.ways(config):
        raise NoCodeSender


def _known() -> dict[str, object]:
    """What this browser wrote before, as long as it is not confirmed."""
    kept = cookie.get(COOKIE)
    if kept is None:
        return {}
    try:
        view = queries.application(kept)
    except AppError:
        return {}
    if view.state != "asked":
        return {}
    is_home = view.country == HOME
    return {
        "name": view.name,
        "trade": view.trade,
        "email": view.email,
        "slug": view.slug,
        "promo_code": view.promo_code,
        "country": view.country,
        "inn": view.tax_number if is_home else "",
        "ogrn": view.register_number if is_home else "",
        "foreign_number": "" if is_home else view.tax_number,
    }


def _try_code(code: str) -> None:
    """Count a code that does not work, so that codes cannot be guessed.

    Raises PromoCodeUseless, TooMany.
    """
    if not code:
        return
    config = session.config()
    try:
        tariffs.offered(code, config.trial_months)
    except PromoCodeUseless:
        subject = ids.digest(config.secret_key, "limit", asking.visitor_ip()).hex()
        with db.writing():
            limits.hit(actions.CODE_IP, subject)
        raise


def _apply(form: StartForm, wish: Wish) -> int:
    config = session.config()
    sent = f"{form.idempotency_key.data}\0{wish}"
    with db.writing():
        return actions.apply(
            wish,
            form_key=ids.digest(config.secret_key, "sign-up-form", sent),
            ip=asking.visitor_ip(),
            secret_key=config.secret_key,
            trial_months=config.trial_months,
        )


def _field_of(error: AppError) -> str:
    fields: dict[type[AppError], str] = {
        NumberTaken: "inn",
        PromoCodeUseless: "promo_code",
    }
    return fields.get(type(error), "slug")


def _show(
    form: StartForm, status: int = 200, checks: list[tuple[str, str]] | None = None
) -> Response:
    return page(
        "public/start.html",
        fragment="public/_start_checks.html",
        status=status,
        error_title=bool(form.errors),
        form=form,
        checks=checks or [],
        site=session.config().address.partition("://")[2],
        trial_months=session.config().trial_months,
        is_abroad=form.country.data != HOME or bool(form.foreign_number.data),
    )


def _checks(form: StartForm) -> list[tuple[str, str]]:
    """What can be said already about what stands in the form: sign and words."""
    found = [*_number_checks(form), *_fit(form)]
    slug = form.address()
    if slug:
        good = locales.gettext("The address will be %(link)s.", link=_link(slug))
        found.append(_judged(lambda: businesses.free_address(slug), good))
    return found


def _number_checks(form: StartForm) -> list[tuple[str, str]]:
    kinds = {
        ("inn", "company"): mark("INN of a company: the digits fit."),
        ("inn", "entrepreneur"): mark("INN of an entrepreneur: the digits fit."),
        ("ogrn", "company"): mark("OGRN of a company: the digits fit."),
        ("ogrn", "entrepreneur"): mark("OGRNIP of an entrepreneur: the digits fit."),
    }
    found = []
    for field, read, kind_of in (
        ("inn", numbers.inn, numbers.kind_of_inn),
        ("ogrn", numbers.ogrn, numbers.kind_of_ogrn),
    ):
        if not form[field].data:
            continue
        try:
            words = kinds[field, kind_of(read(form[field].data))]
            found.append(("good", locales.gettext(words)))
        except Refused as error:
            found.append(("bad", sentence_of(error)))
    return found


def _fit(form: StartForm) -> list[tuple[str, str]]:
    """Whether the numbers belong together, and are not here yet."""
    try:
        both = numbers.russian(form.inn.data or "", form.ogrn.data or "")
    except Refused:
        return []
    if queries.is_registered(both):
        return [("bad", sentence_of(NumberTaken()))]
    if both.doubts:
        words = mark(
            "One number is a company's, the other an entrepreneur's. You can go on: a "
            "person will look at it before the business opens."
        )
        return [("info", locales.gettext(words))]
    return []


def _judged(check: Callable[[], object], good: str) -> tuple[str, str]:
    try:
        check()
    except Refused as error:
        return "bad", sentence_of(error)
    return "good", good


def _link(slug: str) -> str:
    return f"{session.config().address.partition('://')[2]}/{slug}/"
