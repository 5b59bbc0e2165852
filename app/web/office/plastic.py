"""Own plastic: the numbers of a base that a business has already."""

import tempfile
from pathlib import Path
from typing import Any

from flask import g, request
from flask.typing import ResponseReturnValue
from wtforms import FileField, SelectField

from app.core import locales
from app.core.errors import Refused
from app.core.ids import ProgrammeId
from app.core.locales import mark
from app.exchange import plastic as exchange
from app.exchange.files import UnreadableFile
from app.exchange.plastic import Report
from app.programmes import queries as programmes
from app.web import errors, session
from app.web.office.door import blueprint, touches_all
from app.web.office.forms import OfficeForm
from app.web.page import page

MOST_ROWS = 50_000
MOST_SHOWN = 100


class PlasticForm(OfficeForm):
    """A table of numbers, and whose cards they are."""

    file = FileField(mark("Table of numbers (CSV)"))
    programme = SelectField(mark("Card"))

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        known = programmes.programmes()
        self.programme.choices = {str(each.id): each.name for each in known}


@blueprint.route("/printing/plastic", methods=["GET", "POST"])
@touches_all
def plastic() -> ResponseReturnValue:
    """Take in a table; what was taken and what was not, with reasons."""
    form = PlasticForm()
    report = _import(form) if form.is_sent() else None
    return page(
        "office/plastic.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        programmes=programmes.programmes(),
        report=report,
        refused=report.refused[:MOST_SHOWN] if report else [],
    )


def _import(form: PlasticForm) -> Report | None:
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        form.refuse("file", locales.gettext(mark("Choose a file.")))
        return None
    folder = session.config().data_dir / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".csv") as copy:
        upload.save(copy)
        copy.flush()
        try:
            return exchange.import_cards(
                path=Path(copy.name),
                business=g.business,
                programme_id=ProgrammeId(int(form.programme.data)),
                most=MOST_ROWS,
            )
        except UnreadableFile:
            words = mark("This is no table. Save it as CSV in UTF-8 and send it again.")
            form.refuse("file", locales.gettext(words))
        except Refused as refusal:
            form.refuse("file", errors.sentence_of(refusal))
    return None
