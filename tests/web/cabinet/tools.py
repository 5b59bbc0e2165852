"""What the cabinet's tests share: new rules, and reading a code as a phone would."""

import io
import re
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from PIL import Image, ImageDraw

from app.core import db, tenancy
from app.programmes import actions as programmes
from app.programmes.kinds.points import PointsRules
from passes import barcode
from tests.world import World

_BOX = re.compile(r"viewBox='0 0 (\d+) (\d+)'")
_RUN = re.compile(r"M(\d+),(\d+)\.5h(\d+)")
_SCALE = 8


def set_rules(world: World, **rules: Any) -> None:
    """New rules for the coffee chain, in force from now on."""
    shop = world.coffee
    with tenancy.scope(shop.business_id), db.writing():
        programmes.change_rules(
            programme_id=shop.programme_id,
            rules=PointsRules(**{"rate_basis_points": 500, **rules}),
            starts_at=None,
            actor="system",
        )


def code_in(img: Element) -> str:
    """What a picture of a code on a page says, read from its pixels."""
    svg = unquote(img.attrib["src"].removeprefix("data:image/svg+xml,"))
    box = _BOX.search(svg)
    assert box, svg[:200]
    width, height = int(box[1]), int(box[2])
    paper = Image.new("L", (width * _SCALE, height * _SCALE), 255)
    ink = ImageDraw.Draw(paper)
    for x, y, length in (map(int, run) for run in _RUN.findall(svg)):
        corner = (x + length) * _SCALE - 1, (y + 1) * _SCALE - 1
        ink.rectangle((x * _SCALE, y * _SCALE, *corner), fill=0)
    out = io.BytesIO()
    paper.save(out, "PNG")
    (value,) = barcode.read(out.getvalue())
    return value
