"""One quick answer is written anew or taken away."""

from app.chat import quick
from app.core import db, tenancy
from tests.web.office.conftest import Office
from tests.world import Shop, World


def _add(shop: Shop, title: str = "Hours") -> int:
    with tenancy.scope(shop.business_id), db.writing():
        return quick.add(title=title, text="Till 22:00")


def test_it_is_changed_and_removed(office: Office, world: World) -> None:
    known = _add(world.coffee)
    page = office.get(f"quick-answers/{known}", status=200)
    page.form(id_="quick").submit(title="Opening hours", text="Till 23:00", status=303)
    with tenancy.scope(world.coffee.business_id):
        assert quick.answer(known).title == "Opening hours"
    _add(world.coffee, "Parking")
    page = office.get(f"quick-answers/{known}")
    assert page.form(id_="quick").submit(title="Parking", status=422)
    page.form(button="Remove").submit(status=303)
    assert office.get(f"quick-answers/{known}").status == 404
    assert office.post(f"quick-answers/{known}/removed").status == 404


def test_another_business_has_none_of_them(office: Office, world: World) -> None:
    theirs = _add(world.books)
    assert office.get(f"quick-answers/{theirs}").status == 404
    assert office.post(f"quick-answers/{theirs}/removed").status == 404
    with tenancy.scope(world.books.business_id):
        assert quick.answer(theirs).title == "Hours"


def test_what_was_done_with_it_stands_in_the_journal(
    office: Office, world: World
) -> None:
    page = office.get("quick-answers", status=200)
    page.form(id_="quick").submit(title="Hours", text="Till 22:00", status=303)
    with tenancy.scope(world.coffee.business_id):
        (known,) = quick.answers()
    path = f"quick-answers/{known.id}"
    form = office.get(path).form(id_="quick")
    form.submit(title="Hours", text="Till 22:00", status=303)
    form = office.get(path).form(id_="quick")
    form.submit(title="Opening hours", text="Till 23:00", status=303)
    office.get(path).form(button="Remove").submit(status=303)
    shown = office.get("audit?kind=chat", status=200).text
    assert shown.count("the quick answer") == 3
    for words in (
        "Added the quick answer “Hours”",
        "Changed the quick answer “Opening hours”",
        "Removed the quick answer “Opening hours”",
    ):
        assert words in shown


def test_a_refused_title_is_no_line_of_the_journal(
    office: Office, world: World
) -> None:
    _add(world.coffee)
    form = office.get("quick-answers").form(id_="quick")
    form.submit(title="Hours", text="Others", status=422)
    shown = office.get("audit?kind=chat", status=200).text
    assert shown.count("Added the quick answer") == 1
