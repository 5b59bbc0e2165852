"""What guests allow a business to tell one named partner, and take back (row 74)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.businesses import queries as businesses
from app.coalitions.models import ContactShare, PartnerConsent
from app.core import clock, db, tenancy
from app.core.ids import BusinessId, PersonId

VERSION = 1

_RU = {
    "purse": (
        "Согласие на общий кошелёк с «{recipient}»",
        (
            "Я разрешаю «{business}» сообщать «{recipient}», сколько баллов на моей карте "
            "«{business}», и списывать их там, когда я так решу.\n"
            "«{recipient}» не узнаёт моих покупок в «{business}», а «{business}» не узнаёт "
            "моих покупок там: передаётся только число баллов.\n"
            "Карта и баллы от этого согласия не зависят. Отозвать его можно в любой момент "
            "на странице «Партнёры» карты; баллы сразу перестанут действовать у партнёра."
        ),
    ),
    "contacts": (
        "Согласие на передачу контактов «{recipient}»",
        (
            "Я разрешаю «{business}» передать «{recipient}» мой номер телефона и (или) "
            "адрес электронной почты, чтобы «{recipient}» присылал мне свои предложения.\n"
            "Получатель один: «{recipient}». Каждая передача записывается и видна мне на "
            "странице «Партнёры» карты.\n"
            "Карта и баллы от этого согласия не зависят. Отозвать его можно в любой момент "
            "на той же странице; после этого «{business}» ничего больше не передаёт, а "
            "«{recipient}» должен удалить полученное."
        ),
    ),
}
_EN = {
    "purse": (
        "Consent to one purse with {recipient}",
        (
            "I allow {business} to tell {recipient} how many points are on my card of "
            "{business}, and to spend them there when I decide so.\n"
            "{recipient} does not learn what I buy at {business}, and {business} does not "
            "learn what I buy there: only the number of points is passed on.\n"
            "My card and points do not depend on this consent. I can withdraw it at any "
            "time on the card's page “Partners”; the points then stop working at the "
            "partner at once."
        ),
    ),
    "contacts": (
        "Consent to passing my contacts to {recipient}",
        (
            "I allow {business} to pass my phone number and (or) e-mail address to "
            "{recipient}, so that {recipient} sends me its own offers.\n"
            "There is one recipient: {recipient}. Every time it is passed on is recorded "
            "and shown to me on the card's page “Partners”.\n"
            "My card and points do not depend on this consent. I can withdraw it at any "
            "time on the same page; {business} then passes on nothing more, and "
            "{recipient} has to delete what it was given."
        ),
    ),
}
_TEXTS = {"ru": _RU, "en": _EN}


@dataclass(frozen=True)
class PartnerText:
    """What a guest is asked, and the digest that proves the wording."""

    purpose: str
    title: str
    paragraphs: tuple[str, ...]
    digest: str


@dataclass(frozen=True)
class Given:
    """A consent in force, and when it last let something be passed on."""

    id: int
    recipient_id: BusinessId
    purpose: str
    given_at: datetime


def text(purpose: str, language: str, *, business: str, recipient: str) -> PartnerText:
    """The text in force, in ``ru`` or ``en``, naming giver and recipient."""
    title, body = (
        each.replace("{business}", business).replace("{recipient}", recipient)
        for each in _TEXTS[language][purpose]
    )
    digest = hashlib.sha256(f"{title}\n{body}".encode()).hexdigest()
    return PartnerText(purpose, title, tuple(body.split("\n")), digest)


def give(
    *, person_id: PersonId, recipient_id: BusinessId, purpose: str, language: str
) -> None:
    """Let the business in scope tell one partner; given twice it is one."""
    here = tenancy.current()
    words = text(
        purpose,
        language,
        business=businesses.by_id(here).name,
        recipient=businesses.by_id(recipient_id).name,
    )
    try:
        with db.session().begin_nested():
            db.session().add(
                PartnerConsent(
                    business_id=here,
                    person_id=person_id,
                    recipient_id=recipient_id,
                    purpose=purpose,
                    text_version=VERSION,
                    text_digest=words.digest,
                    language=language,
                    given_at=clock.now(),
                )
            )
            db.session().flush()
    except IntegrityError:
        # It is given already: the first one stands.
        return


def withdraw(*, person_id: PersonId, recipient_id: BusinessId, purpose: str) -> None:
    """Take a consent back; nothing is told from this moment on."""
    db.session().execute(
        update(PartnerConsent)
        .where(
            PartnerConsent.person_id == person_id,
            PartnerConsent.recipient_id == recipient_id,
            PartnerConsent.purpose == purpose,
            PartnerConsent.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=clock.now())
    )


def given(person_id: PersonId) -> list[Given]:
    """A person's consents to the business in scope."""
    rows = db.session().execute(
        select(
            PartnerConsent.id,
            PartnerConsent.recipient_id,
            PartnerConsent.purpose,
            PartnerConsent.given_at,
        )
        .where(
            PartnerConsent.person_id == person_id,
            PartnerConsent.withdrawn_at.is_(None),
        )
        .order_by(PartnerConsent.id)
    )
    return [
        Given(row.id, BusinessId(row.recipient_id), row.purpose, row.given_at)
        for row in rows
    ]


def shares(person_id: PersonId, recipient_id: BusinessId) -> list[datetime]:
    """When a person's contacts were passed to a partner, newest first."""
    found = db.session().scalars(
        select(ContactShare.shared_at)
        .where(
            ContactShare.person_id == person_id,
            ContactShare.recipient_id == recipient_id,
        )
        .order_by(ContactShare.id.desc())
        .limit(50)
    )
    return list(found)
