"""Proof that somebody's data was erased: signed, and without a word of who they were.

A certificate says what was removed and what stays, for how long and by which law (R24,
E37; 152-FZ article 21, order 179 of Roskomnadzor). Its signature is a keyed digest under
this installation's key, so that the installation itself can tell later whether a paper
or a file is its own (``flask people certificate verify``).
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Text, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock, db, ids, outbox
from app.core.db import Base
from app.core.types import Instant, Int, Json
from app.people.errors import CertificateOver
from app.people.events import ErasureCertified

FORMAT = "tessera-erasure-1"
KEPT_FOR = timedelta(days=1)
DELETED = (
    "profile",
    "contacts",
    "consents_ended",
    "sessions",
    "cards_closed",
    "passes_voided",
    "words",
)
"""What goes with every erasure; ``web.erasure_words`` says it to people."""
_RUSSIAN = (
    ("receipts", "402-FZ art. 29, Tax Code art. 23 (1) 8", 5),
    ("ledger", "402-FZ art. 29", 5),
    ("consents", "152-FZ art. 9 (3), Civil Code art. 196", 3),
)
_EUROPEAN = (
    ("receipts", "GDPR art. 17 (3) b", 6),
    ("ledger", "GDPR art. 17 (3) b", 6),
    ("consents", "GDPR art. 7 (1), 17 (3) e", 3),
)
"""What stays, by which law, for how many years."""


class ErasureCertificate(Base):
    """A certificate that waits to be fetched or sent; gone after a day.

    ``address`` is where a letter goes before the address itself is forgotten.
    """

    __tablename__ = "erasure_certificates"

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    nonce: Mapped[str] = mapped_column(Text)
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    address: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Instant)


@dataclass(frozen=True)
class Issued:
    """A certificate and the secret by which it is fetched."""

    certificate_id: int
    token: str


@dataclass(frozen=True)
class ToSend:
    """A certificate that has to be mailed."""

    address: str
    language: str
    body: Mapping[str, Any]


def issue(
    *,
    businesses: Sequence[str],
    cards: int,
    points: int,
    is_russian: bool,
    address: str | None,
    language: str,
    secret_key: str,
) -> Issued:
    """Make and sign a certificate of what was erased just now."""
    content: dict[str, Any] = {
        "format": FORMAT,
        "number": ids.token(12),
        "erased_at": clock.now().isoformat(),
        "businesses": list(businesses),
        "cards": cards,
        "points": points,
        "deleted": list(DELETED),
        "kept": [
            {"what": what, "law": law, "years": years}
            for what, law, years in (_RUSSIAN if is_russian else _EUROPEAN)
        ],
    }
    row = ErasureCertificate(
        nonce=ids.token(),
        body=signed(content, secret_key),
        address=address or "",
        language=language,
        made_at=clock.now(),
    )
    db.session().add(row)
    db.session().flush()
    if address:
        outbox.record(ErasureCertified(certificate_id=row.id))
    return Issued(row.id, _token(row, secret_key))


def signed(content: Mapping[str, Any], secret_key: str) -> dict[str, Any]:
    """The same with its digest and this installation's signature."""
    written = _canonical(content)
    return {
        **content,
        "digest": hashlib.sha256(written.encode()).hexdigest(),
        "signature": _signature(written, secret_key),
    }


def is_genuine(content: Any, secret_key: str) -> bool:
    """Whether a certificate, as it was read from its file, is this installation's own."""
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        return False
    rest = {k: v for k, v in content.items() if k not in {"digest", "signature"}}
    written = _canonical(rest)
    expected = _signature(written, secret_key)
    is_whole = hashlib.sha256(written.encode()).hexdigest() == content.get("digest")
    given = str(content.get("signature", "")).encode()
    return ids.same(expected.encode(), given) and is_whole


def _canonical(content: Mapping[str, Any]) -> str:
    return json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def _signature(written: str, secret_key: str) -> str:
    return ids.digest(secret_key, "erasure-certificate", written).hex()


def fetch(certificate_id: int, token: str, secret_key: str) -> Mapping[str, Any]:
    """A certificate by its link; raises CertificateOver."""
    row = db.session().get(ErasureCertificate, certificate_id)
    if row is None or row.made_at + KEPT_FOR <= clock.now():
        raise CertificateOver
    if not ids.same(token.encode(), _token(row, secret_key).encode()):
        raise CertificateOver
    return row.body


def _token(row: ErasureCertificate, secret_key: str) -> str:
    return ids.digest(secret_key, "certificate-link", f"{row.id}:{row.nonce}").hex()


def to_send(certificate_id: int) -> ToSend | None:
    """A certificate whose letter has not left yet."""
    row = db.session().get(ErasureCertificate, certificate_id)
    if row is None or not row.address:
        return None
    return ToSend(row.address, row.language, row.body)


def sent(certificate_id: int) -> None:
    """Forget where it went. Runs inside ``writing()``."""
    row = db.session().get(ErasureCertificate, certificate_id, with_for_update=True)
    if row is not None:
        row.address = ""
        db.session().flush()


def forget_old() -> int:
    """Drop certificates that were kept long enough; how many, inside ``writing()``."""
    over = ErasureCertificate.made_at < clock.now() - KEPT_FOR
    gone = db.session().scalars(select(ErasureCertificate.id).where(over)).all()
    db.session().execute(
        delete(ErasureCertificate).where(ErasureCertificate.id.in_(gone))
    )
    return len(gone)
