"""The second look at a delivery, right before it leaves.

Between planning and sending a consent may be withdrawn, the notice read, the member
gone, the hour quiet: what is not wanted now does not leave.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from app.businesses import queries as businesses
from app.businesses.queries import BusinessView
from app.core import clock, locales, tenancy
from app.core.config import Config
from app.core.errors import NotFound
from app.notifications import (
    candidates,
    digest,
    links,
    marks,
    planning,
    queue,
    rules,
)
from app.notifications.candidates import Told
from app.notifications.channels import registry
from app.notifications.channels.registry import Addressee
from app.notifications.digest import Other
from app.notifications.kinds import registry as kinds
from app.notifications.kinds.kind import NoticeKind, Words
from app.notifications.planning import Circumstances, Standing
from app.notifications.queue import Claimed, Outcome

STALE_AD = timedelta(days=1)
STALE = timedelta(days=3)


@dataclass(frozen=True)
class Found:
    """A message that may leave; ``others`` are deliveries told in the same letter."""

    to: Addressee
    words: Words
    notice_id: int
    others: tuple[int, ...] = ()


class Checker:
    """Looks at deliveries, many at once; the words of each notice are made once."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._words: dict[tuple[int, str, str, str], Words] = {}

    def look(self, claimed: Sequence[Claimed]) -> dict[int, Found | Outcome]:
        """The messages, or how they ended without leaving; nothing of what is no longer due.

        By delivery, all of the business in scope. What leaves in another's letter stands
        there alone. Runs inside ``writing()``.
        """
        rows = candidates.rows(claimed)
        if not rows:
            return {}
        seen = self._seen(rows)
        looked: dict[int, Found | Outcome] = {}
        for row in rows:
            if row.id in seen.gone_along:
                continue
            looked[row.id] = found = self._looked(row, seen, looked)
            if isinstance(found, Found):
                seen.gone_along.update(found.others)
                if row.is_advertising:
                    seen.told.add(row)
        return looked

    def _seen(self, rows: Sequence[Any]) -> "_Seen":
        business = businesses.by_id(tenancy.current())
        # These messages are among those that the month's limit has counted already.
        what = Circumstances(
            rules.rules(), business.zone, registry.ready(self._config), sms_left=1
        )
        ads = {row.member_id for row in rows if _advertises(row, what)}
        return _Seen(
            business,
            what,
            candidates.standings(rows),
            candidates.told(sorted(ads)),
            digest.others(rows),
        )

    def _looked(
        self, row: Any, seen: "_Seen", looked: Collection[int]
    ) -> Found | Outcome:
        kind = kinds.KINDS.get(row.kind)
        if kind is None:
            return Outcome("skipped", "no_kind")
        refused = _refused(row, kind, seen)
        if refused is not None:
            return refused
        try:
            if seen.is_over(kind, row.payload):
                return Outcome("skipped", "stopped")
            others = seen.goes_along(row.id, looked)
            return self._message(row, kind, seen.business, others)
        except (LookupError, NotFound, TypeError, ValueError):
            # What it speaks of is not there any more, or never was.
            return Outcome("failed", "refused")

    def _message(
        self, row: Any, kind: NoticeKind, business: BusinessView, others: list[Other]
    ) -> Found:
        with locales.speaking(row.language):
            words = self._said(business, kind, row.payload)
            if others:
                words = digest.words(
                    [words, *(self._said(business, *each) for each in others)]
                )
        to = self._addressee(row, kind, business, is_digest=bool(others))
        return Found(to, words, row.notice_id, tuple(each.id for each in others))

    def _said(self, business: BusinessView, kind: NoticeKind, payload: Any) -> Words:
        """The words of a notice; the same ones are made once for a batch."""
        key = (business.id, kind.code, locales.language(), _key(payload))
        if key not in self._words:
            self._words[key] = kind.words(business, payload)
        return self._words[key]

    def _addressee(
        self, row: Any, kind: NoticeKind, business: BusinessView, *, is_digest: bool
    ) -> Addressee:
        home, key = f"{self._config.address}/{business.slug}", self._config.secret_key
        stopped = digest.ALL if is_digest else kind.code
        return Addressee(
            business=business,
            member_id=row.member_id,
            language=row.language,
            email=row.email,
            phone=row.phone,
            unread=row.unread_notices + row.unread_messages,
            link=f"{home}/n/{links.open_token(row.id, key)}",
            stop=f"{home}/stop/{links.stop_token(row.member_id, stopped, key)}"
            if kind.is_switchable
            else "",
            is_advertising=bool(row.is_advertising),
            is_urgent=kind.is_urgent,
            mark=marks.made("message", business.id, row.id, row.email, key)
            if row.channel == "email" and row.email
            else "",
        )


@dataclass
class _Seen:
    """What a batch of one business was looked at with; ``gone_along`` is in other letters."""

    business: BusinessView
    what: Circumstances
    standings: Mapping[int, Standing]
    told: Told
    others: Mapping[int, Sequence[Other]]
    gone_along: set[int] = field(default_factory=set)
    over: dict[tuple[str, str], bool] = field(default_factory=dict)

    def goes_along(self, delivery_id: int, looked: Collection[int]) -> list[Other]:
        """What is told in the letter of this delivery as well."""
        return [
            each
            for each in self.others.get(delivery_id, ())
            if each.id not in looked
            and each.id not in self.gone_along
            and not self.is_over(each.kind, each.payload)
        ]

    def is_over(self, kind: NoticeKind, payload: Any) -> bool:
        """Whether the business stopped what it belongs to; asked once for all alike."""
        key = kind.code, _key(payload)
        if key not in self.over:
            self.over[key] = kind.is_over(payload)
        return self.over[key]


def _advertises(row: Any, what: Circumstances) -> bool:
    kind = kinds.KINDS.get(row.kind)
    return row.is_advertising or (
        kind is not None and planning.advertises(kind, what.rules)
    )


def _key(payload: Any) -> str:
    return json.dumps(payload, sort_keys=True)


def _refused(row: Any, kind: NoticeKind, seen: _Seen) -> Outcome | None:
    """Why it is not to leave, or not now."""
    if row.read_at is not None:
        return Outcome("skipped", "read_meanwhile")
    what, who, now = seen.what, seen.standings[row.id], clock.now()
    is_ad = _advertises(row, what)
    why = planning.why_not(row.channel, kind, who, what, is_advertising=is_ad)
    if why:
        return Outcome("skipped", why)
    begins = row.told_at or row.created_at
    if now > begins + (STALE_AD if is_ad else STALE):
        return Outcome("skipped", "too_late")
    quiet = planning.quiet_of(row.channel, kind, who, what, is_advertising=is_ad)
    until = planning.after_quiet(now, who.zone or what.zone, quiet)
    if until is None:
        return Outcome("skipped", "quiet_hours")
    if until > now:
        return queue.put_off(until)
    if is_ad and seen.told.others(row) >= what.rules.weekly_cap:
        return Outcome("skipped", "over_cap")
    return None
