"""Who knocks at the demo: a promo code that works, an application that waits."""

from app.core import clock, db
from app.core.config import Config
from app.core.ids import digest
from app.onboarding import actions, links, queries, tariffs
from app.onboarding.actions import Wish
from app.onboarding.numbers import Numbers

CODE = "loyalen2022"
_WAITING = Wish(
    name="Мастерская «Подкова»",
    slug="podkova",
    email="hello@podkova.example",
    language="ru",
    numbers=Numbers("RU", "7707083893", "304500116000157", ("kinds_differ",)),
    trade="services",
    promo_code="",
)


def knock(config: Config) -> None:
    """Make both, through the same actions as strangers and the operator."""
    key, months = config.secret_key, config.trial_months
    with db.writing():
        tariffs.create_code(
            code=CODE,
            trial_months=3,
            free_months=12,
            cap=15,
            starts_at=clock.now(),
            ends_at=None,
            operator_id=None,
        )
        application_id = actions.apply(
            _WAITING,
            form_key=digest(key, "sign-up-form", _WAITING.slug),
            ip="demo",
            secret_key=key,
            trial_months=months,
        )
        view = queries.application(application_id)
        actions.confirm(
            token=links.token(key, view.id, view.nonce, view.letters),
            slug=None,
            secret_key=key,
            trial_months=months,
        )
