"""Everything that is kept about the guest, in one file and with one tap."""

import io

from flask import send_file
from flask.typing import ResponseReturnValue

from app.core import clock
from app.exchange.portable.writing import copy_of
from app.web.cabinet.door import blueprint, holder


@blueprint.get("/my-data.zip")
def my_data() -> ResponseReturnValue:
    """A zip of all their cards everywhere: for programs, and as tables."""
    body = copy_of(holder().person_id)
    answer = send_file(
        io.BytesIO(body),
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"tessera-{clock.now():%Y-%m-%d}.zip",
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
