"""What an archive holds, and what stays behind and why.

Every table with rows of a business is in, unless it is named here with a reason; a new
table is in by itself. A value is written as JSON has it: instants and days by ISO 8601
(UTC), bytes by base64.
"""

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, Final, cast

from sqlalchemy import Column, LargeBinary, Select, Table, case, select, union
from sqlalchemy.orm import Mapper

from app.core import db
from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Day, Instant
from app.people.models import Member, Staff

ROOT: Final = "businesses"
PEOPLE: Final = "persons"
PIXELS: Final[Mapping[str, tuple[str, str]]] = {
    "pictures": ("pictures", "digest"),
    "photos": ("photos", "id"),
}
"""Tables whose ``data`` are files of their own: in which folder, named by what."""

PERSONAL: Final = frozenset({"name", "phone", "email"})
LEFT_OUT: Final[Mapping[str, str]] = {
    "api_keys": "kept as digests under this system's key: make new ones",
    "applications": "how the business came to this system",
    "apple_devices": "phones know this system's address; members add their pass anew",
    "apple_passes": "phones know this system's address; members add their pass anew",
    "apple_registrations": "phones know this system's address",
    "archives": "files of this system",
    "authenticators": "second steps are set up anew",
    "bounce_boxes": "how far this system read its mailbox of returned letters",
    "burnt_codes": "codes live for a minute",
    "card_pins": "kept as digests under this system's key: set new ones",
    "contact_changes": "links that lead here, good for a day",
    "channel_circuits": "failures of this system's ways out",
    "device_logs": "complaints about this system's passes",
    "erasure_certificates": "proofs of this system, kept for a day",
    "google_classes": "belong to this system's issuer",
    "google_nonces": "callbacks to this system",
    "google_passes": "belong to this system's issuer; members save their card anew",
    "idempotency_keys": "answers to this system's till software, kept for 30 days",
    "invitations": "links that lead here: invite anew",
    "limit_counters": "counters of the hour",
    "login_sessions": "browsers that are signed in here",
    "news_letters": "letters of this system, which goes on sending them or has",
    "outbox": "messages under way; what waits for its day is put in anew",
    "contact_shares": "belong to partnerships of this system",
    "pact_deposits": "belong to two businesses of this system",
    "pact_statements": "belong to two businesses: take them along as files",
    "pact_terms": "belong to two businesses of this system",
    "pacts": "belong to two businesses of this system",
    "pact_claims": "accounts with a business of this system: take its statements along",
    "pact_invitations": "codes that lead here",
    "partner_consents": "name a recipient of this system: ask anew",
    "passkey_challenges": "questions of the minute",
    "passkeys": "belong to this system's address",
    "person_contacts": "further contacts are confirmed anew by a code",
    "push_subscriptions": "browsers that listen to this system: they ask anew",
    "promo_codes": "offers of this system's operator",
    "recovery_codes": "second steps are set up anew",
    "sign_in_codes": "codes live for minutes",
    "tariffs": "the terms of this system's operator",
    "update_counter": "numbers the changes of this system's passes",
    "wallet_halts": "alarms of this system's queues",
}
"""Tables that stay behind, each with the reason that the archive's guide gives."""


@cache
def mappers() -> dict[str, Mapper[Any]]:
    """The tables of an archive by name, in an order in which they can be put back."""
    known = {cast("Table", m.local_table).name: m for m in Base.registry.mappers}
    return {
        table.name: known[table.name]
        for table in Base.metadata.sorted_tables
        if table.name in known and _is_in(table.name, known[table.name])
    }


def _is_in(name: str, mapper: Mapper[Any]) -> bool:
    if name in LEFT_OUT:
        return False
    return name in {ROOT, PEOPLE} or issubclass(mapper.class_, BusinessOwned)


def columns(name: str) -> list[Column[Any]]:
    """The columns of a table's lines; the pixels of a picture are a file of their own."""
    table = cast("Table", mappers()[name].local_table)
    is_apart = name in PIXELS
    return [each for each in table.columns if not (is_apart and each.name == "data")]


def file_of(name: str, line: Mapping[str, Any]) -> str:
    """Where the archive has the pixels of a line; PNG and JPEG tell themselves apart."""
    folder, column = PIXELS[name]
    return f"{folder}/{line[column]}"


def rows(name: str, business_id: int) -> Select[Any]:
    """The query of a table's rows; it runs in the scope of the business."""
    mapper = mappers()[name]
    values = [getattr(mapper.class_, each.name) for each in columns(name)]
    if name == PEOPLE:
        values = [_known(mapper, each) for each in values]
    query = select(*values)
    if name == ROOT:
        return query.where(mapper.class_.id == business_id)
    if name == PEOPLE:
        return query.where(mapper.class_.id.in_(_people()))
    return query


def batch(query: Select[Any], name: str, *, after: int, limit: int) -> Sequence[Any]:
    """The next rows of a table, by id."""
    row_id = mappers()[name].class_.id
    return (
        db.session()
        .execute(query.where(row_id > after).order_by(row_id).limit(limit))
        .all()
    )


def _known(mapper: Mapper[Any], value: Any) -> Any:
    """What a business may take along of a person: of guests and staff of its own, all.

    Who only wrote a comment here, or reported one, gave their contacts to others.
    """
    if value.key not in PERSONAL:
        return value
    own = union(select(Member.person_id), select(Staff.person_id))
    return case((mapper.class_.id.in_(own), value), else_=None).label(value.key)


def _people() -> Any:
    """Whoever a row of the business points at."""
    persons = cast("Table", mappers()[PEOPLE].local_table)
    pointing = [
        getattr(mapper.class_, key.parent.name)
        for mapper in mappers().values()
        if issubclass(mapper.class_, BusinessOwned)
        for key in cast("Table", mapper.local_table).foreign_keys
        if key.column.table is persons
    ]
    return union(*(select(each) for each in pointing))


def encoded(name: str, row: Any) -> dict[str, Any]:
    """A row as a line of JSON holds it."""
    return {
        column.name: _encode(value)
        for column, value in zip(columns(name), row, strict=True)
    }


def _encode(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return value


def decoded(name: str, line: dict[str, Any]) -> dict[str, Any]:
    """A line as a row again; raises ValueError where it does not fit the table."""
    known = columns(name)
    if set(line) != {column.name for column in known}:
        raise ValueError(f"columns of {name}: {sorted(line)}")
    return {column.name: _decoder(column)(line[column.name]) for column in known}


def _decoder(column: Column[Any]) -> Callable[[Any], Any]:
    kinds: dict[type, Callable[[Any], Any]] = {
        Instant: datetime.fromisoformat,
        Day: date.fromisoformat,
        LargeBinary: lambda text: base64.b64decode(text, validate=True),
    }
    decode = kinds.get(type(column.type))
    if decode is None:
        return lambda value: value
    return lambda value: None if value is None else decode(value)


def described() -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """Every table with what it is and its columns, for the archive's guide."""
    for name, mapper in mappers().items():
        about = " ".join((mapper.class_.__doc__ or "").split())
        yield name, about, [(c.name, _kind(c)) for c in columns(name)]


def _kind(column: Column[Any]) -> str:
    words = {Instant: "instant", Day: "day", LargeBinary: "base64"}
    kind = words.get(type(column.type), type(column.type).__name__.lower())
    target = next(iter(column.foreign_keys), None)
    points = f" → {target.column.table.name}" if target is not None else ""
    return f"{kind}{points}{', may be null' if column.nullable else ''}"
