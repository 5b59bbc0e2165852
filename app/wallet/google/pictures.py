"""Pictures that Google fetches from us: drawn once, kept under the hash of their bytes.

Google keeps what it has fetched, so another picture needs another address. Files are
never removed: a card that nobody has touched for a year still shows its own.
"""

import hashlib
import re
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from app.core.config import Config
from passes.apple.pen import png
from passes.apple.signs import sign, square
from passes.apple.strips import Look, strip
from passes.card import LANGUAGES, Brand, Card, Progress, text_in
from passes.google.parts import Pictures

LOGO_SIDE = 660
"""Pixels; Google cuts a circle out of the square."""

HERO = (344, 112)
HERO_SCALE = 3
"""1032×336 pixels."""

_DIGEST_CHARACTERS = 32
_DIGEST = re.compile(rf"[0-9a-f]{{{_DIGEST_CHARACTERS}}}")


def shared(card: Card, config: Config) -> Pictures:
    """What every card of the brand shows: its sign and its drawing."""
    logo = _logo(_look(card.brand), card.brand.logo)
    return Pictures(_address(logo, config), _address(_hero(card.brand, None), config))


def own(card: Card, config: Config) -> Pictures:
    """What only this card shows: its stamps; the sign where the class has none."""
    logo = _address(_logo(_look(card.brand), card.brand.logo), config)
    if card.progress is None:
        return Pictures(logo)
    return Pictures(logo, _address(_hero(card.brand, card.progress), config))


def stored(digest: str, config: Config) -> Path | None:
    """The file behind an address, if there is one."""
    if _DIGEST.fullmatch(digest) is None:
        return None
    path = _folder(config) / f"{digest}.png"
    return path if path.is_file() else None


def _address(data: bytes, config: Config) -> str:
    """Keep a picture; where it can be fetched from now on."""
    digest = hashlib.sha256(data).hexdigest()[:_DIGEST_CHARACTERS]
    path = _folder(config) / f"{digest}.png"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, delete=False) as draft:
            draft.write(data)
        Path(draft.name).chmod(0o644)
        Path(draft.name).replace(path)
    return f"{config.address}/google/pictures/{digest}.png"


def _folder(config: Config) -> Path:
    return config.data_dir.absolute() / "google" / "pictures"


def _look(brand: Brand) -> Look:
    initial = text_in(brand.name, LANGUAGES[0]).strip()[:1].upper()
    return Look(brand.colours, brand.pattern, initial, brand.cover)


def _hero(brand: Brand, progress: Progress | None) -> bytes:
    return _drawn_hero(_look(brand), progress)


@lru_cache(maxsize=64)
def _logo(look: Look, logo: bytes) -> bytes:
    drawn = sign(look.colours, look.pattern, logo, look.initial, LOGO_SIDE)
    return png(square(look.colours, drawn, LOGO_SIDE))


@lru_cache(maxsize=256)
def _drawn_hero(look: Look, progress: Progress | None) -> bytes:
    return png(strip(look, HERO, progress, HERO_SCALE))
