"""What tests of the editor share: its form, its fragment, the post that it wrote."""

from typing import Any

from app.core import db, tenancy
from app.space import queries
from app.space.queries import PostView
from tests.form import Form
from tests.page import Page
from tests.web.office.conftest import Office

EVENT = {
    "title": "Вечер чтений",
    "text": "Читаем **вслух**.",
    "starts": "2026-03-20T19:00",
    "ends": "2026-03-20T21:00",
    "place": "Зал",
    "link": "https://tickets.example/1?a=b&c=d",
}


def form_of(page: Page) -> Form:
    """The big form, not those of its buttons."""
    (form,) = [f for f in page.forms() if "text" in f.names]
    return form


def new(office: Office, kind: str = "news") -> Form:
    """The form of a new post."""
    return form_of(office.get(f"posts/new?kind={kind}", status=200))


def only(office: Office) -> PostView:
    """The one post of the business."""
    db.session().rollback()
    with tenancy.scope(office.shop.business_id):
        (card,) = queries.office_part(limit=9).posts
        return queries.post(card.id)


def none_at_all(office: Office) -> bool:
    """Whether nothing was written."""
    db.session().rollback()
    with tenancy.scope(office.shop.business_id):
        return queries.office_part(limit=9).posts == []


def preview(form: Form, *, htmx: bool = True, **values: Any) -> Page:
    """What the page asks for while one types, or by its button."""
    if not htmx:
        return form.submit(values, button="Show")
    data = {name: given[0] for name, given in form.values.items()} | values
    return form.send("POST", form.action, data=data | {"do": "preview"}, htmx=True)


def carried(page: Page, name: str) -> str:
    """A value that a fragment hands on."""
    return page.one("input", name=name).attrib["value"]
