"""What a letter's Message-ID says, so that one that comes back is known again.

A number of a letter, a few digits that tell its address from a later one, and a
signature. Nobody can make one for a letter that they have not got, and who has it reads
nothing of the addressee in it.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

from app.core import ids
from app.core.ids import BusinessId

Kind = Literal["message", "news"]
_LETTERS: Final[dict[str, Kind]] = {"m": "message", "n": "news"}
_MARK = re.compile(
    r"([mn])-([0-9]{1,18})-([0-9]{1,18})-([0-9a-f]{8})-([0-9a-f]{32})", re.ASCII
)
_LONGEST = 400


@dataclass(frozen=True)
class Mark:
    """A letter of ours: a delivery, or a letter of news.

    ``address_tag`` is what `is_address` compares.
    """

    kind: Kind
    business_id: BusinessId
    row_id: int
    address_tag: str


def made(
    kind: Kind, business_id: BusinessId, row_id: int, address: str, secret_key: str
) -> str:
    """What stands before the @ of a letter's Message-ID."""
    tag = _tag(business_id, row_id, address, secret_key)
    said = f"{kind[0]}-{business_id}-{row_id}-{tag}"
    return f"{said}-{_signature(said, secret_key)}"


def read(message_id: str, secret_key: str) -> Mark | None:
    """Which letter a Message-ID is of; None when it is not ours, or forged."""
    if len(message_id) > _LONGEST or not message_id.isascii():
        return None
    # Some servers change the case, and the domain is whatever the sender was then.
    name = message_id.strip().strip("<>").partition("@")[0].lower()
    found = _MARK.fullmatch(name)
    if found is None:
        return None
    said, _, signature = name.rpartition("-")
    expected = _signature(said, secret_key)
    if not ids.same(signature.encode(), expected.encode()):
        return None
    return Mark(_LETTERS[found[1]], BusinessId(int(found[2])), int(found[3]), found[4])


def is_address(mark: Mark, address: str | None, secret_key: str) -> bool:
    """Whether the letter went to this address."""
    if not address:
        return False
    tag = _tag(mark.business_id, mark.row_id, address, secret_key)
    return ids.same(tag.encode(), mark.address_tag.encode())


def _tag(business_id: BusinessId, row_id: int, address: str, secret_key: str) -> str:
    # With the letter's number in it, two letters to one address have nothing in common.
    said = f"{business_id}-{row_id}-{address}"
    return ids.digest(secret_key, "letter-address", said)[:4].hex()


def _signature(said: str, secret_key: str) -> str:
    return ids.digest(secret_key, "letter", said)[:16].hex()
