"""One card into one signed `.pkpass`, on `wallet-py3k` behind our own function."""

import json
from datetime import datetime
from typing import Any, Final

from wallet.models import Coupon, EventTicket, Generic, Pass, StoreCard

from passes.apple.archive import archive
from passes.apple.artwork import Artwork, artwork, listed
from passes.apple.document import document
from passes.apple.signing import Signer
from passes.apple.styles import STYLES
from passes.apple.words import Words
from passes.card import Card

MEDIA_TYPE: Final = "application/vnd.apple.pkpass"

_JSON: Final = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, separators=(",", ":")
)
_STYLES: Final = {
    "storeCard": StoreCard,
    "coupon": Coupon,
    "eventTicket": EventTicket,
    "generic": Generic,
}


def build(card: Card, signer: Signer, *, now: datetime) -> bytes:
    """A signed package that a phone takes as it is.

    Args:
        card: everything on the pass; its pass type and team, when named, must be
            the signer's.
        signer: loaded once per process.
        now: the signing time, aware; the certificates must be valid then.

    Returns:
        The bytes of the `.pkpass` (media type `MEDIA_TYPE`).

    Raises:
        passes.apple.signing.SigningRefused: certificate, identity or dates do not fit.
        passes.card.BadCard: the card breaks a limit of its style.
        passes.pictures.UnreadableImage: the brand's logo cannot be decoded.
    """
    pass_type_id = card.pass_type_id or signer.pass_type_id
    team_id = card.team_id or signer.team_id
    signer.refuse_unfit(pass_type_id=pass_type_id, team_id=team_id, now=now)
    words = Words(card.language)
    made = document(card, words, pass_type_id=pass_type_id, team_id=team_id)
    style = STYLES[card.kind].name
    tables = words.files()
    return _Package(style, made, tables, artwork(card), signer, now).packed()


class _Package(Pass):  # type: ignore[misc, unused-ignore]
    """The library's pass with its own document, hashes, signature and archive."""

    def __init__(
        self,
        style: str,
        made: dict[str, Any],
        tables: dict[str, bytes],
        pictures: Artwork,
        signer: Signer,
        now: datetime,
    ) -> None:
        super().__init__(
            _STYLES[style](),
            passTypeIdentifier=made["passTypeIdentifier"],
            organizationName=made["organizationName"],
            teamIdentifier=made["teamIdentifier"],
        )
        self._files = tables
        self._document = made
        self._pictures = pictures
        self._signer = signer
        self._now = now
        self._packed = b""

    def packed(self) -> bytes:
        """Document, manifest, signature and archive, in the library's own order."""
        self.create(None, None, None, None)
        return self._packed

    def json_dict(self) -> dict[str, Any]:
        return self._document

    def _createPassJson(self) -> bytes:  # noqa: N802 (the library's name)
        return _JSON.encode(self.json_dict()).encode()

    def _createManifest(self, pass_json: bytes) -> bytes:  # noqa: N802
        own = listed({**self._files, "pass.json": pass_json})
        return f"{{{self._pictures.listed},{own}}}".encode()

    def _createSignature(  # noqa: N802
        self,
        manifest: bytes,
        _certificate: None,
        _key: None,
        _wwdr_certificate: None,
        _password: None,
    ) -> bytes:
        return self._signer.sign(manifest, at=self._now)

    def _createZip(  # noqa: N802
        self,
        pass_json: bytes,
        manifest: bytes,
        signature: bytes,
        **_unused: object,
    ) -> None:
        """Everything behind the pictures, which lie ready; nothing is deflated."""
        own = {
            **self._files,
            "pass.json": pass_json,
            "manifest.json": manifest,
            "signature": signature,
        }
        self._packed = archive(self._pictures.layer, own)
