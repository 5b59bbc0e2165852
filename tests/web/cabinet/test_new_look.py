"""A look that is published is on the page, on paper and on the pass within a minute."""

import io

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from app.core import db, tenancy
from app.wallet.models import ApplePass
from passes.testing import open_pkpass
from tests.conftest import ADDRESS, Clock, MakeApp
from tests.page import Client
from tests.web.cabinet.conftest import HOME
from tests.web.cabinet.test_wallet import PASS, PRINT, shown
from tests.world import Holder, World


@pytest.fixture
def site(app: Flask, make_app: MakeApp) -> Flask:
    """One site for the guest and the owner, which can sign passes."""
    return make_app(demo=True)


def enter(site: Flask, person_id: int, language: str = "en") -> Client:
    browser = Client(site, address=ADDRESS, language=language)
    browser.sign_in(person_id)  # type: ignore[arg-type]
    return browser


def photo(size: tuple[int, int]) -> io.BytesIO:
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, "PNG")
    out.seek(0)
    return out


def tag(world: World, guest: Holder) -> int:
    db.session().rollback()
    with tenancy.scope(world.coffee.business_id):
        held = select(ApplePass.tag).where(ApplePass.card_id == guest.card_id)
        return db.session().scalars(held).one()


def test_it_is_on_page_paper_and_pass(
    site: Flask, world: World, guest: Holder, clock: Clock
) -> None:
    phone, desk = (
        enter(site, guest.person_id),
        enter(site, world.coffee.owner.person_id),
    )
    worker = site.extensions["tessera_worker"]
    page = phone.get(HOME, status=200)
    edition = {"If-None-Match": page.headers["ETag"]}
    before, paper = phone.get(PASS, status=200), phone.get(PRINT, status=200).data
    worker.relay()
    number, since = (
        tag(world, guest),
        {"If-Modified-Since": before.headers["Last-Modified"]},
    )
    began = clock.now
    editor = desk.get("/zerno/office/look", status=200).form(action="/look")
    drafted = editor.submit(
        name="Полдень",
        brand_colour="#7a2e22",
        en_other="beans",
        phone="8 495 123-45-67",
        logo=(photo((300, 300)), "logo.png"),
        cover=(photo((1200, 600)), "hall.png"),
        status=303,
    )
    phone.get(HOME, headers=edition, status=304)
    drafted.form(action="/look").submit(
        cover_alt="Our hall", button="Опубликовать", status=303
    )
    page = phone.get(HOME, headers=edition, status=200)
    assert "Полдень" in page.text
    pictures = [e for e in page.all("img") if "/pictures/" in e.attrib["src"]]
    assert {e.attrib["src"].split("/")[4] for e in pictures} == {"logo", "strip"}
    assert {e.attrib["alt"] for e in pictures} == {"", "Our hall"}
    for image in pictures:
        phone.get(image.attrib["src"], status=200)
    assert page.link("+7 495 123\u201145\u201167") == "tel:+74951234567"
    assert "beans" in page.text
    assert phone.get(PRINT, status=200).data != paper
    clock.advance(seconds=1)
    worker.relay()
    assert tag(world, guest) > number
    after = phone.get(PASS, headers=since, status=200)
    assert (clock.now - began).total_seconds() < 60
    old, new = open_pkpass(before.data), open_pkpass(after.data)
    assert "Полдень" in shown(after.data)
    assert new.document["backgroundColor"] == "rgb(122, 46, 34)"
    assert new.document["serialNumber"] == old.document["serialNumber"]
    for name in ("logo.png", "icon.png", "strip.png", "strip@3x.png"):
        assert new.files[name] != old.files[name], name
    assert Image.open(io.BytesIO(new.files["strip@2x.png"])).size == (750, 288)
