"""The card that lies open at the till, from the scan to the end of its cheque.

The browser carries it as a signed note that is good for a few minutes and for one
staff member at one outlet. Booking a cheque closes it, so that nothing more can be
done with the card, nor seen of it, without scanning again.
"""

from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta

from flask import g, session
from itsdangerous import BadSignature, URLSafeSerializer

from app.cards import codes
from app.cards.choosing import Candidate
from app.core import clock
from app.core.errors import Refused
from app.core.ids import CardId, MemberId, ProgrammeId
from app.web import measures
from app.web.guards import staff
from app.web.lookups import FoundGuest
from app.web.session import config
from app.web.till import door

OPEN_FOR = timedelta(minutes=10)
_COOKIE = "guest"


class CardPutAway(Refused):
    """The note is too old, or of another till."""

    code = "card_put_away"
    sentence = "The card was put away. Scan it again."


@dataclass(frozen=True, kw_only=True)
class Guest:
    """An open card; ``step`` is what to burn when the code was the spending one.

    ``unit`` is what the card holds; ``entry`` says how it was shown
    (``lookups.entry_of``). ``shown_id`` is the card whose code that was: another one
    than is taken, where the guest has several. It is None for who was found by their
    phone number. ``sharer_id`` and ``holder`` tell of a relative's card. ``has_pin``: the card's PIN was typed
    in, which proves as much as the spending code.
    """

    card_id: CardId
    member_id: MemberId
    programme_id: ProgrammeId
    number: str
    shown_id: CardId | None
    step: int | None
    staff_id: int
    outlet_id: int
    business_id: int
    opened_at: int
    unit: str = "point"
    sharer_id: int | None = None
    holder: str = ""
    entry: str = "code"
    has_pin: bool = False

    @property
    def is_rotating(self) -> bool:
        """Whether the spending code was shown, or the PIN proves as much."""
        return self.step is not None or self.has_pin

    @property
    def spoken(self) -> str:
        """The number in groups."""
        return codes.spoken(self.number)

    @property
    def note(self) -> str:
        """The signed form of this."""
        return _signer().dumps(asdict(self))


def open_card(found: FoundGuest, taken: Candidate, entry: str) -> None:
    """Put the card that is taken from a guest on the table."""
    shown = found.card
    guest = Guest(
        card_id=taken.card_id,
        member_id=found.member_id,
        programme_id=taken.programme_id,
        number=taken.number,
        shown_id=shown.card_id if shown else None,
        step=shown.step if shown else None,
        staff_id=staff().id,
        outlet_id=door.outlet().id,
        business_id=g.business.id,
        opened_at=int(clock.now().timestamp()),
        unit=taken.unit,
        sharer_id=taken.sharer_id,
        holder=taken.holder,
        entry=entry,
    )
    session[_COOKIE] = guest.note


def take_other(guest: Guest, taken: Candidate) -> None:
    """Put another card of the same guest in its place, for as long as is left."""
    other = replace(
        guest,
        card_id=taken.card_id,
        programme_id=taken.programme_id,
        number=taken.number,
        unit=taken.unit,
        sharer_id=taken.sharer_id,
        holder=taken.holder,
        has_pin=False,
    )
    session[_COOKIE] = other.note


def prove(guest: Guest) -> None:
    """Remember that the PIN of the open card was right."""
    session[_COOKIE] = replace(guest, has_pin=True).note


def renumber(guest: Guest, number: str) -> None:
    """Go on with the open card under its new number; the code shown proves no more."""
    fresh = replace(guest, number=number, shown_id=None, step=None, has_pin=False)
    session[_COOKIE] = fresh.note


def present() -> Guest | None:
    """The card that lies open here, if any."""
    note = session.get(_COOKIE)
    if note is None:
        return None
    try:
        return read(note)
    except CardPutAway:
        close()
        return None


def read(note: str) -> Guest:
    """The card of a note; raises CardPutAway."""
    try:
        guest = Guest(**_signer().loads(note))
    except (BadSignature, TypeError) as error:
        raise CardPutAway from error
    opened_at = datetime.fromtimestamp(guest.opened_at, UTC)
    is_ours = (guest.business_id, guest.staff_id, guest.outlet_id) == (
        g.business.id,
        staff().id,
        door.outlet().id,
    )
    if not is_ours or clock.now() - opened_at > OPEN_FOR:
        raise CardPutAway
    measures.speak_of(guest.unit)
    return guest


def close() -> None:
    """Put the card away."""
    session.pop(_COOKIE, None)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(config().secret_key, salt="till-guest")
