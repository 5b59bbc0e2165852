"""Keys of till software: shown once, kept as a digest, ended for good."""

import pytest

from app.businesses import queries as businesses
from app.businesses.queries import KeyView
from app.core import db, ids, tenancy
from app.core.errors import NotFound
from tests.page import Page
from tests.web.office.conftest import Office
from tests.world import World


def keys(world: World) -> list[KeyView]:
    with tenancy.scope(world.coffee.business_id):
        found = businesses.api_keys()
        db.session().rollback()
    return found


def secret(page: Page) -> str:
    return page.one("code", cls="secret").text or ""


def make(office: Office, **values: str) -> Page:
    form = office.get("api-keys", status=200).form(action="/api-keys")
    return form.submit(**{"name": "Register 2", **values}, status=201)


def test_a_key_is_made_and_works(office: Office, world: World) -> None:
    key = secret(make(office))
    secret_key = office.client.app.config["SECRET_KEY"]
    holder = businesses.key_holder(ids.digest(secret_key, "api-key", key))
    assert holder.outlet_id == world.coffee.outlet_id
    assert holder.business_id == world.coffee.business_id


def test_a_key_is_shown_once(office: Office) -> None:
    key = secret(make(office))
    page = office.get("api-keys", status=200)
    assert key not in page.markup
    assert key[-4:] in page.text
    assert "Register 2" in page.text


def test_a_repeated_form_makes_no_second_key_and_shows_none(
    office: Office, world: World
) -> None:
    form = office.get("api-keys", status=200).form(action="/api-keys")
    first = form.submit(name="Twice", status=201)
    second = form.submit(name="Twice", status=201)
    assert secret(first).startswith("tsr_")
    assert not second.all("code", cls="secret")
    assert "kept nowhere" in second.text
    assert len(keys(world)) == 1


def test_the_same_form_with_another_name_is_refused(
    office: Office, world: World
) -> None:
    form = office.get("api-keys", status=200).form(action="/api-keys")
    form.submit(name="One", status=201)
    page = form.submit(name="Two", status=422)
    assert "sent this form before" in page.text
    page.form(action="/api-keys").submit(status=201)
    assert [key.name for key in keys(world)] == ["Two", "One"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "\0"])
def test_a_key_needs_a_name(office: Office, world: World, name: str) -> None:
    form = office.get("api-keys", status=200).form(action="/api-keys")
    page = form.submit(name=name, status=422)
    assert page.one("p", cls="field-error") is not None
    assert keys(world) == []


def test_another_business_s_outlet_is_no_choice(office: Office, world: World) -> None:
    form = office.get("api-keys", status=200).form(action="/api-keys")
    form.submit(name="Spy", outlet=str(world.books.outlet_id), status=422)
    assert keys(world) == []


def test_a_key_is_revoked_after_its_consequence_is_named(
    office: Office, world: World
) -> None:
    key = secret(make(office))
    page = office.get("api-keys", status=200).click("Register 2")
    assert "stops booking receipts at once" in page.text
    page.form(action="/revoke").submit(status=303)
    assert keys(world)[0].revoked_at is not None
    secret_key = office.client.app.config["SECRET_KEY"]
    with pytest.raises(NotFound):
        businesses.key_holder(ids.digest(secret_key, "api-key", key))
    again = office.post(f"api-keys/{keys(world)[0].id}/revoke")
    assert again.status == 303
