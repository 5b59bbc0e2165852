"""Themes of reviews and the tasks that came of them."""

from flask.typing import ResponseReturnValue

from app.core.locales import mark
from app.reviews import queries, tasks
from app.web.office.door import blueprint, moderates
from app.web.page import page

TASK_STATES = {
    "new": mark("not begun"),
    "working": mark("in work"),
    "done": mark("done"),
}


@blueprint.get("/themes")
@moderates
def themes() -> ResponseReturnValue:
    """What guests speak of most, what is being done about it, and what was done."""
    return page(
        "office/themes.html",
        used=queries.themes_used(),
        open_tasks=tasks.tasks(is_done=False),
        done_tasks=tasks.tasks(is_done=True),
        states=TASK_STATES,
    )
