"""Subscribing to a business's news: an address and a consent, then a letter."""

from flask import Response, g, redirect, url_for
from flask import session as cookie
from werkzeug import Response as Answer
from wtforms import BooleanField

from app.core import db, ids, limits, locales
from app.core.errors import TooMany
from app.core.limits import Limit
from app.core.locales import mark
from app.people import addresses, consents
from app.space import subscriptions
from app.space.subscriptions import PURPOSE
from app.web import session
from app.web.lines import LineField, Needed
from app.web.page import page
from app.web.public import contacting
from app.web.sending import OnceForm

# Nobody's mailbox is filled by asking again and again, from wherever.
PER_ADDRESS = Limit("subscribe_address_day", 5, 24 * 3600)


class SubscribeForm(OnceForm):
    """An address, and a consent of its own that is not ticked beforehand."""

    email = LineField(
        mark("E-mail"),
        validators=[Needed(mark("Write the address to send news to."), 254)],
    )
    consent = BooleanField()


def subscribe() -> Response | Answer:
    """The form; the answer is the same whether the address is subscribed or not."""
    subscriptions.can_write()
    form = SubscribeForm()
    text = consents.text(PURPOSE, locales.language(), g.business.name)
    form.consent.label.text = text.title

    def show(status: int) -> Response:
        return page(
            "public/subscribe.html",
            status=status,
            error_title=bool(form.errors),
            form=form,
            purpose=PURPOSE,
        )

    if (form.is_sent() or form.errors) and (email := _email(form)):
        try:
            if _ask(form, email):
                return redirect(url_for("public.subscribe_sent"), 303)
        except TooMany as error:
            return contacting.refused(form, error, show)
    return show(422 if form.errors else 200)


def _email(form: SubscribeForm) -> str:
    email = contacting.email(form, "email")
    contacting.need_consent(form)
    return "" if form.errors else email


def _ask(form: SubscribeForm, email: str) -> bool:
    key = session.config().secret_key

    def ask() -> dict[str, int | None]:
        contacting.slow_down()
        limits.hit(PER_ADDRESS, ids.digest(key, "subscribe", email).hex())
        found = subscriptions.ask(email=email, language=locales.language())
        return {"id": found}

    answer = form.send(ask, field="email")
    if answer is None:
        return False
    cookie["subscribe"] = {
        "email": addresses.masked("email", email),
        "link": _demo_link(answer.body["id"]),
    }
    return True


def _demo_link(subscription_id: int | None) -> str | None:
    """What the letter would have carried: the demo sends none."""
    config = session.config()
    if subscription_id is None or not config.demo:
        return None
    found = subscriptions.subscription(subscription_id)
    db.session().rollback()
    if found is None:
        return None
    token = subscriptions.confirm_token(found, config.secret_key)
    return url_for("public.subscription", token=token)
