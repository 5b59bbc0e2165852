"""What is refused about the question of the quarter."""

from app.core.errors import Conflict, Refused


class ScoreMissing(Refused):
    """An answer without a number."""

    code = "survey_score_missing"
    sentence = "Choose a number from 0 to 10."


class SurveyNotOpen(Refused):
    """Asked of those who have bought often enough this quarter."""

    code = "survey_not_open"
    sentence = (
        "This question is for guests with at least %(purchases)s purchases in the quarter. "
        "Come back after the next one."
    )


class QuarterOver(Conflict):
    """The form was opened in a quarter that has ended."""

    code = "survey_quarter_over"
    sentence = (
        "The quarter you were asked about is over, so its answer can be changed no "
        "more. Reload the page to answer for this one."
    )
