"""What somebody at work signs in with besides a code: passkeys, an app, spare codes.

They belong to a person, not to a business: one sign-in opens every place of work.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.types import Instant, Int

CEREMONIES = ("add", "use")


class Passkey(Base):
    """A public key whose private half never leaves somebody's device (WebAuthn).

    ``stopped_at`` is set when a counter went backwards: there may be two of it.
    """

    __tablename__ = "passkeys"
    __table_args__ = (
        UniqueConstraint("credential"),
        Index("ix_passkeys_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    person_id: Mapped[int] = mapped_column(Int, ForeignKey("persons.id"))
    credential: Mapped[bytes]
    public_key: Mapped[bytes]
    counter: Mapped[int] = mapped_column(Int)
    name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    stopped_at: Mapped[datetime | None] = mapped_column(Instant)


class PasskeyChallenge(Base):
    """What a device has to sign once; deleted with the first answer."""

    __tablename__ = "passkey_challenges"
    __table_args__ = (CheckConstraint(f"ceremony IN {CEREMONIES!r}", name="ceremony"),)

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    ceremony: Mapped[str] = mapped_column(Text)
    challenge: Mapped[bytes]
    session_nonce: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[datetime] = mapped_column(Instant)


class Authenticator(Base):
    """An app that shows a new code every half minute; its secret is derived.

    The secret is a keyed digest of the person and the nonce, so that the database alone
    tells nobody the codes. ``last_step`` is the half minute of the last code used.
    """

    __tablename__ = "authenticators"
    __table_args__ = (UniqueConstraint("person_id"),)

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    person_id: Mapped[int] = mapped_column(Int, ForeignKey("persons.id"))
    nonce: Mapped[str] = mapped_column(Text)
    last_step: Mapped[int] = mapped_column(Int)
    created_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class RecoveryCode(Base):
    """One of ten printed codes, as a digest; good for one sign-in."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("person_id", "digest"),)

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    person_id: Mapped[int] = mapped_column(Int, ForeignKey("persons.id"))
    digest: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
