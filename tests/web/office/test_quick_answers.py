"""Words that staff often need: kept under one title each."""

from app.chat import quick
from app.core import tenancy
from tests.web.office.conftest import Enter, Office
from tests.world import World


def test_they_are_added_once(office: Office, world: World) -> None:
    page = office.get("quick-answers", status=200)
    form = page.form(id_="quick")
    form.submit(title="Hours", text="Till 22:00\nevery day", status=303)
    form.submit(title="Hours", text="Till 22:00\nevery day", status=303)

    with tenancy.scope(world.coffee.business_id):
        assert [(a.title, a.text) for a in quick.answers()] == [
            ("Hours", "Till 22:00\nevery day")
        ]
    again = office.get("quick-answers").form(id_="quick")
    refused = again.submit(title="Hours", text="Others", status=422)
    assert "already" in refused.text
    assert refused.one("textarea").text == "Others"


def test_wrong_input_is_refused_in_words(office: Office) -> None:
    form = office.get("quick-answers", status=200).form(id_="quick")
    assert form.submit(title="", text="x", status=422).title.startswith("Error:")
    assert form.submit(title="x" * 61, text="x").status == 422
    assert form.submit(title="x", text="").status == 422
    assert form.submit(title="x", text="x" * 4001).status == 422


def test_only_managers_change_them(enter: Enter) -> None:
    assert enter("moderator").get("quick-answers").status == 403
