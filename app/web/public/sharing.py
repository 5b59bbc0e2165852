"""What search engines and messengers are told of a page of a business."""

from dataclasses import dataclass

from flask import Response, g, make_response, url_for

from app.core import locales
from app.wallet import share_pictures
from app.web import domains
from app.web.public.stylesheet import FOREVER
from app.web.share import picture_of

LONGEST_DESCRIPTION = 180
_LOCALES = {"ru": "ru_RU", "en": "en_GB"}
_BRIEFLY = "public, max-age=600"


@dataclass(frozen=True)
class Share:
    """The words and addresses in the head of a page."""

    title: str
    description: str
    url: str
    picture_url: str
    picture_alt: str
    locale: str
    is_listed: bool


def share(*, path: str, title: str, description: str) -> Share:
    """The head of a page of the business; ``path`` is the page without any tags."""
    business = g.business
    look = business.look
    picture = url_for("public.share_picture", digest=picture_of(business).digest)
    return Share(
        title=title,
        description=shortened(description),
        url=domains.address_of(business.slug, path),
        picture_url=domains.origin_of(business.slug) + picture,
        picture_alt=look.cover_alt or look.name,
        locale=_LOCALES[locales.language()],
        is_listed=business.is_listed,
    )


def shortened(text: str) -> str:
    """Text for one line of a search result, cut between words."""
    flat = " ".join(text.split())
    if len(flat) <= LONGEST_DESCRIPTION:
        return flat
    return flat[:LONGEST_DESCRIPTION].rpartition(" ")[0].rstrip(".,;:—–- ") + "…"


def share_picture(digest: str) -> Response:
    """The brand's picture; kept for a year only under its own hash."""
    picture = picture_of(g.business)
    response = make_response(share_pictures.drawn(picture))
    response.content_type = "image/png"
    # Messengers show it on their own pages.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    is_it = digest == picture.digest
    response.headers["Cache-Control"] = FOREVER if is_it else _BRIEFLY
    return response
