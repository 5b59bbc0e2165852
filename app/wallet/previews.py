"""A sample card in any look: what Apple, Google and the press would be given.

The card comes out of the same house as everybody's, so an editor sees the fields,
pictures and measures that are really packed, not a drawing of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from app.businesses.look import Look
from app.businesses.queries import BusinessView
from app.core import clock, locales
from app.core.config import Config
from app.core.errors import NotFound
from app.core.ids import CardId, ProgrammeId
from app.ledger.queries import Balance
from app.ledger.standing import Standing
from app.programmes import queries as programmes
from app.programmes.queries import ProgrammeNotFound
from app.wallet.brands import brand_in
from app.wallet.cards import neutral
from app.wallet.codes import CodePicture, picture
from app.wallet.facts import Facts, Holding
from app.wallet.posters import SAMPLE_NUMBER, SAMPLE_SHORT
from passes import motif
from passes.apple import signs, strips
from passes.apple.artwork import LOGO
from passes.apple.pen import png, visible
from passes.apple.styles import STORE_CARD
from passes.barcode import symbol
from passes.brand import Brand, text_in
from passes.card import Card, Field
from passes.print import faces
from passes.print.faces import HEIGHT_MM, WIDTH_MM
from passes.print.lettering import balanced

POINTS: Final = 1240
ART: Final = ("strip", "hero", "logo", "sign")
"""Pictures of a look: behind the values at Apple and at Google, and both logos."""

_HERO: Final = (344, 112)
_SIGN_SIDE: Final = 96
_SCALE: Final = 1
"""An editor shows them small, and they are drawn anew with each change."""
_NAME_MM: Final = (6.2, 4.6)


@dataclass(frozen=True)
class Line:
    """A caption and its value, in the reader's language."""

    label: str
    value: str


@dataclass(frozen=True)
class Sample:
    """A card as wallets show it.

    Attributes:
        name: on it.
        unit: the word after the sample's points.
        header: stays visible in a stack.
        primary: drawn largest, over the strip; may be empty.
        rows: below.
        code: what the till reads.
        number: in groups.
        face: the printed card.
    """

    name: str
    unit: str
    header: Line
    primary: Line | None
    rows: tuple[Line, ...]
    code: CodePicture
    number: str
    face: "Face"


@dataclass(frozen=True)
class Stroke:
    """A line or a filled shape of the pattern as an SVG path."""

    path: str
    opacity: float
    is_filled: bool


@dataclass(frozen=True)
class Face:
    """A printed card in millimetres, the origin at the upper left.

    Attributes:
        tones: of the ground, from corner to corner.
        strokes: of the pattern, on a sheet of ``unit`` millimetres per step.
        field: the white field: x, y, width, height.
        code: the symbol as an SVG path of unit squares.
        at: where the symbol begins: x, y, and millimetres per square.
        mark: of the brand, in the small field of 32 units; empty with a logo.
        room: where the brand stands: left edge, top, width.
        name: in lines, and how high its letters are.
    """

    tones: tuple[str, str]
    strokes: tuple[Stroke, ...]
    unit: float
    left: float
    field: tuple[float, float, float, float]
    code: str
    at: tuple[float, float, float]
    mark: tuple[Stroke, ...]
    room: tuple[float, float, float]
    name: tuple[str, ...]
    name_mm: float
    is_band: bool
    words: str
    accent: str


def sample(business: BusinessView, look: Look, config: Config) -> Sample:
    """A sample card of the business in scope in a look."""
    card = _card(business.dressed(look), config)
    language = locales.language()
    return Sample(
        name=look.name,
        unit=locales.unit_name(POINTS, look.unit),
        header=_line(card.header[0], language),
        primary=next((_line(one, language) for one in card.primary), None),
        rows=tuple(_line(one, language) for one in card.secondary + card.auxiliary),
        code=picture(card.barcode.kind, card.barcode.value),
        number=text_in(card.barcode.caption, language),
        face=_face(card),
    )


def art(look: Look, part: str) -> bytes:
    """One of ``ART`` as PNG, just as it is packed; raises NotFound for another.

    Runs in the business's scope.
    """
    if part not in ART:
        raise NotFound
    return _art(brand_in(look), part)


@lru_cache(maxsize=64)
def _art(brand: Brand, part: str) -> bytes:
    initial = text_in(brand.name, "ru").strip()[:1].upper()
    look = strips.Look(brand.colours, brand.pattern, initial, brand.cover)
    if part in {"strip", "hero"}:
        size = STORE_CARD.strip or _HERO
        wide = size if part == "strip" else _HERO
        return png(strips.strip(look, wide, None, _SCALE))
    side = _SIGN_SIDE if part == "sign" else LOGO[1] * 2
    sign = signs.sign(brand.colours, brand.pattern, brand.logo, initial, side)
    if part == "sign":
        return png(signs.square(brand.colours, sign, side))
    return png(signs.within(sign, LOGO, 2))


def _card(business: BusinessView, config: Config) -> Card:
    """Nobody's card, with a round sum on it."""
    try:
        programme = programmes.default_programme()
    except ProgrammeNotFound:
        programme = None
    held = Holding(
        card_id=CardId(0),
        value_id=CardId(0),
        programme_id=programme.id if programme else ProgrammeId(0),
        symbology=programme.symbology if programme else "qr",
        number=SAMPLE_NUMBER,
        state="active",
        name="",
        language=locales.language(),
        is_erased=False,
        short=SAMPLE_SHORT,
    )
    facts = Facts(
        business=business,
        card=held,
        standing=Standing(Balance(POINTS, 0, 0, None), [], []),
        rules=programmes.current_rules(programme.id) if programme else None,
        movements=(),
        slips={},
        outlets=(),
        as_of=clock.now(),
    )
    return neutral(facts, config)


def _line(field: Field, language: str) -> Line:
    value: Any = field.value
    if hasattr(value, "astimezone"):
        value = locales.day(value, short=True)
    elif hasattr(value, "isoformat"):
        value = locales.day(value)
    elif not isinstance(value, str):
        value = text_in(value, language)
    return Line(text_in(field.label, language), value)


def _face(card: Card) -> Face:
    """The measures of `passes.print.faces`, turned from paper's way up to a screen's."""
    brand, kind = card.brand, card.barcode.kind
    drawn, layout = faces.placed(symbol(card.barcode.value, kind), kind)
    field = layout.field
    tall = drawn.height * layout.module
    first, last = motif.shades(brand.colours.background, brand.colours.foreground)
    unit = WIDTH_MM / motif.WIDTH
    left = 4.0 if layout.is_band else field.right + 4
    width = WIDTH_MM - 4 - left
    name = text_in(brand.name, card.language)
    lines = balanced(name, size=_NAME_MM[1], width=width, bold=True)[:2]
    is_long = len(lines) > 1
    return Face(
        tones=(_hex(first), _hex(last)),
        strokes=_paths(motif.strokes(brand.pattern)),
        unit=unit,
        left=HEIGHT_MM - motif.HEIGHT * unit,
        field=(field.x, HEIGHT_MM - field.top, field.width, field.height),
        code="".join(
            f"M{x} {y * drawn.row_height}h{length}v{drawn.row_height}h-{length}z"
            for x, y, length in drawn.runs()
        ),
        at=(layout.corner[0], HEIGHT_MM - layout.corner[1] - tall, layout.module),
        mark=() if brand.logo else _paths(motif.mark(brand.pattern)),
        room=(left, 4.0, width),
        name=tuple(lines) if is_long else (name,),
        name_mm=_NAME_MM[1] if is_long else _NAME_MM[0],
        is_band=layout.is_band,
        words=brand.colours.foreground,
        accent=visible(brand.colours),
    )


def _paths(strokes: Iterable[motif.Stroke]) -> tuple[Stroke, ...]:
    return tuple(
        Stroke(
            "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in one.points),
            one.opacity,
            one.filled,
        )
        for one in strokes
    )


def _hex(tone: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*tone)
