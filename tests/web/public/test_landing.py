"""The start page."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from tests.page import Client
from tests.world import World


def test_a_visitor_reads_what_this_is_and_may_sign_in(
    world: World, guest: Client
) -> None:
    page = guest.get("/", status=200)
    assert page.all("a", href="/sign-in")
    assert "Зерно" not in page.text


def test_a_member_finds_their_cards(world: World, guest: Client, joined: Any) -> None:
    joined(guest)
    joined(guest, "margin")
    page = guest.get("/", status=200)
    assert page.link("Зерно") == "/zerno/card"
    assert page.link("Margin Books") == "/margin/card"


def test_the_demo_shows_its_businesses(
    world: World, make_app: Callable[..., Flask]
) -> None:
    demo = Client(make_app(demo=True), address="https://tessera.test")
    assert demo.get("/", status=200).link("Зерно") == "/zerno/"
