"""The list of applications that wait for a person."""

from flask import Flask

from app.onboarding.numbers import Numbers
from tests.onboarding import wishes
from tests.onboarding.test_actions import DOUBTFUL
from tests.onboarding.wishes import OTHER_INN, OTHER_OGRN
from tests.page import Client


def wait(app: Flask, **changes: object) -> int:
    """An application whose address is confirmed and whose numbers do not fit."""
    application_id = wishes.apply(app, numbers=DOUBTFUL, **changes)
    wishes.confirm(app, wishes.token(app, application_id))
    return application_id


def test_an_empty_list_says_what_will_be_here(desk: Client) -> None:
    page = desk.get("/platform/", status=200).click("Applications")
    assert "Nobody waits" in page.text


def test_only_what_was_confirmed_and_does_not_fit_is_listed(
    app: Flask, desk: Client
) -> None:
    wishes.apply(app, numbers=DOUBTFUL, name="Не подтвердил", slug="net")
    other = Numbers("RU", OTHER_INN, OTHER_OGRN)
    wishes.found(app, name="Сошлось", slug="soshlos", numbers=other)
    wait(app, name="<i>Не сошлось</i>", slug="ne-soshlos", email="n@n.example")
    page = desk.get("/platform/applications", status=200)
    assert "<i>Не сошлось</i>" in page.text
    assert "INN has 10 digits and OGRN 15" in page.text
    assert "Сошлось" not in page.text
    assert "Не подтвердил" not in page.text
    assert "Applications 1" in desk.get("/platform/", status=200).text


def test_owners_and_strangers_never_enter(app: Flask, desk: Client) -> None:
    application_id = wait(app)
    founded = wishes.found(app, slug="drugoy", email="x@x.example")
    owner = desk.another(language="en")
    owner.sign_in(founded.person_id)
    stranger = desk.another(language="en")
    for path in ("applications", f"applications/{application_id}", "codes"):
        assert owner.get(f"/platform/{path}").status == 403
        assert "/sign-in" in stranger.get(f"/platform/{path}").location
