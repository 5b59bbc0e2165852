"""What devices with passkeys are asked, and the hidden form that brings their answer."""

from flask import Response, current_app
from wtforms import HiddenField

from app.core import db
from app.core.ids import PersonId
from app.people import passkeys, queries
from app.people.errors import PasskeyRefused, PasskeyStopped
from app.people.passkeys import Challenge
from app.web import session
from app.web.forms import Form
from app.web.public import asking

_LONGEST_ID = 15


class PasskeyForm(Form):
    """A device's answer, filled in by ``js/passkey.js``."""

    challenge = HiddenField()
    answer = HiddenField()

    @property
    def challenge_id(self) -> int:
        """Which challenge was answered; raises PasskeyRefused for what is none."""
        text = self.challenge.data or ""
        if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST_ID):
            raise PasskeyRefused
        return int(text)

    def owner(self) -> PersonId:
        """Who answered a challenge with a passkey; raises PasskeyRefused, PasskeyStopped.

        A copied passkey is stopped for good before it is refused.
        """
        if not self.is_sent():
            raise PasskeyRefused
        with db.writing():
            answered = passkeys.use(
                config=session.config(),
                challenge_id=self.challenge_id,
                session_nonce=asking.nonce(),
                answer=self.answer.data or "",
            )
        if answered.is_copied:
            raise PasskeyStopped
        return answered.person_id


def passkey_challenge() -> Response:
    """What any passkey of this site may sign, for one browser and five minutes."""
    with db.writing():
        asked = passkeys.ask_to_use(
            config=session.config(),
            session_nonce=asking.nonce(),
            ip=asking.visitor_ip(),
        )
    return _answer(asked)


def for_new(person_id: PersonId) -> Response:
    """What a new passkey of a person has to sign."""
    person = queries.person(person_id)
    with db.writing():
        asked = passkeys.ask_to_add(
            config=session.config(),
            person_id=person_id,
            called=person.email or person.phone or person.name or "Tessera",
            session_nonce=asking.nonce(),
            ip=asking.visitor_ip(),
        )
    return _answer(asked)


def _answer(asked: Challenge) -> Response:
    body = f'{{"id":{asked.id},"options":{asked.options}}}'
    return current_app.response_class(body, mimetype="application/json")
