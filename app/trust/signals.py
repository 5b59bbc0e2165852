"""What stands out in how somebody works at the till: pure, stated, never a verdict.

A share counts only when even its lower bound is far above what colleagues show: the
bound is Wilson's with z = 3.29 (one in a thousand), so that few purchases say little.
Peers are compared by their median, which a single cheat cannot move.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from statistics import median

Z = 3.29
MOST_EVIDENCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One thing that somebody did.

    Attributes:
        kind: sale, refund, undo, move, adjust or claim.
        actor: who, as the books name them.
        receipt_id: which receipt it was about; 0 for a change by hand.
        card_id: on which card.
        day: local day.
        is_night: at night, or long outside the outlet's hours.
        is_own: the card is the actor's own.
        is_typed: the number was typed; None when nobody knows.
        is_after_spend: goods came back whose points had been spent.
        amount: points of a change by hand.
    """

    kind: str
    actor: str
    receipt_id: int
    card_id: int
    day: date
    is_night: bool = False
    is_own: bool = False
    is_typed: bool | None = None
    is_after_spend: bool = False
    amount: int = 0


@dataclass(frozen=True, kw_only=True)
class Signal:
    """Something that stands out: ``count`` of ``total``, and what peers show.

    ``percent`` and ``peers_percent`` are whole percents for those who read.
    """

    code: str
    actor: str
    count: int
    total: int
    peers_percent: int
    receipts: tuple[int, ...]

    @property
    def percent(self) -> int:
        """The share in whole percents."""
        return self.count * 100 // self.total if self.total else 0


@dataclass(frozen=True, kw_only=True)
class Rule:
    """When a share stands out.

    ``picks`` are the deeds that count, ``among`` those they are a share of. It stands
    out with at least ``least`` of them, when the bound of the share is above ``floor``
    and above ``times`` the median of colleagues.
    """

    code: str
    picks: Callable[[Deed], bool]
    among: Callable[[Deed], bool]
    least: int
    floor: float
    times: float = 3.0


def _is_sale(deed: Deed) -> bool:
    return deed.kind == "sale"


SHARES = (
    Rule(
        code="refunds_after_spend",
        picks=lambda d: d.kind == "refund" and d.is_after_spend,
        among=lambda d: d.kind in {"sale", "refund"},
        least=4,
        floor=0.01,
    ),
    Rule(
        code="typed",
        picks=lambda d: d.kind == "sale" and d.is_typed is True,
        among=lambda d: d.kind == "sale" and d.is_typed is not None,
        least=30,
        floor=0.30,
        times=2.0,
    ),
    Rule(
        code="night",
        picks=lambda d: d.kind == "sale" and d.is_night,
        among=_is_sale,
        least=6,
        floor=0.03,
    ),
    Rule(
        code="undos",
        picks=lambda d: d.kind == "undo",
        among=lambda d: d.kind in {"sale", "undo"},
        least=8,
        floor=0.05,
    ),
    Rule(
        code="moves",
        picks=lambda d: d.kind == "move",
        among=lambda d: d.kind in {"sale", "move"},
        least=5,
        floor=0.02,
    ),
)
OFTEN_IN_A_DAY, OFTEN_DAYS = 4, 3
TOP_LEAST, TOP_SALES, TOP_FLOOR, TOP_TIMES = 15, 40, 0.10, 2
BELOW_LEAST, BELOW_SHARE, BELOW_BAND = 4, 0.5, 0.9
CLAIMS_LEAST = 4


def signals(deeds: Iterable[Deed], single_limit: int) -> list[Signal]:
    """All that stands out, the most telling first.

    ``single_limit`` is the largest change by hand without a second person.
    """
    by_actor: dict[str, list[Deed]] = {}
    for deed in deeds:
        by_actor.setdefault(deed.actor, []).append(deed)
    found = [
        each
        for actor, own in by_actor.items()
        for each in (
            _own_cards(actor, own),
            _one_card_often(actor, own),
            _just_below(actor, own, single_limit),
            _claims_on_one_card(actor, own),
        )
        if each is not None
    ]
    for rule in SHARES:
        found += _shares(rule, by_actor)
    found += _concentration(by_actor)
    return sorted(found, key=lambda s: (ORDER.index(s.code), -s.count))


ORDER = (
    "own",
    "one_card",
    "claims",
    "concentration",
    "refunds_after_spend",
    "moves",
    "below_limit",
    "undos",
    "typed",
    "night",
)


def lower_bound(count: int, total: int) -> float:
    """The least share that ``count`` of ``total`` is likely to come from (Wilson)."""
    if not total:
        return 0.0
    share, square = count / total, Z * Z
    middle = share + square / (2 * total)
    width = Z * sqrt(share * (1 - share) / total + square / (4 * total * total))
    return max(0.0, (middle - width) / (1 + square / total))


def _own_cards(actor: str, own: Sequence[Deed]) -> Signal | None:
    picked = [each for each in own if each.kind == "sale" and each.is_own]
    return _signal("own", actor, picked, len(own)) if picked else None


def _one_card_often(actor: str, own: Sequence[Deed]) -> Signal | None:
    """Days on which one card earned again and again at the same cashier."""
    sales = [each for each in own if each.kind == "sale"]
    times = Counter((each.card_id, each.day) for each in sales)
    often = {pair for pair, count in times.items() if count >= OFTEN_IN_A_DAY}
    days = Counter(card_id for card_id, _ in often)
    cards = {card_id for card_id, count in days.items() if count >= OFTEN_DAYS}
    picked = [
        each
        for each in sales
        if each.card_id in cards and (each.card_id, each.day) in often
    ]
    return _signal("one_card", actor, picked, len(sales)) if picked else None


def _just_below(actor: str, own: Sequence[Deed], limit: int) -> Signal | None:
    """Changes by hand that all but reach the limit of one person."""
    changes = [each for each in own if each.kind == "adjust"]
    picked = [e for e in changes if limit * BELOW_BAND <= abs(e.amount) <= limit]
    is_much = len(picked) >= max(BELOW_LEAST, BELOW_SHARE * len(changes))
    return _signal("below_limit", actor, picked, len(changes)) if is_much else None


def _claims_on_one_card(actor: str, own: Sequence[Deed]) -> Signal | None:
    """Cheques without a card that went to one and the same card later."""
    claims = [each for each in own if each.kind == "claim"]
    top = _top(claims)
    picked = [each for each in claims if each.card_id == top]
    is_much = len(picked) >= CLAIMS_LEAST and len(picked) * 4 >= len(claims)
    return _signal("claims", actor, picked, len(claims)) if is_much else None


def _concentration(by_actor: Mapping[str, Sequence[Deed]]) -> list[Signal]:
    """One card that gets a large part of all that somebody books."""
    sales = {
        actor: [each for each in own if each.kind == "sale"]
        for actor, own in by_actor.items()
    }
    tops = {
        actor: [each for each in own if each.card_id == _top(own)]
        for actor, own in sales.items()
    }
    shares = {
        actor: len(tops[actor]) / len(own)
        for actor, own in sales.items()
        if len(own) >= TOP_SALES
    }
    found = []
    for actor in shares:
        usual = _peers(shares, actor)
        bound = lower_bound(len(tops[actor]), len(sales[actor]))
        if len(tops[actor]) >= TOP_LEAST and bound > max(TOP_FLOOR, TOP_TIMES * usual):
            found.append(
                _signal("concentration", actor, tops[actor], len(sales[actor]), usual)
            )
    return found


def _shares(rule: Rule, by_actor: Mapping[str, Sequence[Deed]]) -> list[Signal]:
    picked = {a: [d for d in own if rule.picks(d)] for a, own in by_actor.items()}
    totals = {a: sum(map(rule.among, own)) for a, own in by_actor.items()}
    shares = {a: len(picked[a]) / total for a, total in totals.items() if total}
    found = []
    for actor in shares:
        usual = _peers(shares, actor)
        bound = lower_bound(len(picked[actor]), totals[actor])
        if len(picked[actor]) >= rule.least and bound > max(
            rule.floor, rule.times * usual
        ):
            found.append(_signal(rule.code, actor, picked[actor], totals[actor], usual))
    return found


def _peers(shares: Mapping[str, float], actor: str) -> float:
    """The median of the others; nothing to compare with counts as nothing."""
    others = [share for each, share in shares.items() if each != actor]
    return median(others) if others else 0.0


def _top(deeds: Sequence[Deed]) -> int:
    """The card that comes most often."""
    times = Counter(each.card_id for each in deeds)
    return max(times, key=lambda card_id: (times[card_id], -card_id), default=0)


def _signal(
    code: str, actor: str, picked: Sequence[Deed], total: int, usual: float = 0.0
) -> Signal:
    return Signal(
        code=code,
        actor=actor,
        count=len(picked),
        total=total,
        peers_percent=int(usual * 100),
        receipts=tuple(
            dict.fromkeys(each.receipt_id for each in picked if each.receipt_id)
        )[-MOST_EVIDENCE:],
    )
