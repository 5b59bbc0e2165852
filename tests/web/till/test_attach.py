"""A printed card is handed out to the guest whose card lies open."""

import pytest

from app.cards import queries
from app.core import tenancy
from tests.page import Page
from tests.web.till.conftest import Till


def attach(till: Till, code: str, status: int) -> Page:
    till.scan()
    form = till.client.get(till.url("attach"), status=200).form(id_="attach")
    return form.submit(code=code, status=status)


def test_it_leads_to_the_guests_card(till: Till) -> None:
    attach(till, "1000000008", 303)
    with tenancy.scope(till.shop.business_id):
        assert queries.find("T1000000008").card_id == till.shop.member.card_id


@pytest.mark.parametrize("code", ["", "x", "9" * 65])
def test_what_is_no_number_is_refused(till: Till, code: str) -> None:
    attach(till, code, 422)


def test_a_card_of_somebody_is_not_given_away(till: Till) -> None:
    attach(till, till.shop.member.number, 422)
