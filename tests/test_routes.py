"""Addresses: who may open them, how they are spelled, and the list of all of them."""

import json
import re
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app.web.guards import GUARDED
from tests.page import Client
from tests.world import World

SAVED = Path(__file__).with_name("routes.txt")
# Audiences of strangers and machines: everybody may knock here.
OPEN = {"public", "health", "devices", "api_docs"}
OPEN_ENDPOINTS = {"static"}
WORD = re.compile(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*|\.well-known)(?:\.[a-z0-9]+)*")
SAMPLES = {"int": "1", "path": "x", "string": "x", "default": "x", "uuid": "0" * 32}


def rules(app: Flask) -> list[Rule]:
    """Every route, in a stable order."""
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))


def audience(rule: Rule) -> str:
    """The blueprint that a route belongs to."""
    return rule.endpoint.rpartition(".")[0]


def is_guarded(rule: Rule) -> bool:
    """Whether not everybody may open it."""
    return audience(rule) not in OPEN and rule.endpoint not in OPEN_ENDPOINTS


def methods(rule: Rule) -> set[str]:
    """The methods that mean something."""
    return set(rule.methods or ()) - {"HEAD", "OPTIONS"}


def described(app: Flask) -> str:
    """The route list as it is saved."""
    lines = []
    for rule in rules(app):
        view = app.view_functions[rule.endpoint]
        roles = ",".join(getattr(view, "required_roles", ()))
        who = audience(rule) if is_guarded(rule) else "everybody"
        verbs = ",".join(sorted(methods(rule)))
        lines.append(f"{verbs:9} {rule.rule}  [{who}{': ' if roles else ''}{roles}]\n")
    return "".join(lines)


def test_the_route_list_is_the_saved_one(
    app: Flask, request: pytest.FixtureRequest
) -> None:
    """After a look at the difference: ``pytest tests/test_routes.py --save-routes``."""
    if request.config.getoption("save_routes"):
        SAVED.write_text(described(app))
    assert described(app) == SAVED.read_text()


def test_every_audience_has_a_guard(app: Flask) -> None:
    for rule in filter(is_guarded, rules(app)):
        name = audience(rule)
        assert name in GUARDED, f"{rule.rule}: nobody guards {name!r}"
        assert GUARDED[name] in app.before_request_funcs[name], name


def test_addresses_are_kebab_case(app: Flask) -> None:
    for rule in rules(app):
        for part in re.sub(r"<[^>]+>", "x", rule.rule).strip("/").split("/"):
            assert not part or WORD.fullmatch(part), rule.rule


def test_ids_in_addresses_are_typed(app: Flask) -> None:
    for rule in rules(app):
        for converter, name in re.findall(
            r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>", rule.rule
        ):
            if name.endswith("_id") or name == "id":
                assert converter in {"int", "uuid"}, rule.rule


def test_screens_are_read_by_get_and_changed_by_post(app: Flask) -> None:
    """A form can say nothing else, and every form works without JavaScript."""
    for rule in rules(app):
        if audience(rule) not in {"api", "devices"}:
            assert methods(rule) <= {"GET", "POST"}, rule.rule


def sample(rule: Rule, slug: str, **values: str) -> str:
    """An address of the route; ``values`` stand in for our samples by their kind."""

    def fill(match: re.Match[str]) -> str:
        if match["name"] == "business":
            return slug
        if match["kind"] == "any":
            return match["choices"].split(",")[0].strip()
        return (SAMPLES | values)[match["kind"] or "default"]

    pattern = r"<(?:(?P<kind>\w+)(?:\((?P<choices>[^)]*)\))?:)?(?P<name>\w+)>"
    return re.sub(pattern, fill, rule.rule)


def test_nobody_enters_without_signing_in(
    app: Flask, client: Client, world: World
) -> None:
    for rule in filter(is_guarded, rules(app)):
        path = sample(rule, world.coffee.slug)
        for method in methods(rule):
            status = client.another().request(method, path).status
            assert status in {302, 303, 400, 401, 403, 404}, (
                f"{method} {path}: {status}"
            )


def test_staff_of_another_business_never_enter(
    app: Flask, client: Client, world: World
) -> None:
    """Not even where the id in the address exists."""
    client.sign_in(world.books.owner.person_id)
    for rule in filter(is_guarded, rules(app)):
        if audience(rule) not in {"office", "till"} or "<business>" not in rule.rule:
            continue
        path = sample(rule, world.coffee.slug)
        for method in methods(rule):
            status = client.request(method, path).status
            assert status in {400, 403, 404}, f"{method} {path}: {status}"


@pytest.mark.parametrize(
    "values",
    [
        {"int": "9" * 30},
        {"int": str(2**63)},
        {"int": "0"},
        {"string": "%00", "default": "%00", "path": "%00"},
        {"string": "x" * 3000, "default": "x" * 3000, "path": "x" * 3000},
        {"string": "%F0%9F%92%A9", "default": "%FF%FE", "path": "..%2f..%2fetc"},
    ],
    ids=["huge", "over", "zero", "null byte", "long", "odd"],
)
def test_nonsense_in_an_address_is_never_a_failure(
    app: Flask, client: Client, world: World, values: dict[str, str]
) -> None:
    """Signed in as whom the address is for, so that it is really read."""
    people = {
        "office": world.coffee.owner.person_id,
        "till": world.coffee.cashier.person_id,
        "cabinet": world.coffee.member.person_id,
        "platform": world.coffee.owner.person_id,
    }
    browsers = {name: client.another() for name in (*people, "")}
    for name, person_id in people.items():
        browsers[name].sign_in(person_id)
    for rule in rules(app):
        if "<" not in rule.rule.replace("<business>", "") or audience(rule) == "api":
            continue
        browser = browsers.get(audience(rule), browsers[""])
        path = sample(rule, world.coffee.slug, **values)
        token = browser.get(f"/{world.coffee.slug}/").one("body").attrib
        headers = json.loads(token["hx-headers:inherited"])
        for method in methods(rule):
            status = browser.request(method, path, headers=headers).status
            known = {200, 303, 404, 410, 422, 403, 400, 405}
            if audience(rule) == "devices":
                known |= {204, 401}
            assert status in known, f"{path}: {status}"
