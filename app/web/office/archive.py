"""One archive: how far it is, its file, and taking it away."""

from flask import g, redirect, send_file, url_for
from flask.typing import ResponseReturnValue

from app.core import audit, db, locales
from app.core.errors import NotFound
from app.exchange.archive import folder, orders
from app.exchange.archive.orders import Order
from app.web import session
from app.web.office.archives import OrderForm
from app.web.office.door import blueprint, owns
from app.web.page import page


@blueprint.get("/archives/<int:archive_id>")
@owns
def archive(archive_id: int) -> ResponseReturnValue:
    """Progress, then the file."""
    order = orders.order(archive_id)
    return page(
        "office/archive.html",
        fragment="office/_archive.html",
        order=order,
        form=OrderForm(formdata=None),
        size=_size(order),
    )


@blueprint.get("/archives/<int:archive_id>/file.zip")
@owns
def archive_file(archive_id: int) -> ResponseReturnValue:
    """The file; whoever fetches it is in the audit trail."""
    order = orders.order(archive_id)
    path = folder.file(session.config(), order.business_id, order.id)
    if order.state != "ready" or not path.is_file():
        raise NotFound
    with db.writing():
        audit.note("archive.fetched", subject=f"archive:{archive_id}")
    day = order.created_at.date().isoformat()
    answer = send_file(
        path,
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"tessera-{g.business.slug}-{day}.zip",
        max_age=0,
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.post("/archives/<int:archive_id>/again")
@owns
def archive_again(archive_id: int) -> ResponseReturnValue:
    """Try once more what failed."""
    with db.writing():
        orders.again(archive_id=archive_id)
    return redirect(url_for("office.archive", archive_id=archive_id), 303)


@blueprint.post("/archives/<int:archive_id>/remove")
@owns
def remove_archive(archive_id: int) -> ResponseReturnValue:
    """Cancel what is being written, or delete the file."""
    with db.writing():
        orders.remove(archive_id=archive_id)
    return redirect(url_for("office.archives", done="removed"), 303)


def _size(order: Order) -> str:
    megabytes = -(-order.size_bytes // 100_000)
    return locales.gettext(
        "%(count)s MB", count=locales.number_text(megabytes // 10 or 1)
    )
