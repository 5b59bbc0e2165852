"""wallet-py3k as it is shipped: it spawns openssl and reads the key for every pass."""

import io
from pathlib import Path
from typing import Any

from wallet.models import Barcode, Field, Location, NumberField, Pass, StoreCard

from passes.apple.package import Package

PASSWORD = "a key's password"
ROWS = (
    "headerFields",
    "primaryFields",
    "secondaryFields",
    "auxiliaryFields",
    "backFields",
)


def make(place: Path, model: Package, changes: dict[str, Any]) -> bytes:
    """The model's pass with another serial number and other points."""
    document = model.document()
    document["storeCard"]["headerFields"][0]["value"] = changes["points"]
    whole = Pass(
        _body(document["storeCard"]),
        passTypeIdentifier=document["passTypeIdentifier"],
        organizationName=document["organizationName"],
        teamIdentifier=document["teamIdentifier"],
    )
    whole.serialNumber = changes["serialNumber"]
    for key in (
        *("description", "logoText", "webServiceURL", "authenticationToken"),
        *("backgroundColor", "foregroundColor", "labelColor"),
    ):
        setattr(whole, key, document[key])
    code = document["barcodes"][0]
    whole.barcode = Barcode(code["message"], code["format"], code["altText"])
    whole.locations = [_place(one) for one in document["locations"]]
    for name, data in model.files.items():
        if name.endswith((".png", ".strings")):
            whole.addFile(name, io.BytesIO(data))
    pems = (
        str(place / f"{name}.pem") for name in ("certificate", "key", "intermediate")
    )
    made: bytes = whole.create(*pems, PASSWORD).getvalue()
    return made


def _body(rows: dict[str, Any]) -> StoreCard:
    body = StoreCard()
    for row in ROWS:
        setattr(body, row, [_field(field) for field in rows.get(row, [])])
    return body


def _field(field: dict[str, Any]) -> Field:
    kind = NumberField if isinstance(field["value"], int) else Field
    made = kind(field["key"], field["value"], field["label"])
    made.changeMessage = field.get("changeMessage", "")
    return made


def _place(place: dict[str, Any]) -> Location:
    made = Location(place["latitude"], place["longitude"])
    made.relevantText = place["relevantText"]
    return made
