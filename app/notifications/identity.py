"""Messages about who somebody is: a contact that was changed, data that was erased."""

import json

from app.businesses import queries as businesses
from app.core import db, locales, tenancy
from app.core.errors import Permanent
from app.core.ids import BusinessId
from app.core.locales import gettext as _
from app.notifications import letter, sms
from app.notifications.letter import Letter
from app.people import certificates, contact_changes
from app.people.events import ContactReplaced, ErasureCertified

SITE = "Tessera"


def tell_change(fact: ContactReplaced) -> None:
    """Tell the old contact, with the link that takes the change back.

    Raises Permanent and Temporary.
    """
    config = db.settings()
    business = businesses.by_id(BusinessId(fact.business_id))
    with tenancy.scope(business.id):
        found = contact_changes.notice(fact.change_id, config.secret_key)
    # No connection is held while the world outside takes its time.
    db.session().rollback()
    if found is None or config.demo:
        return
    address = f"{config.address}/{business.slug}/contact-changes/{found.path}"
    with locales.speaking(found.language):
        words = _("The contact of your card was changed by the staff of %(business)s.")
        words %= {"business": business.name}
        if found.channel == "email":
            message = Letter(
                to=found.address,
                language=found.language,
                sender=business.name,
                subject=_("your contact was changed"),
                paragraphs=(
                    words,
                    _(
                        "Was it you? Then do nothing. Otherwise take it back by the link."
                    ),
                ),
                button=(_("This was not me"), address),
                colours=letter.colours_of(business),
            )
            letter.send(config, message)
            return
        if not config.sms_url:
            raise Permanent("TESSERA_SMS_URL is not set")
        text = _("Not you? Take it back: %(link)s", link=address)
        sms.send(config.sms_url, found.address, f"{words} {text}")


def send_certificate(fact: ErasureCertified) -> None:
    """Mail a certificate of erasure, and forget the address. Raises Temporary."""
    config = db.settings()
    found = certificates.to_send(fact.certificate_id)
    db.session().rollback()
    if found is None:
        return
    with locales.speaking(found.language):
        letter.send(
            config,
            Letter(
                to=found.address,
                language=found.language,
                sender=SITE,
                subject=_("your data is erased"),
                paragraphs=(
                    _("This is the last letter: your address is forgotten with it."),
                    _(
                        "The certificate, signed by this site, for programs and for a lawyer:"
                    ),
                    json.dumps(found.body, ensure_ascii=False),
                ),
            ),
        )
    with db.writing():
        certificates.sent(fact.certificate_id)
