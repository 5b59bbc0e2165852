"""What happened on a card, line by line, in the reader's words: each with its reason.

One wording for the pages of a card and for the back of its passes.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.businesses.queries import BusinessView
from app.core import clock, locales
from app.core.ids import RuleVersionId
from app.core.locales import gettext as _
from app.core.locales import mark
from app.ledger.queries import HistoryRow
from app.programmes.earning import earn
from app.programmes.measures import measure_of
from app.programmes.queries import Version
from app.programmes.rules import CardRules
from app.sales.slips import Slip, slips
from app.sales.words import TITLES, WORDS

ACTION_REASON = "action: "
"""How the books begin the reason of a reward for an action; its rule's name follows."""

ACTION_GIVEN = mark("A reward for what you did: “%(name)s”")
ACTION_TAKEN = mark("Goods were returned for which you got “%(name)s”")
_TICK = timedelta(microseconds=1)
_RETURNED = {
    "award_cancelled": mark("The order “%(name)s” was cancelled"),
    "award_expired": mark("“%(name)s” was not fetched in time"),
    "award_withdrawn": mark("“%(name)s” was taken back: goods were returned"),
}
FindVersion = Callable[[RuleVersionId], Version]


def receipts_of(rows: Iterable[HistoryRow]) -> dict[int, Slip]:
    """The receipts of postings by id, in one statement."""
    return slips({row.receipt_id for row in rows if row.receipt_id is not None})


@dataclass(frozen=True, slots=True)
class Movement:
    """One posting in words; ``waits`` says from when its points can be used."""

    row: HistoryRow
    slip: Slip | None
    title: str
    why: str
    waits: str


class Movements:
    """Tells what happened, in the words of one business and the context's language."""

    def __init__(
        self,
        business: BusinessView,
        find_version: FindVersion,
        unit: str = "point",
    ) -> None:
        self._business = business
        self._measure = measure_of(unit, word=business.unit, currency=business.currency)
        self._find_version = find_version
        self._sentences: dict[str, Callable[[HistoryRow, Slip | None], str]] = {
            "earn": self._earned,
            "spend": self._spent,
            "clawback": self._clawed,
            "give_back": self._given_back,
            "expire": self._expired,
            "reversal": self._reversed,
            "transfer": self._moved,
            "exchange": self._exchanged,
            "extend": self._lengthened,
        }

    def told(
        self, rows: Iterable[HistoryRow], known: Mapping[int, Slip]
    ) -> list[Movement]:
        """The postings of a card in words; ``known`` are their receipts by id."""
        return [self._movement(row, known.get(row.receipt_id or 0)) for row in rows]

    def last_day(self, end: datetime) -> str:
        """The last day of something that ends at 24:00 (R4)."""
        return self.near_day(end - _TICK)

    def near_day(self, instant: datetime) -> str:
        """The local day of an instant, with its year only when it is another one."""
        zone = self._business.zone
        day = clock.local_date(instant, zone)
        return locales.day(day, short=day.year == clock.today(zone).year)

    def _movement(self, row: HistoryRow, slip: Slip | None) -> Movement:
        sentence = self._sentences.get(row.kind, self._change)
        if row.reason in WORDS:
            sentence = self._told
        title = f"{title_of(row)}, {slip.outlet}" if slip else title_of(row)
        if slip and slip.sharer_id is not None:
            title = f"{title}: {slip.by or _('a relative')}"
        return Movement(row, slip, title, sentence(row, slip), self._waits(row))

    def _waits(self, row: HistoryRow) -> str:
        if row.available_at is None or row.reversed_by_id is not None:
            return ""
        if row.available_at <= clock.now():
            return ""
        return _("usable from %(day)s", day=self.near_day(row.available_at))

    def _earned(self, row: HistoryRow, slip: Slip | None) -> str:
        if slip is None or row.rule_version_id is None:
            return self._change(row, slip)
        made = self._find_version(RuleVersionId(row.rule_version_id))
        why = _(
            "%(rate)s, receipt %(number)s for %(money)s, rules of %(day)s",
            rate=self._rate(made.rules, slip),
            number=slip.number,
            money=self._money(slip.due_minor),
            day=self.near_day(made.starts_at),
        )
        return why + self._cut(slip) + self._valid(row)

    def _cut(self, slip: Slip) -> str:
        if not slip.cut_points:
            return ""
        return _(
            "; %(points)s more went over the limit of the month",
            points=self._measure.text(slip.cut_points),
        )

    def _rate(self, rules: CardRules, slip: Slip) -> str:
        if rules.automatic is not None and not rules.step_minor:
            return self._measure.text(slip.earned_points)
        if rules.step_minor:
            return _(
                "%(points)s for every %(money)s",
                points=self._measure.text(1),
                money=self._money(rules.step_minor),
            )
        share = locales.percent(rules.rate_basis_points)
        if rules.boosts and slip.earned_points > earn(slip.paid_minor, rules):
            return _("%(share)s back and more for some goods", share=share)
        if slip.earned_points < earn(slip.paid_minor, rules):
            return _("%(share)s back on the goods that take part", share=share)
        if slip.points_spent:
            return _(
                "%(share)s back on the %(money)s paid in money",
                share=share,
                money=self._money(slip.paid_minor),
            )
        return _("%(share)s back", share=share)

    def _spent(self, row: HistoryRow, slip: Slip | None) -> str:
        if slip is None:
            return self._change(row, slip)
        return _(
            "Went towards receipt %(number)s for %(money)s",
            number=slip.number,
            money=self._money(slip.due_minor),
        )

    def _clawed(self, row: HistoryRow, slip: Slip | None) -> str:
        if slip is None:
            return self._change(row, slip)
        return _(
            "Earned with goods of receipt %(number)s that you have returned",
            number=slip.number,
        )

    def _given_back(self, row: HistoryRow, slip: Slip | None) -> str:
        if slip is None:
            return self._change(row, slip)
        why = _(
            "You had paid with them for goods of receipt %(number)s that you returned",
            number=slip.number,
        )
        return why + self._valid(row)

    def _expired(self, row: HistoryRow, _slip: Slip | None) -> str:
        return _("Not used by %(day)s", day=self.last_day(row.occurred_at))

    def _lengthened(self, row: HistoryRow, _slip: Slip | None) -> str:
        if row.expires_at is None:
            return _("We could not warn you three times")
        return _(
            "Valid through %(day)s now: we could not warn you three times",
            day=self.last_day(row.expires_at),
        )

    def _exchanged(self, row: HistoryRow, slip: Slip | None) -> str:
        why, _sep, name = row.reason.partition(": ")
        amount = self._measure.text(-row.net_points)
        if why == "full":
            return _("%(points)s turned into “%(name)s”", points=amount, name=name)
        if why == "award":
            return _("%(points)s for “%(name)s”", points=amount, name=name)
        return self._change(row, slip)

    def _reversed(self, row: HistoryRow, slip: Slip | None) -> str:
        why, _sep, name = row.reason.partition(": ")
        if why in _RETURNED:
            return _(_RETURNED[why], name=name)
        if slip is None:
            return self._change(row, slip)
        return _(
            "The cashier cancelled receipt %(number)s for %(money)s",
            number=slip.number,
            money=self._money(slip.due_minor),
        )

    def _moved(self, _row: HistoryRow, _slip: Slip | None) -> str:
        return _("From another card of yours")

    def _told(self, row: HistoryRow, slip: Slip | None) -> str:
        """What its reason says of itself."""
        number = slip.number if slip else ""
        words = _(WORDS[row.reason], business=self._business.name, number=number)
        return words + self._valid(row)

    def _change(self, row: HistoryRow, _slip: Slip | None) -> str:
        name = self._business.name
        promised = row.reason.partition(ACTION_REASON)[2]
        if promised:
            is_back = row.kind == "reversal"
            words = ACTION_TAKEN if is_back else ACTION_GIVEN
            return _(words, name=promised) + self._valid(row)
        reason, _colon, partner = row.reason.partition(":")
        if reason == "partner":
            return _("Spent at the partner %(partner)s", partner=partner)
        if reason == "partner_return":
            return _("Goods went back to the partner %(partner)s", partner=partner)
        why = (
            _("A welcome from %(business)s", business=name)
            if row.reason == "welcome"
            else _("Made by %(business)s", business=name)
        )
        return why + self._valid(row)

    def _valid(self, row: HistoryRow) -> str:
        if row.expires_at is None or row.net_points <= 0:
            return ""
        return _("; valid through %(day)s", day=self.last_day(row.expires_at))

    def _money(self, minor: int) -> str:
        return locales.money(minor, self._business.currency)


def title_of(row: HistoryRow) -> str:
    """What a posting is called, in the context's language."""
    if row.reason == "erasure":
        return _("Card deleted")
    if row.reason in TITLES:
        return _(TITLES[row.reason])
    return {
        "earn": _("Purchase"),
        "spend": _("Paid with the card"),
        "clawback": _("Return of goods"),
        "give_back": _("Return of goods"),
        "expire": _("Time ran out"),
        "reversal": _("Cancelled"),
        "gift": _("Gift"),
        "exchange": _("Reward"),
        "transfer": _("Cards joined"),
        "sell": _("Sold"),
        "buy_back": _("Paid back"),
        "donate": _("Given to a fund"),
        "settle": _("Settled with a partner"),
        "hold": _("Put on hold"),
        "release": _("Usable again"),
        "extend": _("Lasts longer"),
    }.get(row.kind) or _("Correction")
