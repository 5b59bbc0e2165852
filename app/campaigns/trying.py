"""A mailing in its author's own mailbox, before anybody else gets it."""

from app.businesses import queries as businesses
from app.businesses.queries import BusinessView
from app.campaigns import queries
from app.campaigns.errors import MailingIncomplete, NoAddressOfOwn
from app.campaigns.events import MailingTried
from app.core import db, limits, locales, outbox, tenancy
from app.core.config import Config
from app.core.ids import BusinessId, MemberId, PersonId
from app.core.limits import Limit
from app.notifications import letter
from app.notifications.channels import email
from app.notifications.channels.registry import Addressee
from app.notifications.letter import Letter
from app.people import queries as people

TESTS = Limit("mailing_tests_person_hour", 20, 3600)


def order(*, mailing_id: int, person_id: PersonId) -> None:
    """Have a test sent to its author.

    Raises MailingNotFound, MailingIncomplete, NoAddressOfOwn, TooMany.
    """
    found = queries.mailing(mailing_id)
    if not any(words.is_whole for words in found.content.words.values()):
        raise MailingIncomplete
    if people.person(person_id).email is None:
        raise NoAddressOfOwn
    limits.hit(TESTS, str(person_id))
    outbox.record(
        MailingTried(
            business_id=tenancy.current(), mailing_id=mailing_id, person_id=person_id
        )
    )


def send(fact: MailingTried) -> None:
    """Send the test; raises Permanent and Temporary."""
    config = db.settings()
    business = businesses.by_id(BusinessId(fact.business_id))
    reader = people.person(PersonId(fact.person_id))
    if reader.email is None:
        return
    with tenancy.scope(business.id):
        written = as_letter(
            config, business, fact.mailing_id, reader.language, reader.email
        )
    # No connection is held while the world outside takes its time.
    db.session().rollback()
    letter.send(config, written)


def as_letter(
    config: Config, business: BusinessView, mailing_id: int, language: str, to: str
) -> Letter:
    """The letter as a reader of a language gets it; its links count nothing."""
    home = f"{config.address}/{business.slug}"
    with locales.speaking(language):
        words = queries.words(mailing_id, language, business)
        addressee = Addressee(
            business=business,
            member_id=MemberId(0),
            language=language,
            email=to,
            phone=None,
            unread=0,
            link=f"{home}{words.path.partition('?')[0]}",
            stop="",
            is_advertising=True,
        )
        return email.written(addressee, words)
