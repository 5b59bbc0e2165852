"""What painting a drawing would cost, counted before it is painted.

A few lines of SVG can ask for milliards of shapes: each `use` repeats what it refers
to, each mask and each half-transparent group is painted on a canvas of its own.
"""

import re
from typing import Any, Final

MOST_SHAPES: Final = 3_000
"""After repetition. Detailed coats of arms have a thousand."""

_MOST_ELEMENTS: Final = 5_000
_MOST_LEVELS: Final = 40
_LAYER_COST: Final = 20
_LAYER: Final = re.compile(r"(?<![\w-])opacity|mask|clip-path", re.IGNORECASE)
_REFERENCE: Final = re.compile(r"url\(\s*['\"]?#([\w.:-]+)")
_REPEATED: Final = ("fill", "stroke", "clip-path", "mask", "style")


class TooHeavy(ValueError):
    """Painting would take too long; the message says what to do."""


def refuse_heavy(root: Any) -> None:
    """Refuse a drawing that is too deep, too long, or refers to itself.

    Raises:
        TooHeavy: with what to do.
    """
    elements = list(root.iter())
    if len(elements) > _MOST_ELEMENTS:
        raise _heavy(len(elements))
    styles = [element for element in elements if element.tag.endswith("}style")]
    rules = " ".join(style.text or "" for style in styles)
    if _REFERENCE.search(rules):
        message = (
            "the drawing's style sheet refers to gradients or masks; "
            "export it with presentation attributes"
        )
        raise TooHeavy(message)
    _Budget(elements, layered=_LAYER.search(rules) is not None).refuse_heavy(root)


class _Budget:
    """Costs of elements, each counted once."""

    def __init__(self, elements: list[Any], *, layered: bool) -> None:
        self._named = {element.get("id"): element for element in reversed(elements)}
        self._layered = layered
        self._costs: dict[Any, tuple[int, int]] = {}
        self._open: set[Any] = set()

    def refuse_heavy(self, root: Any) -> None:
        cost, _ = self._cost(root, 0)
        if cost > MOST_SHAPES:
            raise _heavy(cost)

    def _cost(self, element: Any, level: int) -> tuple[int, int]:
        """Shapes that painting the element paints, and levels inside of it.

        Raises:
            TooHeavy: it is part of itself, or nested too deeply.
        """
        if element in self._costs:
            return self._costs[element]
        if element in self._open or level > _MOST_LEVELS:
            raise _nested()
        self._open.add(element)
        cost, height = self._own_cost(element), 0
        for part in (*element, *self._referred(element)):
            more, below = self._cost(part, level + 1)
            cost, height = cost + more, max(height, below + 1)
        if height > _MOST_LEVELS:
            raise _nested()
        self._open.discard(element)
        self._costs[element] = cost, height
        return cost, height

    def _own_cost(self, element: Any) -> int:
        said = " ".join((*element.attrib.keys(), element.get("style", "")))
        is_layer = self._layered or _LAYER.search(said)
        return _LAYER_COST if is_layer else 1

    def _referred(self, element: Any) -> list[Any]:
        names = [element.get("href", "")[1:]]
        for attribute in _REPEATED:
            names += _REFERENCE.findall(element.get(attribute, ""))
        return [self._named[name] for name in names if name in self._named]


def _heavy(cost: int) -> TooHeavy:
    return TooHeavy(
        f"the drawing has too many shapes ({min(cost, 10**9):,}); "
        "simplify it, or send it as PNG"
    )


def _nested() -> TooHeavy:
    return TooHeavy(
        "the drawing repeats itself or is nested too deeply; "
        "ungroup it and export plain shapes"
    )
