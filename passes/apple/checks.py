"""What `pass.json` must say for Wallet to take it, and what it had better say.

Every check yields `(is_fatal, code, sentence)`. Grammar and limits follow Apple's
Pass Builder and the design guidelines for Wallet.
"""

from collections.abc import Callable, Iterator
from typing import Final

from passes.apple.checks_relevance import relevance_complaints
from passes.apple.checks_rows import PLAIN_STYLES, row_complaints
from passes.apple.codes import FORMATS
from passes.apple.document import MIN_TOKEN_CHARACTERS
from passes.apple.grammar import Complaint, Document, is_colour, moment
from passes.apple.styles import POSTER

_REQUIRED_TEXTS: Final = (
    "passTypeIdentifier",
    "teamIdentifier",
    "serialNumber",
    "organizationName",
    "description",
)
_COLOURS: Final = ("backgroundColor", "foregroundColor", "labelColor", "stripColor")
_KNOWN_FORMATS: Final = [
    "PKBarcodeFormatCodabar",
    *(known.name for known in FORMATS.values()),
]
_EVERYWHERE: Final = {known.name for known in FORMATS.values() if not known.is_new}


def complaints(document: Document) -> Iterator[Complaint]:
    """Everything wrong with a document, in reading order."""
    for check in _CHECKS:
        yield from check(document)


def _nulls(document: Document) -> Iterator[Complaint]:
    for path in _null_paths(document, ""):
        yield True, "null-value", f"{path} is null; leave the key out"


def _null_paths(value: object, path: str) -> Iterator[str]:
    if value is None:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _null_paths(inner, f"{path}.{key}".lstrip("."))
    if isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _null_paths(inner, f"{path}[{at}]")


def _required(document: Document) -> Iterator[Complaint]:
    version = document.get("formatVersion")
    if version != 1 or isinstance(version, bool):
        yield True, "format-version", "formatVersion must be the number 1"
    for key in _REQUIRED_TEXTS:
        if not isinstance(document.get(key), str) or not document[key]:
            yield True, "missing-key", f"{key} is missing or is not a text"
    plain = [style for style in PLAIN_STYLES if style in document]
    if not plain and POSTER in document:
        yield False, "poster-alone", "older phones need a style beside posterGeneric"
    elif not plain:
        yield True, "no-style", "no style such as storeCard is given"
    if len(plain) > 1:
        yield True, "two-styles", f"{' and '.join(plain)} exclude each other"
    if "storeCard" in document and "groupingIdentifier" in document:
        yield False, "grouping", "groupingIdentifier does nothing on a store card"


def _looks(document: Document) -> Iterator[Complaint]:
    for key in _COLOURS:
        if key in document and not is_colour(document[key]):
            yield True, "colour", f"{key} must be rgb(r, g, b) or #RRGGBB"
    if "expirationDate" in document and moment(document["expirationDate"]) is None:
        yield True, "date", "expirationDate must be a time with its zone"
    for key in ("voided", "sharingProhibited"):
        if not isinstance(document.get(key, False), bool):
            yield True, "not-a-boolean", f"{key} must be true or false"


def _web_service(document: Document) -> Iterator[Complaint]:
    address = document.get("webServiceURL")
    token = document.get("authenticationToken")
    if (address is None) != (token is None):
        yield True, "web-service", "webServiceURL and authenticationToken go together"
    if address is not None and not str(address).startswith("https://"):
        yield True, "web-service", "webServiceURL must begin with https://"
    if str(address).rstrip("/").endswith("/v1"):
        yield False, "web-service", "webServiceURL ends in /v1; phones add it again"
    if token is not None and len(str(token)) < MIN_TOKEN_CHARACTERS:
        yield True, "token", "authenticationToken has fewer than 16 characters"


def _barcodes(document: Document) -> Iterator[Complaint]:
    codes = document.get("barcodes", [])
    if not isinstance(codes, list):
        yield True, "barcode", "barcodes must be a list"
        return
    for code in codes:
        yield from _barcode(code if isinstance(code, dict) else {})
    formats = [code.get("format") for code in codes if isinstance(code, dict)]
    if formats and not _EVERYWHERE.intersection(map(str, formats)):
        yield False, "barcode-new", "only iOS 27 shows these codes; end with a QR"


def _barcode(code: Document) -> Iterator[Complaint]:
    message, encoding = code.get("message"), code.get("messageEncoding")
    if not isinstance(message, str) or not message:
        yield True, "barcode-message", "a barcode message must be a text"
        return
    if code.get("format") not in _KNOWN_FORMATS:
        yield True, "barcode-format", f"unknown format {code.get('format')!r}"
    try:
        message.encode(str(encoding))
    except (LookupError, UnicodeEncodeError):
        yield True, "barcode-encoding", f"{encoding!r} cannot hold the barcode message"


_CHECKS: Final[tuple[Callable[[Document], Iterator[Complaint]], ...]] = (
    _nulls,
    _required,
    _looks,
    _web_service,
    _barcodes,
    relevance_complaints,
    row_complaints,
)
