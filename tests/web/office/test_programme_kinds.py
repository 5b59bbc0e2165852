"""Which card: every kind of the registry, each leading to its own form."""

import pytest

from app.core import locales
from app.programmes.kinds.registry import KINDS
from tests.web.office.conftest import Enter, Office


def test_every_kind_can_be_chosen(office: Office) -> None:
    page = office.get("programmes/kinds", status=200)
    for kind in KINDS.values():
        assert kind.purpose in page.text
        assert kind.guest, f"nobody says what a guest sees of {kind.name}"
        assert kind.guest in page.text
    links = [each.attrib["href"] for each in page.all("a", cls="kind-link")]
    assert len(links) == len(KINDS)
    for link in links:
        assert office.client.get(link, status=200).form(id_="rules")


@pytest.mark.parametrize("name", list(KINDS))
def test_the_form_of_a_kind_says_it_in_russian(office: Office, name: str) -> None:
    assert locales.catalogue("ru").gettext(KINDS[name].purpose) != KINDS[name].purpose
    assert locales.catalogue("ru").gettext(KINDS[name].guest) != KINDS[name].guest


def test_an_unknown_kind_is_not_found(office: Office) -> None:
    office.get("programmes/new/magic", status=404)


def test_a_cashier_makes_no_card(enter: Enter) -> None:
    enter("cashier").get("programmes/kinds", status=403)
