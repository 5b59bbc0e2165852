"""Who may open which screen: every address and method, tried directly."""

import re

import pytest
from flask import Flask

from app.businesses import actions as businesses
from app.businesses import queries as businesses_queries
from app.core import db, tenancy
from app.core.config import Config
from app.wallet.printing import orders, runs
from tests.test_routes import methods, rules
from tests.web.office.conftest import Enter, Office
from tests.world import Shop, World

READABLE = {
    "office.today",
    "office.figures_file",
    "office.members",
    "office.members_file",
    "office.member",
    "office.member_history",
}


def addresses(app: Flask, ids: dict[str, int]) -> list[tuple[str, str, str]]:
    """Every method and address of the office, and its endpoint."""
    found = []
    for rule in rules(app):
        if rule.endpoint.startswith("office."):
            path = rule.rule.removeprefix("/<business>/office/")
            for name, value in ids.items():
                path = path.replace(f"<int:{name}>", str(value))
            path = re.sub(r"<any\((\w+)[^)]*\):\w+>", r"\1", path)
            path = path.replace("<code>", "poster")
            found += [(m, path, rule.endpoint) for m in sorted(methods(rule))]
    return found


def print_run(shop: Shop, config: Config) -> int:
    """An order of printed cards, made."""
    with tenancy.scope(shop.business_id), db.writing():
        run_id = orders.place(
            programme_id=shop.programme_id,
            is_stock=True,
            count=1,
            symbology="qr",
            language="en",
            staff_id=None,
        )
    while runs.send(config):
        pass
    return run_id


def ids_of(app: Flask, world: World) -> dict[str, int]:
    """Ids that exist in the coffee shop."""
    shop, config = world.coffee, app.extensions["tessera_config"]
    with tenancy.scope(shop.business_id), db.writing():
        businesses.make_api_key(
            outlet_id=shop.outlet_id, name="Till", secret_key="x" * 32, staff_id=None
        )
    with tenancy.scope(shop.business_id):
        (key,) = businesses_queries.api_keys()
        db.session().rollback()
    return {
        "member_id": shop.member.member_id,
        "programme_id": shop.programme_id,
        "staff_id": shop.cashier.staff_id,
        "key_id": key.id,
        "delivery_id": 1,
        "outlet_id": shop.outlet_id,
        "run_id": print_run(shop, config),
        "number": 1,
    }


def knock(office: Office, method: str, path: str) -> int:
    """The status of a request with a token that is right."""
    page = office.get(path) if method == "GET" else office.post(path)
    return page.status


def test_cashiers_find_the_way_to_the_till_everywhere(
    app: Flask, world: World, enter: Enter
) -> None:
    office = enter("cashier")
    page = office.get(status=403)
    assert page.link("To the till") == "/zerno/till/"
    for method, path, _ in addresses(app, ids_of(app, world)):
        assert knock(office, method, path) == 403, f"{method} {path}"


def test_moderators_read_the_day_and_the_members_only(
    app: Flask, world: World, enter: Enter
) -> None:
    office = enter("moderator")
    for method, path, endpoint in addresses(app, ids_of(app, world)):
        expected = 200 if endpoint in READABLE else 403
        assert knock(office, method, path) == expected, f"{method} {path}"


@pytest.mark.parametrize("role", ["owner", "administrator"])
def test_managers_open_everything(
    app: Flask, world: World, enter: Enter, role: str
) -> None:
    office = enter(role)
    for method, path, endpoint in addresses(app, ids_of(app, world)):
        if endpoint != "office.draft_stylesheet" and method == "GET":
            assert knock(office, method, path) == 200, f"{method} {path}"


def test_a_menu_shows_only_what_may_be_opened(enter: Enter) -> None:
    words = enter("moderator").get(status=200).text
    assert "Members" in words
    assert "API keys" not in words


def test_another_business_has_no_such_ids(office: Office, world: World) -> None:
    """Its member, programme and team are never told apart from what does not exist."""
    other = world.books
    for path in (
        f"members/{other.member.member_id}",
        f"programmes/{other.programme_id}",
        f"team/{other.owner.staff_id}",
    ):
        assert office.get(path).status == 404, path
    assert office.post(f"team/{other.cashier.staff_id}/end").status == 404
    assert office.post(f"programmes/{other.programme_id}").status == 404


def test_no_name_of_another_business_is_shown(office: Office, app: Flask) -> None:
    """Two businesses live here; this office knows of one."""
    for path in ("", "members", "programmes", "team", "api-keys", "outlets", "look"):
        assert "Margin" not in office.get(path, status=200).text, path
