"""The right to leave: order an archive of everything; see those that were ordered."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.core import db
from app.exchange.archive import orders
from app.web import guards
from app.web.office.door import blueprint, owns
from app.web.office.forms import OfficeForm
from app.web.page import page


class OrderForm(OfficeForm):
    """A button: nothing but its token."""


@blueprint.route("/archives", methods=["GET", "POST"])
@owns
def archives() -> ResponseReturnValue:
    """What an archive holds; order one."""
    form = OrderForm()
    if form.is_sent():
        with db.writing():
            archive_id = orders.place(staff_id=guards.staff().id)
        return redirect(url_for("office.archive", archive_id=archive_id), 303)
    return page("office/archives.html", form=form, orders=orders.orders())
