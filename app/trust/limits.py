"""The limits in force, and choosing them."""

from dataclasses import asdict

from sqlalchemy import select

from app.core import audit, db, single
from app.trust.models import TrustLimits
from app.trust.rules import DEFAULTS, Limits, limits_of


def limits() -> Limits:
    """Those of the business in scope; the defaults until it chose its own."""
    values = db.session().execute(select(TrustLimits.chosen)).scalar_one_or_none()
    return DEFAULTS if values is None else limits_of(values)


def change(wanted: Limits) -> None:
    """Choose them; what waits already is decided as it was asked."""
    row = single.locked(TrustLimits, chosen=asdict(DEFAULTS))
    before, after = asdict(limits_of(row.chosen)), asdict(wanted)
    row.chosen = after
    db.session().flush()
    changed = {name for name in after if after[name] != before[name]}
    if changed:
        audit.note(
            "trust.limits_changed",
            subject="trust_limits",
            changed=sorted(changed),
            before={name: before[name] for name in sorted(changed)},
            after={name: after[name] for name in sorted(changed)},
        )
