"""One promotion: made, changed with its sentence in sight, begun, paused, ended."""

from datetime import timedelta
from typing import Any

from babel import numbers
from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.businesses import queries as businesses
from app.core import clock, db, locales
from app.core.errors import NotFound
from app.core.ids import PromotionId
from app.core.locales import mark
from app.insights import promotions as figures
from app.offers import actions, codes, queries
from app.offers.actions import Wish
from app.offers.explain import describe
from app.offers.models import WAYS
from app.offers.queries import EVERYBODY, Audience, PromotionView
from app.people.audiences import groups
from app.space import queries as space
from app.web import guards
from app.web.office.door import blueprint, manages
from app.web.office.forms import OfficeForm
from app.web.office.promotion_form import FIRST, PromotionForm, filled
from app.web.office.promotions import WAY_HINTS, WAY_WORDS
from app.web.page import page

DAYS_AHEAD = 3
POSTS = 100
_NEEDS_WORD = mark("Choose a word of 3 to 32 letters and digits, for example MAY15.")


@blueprint.route("/promotions/new", methods=["GET", "POST"])
@manages
def new_promotion() -> ResponseReturnValue:
    """Make a promotion; the address says how it reaches its guests."""
    way = request.args.get("way", WAYS[0])
    if way not in WAYS:
        raise NotFound
    form = PromotionForm(data=FIRST)
    _offer(form, EVERYBODY)
    wish = _asked(form, way) if request.method == "POST" else None
    if wish is None or _is_preview():
        return _show(form, wish, way)

    def make() -> dict[str, Any]:
        staff_id = guards.staff().id
        return {"id": actions.create(way=way, wish=wish, staff_id=staff_id)}

    answer = form.send(make, field=_field_of(way))
    if answer is None:
        return _show(form, None, way)
    address = url_for("office.promotion", promotion_id=answer.body["id"], done="made")
    return redirect(address, 303)


@blueprint.route("/promotions/<int:promotion_id>", methods=["GET", "POST"])
@manages
def promotion(promotion_id: PromotionId) -> ResponseReturnValue:
    """Look at a promotion and change it."""
    found = queries.promotion(promotion_id)
    audience = queries.audience(promotion_id)
    form = PromotionForm(data=filled(found, audience))
    _offer(form, audience, found)
    if request.method == "GET":
        return _show(form, None, found.way, found)
    wish = _asked(form, found.way)
    if wish is None or _is_preview():
        return _show(form, wish, found.way, found)

    def change() -> dict[str, Any]:
        actions.change(promotion_id=promotion_id, wish=wish)
        return {}

    if form.send(change, field=_field_of(found.way)) is None:
        return _show(form, None, found.way, found)
    address = url_for("office.promotion", promotion_id=promotion_id, done="saved")
    return redirect(address, 303)


STEPS = {
    "begin": actions.begin,
    "pause": actions.pause,
    "end": actions.end,
    "password": actions.change_password,
}


@blueprint.post("/promotions/<int:promotion_id>/step")
@manages
def promotion_step(promotion_id: PromotionId) -> ResponseReturnValue:
    """Begin, pause or end it, or change its password now."""
    step = STEPS.get(request.form.get("do", ""))
    if step is None:
        raise NotFound
    with db.writing():
        step(promotion_id=promotion_id)
    done = request.form["do"]
    address = url_for("office.promotion", promotion_id=promotion_id, done=done)
    return redirect(address, 303)


def _is_preview() -> bool:
    return request.form.get("do") == "preview"


def _field_of(way: str) -> str:
    return "word" if way == "word" else "name"


def _asked(form: PromotionForm, way: str) -> Wish | None:
    """What is wanted; None when it was refused, beside a field."""
    wish = form.wish() if form.is_sent() else None
    if wish is not None and way == "word" and not wish.word:
        form.decline("word", locales.gettext(_NEEDS_WORD))
        return None
    return wish


def _offer(
    form: PromotionForm, audience: Audience, found: PromotionView | None = None
) -> None:
    """What can be chosen: what is open, and what was chosen already."""
    form.offer(
        [p for p in businesses.outlets() if p.is_open or p.id in audience.outlet_ids],
        [own for own in groups() if own.is_open or own.id in audience.group_ids],
        _posts(found),
    )


def _posts(found: PromotionView | None) -> list[tuple[int, str]]:
    """The last hundred posts, and the one that carries the promotion now."""
    known = {row.id: row.title for row in space.office_part(limit=POSTS).posts}
    if found and found.post_id and found.post_id not in known:
        known[found.post_id] = space.post(found.post_id).title
    return list(known.items())


def _show(
    form: PromotionForm,
    wish: Wish | None,
    way: str,
    found: PromotionView | None = None,
) -> ResponseReturnValue:
    """The form; the sentence is of what is typed, or of what is stored."""
    terms = wish.terms if wish else found.terms if found and not form.errors else None
    return page(
        "office/promotion.html",
        fragment="office/_promotion_preview.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        state_form=OfficeForm(formdata=None),
        promotion=found,
        way=way,
        way_words=WAY_WORDS,
        way_hints=WAY_HINTS,
        currency=numbers.get_currency_symbol(
            g.business.currency, locale=locales.language()
        ),
        sentences=_sentences(terms) if terms else [],
        figures=figures.of(found.id) if found else None,
        given=queries.given(found.id) if found and way == "personal" else 0,
        codes=codes.counts(found.id) if found and way == "codes" else {},
        passwords=_passwords(found) if found and way == "password" else [],
    )


def _sentences(terms: Any) -> list[tuple[str, str]]:
    """The sentence in each language, the reader's first."""
    own = locales.language()
    order = sorted(locales.LANGUAGES, key=lambda code: code != own)
    return [
        (code, describe(terms, code, currency=g.business.currency)) for code in order
    ]


def _passwords(found: PromotionView) -> list[tuple[str, str]]:
    """Day by day, today first; one that never changes is shown once."""
    today = clock.today(g.business.zone)
    count = 1 if found.rotation == "event" else DAYS_AHEAD
    return [
        (locales.day(day), queries.password_of(found.id, day))
        for day in (today + timedelta(days=ahead) for ahead in range(count))
    ]
