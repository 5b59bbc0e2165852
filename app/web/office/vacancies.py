"""The business's vacancies, open ones first."""

from flask import g
from flask.typing import ResponseReturnValue

from app.core import clock
from app.space import vacancies as space
from app.web.office.door import blueprint, reads
from app.web.page import page


@blueprint.get("/vacancies")
@reads
def vacancies() -> ResponseReturnValue:
    """The list."""
    return page(
        "office/vacancies.html",
        vacancies=space.vacancies(),
        today=clock.today(g.business.zone),
    )
