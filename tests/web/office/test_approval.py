"""One request for a second person: agreed, declined, never by the asker."""

import pytest

from app.core import tenancy
from app.ledger import queries as ledger
from tests.form import Form
from tests.web.office.checking import all_of
from tests.web.office.conftest import Enter, Office
from tests.world import World


def balance(world: World) -> int:
    with tenancy.scope(world.coffee.business_id):
        return ledger.balance(world.coffee.member.card_id).available


@pytest.fixture
def asked(office: Office, world: World) -> int:
    """The owner's wish to give 600."""
    return all_of(office, world)["approval_id"]


def form(office: Office, asked: int) -> Form:
    return office.get(f"approvals/{asked}", status=200).form(id_="decide")


def test_who_asked_cannot_decide(office: Office, asked: int) -> None:
    page = office.get(f"approvals/{asked}", status=200)
    assert "Somebody else decides" in page.text
    assert not [each for each in page.forms() if "approvals" in each.action]
    sent = office.post(f"approvals/{asked}", do="approve", idempotency_key="k")
    assert sent.status == 422
    assert "you asked for it yourself" in sent.text


def test_another_manager_agrees(
    office: Office, enter: Enter, asked: int, world: World
) -> None:
    before = balance(world)
    page = form(enter("administrator"), asked).submit(button="Agree", status=303)
    assert "It is done as it was asked for" in page.text
    assert balance(world) == before + 600
    late = office.get(f"approvals/{asked}", status=200)
    assert "approved" in late.text


def test_declining_needs_words(enter: Enter, asked: int, world: World) -> None:
    other, before = enter("administrator"), balance(world)
    page = form(other, asked).submit(button="Decline", status=422)
    assert "Write the reason" in page.text
    done = page.form(id_="decide").submit(
        button="Decline", reason="Too much", status=303
    )
    assert "declined" in done.text
    assert "Too much" in other.get(f"approvals/{asked}").text
    assert balance(world) == before


def test_too_many_words_are_kept_and_refused(enter: Enter, asked: int) -> None:
    page = form(enter("administrator"), asked).submit(
        button="Decline", reason="x" * 1001, status=422
    )
    assert "too long" in page.text
    assert page.form(id_="decide").values["reason"] == ["x" * 1001]


def test_control_characters_are_left_out(enter: Enter, asked: int) -> None:
    other = enter("administrator")
    form(other, asked).submit(button="Decline", reason="a\x00b\u202ec", status=303)
    assert "abc" in other.get(f"approvals/{asked}", status=200).text


def test_deciding_twice_is_told(enter: Enter, asked: int, world: World) -> None:
    one, other = enter("administrator"), enter("administrator")
    late = form(other, asked)
    form(one, asked).submit(button="Agree", status=303)
    before = balance(world)
    page = late.submit(button="Agree", status=422)
    assert "decided already" in page.text
    assert balance(world) == before


def test_there_is_no_other_way(enter: Enter, asked: int) -> None:
    other = enter("administrator")
    assert other.post(f"approvals/{asked}", do="steal").status == 404
    assert other.get("approvals/77").status == 404
    assert other.post("approvals/77", do="approve").status == 404
