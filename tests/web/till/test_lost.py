"""A lost card, reported at the till after looking whose it is."""

import pytest

from app.cards import codes, papers, queries
from app.cards.errors import CardReplaced
from app.core import tenancy
from tests.page import Page
from tests.web.till.conftest import Till


def report(till: Till, status: int, **fields: object) -> Page:
    till.scan()
    form = till.client.get(till.url("lost"), status=200).form(id_="lost")
    return form.submit(fields, status=status)


def test_the_old_code_ends_and_the_card_stays_open(till: Till) -> None:
    member = till.shop.member
    done = report(till, 303, what="card", checked=True, paper="L-4")
    assert codes.spoken(member.number) not in done.text
    with tenancy.scope(till.shop.business_id):
        fresh = queries.card(member.card_id)
        with pytest.raises(CardReplaced):
            queries.find(codes.static_payload(member.number))
        assert [p.number for p in papers.papers(member.member_id)] == ["L-4"]
    assert fresh.spoken in done.text
    refused = till.client.get(till.url()).form(action="/scan")
    page = refused.submit(code=codes.static_payload(member.number), status=422)
    assert "заменена" in page.text
    # By its digits staff still find whose it was.
    till.scan(member.number)


@pytest.mark.parametrize(
    "fields",
    [
        {"checked": True},
        {"what": "card"},
        {"what": "card", "checked": True, "paper": "9" * 41},
    ],
)
def test_nothing_ends_without_a_look_at_the_guest(
    till: Till, fields: dict[str, object]
) -> None:
    report(till, 422, **fields)
    with tenancy.scope(till.shop.business_id):
        payload = codes.static_payload(till.shop.member.number)
        assert queries.find(payload).card_id == till.shop.member.card_id
