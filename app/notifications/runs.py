"""Daily jobs: once a local day for each business, in the morning, never at midnight."""

from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.businesses import queries as businesses
from app.core import clock, db, tenancy
from app.notifications.trigger_models import TriggerRun

MORNING = 10
"""The local hour from which messages go out by themselves."""


def day_due(job: str) -> date | None:
    """Today, when the job has still to go through the open business's cards."""
    zone = businesses.by_id(tenancy.current()).zone
    local = clock.now().astimezone(ZoneInfo(zone))
    if local.hour < MORNING:
        return None
    last = db.session().scalar(select(TriggerRun.day).where(TriggerRun.job == job))
    return None if last is not None and last >= local.date() else local.date()


def done(job: str, day: date) -> None:
    """The job has gone through all cards. A job cut short begins the day anew."""
    dialect = sqlite if db.is_sqlite() else postgresql
    with db.writing():
        db.session().execute(
            dialect.insert(TriggerRun)
            .values(business_id=tenancy.current(), job=job, day=day)
            .on_conflict_do_update(
                index_elements=["business_id", "job"], set_={"day": day}
            )
        )
