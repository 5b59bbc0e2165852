"""Rule versions by id, remembered by the process: once written they never change."""

from collections.abc import Callable
from functools import lru_cache
from typing import cast

from flask import current_app, g
from flask.blueprints import BlueprintSetupState

from app.core.ids import BusinessId, RuleVersionId
from app.programmes import queries
from app.programmes.queries import Version
from app.web.cabinet.door import blueprint

_NAME = "tessera_rule_versions"
_KEPT = 2048


def version(rule_version_id: RuleVersionId) -> Version:
    """One version of the business in scope."""
    known = cast(
        "Callable[[BusinessId, RuleVersionId], Version]",
        current_app.extensions[_NAME],
    )
    return known(g.business.id, rule_version_id)


@blueprint.record
def _remember(state: BlueprintSetupState) -> None:
    def read(_: BusinessId, rule_version_id: RuleVersionId) -> Version:
        return queries.version(rule_version_id)

    state.app.extensions[_NAME] = lru_cache(maxsize=_KEPT)(read)
