"""Remembered addresses are those that Flask would make."""

import pytest
from flask import Flask, g, url_for

from app.web.links import link
from tests.world import World


@pytest.mark.parametrize(
    ("endpoint", "values"),
    [
        ("public.join", {"s": "poster"}),
        ("public.join", {"s": "стол & окно"}),
        ("cabinet.receipt", {"receipt_id": 7}),
        ("cabinet.home", {"_anchor": "top"}),
        ("cabinet.home", {"_external": True}),
        ("public.landing", {}),
        ("till.home", {"business": "folio"}),
    ],
)
def test_the_same_as_flasks(
    app: Flask, world: World, endpoint: str, values: dict[str, object]
) -> None:
    for shop in (world.coffee, world.books, world.coffee):
        with app.test_request_context(f"/{shop.slug}/"):
            app.preprocess_request()
            assert g.business.slug == shop.slug
            assert link(endpoint, **values) == url_for(endpoint, **values)


def test_a_site_below_a_path_keeps_it(app: Flask, world: World) -> None:
    for root in ("", "/club"):
        with app.test_request_context("/", base_url=f"https://tessera.test{root}"):
            app.preprocess_request()
            assert link("public.sign_in") == f"{root}/sign-in"
