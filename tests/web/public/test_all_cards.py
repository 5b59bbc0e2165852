"""All cards of one person in one tap."""

import io
import zipfile

import pytest
from flask import Flask

from passes.testing import open_pkpass
from tests.circles import create_circle
from tests.conftest import ADDRESS, MakeApp
from tests.page import Client
from tests.world import World, create_person, issue_card

CARDS = "/me/cards.pkpasses"


@pytest.fixture
def demo(make_app: MakeApp, world: World) -> Flask:
    """A site that makes passes."""
    return make_app(demo=True)


def test_every_business_is_in_the_file(demo: Flask, world: World) -> None:
    person_id = create_person(name="Anna")
    numbers = {
        issue_card(shop.business_id, shop.programme_id, person_id=person_id).number
        for shop in (world.coffee, world.books)
    }
    browser = Client(demo, address=ADDRESS)
    browser.sign_in(person_id)
    answer = browser.get(CARDS, status=200)
    assert answer.headers["Content-Type"] == "application/vnd.apple.pkpasses"
    assert answer.headers["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as file:
        packages = [file.read(name) for name in file.namelist()]
    codes = {
        open_pkpass(package).document["barcodes"][-1]["message"] for package in packages
    }
    assert codes == {f"T{number}" for number in numbers}


def test_who_is_not_signed_in_has_no_cards(demo: Flask, world: World) -> None:
    browser = Client(demo, address=ADDRESS)
    assert browser.get(CARDS, status=303).location.startswith("/sign-in?next=/me")
    browser.sign_in(world.stranger)
    assert browser.get(CARDS, status=303).location == "/"


def test_without_certificates_there_are_none(client: Client, world: World) -> None:
    client.sign_in(world.coffee.member.person_id)
    assert client.get(CARDS, status=404).h1


def test_two_cards_of_one_business_are_both_there(demo: Flask, world: World) -> None:
    circle = create_circle(world.coffee)
    circle.enter(world.coffee.member.member_id)
    browser = Client(demo, address=ADDRESS)
    browser.sign_in(world.coffee.member.person_id)
    answer = browser.get(CARDS, status=200)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as file:
        packages = [open_pkpass(file.read(name)) for name in file.namelist()]
    assert len({package.document["serialNumber"] for package in packages}) == 2
    backs = [
        field["value"]
        for package in packages
        for field in package.document["storeCard"]["backFields"]
        if field["key"] == "programme"
    ]
    assert sorted(backs) == ["Points", "Student card"]
