"""Two browsers of one family, and how an invitation goes between them."""

import pytest

from tests.page import Client, Page
from tests.web.cabinet.conftest import HOME
from tests.world import Holder, World, create_person, issue_card

FAMILY = f"{HOME}/family"


@pytest.fixture
def boris(world: World) -> Holder:
    """A relative with a card of his own, who reads English."""
    person_id = create_person(name="Boris", phone="+79160000002", language="en")
    shop = world.coffee
    return issue_card(shop.business_id, shop.programme_id, person_id=person_id)


@pytest.fixture
def his(browser: Client, boris: Holder) -> Client:
    """His browser."""
    other = browser.another(language="en")
    other.sign_in(boris.person_id)
    return other


def invite(browser: Client) -> str:
    """Press the button; the link that the page then shows."""
    page = browser.get(FAMILY, status=200)
    shown = page.form(action="/family/invitations").submit(status=303)
    (link,) = (each for each in shown.text.split() if "/zerno/family/" in each)
    return link


def accept(his: Client, link: str, status: int = 303) -> Page:
    """Follow the link and press the button."""
    page = his.get(link, status=303, follow=True)
    return page.form(id_="invited").submit(status=status)
