"""What guests saw before: every version with who and when."""

from flask import Response

from app.businesses import look as looks
from app.businesses import versions
from app.businesses.versions import Version
from app.core import locales
from app.core.locales import mark
from app.people import queries as people
from app.web.office.door import blueprint, manages
from app.web.page import page

PARTS = {
    "name": mark("name"),
    "about": mark("text about you"),
    "brand_colour": mark("colour"),
    "accent_colour": mark("colour of the pattern"),
    "motif": mark("pattern"),
    "unit": mark("word for a point"),
    "logo": mark("logo"),
    "cover": mark("cover"),
    "cover_alt": mark("words on the cover"),
    "benefits": mark("advantages"),
    "contacts": mark("contacts"),
}


@blueprint.get("/look-history")
@manages
def look_history() -> Response:
    """The versions, newest first, with what each changed."""
    rows = versions.history()
    former = [*rows[1:], None][: len(rows)]
    return page(
        "office/look_history.html",
        rows=[
            (row, changes(row, before))
            for row, before in zip(rows, former, strict=True)
        ],
        names={one.id: one.name for one in people.staff()},
    )


def changes(row: Version, before: Version | None) -> str:
    """What is different from the version before, in words; empty for the first."""
    if before is None:
        return ""
    return ", ".join(
        locales.gettext(PARTS[name]) for name in looks.changed(before.look, row.look)
    )
