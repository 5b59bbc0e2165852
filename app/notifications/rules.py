"""How a business writes to its members: hours, the cap, what expiry counts as, SMS."""

from datetime import datetime

from sqlalchemy import func, select

from app.businesses import queries as businesses
from app.core import audit, clock, db, single, tenancy
from app.core.config import Config
from app.notifications.channels import registry
from app.notifications.models import Delivery, MessageRules, Notice
from app.notifications.planning import Circumstances, Rules

_LEFT = ("due", "sending", "sent", "unclear")


def rules() -> Rules:
    """Those of the business in scope; the defaults until it chose its own."""
    found = db.session().scalar(select(MessageRules))
    if found is None:
        return Rules()
    return Rules(
        quiet=(found.quiet_from, found.quiet_until),
        weekly_cap=found.weekly_cap,
        expiry_is_service=found.expiry_is_service,
        has_sms=found.has_sms,
        sms_monthly=found.sms_monthly,
        sms_price_minor=found.sms_price_minor,
    )


def change(chosen: Rules) -> None:
    """Choose them; what is planned keeps its time, and is looked at again when sent."""
    row = single.locked(MessageRules)
    row.quiet_from, row.quiet_until = chosen.quiet
    row.weekly_cap = chosen.weekly_cap
    row.expiry_is_service = chosen.expiry_is_service
    row.has_sms = chosen.has_sms
    row.sms_monthly = chosen.sms_monthly
    row.sms_price_minor = chosen.sms_price_minor
    db.session().flush()
    audit.note(
        "messages.rules_changed",
        subject="message_rules",
        quiet_from=chosen.quiet[0],
        quiet_until=chosen.quiet[1],
        weekly_cap=chosen.weekly_cap,
        expiry_is_service=chosen.expiry_is_service,
        has_sms=chosen.has_sms,
        sms_monthly=chosen.sms_monthly,
    )


def circumstances(config: Config) -> Circumstances:
    """What holds for every member of the business in scope now."""
    zone = businesses.by_id(tenancy.current()).zone
    chosen = rules()
    left = chosen.sms_monthly - sms_used(zone) if chosen.has_sms else 0
    return Circumstances(chosen, zone, registry.ready(config), left)


def sms_used(zone: str) -> int:
    """How many SMS left, or are on their way, in this calendar month of ``zone``."""
    counted = (
        select(func.count(Delivery.id))
        .join(Notice, Notice.id == Delivery.notice_id)
        .where(
            Delivery.channel == "sms",
            Delivery.state.in_(_LEFT),
            Notice.created_at >= _month_start(zone),
        )
    )
    return int(db.session().scalar(counted) or 0)


def _month_start(zone: str) -> datetime:
    return clock.day_start(clock.today(zone).replace(day=1), zone)
