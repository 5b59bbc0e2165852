"""Applications as tests write them."""

from dataclasses import replace
from typing import Any

from flask import Flask

from app.core import db, ids
from app.core.ids import PersonId
from app.onboarding import actions, links, queries
from app.onboarding.actions import Founded, Wish
from app.onboarding.numbers import Numbers

INN, OGRN = "7707083893", "1027700132195"
OTHER_INN, OTHER_OGRN = "500100732259", "304500116000157"
MONTHS = 3
USUAL = Wish(
    name="Кофейня «Полдник»",
    slug="poldnik",
    email="owner@poldnik.example",
    language="ru",
    numbers=Numbers("RU", INN, OGRN),
    trade="cafe",
    promo_code="",
)


def wish(**changes: Any) -> Wish:
    """The usual wish with some of it changed."""
    return replace(USUAL, **changes)


def key_of(app: Flask) -> str:
    """The installation's secret."""
    return str(app.config["SECRET_KEY"])


def apply(app: Flask, *, form_key: bytes | None = None, **changes: Any) -> int:
    """Send the form: the application's id."""
    with db.writing():
        return actions.apply(
            wish(**changes),
            form_key=form_key or ids.token().encode(),
            ip="203.0.113.5",
            secret_key=key_of(app),
            trial_months=MONTHS,
        )


def token(app: Flask, application_id: int) -> str:
    """The end of the link in the newest letter."""
    view = queries.application(application_id)
    db.session().rollback()
    return links.token(key_of(app), view.id, view.nonce, view.letters)


def confirm(app: Flask, end: str, slug: str | None = None) -> Founded | None:
    """Press the button behind a link."""
    with db.writing():
        return actions.confirm(
            token=end, slug=slug, secret_key=key_of(app), trial_months=MONTHS
        )


def found(app: Flask, **changes: Any) -> Founded:
    """The whole way: a business that opened by itself."""
    founded = confirm(app, token(app, apply(app, **changes)))
    assert founded is not None
    return founded


def approve(application_id: int, operator_id: PersonId) -> Founded:
    """What the operator's first button does."""
    with db.writing():
        return actions.approve(
            application_id=application_id, operator_id=operator_id, trial_months=MONTHS
        )
