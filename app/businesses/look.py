"""How a business looks: one frozen model for pages, passes, paper and mail."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class PictureRef:
    """A kept picture (`businesses.pictures`) by its digest, and where to look at it."""

    digest: str
    crop: str = "50-50-100"


@dataclass(frozen=True, kw_only=True)
class Contacts:
    """How guests reach a business; empty where it is not offered. Sites are https URLs."""

    phone: str = ""
    email: str = ""
    site: str = ""
    telegram: str = ""
    vk: str = ""


@dataclass(frozen=True, kw_only=True)
class Look:
    """One version of the brand.

    ``unit`` holds the word for a point by language and CLDR plural category;
    ``benefits`` are up to five advantages in the owner's words (row 105).
    """

    name: str
    about: str
    brand_colour: str
    accent_colour: str
    motif: str
    unit: dict[str, dict[str, str]]
    logo: PictureRef | None = None
    cover: PictureRef | None = None
    cover_alt: str = ""
    benefits: tuple[str, ...] = ()
    contacts: Contacts = field(default_factory=Contacts)
