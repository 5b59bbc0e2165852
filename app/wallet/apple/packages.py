"""Handing a card out as a signed package: its row, its newest state, its bytes.

The first package makes the row. The package is built from the present state, as of the
time that the state was numbered, so that one number always gives one document.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.businesses import queries as businesses
from app.cards.errors import CardNotFound
from app.cards.models import Card
from app.cards.queries import pass_key
from app.core import clock, db, tenancy
from app.core.config import Config
from app.core.ids import BusinessId, CardId
from app.wallet import certificates, identity
from app.wallet.apple import updates
from app.wallet.apple.updates import SHOWN_VERSION, TARGET
from app.wallet.cards import neutral
from app.wallet.facts import facts_of
from app.wallet.models import ApplePass
from passes.apple import pkpass
from passes.apple.protocol import stepped
from passes.apple.signing import Signer, SigningRefused
from passes.card import Card as NeutralCard

MEDIA_TYPE = pkpass.MEDIA_TYPE
MOST_KEPT_BYTES = 32 * 1024 * 1024
_REST_OF_SECOND = timedelta(seconds=1) - timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class HeldPass:
    """A card that was handed out, in its newest numbered state."""

    pass_id: int
    business_id: BusinessId
    card_id: CardId
    serial: str
    tag: int
    modified_at: datetime
    served_tag: int

    @property
    def as_of(self) -> datetime:
        """The instant that its values are true at: the end of the second it names."""
        return self.modified_at + _REST_OF_SECOND


@dataclass(frozen=True, slots=True)
class Package:
    """A signed package, and when its contents last changed (whole seconds)."""

    body: bytes
    modified_at: datetime


_HELD = (
    select(
        ApplePass.id,
        ApplePass.business_id,
        ApplePass.card_id,
        ApplePass.serial,
        ApplePass.tag,
        ApplePass.modified_at,
        ApplePass.served_tag,
        ApplePass.card_version < SHOWN_VERSION,
    )
    .join(Card, Card.id == ApplePass.card_id)
    .outerjoin(TARGET, TARGET.id == Card.joined_into_id)
)
# Every call of a phone asks for this, so it goes past the ORM.
_BY_SERIAL = _HELD.where(ApplePass.serial == bindparam("serial"))
_OF_CARD = _HELD.where(
    ApplePass.business_id == bindparam("business_id"),
    ApplePass.card_id == bindparam("card_id"),
)


def by_serial(serial: str) -> HeldPass | None:
    """The pass of a serial in its newest state; None when none was handed out.

    A change that nobody has numbered yet is numbered here. Outside ``writing()``.
    """
    with tenancy.across():
        return _newest(_BY_SERIAL, {"serial": serial})


def of_card(card_id: CardId, config: Config) -> HeldPass:
    """The pass of a card of the business in scope, made when it has none.

    Raises CardNotFound. Outside ``writing()``.
    """
    asked = {"business_id": tenancy.current(), "card_id": card_id}
    held = _newest(_OF_CARD, asked)
    if held is None:
        with db.writing():
            _make(card_id, config)
        held = _newest(_OF_CARD, asked)
    if held is None:
        raise CardNotFound
    return held


def package(held: HeldPass, config: Config) -> Package:
    """The signed package of a pass; raises NoPasses, PassRefused.

    A state that is taken is marked before it is read, so that any change of it gets a
    later time. Should a change come first, the newer state is taken instead.
    """
    signer = _fit_signer(config)
    while held.served_tag < held.tag and not _mark_served(held):
        held = _known(held.serial)
    name = (held.serial, held.tag, held.modified_at, config, signer.seal)
    body = PACKED.get(name, lambda: _built(held, config, signer))
    return Package(body, held.modified_at)


def hand_out(card_id: CardId, config: Config) -> Package:
    """The package of a card of the business in scope; its row is made if need be."""
    return package(of_card(card_id, config), config)


def _known(serial: str) -> HeldPass:
    held = by_serial(serial)
    if held is None:
        raise CardNotFound
    return held


def _newest(statement: Any, asked: Mapping[str, object]) -> HeldPass | None:
    row: Any = db.connection().execute(statement, asked).one_or_none()
    if row is None:
        return None
    if row[-1]:
        with db.writing():
            updates.stamp([row.id])
        row = db.connection().execute(statement, asked).one()
    return HeldPass(*row[:-1])


def _make(card_id: CardId, config: Config) -> None:
    """The row of a card that has none yet; of two at once, one makes it."""
    tag = updates.next_tag()
    version = db.session().scalar(
        select(SHOWN_VERSION)
        .select_from(Card)
        .outerjoin(TARGET, TARGET.id == Card.joined_into_id)
        .where(Card.id == card_id)
    )
    if version is None:
        raise CardNotFound
    instant = clock.now()
    insert = (sqlite if db.is_sqlite() else postgresql).insert(ApplePass)
    db.connection().execute(
        insert.values(
            business_id=tenancy.current(),
            card_id=card_id,
            serial=identity.serial_of(pass_key(card_id), config.secret_key),
            tag=tag,
            card_version=version,
            modified_at=stepped(None, instant),
            served_tag=0,
            created_at=instant,
        ).on_conflict_do_nothing()
    )


def _mark_served(held: HeldPass) -> bool:
    with db.writing():
        result: Any = db.connection().execute(
            update(ApplePass)
            .where(ApplePass.id == held.pass_id, ApplePass.tag == held.tag)
            .values(served_tag=held.tag, served_at=clock.now())
        )
    return bool(result.rowcount)


def _fit_signer(config: Config) -> Signer:
    """The signer in force; raises NoPasses, PassRefused when no pass could be signed."""
    signer = certificates.signer(config)
    try:
        signer.refuse_unfit(
            pass_type_id=config.apple_pass_type,
            team_id=config.apple_team,
            now=clock.now(),
        )
    except SigningRefused as error:
        raise certificates.PassRefused from error
    return signer


def _built(held: HeldPass, config: Config, signer: Signer) -> bytes:
    return pkpass.build(_apple_card(held, config), signer, now=clock.now())


def _apple_card(held: HeldPass, config: Config) -> NeutralCard:
    with tenancy.scope(held.business_id):
        business = businesses.by_id(held.business_id)
        facts = facts_of(business, held.card_id, at=held.as_of)
        card = neutral(facts, config)
    if not config.is_secure:
        # Phones ask for news over TLS only.
        return card
    return replace(
        card,
        web_service_url=f"{config.address}/apple",
        authentication_token=identity.token_of(held.serial, config.secret_key),
    )


class Packed:
    """The packages built lately, so that an unchanged card costs no signature."""

    def __init__(self, most_bytes: int) -> None:
        self._room = most_bytes
        self._kept: OrderedDict[object, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, name: object, build: Callable[[], bytes]) -> bytes:
        """What is kept under a name, or what ``build`` makes of it now."""
        with self._lock:
            known = self._kept.get(name)
            if known is not None:
                self._kept.move_to_end(name)
                return known
        made = build()
        with self._lock:
            if name not in self._kept:
                self._kept[name] = made
                self._room -= len(made)
            while self._room < 0:
                self._room += len(self._kept.popitem(last=False)[1])
        return made

    def cache_clear(self) -> None:
        """Build everything anew."""
        with self._lock:
            self._room += sum(map(len, self._kept.values()))
            self._kept.clear()


PACKED = Packed(MOST_KEPT_BYTES)
