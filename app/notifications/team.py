"""Letters to those who work: an invitation, and that a second factor was reset."""

from app.businesses import queries as businesses
from app.core import db, locales, tenancy
from app.core.errors import Permanent
from app.core.ids import BusinessId, PersonId
from app.core.locales import gettext as _
from app.notifications import letter, sms
from app.notifications.letter import Letter
from app.people import invitations, queries
from app.people.errors import PersonNotFound
from app.people.events import SecondFactorReset, StaffInvited

SITE = "Tessera"


def send_invitation(fact: StaffInvited) -> None:
    """Send a letter of invitation; one that was answered or withdrawn is dropped.

    Raises Permanent and Temporary.
    """
    config = db.settings()
    business = businesses.by_id(BusinessId(fact.business_id))
    with tenancy.scope(business.id):
        found = invitations.invitation(fact.invitation_id, config.secret_key)
    # No connection is held while the world outside takes its time.
    db.session().rollback()
    if found is None or found.is_over:
        return
    with locales.speaking(found.language):
        message = Letter(
            to=found.email,
            language=found.language,
            sender=business.name,
            subject=_("an invitation into the team"),
            paragraphs=(
                _(
                    "%(business)s invites you into its team at Tessera, the loyalty programme.",
                    business=business.name,
                ),
                _(
                    "The link is good until %(moment)s and for one person: do not pass this letter on.",
                    moment=locales.moment(found.expires_at, business.zone),
                ),
            ),
            button=(
                _("Join the team"),
                config.address + invitations.path(business.slug, found),
            ),
            footer=_(
                "%(business)s sent this letter once. You do not know them? Then do nothing: without the link nothing happens.",
                business=business.name,
            ),
            colours=letter.colours_of(business),
        )
    letter.send(config, message)


def tell_reset(fact: SecondFactorReset) -> None:
    """Tell somebody that their second factor was removed; raises Permanent, Temporary."""
    config = db.settings()
    try:
        person = queries.person(PersonId(fact.person_id))
    except PersonNotFound:
        return
    finally:
        db.session().rollback()
    if config.demo:
        return
    with locales.speaking(person.language):
        words = _(
            "Your passkeys, app and recovery codes at %(site)s were removed at the request of an owner or the operator. You are signed out everywhere and choose a new second step when you sign in.",
            site=config.address,
        )
        warning = _("You did not ask for it? Call the owner of the business at once.")
        if person.email is not None:
            letter.send(
                config,
                Letter(
                    to=person.email,
                    language=person.language,
                    sender=SITE,
                    subject=_("your second step was reset"),
                    paragraphs=(words, warning),
                ),
            )
        elif person.phone is not None:
            if not config.sms_url:
                raise Permanent("TESSERA_SMS_URL is not set")
            sms.send(config.sms_url, person.phone, f"{SITE}: {words} {warning}")
