"""The guest's level: how it was reached, how it is kept, what comes next (R9)."""

from flask.typing import ResponseReturnValue

from app.core.errors import NotFound
from app.core.ids import CardId
from app.incentives import queries
from app.incentives.queries import Promise
from app.programmes import level_words
from app.programmes.queries import Version
from app.web import levels
from app.web.cabinet.door import blueprint, card
from app.web.cabinet.versions import version
from app.web.page import page

CHANGES = 50


@blueprint.get("/level")
def level() -> ResponseReturnValue:
    """Where the card stands, every level, and what happened before."""
    rules = in_force()
    board = levels.board(card().id, rules) if rules else None
    if rules is None or board is None:
        raise NotFound
    return page(
        "cabinet/level.html",
        board=board,
        changes=queries.changes(card().id, rules, CHANGES),
        causes=level_words.CAUSES,
    )


def in_force() -> Version | None:
    """The rules of the card as they are now; None before its first ones begin."""
    held = card()
    return version(held.rule_version_id) if held.rule_version_id else None


def promised(card_id: CardId) -> list[tuple[Promise, str]]:
    """Rewards that wait for something the guest can do, and what that is."""
    rules = in_force()
    if rules is None:
        return []
    found = queries.promises(card_id, card().member_id, rules)
    return [(each, level_words.ask_of(each.rule)) for each in found]
