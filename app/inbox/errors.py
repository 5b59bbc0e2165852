"""What can be refused in the inbox."""

from app.core.errors import Conflict, NotFound, Refused


class ItemNotFound(NotFound):
    """There is nothing of the kind under this number here."""

    code = "inbox_item_not_found"
    sentence = (
        "There is no such line in the inbox. It may have been erased in due time."
    )


class TakenByColleague(Conflict):
    """Two reached for the same line."""

    code = "taken_by_colleague"
    sentence = "A colleague took this on a moment ago. Open it to take it over."


class NotOfTheTeam(Refused):
    """Whoever is named does not work here, or may not see what waits."""

    code = "not_of_the_team"
    sentence = "Choose somebody of the present team who may answer this."
