"""Why a level cannot be given by hand."""

from app.core.errors import Refused


class LevelNotFound(Refused):
    """The rules of the card know no such level."""

    code = "level_not_found"
    sentence = "This card has no such level. Choose one from the list."


class BadLevelDay(Refused):
    """The last day is over already."""

    code = "bad_level_day"
    sentence = "Choose today or a later day."


class NoReason(Refused):
    """A level by hand says why, in a few words."""

    code = "no_level_reason"
    sentence = "Write why this level is given, in up to 200 letters."


class NotGiven(Refused):
    """There is no level by hand to end."""

    code = "level_not_given"
    sentence = "This level has ended already."
