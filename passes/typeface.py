"""Onest, the typeface of cards and paper: static cuts of the open font (OFL 1.1).

Latin and Cyrillic with their extensions, currency signs and arrows; no shaping
tables, because neither drawing library uses them.
"""

from pathlib import Path
from typing import Final

_FONTS: Final = Path(__file__).parent / "print" / "fonts"

REGULAR: Final = _FONTS / "Onest-400.ttf"
BOLD: Final = _FONTS / "Onest-620.ttf"
