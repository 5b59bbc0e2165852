"""Links that put a card into a phone: signed references to objects Google has.

References only: a link that carries whole objects outgrows what browsers and
messengers pass on, and Google ignores its data when the object exists already.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from passes.google.account import ServiceAccount
from passes.google.schema import TYPES

SAVE_PREFIX: Final = "https://pay.google.com/gp/v/save/"

MAX_CHARACTERS: Final = 800
"""A link to one card."""

MAX_SAFE_CHARACTERS: Final = 1800
"""What Google calls safe; no link is longer."""

_MORE_CHARACTERS: Final = 100


class BadLink(ValueError):
    """The link cannot be made; the message says why."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A card in a link.

    Attributes:
        type: such as `loyaltyObject`.
        object_id: of a card that was inserted before.
        class_id: not needed; may be empty.
    """

    type: str
    object_id: str
    class_id: str = ""


def save_link(
    account: ServiceAccount,
    references: Sequence[Reference],
    *,
    now: datetime,
    origins: Sequence[str] = (),
    prefix: str = SAVE_PREFIX,
) -> str:
    """The address behind "Add to Google Wallet", signed at the click.

    Args:
        account: of the issuer.
        references: one to ten cards, saved with one tap.
        now: aware; the time of signing.
        origins: `https://` sites whose JavaScript button may use it; links need none.
        prefix: the address before the token.

    Returns:
        At most 800 characters for one card and 100 for each further one.

    Raises:
        BadLink: no card, an unknown type, or a link that is too long.
    """
    if not references:
        raise BadLink("a link needs a card")
    claims = {
        "iss": account.email,
        "aud": "google",
        "typ": "savetowallet",
        "iat": int(now.timestamp()),
        "origins": list(origins),
        "payload": _payload(references),
    }
    link = prefix + account.signed(claims)
    limit = MAX_CHARACTERS + _MORE_CHARACTERS * (len(references) - 1)
    if len(link) > min(limit, MAX_SAFE_CHARACTERS):
        raise BadLink(f"the link has {len(link)} characters; that is too long")
    return link


def _payload(references: Sequence[Reference]) -> dict[str, list[dict[str, Any]]]:
    payload: dict[str, list[dict[str, Any]]] = {}
    for reference in references:
        if reference.type not in TYPES or not reference.type.endswith("Object"):
            raise BadLink(f"{reference.type!r} cannot be saved")
        short = {"id": reference.object_id}
        if reference.class_id:
            short["classId"] = reference.class_id
        payload.setdefault(f"{reference.type}s", []).append(short)
    return payload
