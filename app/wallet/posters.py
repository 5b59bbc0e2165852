"""The poster at the door: from scanning it to a card in three taps (rows 35, 53)."""

from app.businesses.queries import BusinessView
from app.core.errors import Refused
from app.wallet.brands import brand_of
from passes.card import LANGUAGES
from passes.print.cards import Unprintable
from passes.print.posters import poster_pdf


class LinkTooLong(Refused):
    """The site's address makes a code too fine to be scanned from a distance."""

    code = "link_too_long"
    sentence = (
        "The address of this site is too long for a poster. Use a shorter domain name."
    )


def join_poster(
    business: BusinessView, *, url: str, spoken_link: str, language: str
) -> bytes:
    """An A4 poster as PDF.

    Args:
        business: whose poster.
        url: where the code leads, with the source that joins are counted by.
        spoken_link: the address that people can type.
        language: ru or en, of the words on the poster.

    Raises:
        LinkTooLong: the code would be too fine.
    """
    chosen = next(code for code in LANGUAGES if code == language)
    try:
        return poster_pdf(
            brand_of(business), url=url, spoken_link=spoken_link, language=chosen
        )
    except Unprintable as error:
        raise LinkTooLong from error
