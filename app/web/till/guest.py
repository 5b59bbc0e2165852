"""The card that lies open at the till, from the scan to the end of its cheque.

The browser carries it as a signed note that is good for a few minutes and for one
staff member at one outlet. Booking a cheque closes it, so that nothing more can be
done with the card, nor seen of it, without scanning again.
"""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from flask import g, session
from itsdangerous import BadSignature, URLSafeSerializer

from app.cards.queries import FoundCard
from app.core import clock
from app.core.errors import Refused
from app.core.ids import CardId, MemberId, ProgrammeId
from app.web.guards import staff
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
    """An open card; ``step`` is what to burn when the code was the spending one."""

    card_id: CardId
    member_id: MemberId
    programme_id: ProgrammeId
    number: str
    step: int | None
    staff_id: int
    outlet_id: int
    business_id: int
    opened_at: int

    @property
    def is_rotating(self) -> bool:
        """Whether the spending code was shown."""
        return self.step is not None

    @property
    def note(self) -> str:
        """The signed form of this."""
        return _signer().dumps(asdict(self))


def open_card(found: FoundCard) -> None:
    """Put a card that was just scanned on the table."""
    guest = Guest(
        card_id=found.card_id,
        member_id=found.member_id,
        programme_id=found.programme_id,
        number=found.number,
        step=found.step,
        staff_id=staff().id,
        outlet_id=door.outlet().id,
        business_id=g.business.id,
        opened_at=int(clock.now().timestamp()),
    )
    session[_COOKIE] = guest.note


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
    return guest


def close() -> None:
    """Put the card away."""
    session.pop(_COOKIE, None)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(config().secret_key, salt="till-guest")
