"""Which cards Google has to hear about: a row is due or it is not.

Whatever happens to a card only makes its row due; what is sent is the state of the
moment in which it is sent. A thousand changes of a card cost one request.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update

from app.cards.queries import pass_key
from app.core import bulk, clock, db, ids, outbox, tenancy, unique
from app.core.config import Config
from app.core.ids import BusinessId, CardId, ProgrammeId
from app.wallet import batches
from app.wallet.google.account import issuer
from app.wallet.google.events import PassWanted
from app.wallet.models import GooglePass
from passes.google import resources

_KEY_CHARACTERS = 32


@dataclass(frozen=True)
class Standing:
    """How a card's copy at Google stands.

    Attributes:
        is_ready: Google has it, so that a link can be made.
        is_due: something is still to be sent.
        answer: what Google said last, when it refused.
    """

    is_ready: bool
    is_due: bool
    is_held: bool
    answer: str


def want(card_id: CardId) -> None:
    """Let a card be made at Google, or be looked at again when it is there.

    Runs inside ``writing()`` and a tenancy scope; raises NoGoogle, AccountRefused.
    """
    own = resource_id(db.settings(), tenancy.current(), pass_key(card_id))
    wanted = GooglePass(
        business_id=tenancy.current(),
        card_id=card_id,
        resource="",
        resource_id=own,
        created_at=clock.now(),
        sync_due_at=clock.now(),
    )
    if not unique.is_added(wanted):
        _mark(GooglePass.card_id == card_id)
    outbox.record(PassWanted(business_id=tenancy.current(), card_id=card_id))


def standing(card_id: CardId) -> Standing | None:
    """How a card of the business in scope stands at Google; None: nobody asked."""
    row = (
        db.session()
        .execute(
            select(
                GooglePass.sent_digest,
                GooglePass.sync_due_at,
                GooglePass.is_held,
                GooglePass.answer,
            ).where(GooglePass.card_id == card_id)
        )
        .one_or_none()
    )
    if row is None:
        return None
    is_due = row.sync_due_at is not None
    return Standing(row.sent_digest is not None, is_due, row.is_held, row.answer)


def cards_changed(card_ids: Sequence[CardId]) -> None:
    """Make cards due, where they are at Google."""
    own = bulk.among(GooglePass.card_id, card_ids)
    found = db.session().scalars(select(GooglePass.id).where(own)).all()
    if found:
        with db.writing():
            _mark(GooglePass.id.in_(found))


def programme_changed(programme_id: ProgrammeId | None = None) -> None:
    """Make all cards of a programme, or of the business, due; a class is due with them."""
    for found in batches.of_programme(GooglePass, programme_id):
        with db.writing():
            _mark(GooglePass.id.in_(found))


def look_tried(number: int, percent: int) -> None:
    """Make those cards due that a version of the look is tried on."""
    for found in batches.of_trial(GooglePass, number, percent):
        with db.writing():
            _mark(GooglePass.id.in_(found))


def resource_id(config: Config, business_id: BusinessId, card_id: CardId) -> str:
    """The id of a card at Google: it tells nothing, and cannot be guessed."""
    key = _key(config, "google-object", f"{business_id}:{card_id}")
    return resources.object_id(issuer(config), key)


def class_resource_id(
    config: Config, business_id: BusinessId, programme_id: ProgrammeId, level: str
) -> str:
    """The id of what all cards of a programme and level share."""
    key = _key(config, "google-class", f"{business_id}:{programme_id}")
    level_key = (
        _key(config, "google-level", f"{business_id}:{programme_id}:{level}")
        if level
        else ""
    )
    return resources.class_id(issuer(config), key, level_key)


def _key(config: Config, purpose: str, value: str) -> str:
    return ids.digest(config.secret_key, purpose, value).hex()[:_KEY_CHARACTERS]


def _mark(*which: object) -> None:
    db.session().execute(
        update(GooglePass)
        .where(*which)  # type: ignore[arg-type]
        .values(sync_due_at=clock.now())
        .execution_options(synchronize_session=False)
    )
