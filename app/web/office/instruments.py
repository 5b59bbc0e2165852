"""Certificates, passes, tickets and clubs: what is on sale, and what came of it."""

from flask.typing import ResponseReturnValue

from app.core import locales
from app.instruments import queries
from app.programmes import queries as programmes
from app.programmes.kinds.registry import KINDS
from app.web.office.door import blueprint, manages
from app.web.office.programmes import sentence
from app.web.page import page


@blueprint.get("/instruments")
@manages
def instruments() -> ResponseReturnValue:
    """Every programme whose cards are sold, and the kinds that can be added."""
    counts = queries.counts()
    lines = [
        (each, sentence(programmes.current_rules(each.id)), counts.get(each.id, 0))
        for each in programmes.programmes()
        if each.is_sold
    ]
    kinds = [kind for kind in KINDS.values() if kind.is_sold]
    return page(
        "office/instruments.html",
        lines=lines,
        kinds=[
            (each.name, locales.gettext(each.title), locales.gettext(each.purpose))
            for each in kinds
        ],
        titles={each.name: locales.gettext(each.title) for each in kinds},
    )
