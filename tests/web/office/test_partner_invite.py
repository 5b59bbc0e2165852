"""Offering terms: typed values stay, wrong ones are named."""

from tests.web.office.conftest import Enter, Office


def test_terms_become_a_code(office: Office) -> None:
    form = office.get("partners/invite").form(action="partners/invite")
    page = form.submit(status=303)
    assert "It works once" in page.text
    assert "/pair/" in page.text


def test_wrong_terms_are_named_and_kept(office: Office) -> None:
    form = office.get("partners/invite").form(action="partners/invite")
    page = form.submit(ours_price="cheap", day_points="-1", status=422)
    assert "Write a price from" in page.text
    assert "cheap" in page.markup


def test_a_day_that_is_over_is_refused(office: Office) -> None:
    form = office.get("partners/invite").form(action="partners/invite")
    page = form.submit(starts_on="2020-01-01", status=422)
    assert "Choose today or a later day." in page.text


def test_administrators_invite_nobody(enter: Enter) -> None:
    enter("administrator").get("partners/invite", status=403)
