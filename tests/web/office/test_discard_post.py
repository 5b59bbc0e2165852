"""A draft is thrown away after a question; what guests saw is not."""

import pytest

from app.core import tenancy
from app.core.errors import NotFound
from app.space import queries
from tests.space.conftest import write
from tests.web.office.conftest import Office


def test_a_draft_is_thrown_away(office: Office) -> None:
    with tenancy.scope(office.shop.business_id):
        post_id = write(title="A mistake", is_public=False)
    page = office.get(f"posts/{post_id}").click("Throw away")
    assert "A mistake" in page.text
    page = page.form(action="/discard").submit(status=303)
    assert "thrown away" in page.text
    with tenancy.scope(office.shop.business_id), pytest.raises(NotFound):
        queries.post(post_id)


def test_what_was_published_stays(office: Office) -> None:
    with tenancy.scope(office.shop.business_id):
        post_id = write(title="Public")
    office.get(f"posts/{post_id}/discard", status=404)
    assert office.post(f"posts/{post_id}/discard").status == 404
