"""The page with the code of a cheque without a card."""

import re

from app.core import db, tenancy
from app.trust import claims
from tests.web.till.conftest import Till
from tests.web.till.test_without_card import written
from tests.world import World, create_outlet


def test_the_code_is_the_links(till: Till) -> None:
    page = written(till)
    code = page.one(cls="claim").findtext(".//p") or ""
    assert re.fullmatch(r"(?:[A-Z2-9]{4}-){3}[A-Z2-9]{4}", code)
    link = page.one("img", width="192").get("alt") or ""
    assert f"/zerno/claim/{code.replace('-', '')}" in link


def test_a_claimed_cheque_shows_no_code(till: Till, world: World) -> None:
    page = written(till)
    code = page.one(cls="claim").findtext(".//p") or ""
    shop, secret = world.coffee, till.client.app.config["SECRET_KEY"]
    with tenancy.scope(shop.business_id), db.writing():
        claims.claim(code=code, card_id=shop.member.card_id, secret_key=secret)
    later = till.client.get(page.path, status=200)
    assert "уже на карте" in later.text
    assert code not in later.text


def test_it_is_this_outlets(till: Till) -> None:
    page = written(till)
    other = create_outlet(till.shop.business_id, code="2")
    choose = till.client.get(till.url("outlet")).form(action="/outlet")
    choose.submit(outlet=str(other), status=303)
    assert till.client.get(page.path).status == 404
    assert till.client.get(till.url("without-card/77")).status == 404
