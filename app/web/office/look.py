"""The brand editor: a draft is kept while it is made, previewed, and published.

One form holds everything. Each change of a field is saved as the draft by htmx, each
button does the same without JavaScript; guests see nothing of it until it is published.
"""

from collections.abc import Callable
from typing import Any

from flask import Response, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.businesses import brand, looks, versions
from app.businesses.looks import DraftMoved
from app.businesses.versions import Desk
from app.core import db, locales
from app.core.errors import NotFound
from app.core.locales import mark
from app.wallet import previews, trials
from app.web import drafts, guards, session, tenants
from app.web.errors import sentence_of
from app.web.office import look_verdicts
from app.web.office.door import blueprint, manages
from app.web.office.look_form import LookForm, form_of
from app.web.page import page, wants_fragment

PRESETS = {
    "#1f4b3f": mark("Fir"),
    "#7a2e22": mark("Brick"),
    "#28365f": mark("Indigo"),
    "#e8b74a": mark("Honey"),
    "#f4b6c6": mark("Rose"),
    "#5b3a63": mark("Plum"),
    "#bcd3c1": mark("Sage"),
    "#1c1a17": mark("Ink"),
}
UNITS: dict[str, tuple[str, dict[str, dict[str, str]]]] = {
    "points": (
        mark("Points"),
        {
            "ru": {"one": "балл", "few": "балла", "many": "баллов"},
            "en": {"one": "point", "other": "points"},
        },
    ),
    "stars": (
        mark("Stars"),
        {
            "ru": {"one": "звезда", "few": "звезды", "many": "звёзд"},
            "en": {"one": "star", "other": "stars"},
        },
    ),
    "beans": (
        mark("Beans"),
        {
            "ru": {"one": "зерно", "few": "зерна", "many": "зёрен"},
            "en": {"one": "bean", "other": "beans"},
        },
    ),
    "bonuses": (
        mark("Bonuses"),
        {
            "ru": {"one": "бонус", "few": "бонуса", "many": "бонусов"},
            "en": {"one": "bonus", "other": "bonuses"},
        },
    ),
}
EXAMPLES = (1, 2, 5, 21)


@blueprint.route("/look", methods=["GET", "POST"])
@manages
def look() -> ResponseReturnValue:
    """Show the editor; keep, publish, try out or drop what is in it."""
    desk = versions.desk(g.business)
    form = form_of(desk.look, desk.revision)
    if request.method == "GET":
        return _show(form)
    do = request.form.get("do", "")
    if do in _WITHOUT_VALUES:
        return _done(form, do, lambda: _WITHOUT_VALUES[do](desk))
    wrong = form.take_pictures()
    _choose(form)
    is_right = form.is_sent()
    for name, words in wrong.items():
        form.refuse(name, words)
    if wrong or not is_right:
        return _show(form)
    if do in _WITH_VALUES:
        return _done(form, do, lambda: _save(form) and _WITH_VALUES[do]())
    return _saved(form)


def _choose(form: LookForm) -> None:
    """What a button puts into fields: a colour, a word in all its forms, no picture."""
    if (preset := request.form.get("preset")) in PRESETS:
        form.brand_colour.data = preset
    if (unit := request.form.get("unit", "")) in UNITS:
        form.say_unit(UNITS[unit][1])
    if (name := request.form.get("remove")) in {"logo", "cover"}:
        form.show_picture(name, None)


def _saved(form: LookForm) -> ResponseReturnValue:
    """Keep the draft; a page without JavaScript comes back with it."""
    try:
        with db.writing():
            revision = _save(form)
    except DraftMoved as moved:
        form.form_errors = [sentence_of(moved)]
        form.revision.data = str(versions.desk(g.business).revision)
        return _show(form)
    form.revision.data = str(revision)
    if wants_fragment():
        return _show(form)
    return redirect(url_for("office.look"), 303)


def _save(form: LookForm) -> int:
    seen = form.revision.data or ""
    is_number = seen.isascii() and seen.isdecimal() and len(seen) < 10  # noqa: PLR2004 - any count of changes
    return looks.save_draft(
        look=form.look(),
        seen_revision=int(seen) if is_number else 0,
        staff_id=guards.staff().id,
    )


def _done(
    form: LookForm, do: str, act: Callable[[], object | None]
) -> ResponseReturnValue:
    """Do it once, and say that it is done."""

    def once() -> dict[str, Any]:
        act()
        return {}

    if form.send(once, field="revision") is None:
        form.revision.data = str(versions.desk(g.business).revision)
        return _show(form)
    tenants.forget(g.business.slug)
    return redirect(url_for("office.look", done=do), 303)


def _step_back(desk: Desk) -> object:
    if desk.former is None:
        raise NotFound
    return looks.restore(number=desk.former, staff_id=guards.staff().id)


def _try_out() -> int:
    number = versions.desk(g.business).next_number
    share = trials.smallest(number).percent
    return looks.try_out(percent=share, staff_id=guards.staff().id)


_WITH_VALUES: dict[str, Callable[[], object]] = {
    "publish": lambda: looks.publish(staff_id=guards.staff().id),
    "try": _try_out,
}
_WITHOUT_VALUES: dict[str, Callable[[Desk], object]] = {
    "drop": lambda _: looks.drop_draft(),
    "recover": lambda _: looks.recover_draft(),
    "spread": lambda _: looks.spread(staff_id=guards.staff().id),
    "call-back": lambda _: looks.call_back(),
    "back": _step_back,
}
DONE = {
    "publish": mark(
        "The look is published. Pages show it now, passes within a minute."
    ),
    "try": mark("Some of the cards show the new look; everybody else sees no change."),
    "drop": mark("The draft is put aside. Everything is as guests see it."),
    "recover": mark("The draft is back."),
    "spread": mark("The look is published. Pages show it now, passes within a minute."),
    "call-back": mark("All cards look as before. What was tried is a draft again."),
    "back": mark("The look before is published again, as a new version."),
}


def _show(form: LookForm) -> Response:
    """The editor; what is previewed and judged is the draft as it is kept."""
    desk, business = versions.desk(g.business), g.business
    trial = desk.trial
    version = desk.draft or trial
    done = request.args.get("done", "") if request.method == "GET" else ""
    return page(
        "office/look.html",
        fragment="office/_studio.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        desk=desk,
        look=desk.look,
        which="desk",
        accent=brand.palette(desk.look.brand_colour, desk.look.accent_colour).accent,
        link=drafts.token(version.id if version else drafts.PRESENT),
        is_shared=version is not None,
        sample=previews.sample(business, desk.look, session.config()),
        points=previews.POINTS,
        examples=[_example(form, count) for count in EXAMPLES],
        presets={code: locales.gettext(name) for code, name in PRESETS.items()},
        units={name: locales.gettext(unit[0]) for name, unit in UNITS.items()},
        verdicts=look_verdicts.of_colours(desk.look),
        cover_verdicts=look_verdicts.of_cover(desk.look),
        reach=trials.reach(trial.number or 0, trial.percent or 0)
        if trial
        else trials.smallest(desk.next_number),
        done=done,
        done_words=locales.gettext(DONE[done]) if done in DONE else "",
        is_quiet=request.form.get("do") == "draft",
    )


def _example(form: LookForm, count: int) -> str:
    """A number with the word as it is typed now."""
    forms = {"one": form.ru_one, "few": form.ru_few, "many": form.ru_many}
    with locales.speaking("ru"):
        words = {name: field.data or "" for name, field in forms.items()}
        return f"{count}{locales.NO_BREAK_SPACE}{locales.plural_form(words, count)}"
