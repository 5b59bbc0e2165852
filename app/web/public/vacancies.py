"""Where a business looks for people: the open vacancies."""

from flask import Response

from app.space import vacancies as space
from app.web.page import page


def vacancies() -> Response:
    """The list, newest first."""
    return page("public/vacancies.html", vacancies=space.open_vacancies())
