"""Letters about an application: the one-time link, and what was decided."""

from app.core import db, locales
from app.core.locales import gettext as _
from app.notifications import letter
from app.notifications.letter import Letter
from app.onboarding import links, queries
from app.onboarding.errors import ApplicationNotFound
from app.onboarding.events import ApplicationDecided, LinkAsked
from app.onboarding.queries import ApplicationView

SITE = "Tessera"


def send_link(fact: LinkAsked) -> None:
    """Send the newest link; one that was used meanwhile is not sent again.

    Raises Permanent and Temporary.
    """
    config, view = db.settings(), _found(fact.application_id)
    if view is None or view.state != "asked":
        return
    end = links.token(config.secret_key, view.id, view.nonce, view.letters)
    address = f"{config.address}/start/confirm/{end}"
    with locales.speaking(view.language):
        letter.send(config, link_letter(view, address))


def send_decision(fact: ApplicationDecided) -> None:
    """Tell what a person decided; raises Permanent and Temporary."""
    config, view = db.settings(), _found(fact.application_id)
    if view is None:
        return
    slug = queries.business_slug(view.id)
    # No connection is held while the world outside takes its time.
    db.session().rollback()
    with locales.speaking(view.language):
        if view.state == "founded":
            letter.send(config, welcome(view, f"{config.address}/{slug}/office/start"))
        elif view.state == "refused":
            letter.send(config, refusal(view, f"{config.address}/start"))


def _found(application_id: int) -> ApplicationView | None:
    try:
        return queries.application(application_id)
    except ApplicationNotFound:
        return None
    finally:
        db.session().rollback()


def link_letter(view: ApplicationView, address: str) -> Letter:
    """The letter with the one-time link, in the language in force."""
    return Letter(
        to=view.email,
        language=locales.language(),
        sender=SITE,
        subject=_("confirm the address and open: %(name)s", name=view.name),
        paragraphs=(
            _(
                "You asked to open a business here: %(name)s. One tap is left.",
                name=view.name,
            ),
            _(
                "The link is good for %(hours)s hours and for one use. No password is "
                "needed, now or later.",
                hours=links.LIFE.days * 24 + links.LIFE.seconds // 3600,
            ),
            _("You did not ask for it? Then do nothing: nothing will be opened."),
        ),
        button=(_("Confirm and open"), address),
        footer=_once(),
    )


def welcome(view: ApplicationView, address: str) -> Letter:
    """The letter after a person has approved."""
    return Letter(
        to=view.email,
        language=locales.language(),
        sender=SITE,
        subject=_("%(name)s is open", name=view.name),
        paragraphs=(
            _("We have looked at your application, and everything is in order."),
            _("Sign in with this address: a code comes here, no password is needed."),
        ),
        button=(_("Go to the first steps"), address),
        footer=_once(),
    )


def refusal(view: ApplicationView, address: str) -> Letter:
    """The letter after a person has refused, with the reason."""
    return Letter(
        to=view.email,
        language=locales.language(),
        sender=SITE,
        subject=_("%(name)s could not be opened", name=view.name),
        paragraphs=(
            _("We have looked at your application and cannot open the business yet."),
            _("The reason: %(reason)s", reason=view.reason),
            _("Once that is mended, you are welcome to apply again."),
        ),
        button=(_("Apply again"), address),
        footer=_once(),
    )


def _once() -> str:
    return _(
        "This letter was sent once, because somebody entered this address at %(site)s.",
        site=db.settings().address,
    )
