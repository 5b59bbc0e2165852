"""The one table of rights."""

import pytest

from app.people.models import ROLES
from app.people.rights import (
    LIMITABLE,
    NEED_SECOND_FACTOR,
    RIGHTS,
    UNLIMITED,
    Right,
    may_give,
    rights_of,
    roles_with,
)
from app.web.roles import RIGHT_WORDS, ROLE_NAMES, ROLE_RIGHTS


def test_every_role_has_its_line_and_every_right_its_words() -> None:
    assert tuple(RIGHTS) == ROLES
    assert set(RIGHT_WORDS) == set(Right)
    assert tuple(ROLE_NAMES) == tuple(ROLE_RIGHTS) == ROLES


def test_only_owners_decide_on_owners() -> None:
    assert roles_with(Right.OWN) == ("owner",)
    assert rights_of("administrator") == set(Right) - {Right.OWN}


def test_who_reads_and_who_sells() -> None:
    assert roles_with(Right.READ) == ("owner", "administrator", "moderator")
    assert roles_with(Right.SELL) == ("owner", "administrator", "cashier")
    assert rights_of("cashier") == {Right.SELL}


def test_a_limit_takes_what_concerns_everybody() -> None:
    limited = rights_of("administrator", is_limited=True)
    assert limited == {Right.SELL, Right.READ, Right.MANAGE}
    assert not UNLIMITED & limited
    assert "owner" not in LIMITABLE


@pytest.mark.parametrize(
    ("giver", "role", "may"),
    [
        ("owner", "owner", True),
        ("owner", "cashier", True),
        ("administrator", "owner", False),
        ("administrator", "administrator", True),
        ("moderator", "cashier", False),
        ("cashier", "cashier", False),
    ],
)
def test_who_gives_which_role(giver: str, role: str, *, may: bool) -> None:
    assert may_give(giver, role) is may


def test_who_manages_needs_a_second_factor() -> None:
    assert NEED_SECOND_FACTOR == ("owner", "administrator")
