"""A guest's lost phone or card, reported in the office."""

import pytest
from sqlalchemy import select

from app.cards import codes, papers, queries
from app.cards.errors import CardReplaced
from app.cards.models import Card
from app.core import db, tenancy
from tests.web.office.conftest import Enter, Office
from tests.world import World


def path(world: World) -> str:
    return f"members/{world.coffee.member.member_id}/lost"


@pytest.mark.parametrize("what", ["phone", "card"])
def test_the_old_code_ends_and_the_paper_is_kept(
    office: Office, world: World, what: str
) -> None:
    member = world.coffee.member
    form = office.get(path(world), status=200).form(id_="lost")
    done = form.submit(what=what, paper="Z-17", status=303)
    assert "refused from now on" in done.text
    assert "Z-17" in done.text
    with tenancy.scope(world.coffee.business_id):
        with pytest.raises(CardReplaced):
            queries.find(codes.static_payload(member.number))
        assert queries.find(member.number).card_id == member.card_id
        assert [p.kind for p in papers.papers(member.member_id)] == ["lost"]


def test_sent_twice_it_is_lost_once(office: Office, world: World) -> None:
    form = office.get(path(world), status=200).form(id_="lost")
    form.submit(what="phone", status=303)
    form.submit(what="phone", status=303)
    with tenancy.scope(world.coffee.business_id):
        lost = select(Card.id).where(Card.lost_at.is_not(None))
        assert len(db.session().scalars(lost).all()) == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"what": None}, "Choose one of these."),
        ({"what": "phone", "paper": "9" * 41}, "at most 40"),
    ],
)
def test_wrong_input_changes_nothing(
    office: Office, world: World, typed: dict[str, str], words: str
) -> None:
    form = office.get(path(world), status=200).form(id_="lost")
    page = form.submit(**typed, status=422)
    assert words in page.text
    assert page.title.startswith("Error:")
    with tenancy.scope(world.coffee.business_id):
        lost = select(Card.id).where(Card.lost_at.is_not(None))
        assert db.session().scalar(lost) is None


def test_another_card_and_other_roles(
    office: Office, enter: Enter, world: World
) -> None:
    theirs = str(world.books.member.card_id)
    assert office.post(path(world), card=theirs, what="phone").status == 422
    assert enter("cashier").get(path(world)).status == 403
