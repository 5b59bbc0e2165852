"""Finds a card's code in a photograph."""

from app.cards import codes, numbers
from app.core.errors import Refused
from passes import barcode
from passes.pictures import UnreadableImage


class NoCodeInPhoto(Refused):
    """The picture shows no code of a card."""

    code = "no_code_in_photo"
    sentence = "No card code can be seen in this photo. Come closer and try again."


class NotAPhoto(Refused):
    """The file is no picture that can be opened."""

    code = "not_a_photo"
    sentence = "This file is not a photo. Send a JPEG, PNG or WebP picture up to 10 MB."


def card_code(image: bytes) -> str:
    """The first code in ``image`` that can be a card; raises NotAPhoto, NoCodeInPhoto.

    Slow (tens of milliseconds): must not run inside a transaction.
    """
    try:
        values = barcode.read(image)
    except UnreadableImage as error:
        raise NotAPhoto from error
    for value in values:
        if codes.parse(value) is not None:
            return value
    # Plastic of an older base may say anything, so the database is asked.
    for value in values:
        if numbers.known(value) is not None:
            return value
    raise NoCodeInPhoto
