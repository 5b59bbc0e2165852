"""The picture of a business that links to it bring along, for guests and the office."""

from app.businesses.queries import BusinessView
from app.core import locales
from app.core.locales import gettext as _
from app.wallet import share_pictures
from app.wallet.share_pictures import SharePicture


def picture_of(business: BusinessView) -> SharePicture:
    """What is drawn: one picture for all readers, in the business's language."""
    with locales.speaking(business.language):
        return share_pictures.of(business.look, _("Loyalty card in your phone"))
