"""The back of a card: number, rules, what comes and goes, what happened, where to go."""

from collections.abc import Iterator
from functools import lru_cache, partial

from app.core import locales
from app.core.ids import BusinessId, RuleVersionId
from app.programmes import queries as programmes
from app.programmes import rewards
from app.programmes.explain import describe
from app.programmes.queries import Version
from app.programmes.rules import CardRules
from app.rewards.queries import AwardView
from app.sales.movements import Movement, Movements
from app.wallet.facts import Facts
from app.wallet.wording import each, said
from passes.card import LANGUAGES, Field


@lru_cache(maxsize=4096)
def rule_version(_: BusinessId, rule_version_id: RuleVersionId) -> Version:
    """A version of the business in scope; once written it never changes."""
    return programmes.version(rule_version_id)


def back_of(facts: Facts) -> tuple[Field, ...]:
    """All fields of the back; runs as of the facts' instant, in the business's scope."""
    words = Movements(
        facts.business, partial(rule_version, facts.business.id), facts.card.unit
    )
    return (
        Field("number", said(locales.mark("Card number")), facts.card.spoken),
        Field("programme", said(locales.mark("Card")), facts.card.programme),
        *_told(facts),
        *_waiting(facts, words),
        *_coming(facts, words),
        *_going(facts, words),
        *_latest(facts, words),
        *_rules(facts),
        *_outlets(facts),
    )


def _told(facts: Facts) -> Iterator[Field]:
    """The newest message; a phone says when it changes, with the pass' own name."""
    if facts.card.news and not facts.card.is_gone:
        yield Field("news", said(locales.mark("News")), facts.card.news, "%@")


def _waiting(facts: Facts, words: Movements) -> Iterator[Field]:
    """What may be fetched, each with its code and its last day."""
    for at, award in enumerate(facts.awards, start=1):
        yield Field(f"award-{at}", award.name, each(partial(_code_of, award, words)))


def _code_of(award: AwardView, words: Movements) -> str:
    code = locales.gettext("Code %(code)s", code=award.spoken)
    if award.expires_at is None:
        return code
    day = words.last_day(award.expires_at)
    return f"{code}, {locales.gettext('through %(day)s', day=day)}"


def _coming(facts: Facts, words: Movements) -> Iterator[Field]:
    for at, lot in enumerate(facts.standing.pending, start=1):
        day = partial(words.near_day, lot.available_at)
        label = _dated(locales.mark("Waiting until %(day)s"), day)
        yield Field(f"pending-{at}", label, _points(facts, lot.amount))
    if facts.standing.balance.debt:
        label = said(locales.mark("Owed after a return; the next purchases repay it"))
        yield Field("debt", label, _points(facts, -facts.standing.balance.debt))


def _going(facts: Facts, words: Movements) -> Iterator[Field]:
    for at, lot in enumerate(facts.standing.expiries, start=1):
        day = partial(words.last_day, lot.expires_at)
        label = _dated(locales.mark("Valid through %(day)s"), day)
        yield Field(f"expires-{at}", label, _points(facts, lot.amount))


def _dated(message: str, day: "partial[str]") -> dict[str, str]:
    return each(lambda: locales.gettext(message, day=day()))


def _latest(facts: Facts, words: Movements) -> Iterator[Field]:
    """The last movements, in the words of the history."""
    labels, lines = [], []
    for code in LANGUAGES:
        with locales.speaking(code):
            told = words.told(facts.movements, facts.slips)
            labels.append([_title(movement, words) for movement in told])
            lines.append([_line(movement, facts) for movement in told])
    for at in range(len(facts.movements)):
        label: dict[str, str] = dict(
            zip(LANGUAGES, [known[at] for known in labels], strict=True)
        )
        line: dict[str, str] = dict(
            zip(LANGUAGES, [known[at] for known in lines], strict=True)
        )
        yield Field(f"movement-{at + 1}", label, line)


def _title(movement: Movement, words: Movements) -> str:
    return f"{words.near_day(movement.row.occurred_at)} · {movement.title}"


def _line(movement: Movement, facts: Facts) -> str:
    if not movement.row.net_points:
        return movement.why
    points = facts.measure.signed(movement.row.net_points)
    waits = f" ({movement.waits})" if movement.waits else ""
    return f"{points}{waits} · {movement.why}"


def _rules(facts: Facts) -> Iterator[Field]:
    if facts.rules is not None:
        unit, currency = facts.business.unit, facts.business.currency
        sentences: dict[str, str] = {
            code: describe(facts.rules, code, unit=unit, currency=currency)
            for code in LANGUAGES
        }
        yield Field("rules", said(locales.mark("Rules")), sentences)
        yield from _rewards(facts.rules, facts)


def _rewards(rules: CardRules, facts: Facts) -> Iterator[Field]:
    """What points buy, the cheapest first, each with its terms and price."""
    if rules.rewards and rules.automatic is None:
        lines = each(partial(_reward_lines, rules, facts))
        yield Field("rewards", said(locales.mark("What points buy")), lines)


def _reward_lines(rules: CardRules, facts: Facts) -> str:
    currency, measure = facts.business.currency, facts.measure
    return "\n".join(
        f"{reward.name} ({rewards.terms(reward, currency=currency)}) — "
        f"{measure.text(reward.points)}"
        for reward in sorted(rules.rewards, key=lambda reward: reward.points)
    )


def _outlets(facts: Facts) -> Iterator[Field]:
    known = [
        ", ".join(filter(None, (outlet.name, outlet.address)))
        for outlet in facts.outlets
    ]
    if known:
        yield Field("outlets", said(locales.mark("Outlets")), "\n".join(known))


def _points(facts: Facts, amount: int) -> dict[str, str]:
    return each(partial(facts.measure.text, amount))
