"""How two businesses become partners: a code is shown, scanned, and both agree."""

import base64
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Select, select

from app.businesses import queries as businesses
from app.coalitions import errors, terms
from app.coalitions.models import Pact, PactInvitation, PactTerms
from app.coalitions.terms import SideTerms, Terms
from app.core import audit, clock, db, ids, limits, tenancy, unique
from app.core.ids import BusinessId
from app.core.limits import Limit
from app.programmes import queries as programmes

LIFE = timedelta(hours=24)
CODE_LENGTH = 16
TRIES = Limit("pairing_code_hour", 10, 3600)
# No I, L, O or U: a code is read out on the phone.
_ALPHABET = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
)
_LOOKS_LIKE = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V", "-": "", " ": ""})


@dataclass(frozen=True)
class Invitation:
    """An invitation as its own business sees it; ``code`` only while it works."""

    id: int
    code: str
    terms: Terms
    starts_on: date
    expires_at: datetime
    used_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether somebody can still use it."""
        return (
            self.used_at is None
            and self.withdrawn_at is None
            and self.expires_at > clock.now()
        )


@dataclass(frozen=True)
class Offered:
    """What a code leads to: who offers which terms."""

    invitation_id: int
    business_id: BusinessId
    name: str
    terms: Terms
    starts_on: date
    expires_at: datetime


def invite(*, offered: Terms, starts_on: date, secret_key: str) -> int:
    """Offer terms to whoever gets the code; the invitation's id.

    The code lives for a day and works once. Raises NoProgrammes, PastDay.
    """
    here = tenancy.current()
    _check(offered.first, starts_on, businesses.by_id(here).zone)
    row = PactInvitation(
        business_id=here,
        nonce=ids.token(12),
        digest=b"",
        terms=terms.stored(offered),
        starts_on=starts_on,
        created_at=clock.now(),
        expires_at=clock.now() + LIFE,
    )
    row.digest = _digest(secret_key, _code(secret_key, row.nonce))
    db.session().add(row)
    db.session().flush()
    audit.note("partner.invited", subject=f"invitation:{row.id}")
    return row.id


def withdraw(*, invitation_id: int) -> None:
    """Let a code lead nowhere; raises PactNotFound. Twice is once."""
    row = _row(invitation_id)
    if row.withdrawn_at is None and row.used_at is None:
        row.withdrawn_at = clock.now()
        db.session().flush()
        audit.note("partner.withdrawn", subject=f"invitation:{row.id}")


def invitation(invitation_id: int, secret_key: str) -> Invitation:
    """An invitation of the business in scope; raises PactNotFound."""
    return _view(_row(invitation_id), secret_key)


def invitations(secret_key: str) -> list[Invitation]:
    """The invitations of the business in scope that can still be used."""
    rows = db.session().scalars(
        select(PactInvitation)
        .where(
            PactInvitation.used_at.is_(None),
            PactInvitation.withdrawn_at.is_(None),
            PactInvitation.expires_at > clock.now(),
        )
        .order_by(PactInvitation.id.desc())
    )
    return [_view(row, secret_key) for row in rows]


def hit(subject: str) -> None:
    """Count a try of a code; raises TooMany. Runs inside ``writing()``."""
    limits.hit(TRIES, subject)


def find(code: str, secret_key: str) -> Offered:
    """What a code offers; CodeUnknown alike for wrong, old, used and withdrawn."""
    with tenancy.across():
        row = db.session().scalar(_open(code, secret_key))
    if row is None:
        raise errors.CodeUnknown
    business = businesses.by_id(BusinessId(row.business_id))
    return Offered(
        invitation_id=row.id,
        business_id=business.id,
        name=business.name,
        terms=terms.read(row.terms),
        starts_on=row.starts_on,
        expires_at=row.expires_at,
    )


def accept(*, code: str, own_programmes: tuple[int, ...], secret_key: str) -> int:
    """Agree to what a code offers, for the business in scope; the pact's id.

    It waits for the inviting side, which sees who came. Raises CodeUnknown, OwnCode,
    AlreadyPartners, NoProgrammes.
    """
    here = tenancy.current()
    with tenancy.across():
        row = db.session().scalar(_open(code, secret_key).with_for_update())
    if row is None:
        raise errors.CodeUnknown
    if row.business_id == here:
        raise errors.OwnCode
    offered = terms.read(row.terms)
    second = replace(offered.second, programmes=own_programmes)
    own = businesses.by_id(here)
    inviter = businesses.by_id(BusinessId(row.business_id))
    starts_on = max(row.starts_on, clock.today(inviter.zone))
    _check(second, starts_on, inviter.zone)
    pact = _pact(first_id=row.business_id, second_id=here, zone=inviter.zone)
    session = db.session()
    session.add(
        PactTerms(
            pact_id=pact.id,
            number=1,
            terms=terms.stored(replace(offered, second=second)),
            starts_on=starts_on,
            proposed_by_id=here,
            proposed_at=clock.now(),
            second_agreed_at=clock.now(),
        )
    )
    with tenancy.scope(BusinessId(row.business_id)):
        row.used_at = clock.now()
        session.flush()
        audit.note("partner.asked", subject=f"pact:{pact.id}", name=own.name)
    audit.note("partner.accepted", subject=f"pact:{pact.id}", name=inviter.name)
    return pact.id


def _check(side: SideTerms, starts_on: date, zone: str) -> None:
    known = {each.id for each in programmes.programmes()}
    if not side.programmes or not known.issuperset(side.programmes):
        raise errors.NoProgrammes
    if starts_on < clock.today(zone):
        raise errors.PastDay


def _pact(*, first_id: int, second_id: int, zone: str) -> Pact:
    low, high = sorted((first_id, second_id))
    pact = Pact(
        first_id=first_id,
        second_id=second_id,
        pair=f"{low}-{high}",
        state="asked",
        zone=zone,
        created_at=clock.now(),
    )
    if not unique.is_added(pact):
        raise errors.AlreadyPartners
    return pact


def _row(invitation_id: int) -> PactInvitation:
    row = db.session().scalar(
        select(PactInvitation).where(PactInvitation.id == invitation_id)
    )
    if row is None:
        raise errors.PactNotFound
    return row


def _open(code: str, secret_key: str) -> Select[PactInvitation]:
    return select(PactInvitation).where(
        PactInvitation.digest == _digest(secret_key, tidy(code)),
        PactInvitation.used_at.is_(None),
        PactInvitation.withdrawn_at.is_(None),
        PactInvitation.expires_at > clock.now(),
    )


def _view(row: PactInvitation, secret_key: str) -> Invitation:
    return Invitation(
        id=row.id,
        code=_code(secret_key, row.nonce),
        terms=terms.read(row.terms),
        starts_on=row.starts_on,
        expires_at=row.expires_at,
        used_at=row.used_at,
        withdrawn_at=row.withdrawn_at,
    )


def tidy(code: str) -> str:
    """A code as typed, in its own letters; spaces, dashes and case do not matter."""
    return code.strip().upper().translate(_LOOKS_LIKE)


def spoken(code: str) -> str:
    """A code in groups of four."""
    return " ".join(code[i : i + 4] for i in range(0, len(code), 4))


def _code(secret_key: str, nonce: str) -> str:
    raw = ids.digest(secret_key, "pact", nonce)
    text = base64.b32encode(raw).decode()[:CODE_LENGTH]
    return text.translate(_ALPHABET)


def _digest(secret_key: str, code: str) -> bytes:
    return ids.digest(secret_key, "pact-code", code)


__all__ = [
    "Invitation",
    "Offered",
    "accept",
    "find",
    "hit",
    "invitation",
    "invitations",
    "invite",
    "spoken",
    "tidy",
    "withdraw",
]
