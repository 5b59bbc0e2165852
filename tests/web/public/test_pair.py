"""Where a partner's code leads: strangers, owners, codes that do not work."""

from flask import Flask

from tests.page import Client
from tests.web.office.test_partner_accept import code_of_books
from tests.world import World


def test_an_owner_is_led_to_the_office(
    app: Flask, client: Client, world: World
) -> None:
    code = code_of_books(app, world)
    page = client.get(f"/pair/{code}", status=200)
    assert "Margin Books" in page.text
    browser = client.another()
    browser.sign_in(world.coffee.owner.person_id)
    page = browser.get(f"/pair/{code}", status=200)
    assert f"/{world.coffee.slug}/office/partners/accept" in page.markup


def test_codes_that_do_not_work_get_one_answer(client: Client) -> None:
    for code in ("A" * 16, "x", "%00", "a" * 200):
        client.get(f"/pair/{code}", status=404)
    for _ in range(10):
        answer = client.get("/pair/AAAA")
    assert answer.status == 429
