"""What each role may do: one table, pure. Guards ask it, pages explain it.

Somebody whose role is limited to groups of guests loses what concerns the whole
business: otherwise the limit could be walked around, or lifted by whom it binds.
"""

from enum import StrEnum


class Right(StrEnum):
    """Something that not everybody in a team may do."""

    SELL = "sell"
    READ = "read"
    MODERATE = "moderate"
    MANAGE = "manage"
    LEAD = "lead"
    AUDIT = "audit"
    WHOLE = "whole"
    OWN = "own"


RIGHTS: dict[str, frozenset[Right]] = {
    "owner": frozenset(Right),
    "administrator": frozenset(Right) - {Right.OWN},
    "moderator": frozenset({Right.READ, Right.MODERATE}),
    "cashier": frozenset({Right.SELL}),
}
"""Role by role. ``WHOLE`` is what touches all guests at once: imports, exports, keys."""

UNLIMITED = frozenset({Right.MODERATE, Right.LEAD, Right.AUDIT, Right.WHOLE, Right.OWN})
LIMITABLE = tuple(role for role, rights in RIGHTS.items() if Right.OWN not in rights)
"""Roles that may be limited to groups and outlets; an owner's never is."""

NEED_SECOND_FACTOR = tuple(r for r, rights in RIGHTS.items() if Right.MANAGE in rights)


def rights_of(role: str, *, is_limited: bool = False) -> frozenset[Right]:
    """The rights of a role, fewer when it is limited to groups of guests."""
    return RIGHTS[role] - UNLIMITED if is_limited else RIGHTS[role]


def roles_with(right: Right) -> tuple[str, ...]:
    """The roles that have a right, unless a limit takes it."""
    return tuple(role for role, rights in RIGHTS.items() if right in rights)


def may_give(giver: str, role: str) -> bool:
    """Whether somebody with the role ``giver`` may give or take ``role``."""
    rights = RIGHTS[giver]
    return Right.OWN in rights or (Right.LEAD in rights and role != "owner")
