"""SVG drawings from strangers: an allow-list, a budget, and then pixels.

Nothing of the file reaches a reader: what is on the list is copied into a new
document, which is painted by resvg without fonts and without files, in a process of
its own. What could act (scripts, references outside, entities) is refused with a
sentence; what only editors read is left behind.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from lxml import etree

from passes.drawing_budget import TooHeavy, refuse_heavy

SIDE_PIXELS: Final = 1024
"""The longer side of a painted drawing."""

_PAINTER: Final = Path(__file__).with_name("painting.py")
_MOST_SECONDS: Final = 15
"""By the clock on the wall; the painter's own limit counts processor time."""

_SVG: Final = "http://www.w3.org/2000/svg"
_NAMESPACE: Final[Any] = {None: _SVG}
_XLINK_HREF: Final = "{http://www.w3.org/1999/xlink}href"
_MAX_RATIO: Final = 20
_MAX_EXTENT: Final = 1e6
_BYTE_ORDER_MARK: Final = "\ufeff"

_SHAPES: Final = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
_GROUPS: Final = {"g", "defs", "symbol", "clipPath", "mask"}
_PAINTS: Final = {"linearGradient", "radialGradient", "stop"}
_ELEMENTS: Final = _SHAPES | _GROUPS | _PAINTS | {"use", "style"}
_LEFT_BEHIND: Final = {"title", "desc", "metadata"}
_PLACES: Final = {
    *("d", "points", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry"),
    *("fx", "fy", "fr", "width", "height", "viewBox", "preserveAspectRatio"),
    *("transform", "offset", "gradientUnits", "gradientTransform", "spreadMethod"),
    *("clipPathUnits", "maskUnits", "maskContentUnits"),
}
_LOOKS: Final = {
    *("id", "class", "style", "fill", "fill-opacity", "fill-rule"),
    *("stroke", "stroke-width", "stroke-opacity", "stroke-linecap"),
    *("stroke-linejoin", "stroke-miterlimit", "opacity", "color", "display"),
    *("visibility", "stop-color", "stop-opacity", "clip-path", "clip-rule", "mask"),
    *("mask-type", "paint-order", "vector-effect"),
}
_ATTRIBUTES: Final = _PLACES | _LOOKS
_WORDS: Final = {
    "script": "a script",
    "foreignObject": "a web page",
    "image": "an embedded picture",
    "text": "live text; turn it into outlines (curves)",
    "filter": "effects; flatten them",
    "svg": "another drawing inside; ungroup it",
    "a": "a link",
}

_DOCTYPE: Final = re.compile(r"<!DOCTYPE[^\[\]<>]*>", re.IGNORECASE)
_OWN_REFERENCE: Final = re.compile(r"url\(\s*(['\"]?)#[\w.:-]+\1\s*\)")
_FRAGMENT: Final = re.compile(r"#[\w.:-]+\Z")
_ACTIVE_STYLE: Final = re.compile(r"url\s*\(|expression|@|\\|<|/\*", re.IGNORECASE)
_DASHES: Final = re.compile(r"stroke-dash", re.IGNORECASE)
_LENGTH: Final = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*(px|pt|mm|cm|in|pc)?\s*\Z")
_START: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*<")
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)


class UnsafeDrawing(ValueError):
    """The drawing is refused; the message says what to do."""


def is_drawing(data: bytes) -> bool:
    """Whether a file looks like XML; no picture format begins so."""
    return _START.match(data) is not None


def cleaned(data: bytes) -> str:
    """A new SVG document with the shapes of the old one and nothing else.

    Raises:
        UnsafeDrawing: it is damaged, it has something that could act, or painting it
            would cost too much.
    """
    root = _parsed(data)
    width, height, box = _extent(root)
    fresh = etree.Element(f"{{{_SVG}}}svg", nsmap=_NAMESPACE)
    fresh.set("viewBox", box)
    fresh.set("width", f"{width:g}")
    fresh.set("height", f"{height:g}")
    for name, value in _kept(root):
        if name not in {"viewBox", "width", "height", "x", "y"}:
            fresh.set(name, value)
    _copy(root, fresh)
    try:
        refuse_heavy(fresh)
    except TooHeavy as error:
        raise UnsafeDrawing(str(error)) from error
    return str(etree.tostring(fresh, encoding="unicode"))


def painted(svg: str) -> bytes:
    """A cleaned drawing as PNG, `SIDE_PIXELS` on its longer side.

    Raises:
        UnsafeDrawing: there is nothing to paint, or it takes seconds.
    """
    root = etree.fromstring(svg)
    is_wide = float(root.get("width", "1")) >= float(root.get("height", "1"))
    side = "width" if is_wide else "height"
    try:
        painter = subprocess.run(  # noqa: S603 (our own program, our own arguments)
            [sys.executable, "-I", str(_PAINTER), side, str(SIDE_PIXELS)],
            input=svg.encode(),
            capture_output=True,
            timeout=_MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _slow() from error
    if painter.returncode < 0:
        raise _slow()
    if painter.returncode:
        raise _damaged()
    return painter.stdout


def _parsed(data: bytes) -> Any:
    try:
        text = data.decode().removeprefix(_BYTE_ORDER_MARK).lstrip()
    except UnicodeDecodeError as error:
        raise _damaged() from error
    text = _DOCTYPE.sub("", text, count=1)
    if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper():
        message = "the drawing defines entities; export it as plain SVG, or send a PNG"
        raise UnsafeDrawing(message)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _damaged() from error
    if root.tag != f"{{{_SVG}}}svg":
        raise _damaged()
    return root


def _extent(root: Any) -> tuple[float, float, str]:
    """Width, height and view box; a drawing that has only one of them gets both."""
    box = (root.get("viewBox") or "").replace(",", " ").split()
    try:
        left, top, width, height = map(float, box) if box else (0.0, 0.0, *_size(root))
    except ValueError as error:
        raise _sizeless() from error
    whole = 0 < width <= _MAX_EXTENT and 0 < height <= _MAX_EXTENT
    near = abs(left) <= _MAX_EXTENT and abs(top) <= _MAX_EXTENT
    if not whole or not near or not 1 / _MAX_RATIO <= width / height <= _MAX_RATIO:
        raise _sizeless()
    return width, height, f"{left:g} {top:g} {width:g} {height:g}"


def _size(root: Any) -> tuple[float, float]:
    found = [_LENGTH.match(root.get(name) or "") for name in ("width", "height")]
    if not all(found):
        raise _sizeless()
    width, height = (float(length[1]) for length in found if length)
    return width, height


def _copy(source: Any, target: Any) -> None:
    for element in source:
        name = _allowed_name(element)
        if not name:
            continue
        fresh = etree.SubElement(target, f"{{{_SVG}}}{name}")
        for key, value in _kept(element):
            fresh.set(key, value)
        if name == "style":
            fresh.text = _passive(_COMMENT.sub(" ", element.text or ""))
        _copy(element, fresh)


def _allowed_name(element: Any) -> str:
    """The element's name, empty for what editors leave behind.

    Raises:
        UnsafeDrawing: an SVG element that is not on the list, or an entity.
    """
    if not isinstance(element.tag, str):
        message = "the drawing defines entities; export it as plain SVG, or send a PNG"
        raise UnsafeDrawing(message)
    space, name = etree.QName(element).namespace, etree.QName(element).localname
    if name in _ELEMENTS and space == _SVG:
        return name
    if name in _LEFT_BEHIND or (space != _SVG and name not in _WORDS):
        return ""
    what = _WORDS.get(name, f"<{name[:30]}>, which we do not paint")
    message = f"the drawing has {what}; export it as plain shapes, or send a PNG"
    raise UnsafeDrawing(message)


def _kept(element: Any) -> Iterator[tuple[str, str]]:
    """The attributes that draw, each looked through."""
    for name, value in element.attrib.items():
        local = name.rpartition("}")[2].lower()
        if local.startswith("on"):
            message = "the drawing reacts to the reader; export it as plain shapes"
            raise UnsafeDrawing(message)
        if local in {"href", "src"}:
            yield "href", _own(name, value)
        elif name in _ATTRIBUTES:
            yield name, _passive(value) if name != "id" else value
        elif _DASHES.match(name):
            raise _dashed()


def _own(name: str, value: str) -> str:
    """A reference into the same drawing."""
    if name not in {"href", _XLINK_HREF} or not _FRAGMENT.match(value):
        message = (
            "the drawing refers to something outside of it; "
            "embed nothing, export plain shapes, or send a PNG"
        )
        raise UnsafeDrawing(message)
    return value


def _passive(value: str) -> str:
    """A value or a style sheet that refers to nothing but the drawing itself."""
    if _DASHES.search(value):
        raise _dashed()
    if _ACTIVE_STYLE.search(_OWN_REFERENCE.sub("", value)):
        message = (
            "the drawing's styles refer to something outside of it; "
            "export it with presentation attributes, or send a PNG"
        )
        raise UnsafeDrawing(message)
    return value


def _damaged() -> UnsafeDrawing:
    return UnsafeDrawing("the drawing is damaged or is not SVG; export it anew")


def _sizeless() -> UnsafeDrawing:
    return UnsafeDrawing(
        "the drawing has no usable size; give it a viewBox and export it anew"
    )


def _dashed() -> UnsafeDrawing:
    return UnsafeDrawing(
        "the drawing has dashed lines; turn strokes into outlines, or send a PNG"
    )


def _slow() -> UnsafeDrawing:
    return UnsafeDrawing(
        "the drawing takes too long to paint; simplify it, or send it as PNG"
    )
