"""What a device sends: letters of signed JSON, checked and read strictly. Pure."""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from app.core import money
from app.sales.offline.errors import BadDevice, Unreadable
from app.sales.rules import Line

VERSION = 1
KINDS = ("earn", "spend", "refund")
MAX_LETTER = 32 * 1024
MAX_SEQUENCE = 2**53 - 1
MAX_LINES = 50
MAX_TEXT = 200
_HALF = 32
_POINT = 65
_LATEST_MS = 4_102_444_800_000  # the year 2100; what is later no clock means


@dataclass(frozen=True)
class Letter:
    """A deal as it was signed: its very words, and the signature over them."""

    body: str
    signature: str

    @property
    def digest(self) -> str:
        """What tells this letter from others, its signature included.

        Else whoever sends the words unsigned first would keep the true ones out.
        """
        whole = f"{self.signature}\n{self.body}"
        return hashlib.sha256(whole.encode(errors="replace")).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Deal:
    """What a letter says. Money in minor units; ``paid_minor`` is what was taken.

    ``snapshot``, ``limit`` and ``voucher`` are the promise that it spent by. A return
    names its sale by ``of_sequence`` of the same device, or by its number.
    """

    sequence: int
    own_at: datetime
    kind: str
    card: str = ""
    number: str = ""
    lines: tuple[Line, ...] = ()
    points: int = 0
    paid_minor: int = 0
    was_asked: bool | None = None
    snapshot: str = ""
    limit: int = 0
    voucher: str = ""
    of_sequence: int | None = None
    of_number: str = ""

    @property
    def total_minor(self) -> int:
        """What the goods cost."""
        return sum(line.amount_minor for line in self.lines if not line.is_voided)


def public_key(text: str) -> ec.EllipticCurvePublicKey:
    """A device's key from the point that WebCrypto exports; raises BadDevice."""
    point = _bytes(text)
    try:
        if len(point) == _POINT:
            return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError as error:
        raise BadDevice from error
    raise BadDevice


def is_signed(letter: Letter, key: str) -> bool:
    """Whether the device with this key wrote the letter (ECDSA over SHA-256)."""
    raw = _bytes(letter.signature)
    if len(raw) != 2 * _HALF:
        return False
    halves = (int.from_bytes(raw[:_HALF]), int.from_bytes(raw[_HALF:]))
    try:
        public_key(key).verify(
            encode_dss_signature(*halves),
            letter.body.encode(),
            ec.ECDSA(hashes.SHA256()),
        )
    except (InvalidSignature, UnicodeEncodeError):
        return False
    return True


def sequence_of(letter: Letter) -> int:
    """The number that a letter claims; 0 when it claims none."""
    try:
        claimed = _object(letter.body).get("sequence")
    except Unreadable:
        return 0
    if not isinstance(claimed, int) or isinstance(claimed, bool):
        return 0
    return claimed if 1 <= claimed <= MAX_SEQUENCE else 0


def read(letter: Letter) -> Deal:
    """The deal in a letter; raises Unreadable for anything that is none."""
    data = _object(letter.body)
    fields = _Fields(data)
    if fields.whole("v", VERSION, VERSION) != VERSION or data.get("kind") not in KINDS:
        raise Unreadable
    deal = Deal(
        sequence=fields.whole("sequence", 1, MAX_SEQUENCE),
        own_at=datetime.fromtimestamp(fields.whole("at", 0, _LATEST_MS) / 1000, UTC),
        kind=str(data["kind"]),
        card=fields.text("card"),
        number=fields.text("number"),
        lines=_lines(data.get("lines", [])),
        points=fields.whole("points", 0, money.MAX_MINOR, 0),
        paid_minor=fields.whole("paid_minor", 0, money.MAX_MINOR, 0),
        was_asked=fields.flag("was_asked"),
        snapshot=fields.text("snapshot", 1000),
        limit=fields.whole("limit", 0, money.MAX_MINOR, 0),
        voucher=fields.text("voucher"),
        of_sequence=(
            fields.whole("of_sequence", 1, MAX_SEQUENCE)
            if data.get("of_sequence") is not None
            else None
        ),
        of_number=fields.text("of_number"),
    )
    return _whole(deal)


def _whole(deal: Deal) -> Deal:
    """Refuse what has no sense as a deal."""
    if deal.kind == "refund":
        if not (deal.of_sequence or deal.of_number) or deal.lines or deal.points:
            raise Unreadable
        return deal
    is_spend = deal.kind == "spend"
    if not deal.card or not deal.lines or is_spend is not bool(deal.points):
        raise Unreadable
    if deal.total_minor > money.MAX_MINOR or deal.paid_minor > deal.total_minor:
        raise Unreadable
    return deal


class _Fields:
    """Reads plain values strictly."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data

    def whole(self, name: str, low: int, high: int, default: int | None = None) -> int:
        value = self._data.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise Unreadable
        if not low <= value <= high:
            raise Unreadable
        return value

    def text(self, name: str, longest: int = MAX_TEXT) -> str:
        value = self._data.get(name, "")
        if (
            not isinstance(value, str)
            or len(value) > longest
            or not value.isprintable()
        ):
            raise Unreadable
        return value.strip()

    def flag(self, name: str) -> bool | None:
        value = self._data.get(name)
        if value is not None and not isinstance(value, bool):
            raise Unreadable
        return value


def _lines(value: Any) -> tuple[Line, ...]:
    if not isinstance(value, list) or len(value) > MAX_LINES:
        raise Unreadable
    return tuple(_line(each) for each in value)


def _line(value: Any) -> Line:
    if not isinstance(value, dict):
        raise Unreadable
    fields = _Fields(value)
    return Line(
        amount_minor=fields.whole("amount_minor", 0, money.MAX_MINOR),
        name=fields.text("name"),
        category=fields.text("category"),
        is_excluded=bool(fields.flag("is_excluded")),
    )


def _object(body: str) -> dict[str, Any]:
    if len(body) > MAX_LETTER:
        raise Unreadable
    try:
        data = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
    if not isinstance(data, dict):
        raise Unreadable
    return data


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _bytes(text: str) -> bytes:
    """Base64url without padding; nothing for what is none."""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        return b""
