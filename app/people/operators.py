"""Those who run the installation: named by contact in the settings, nowhere else."""

from app.core.config import Config
from app.core.ids import PersonId
from app.people import addresses, queries
from app.people.addresses import Address
from app.people.errors import BadEmail, BadPhone, PersonNotFound


def contacts(config: Config) -> frozenset[Address]:
    """The operators' contacts in their one form; what is none is left out."""
    listed = (text.strip() for text in config.operator_contacts.split(","))
    return frozenset(filter(None, (_read(text, config.country) for text in listed)))


def is_operator(person_id: PersonId, config: Config) -> bool:
    """Whether a verified contact of this person is in the settings."""
    try:
        person = queries.person(person_id)
    except PersonNotFound:
        return False
    own = {Address("email", person.email or ""), Address("phone", person.phone or "")}
    return bool(own & contacts(config))


def _read(text: str, country: str) -> Address | None:
    try:
        return addresses.parse("email" if "@" in text else "phone", text, country)
    except (BadEmail, BadPhone):
        return None
