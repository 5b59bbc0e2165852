"""What a promotion gives in one sentence, for the owner's preview and for guests."""

from collections.abc import Iterator

from babel import Locale

from app.core import locales
from app.core.locales import gettext, money, ngettext
from app.offers.rules import Terms
from app.programmes.goods import Goods
from app.programmes.windows import DAY_MINUTES, Window

MAX_NAMED = 4


def describe(terms: Terms, language: str, *, currency: str = "RUB") -> str:
    """The terms as one sentence: what, from which sum, when, how often."""
    with locales.speaking(language):
        return "; ".join(_clauses(terms, currency)) + "."


def gain(terms: Terms, *, currency: str = "RUB") -> str:
    """The gain alone, short enough for a badge: −15 % or −200 ₽."""
    if terms.share_basis_points:
        return locales.MINUS + locales.percent(terms.share_basis_points)
    return locales.MINUS + money(terms.amount_minor, currency)


def _clauses(terms: Terms, currency: str) -> Iterator[str]:
    off = (
        locales.percent(terms.share_basis_points)
        if terms.share_basis_points
        else money(terms.amount_minor, currency)
    )
    yield _gain(off, terms.goods)
    if terms.max_minor is not None:
        yield gettext("at most %(sum)s off", sum=money(terms.max_minor, currency))
    if terms.min_minor:
        yield gettext(
            "with receipts from %(sum)s", sum=money(terms.min_minor, currency)
        )
    yield from _when(terms.window)
    if terms.is_first_only:
        yield gettext("with the first purchase only")
    if terms.per_person is not None:
        yield (
            gettext("once for each guest")
            if terms.per_person == 1
            else ngettext(
                "%(num)s time for each guest",
                "%(num)s times for each guest",
                terms.per_person,
            )
        )
    if terms.total is not None:
        yield ngettext("%(num)s time in all", "%(num)s times in all", terms.total)
    if terms.is_exclusive:
        yield gettext(
            "not together with the card's own discount: the better one counts"
        )


def _gain(off: str, goods: Goods) -> str:
    named = [*goods.categories, *goods.skus]
    if not named:
        return gettext("%(off)s off everything", off=off)
    listed = ", ".join(named[:MAX_NAMED])
    if len(named) > MAX_NAMED:
        listed = ngettext(
            "%(listed)s and %(num)s more",
            "%(listed)s and %(num)s more",
            len(named) - MAX_NAMED,
            listed=listed,
        )
    return gettext("%(off)s off: %(goods)s", off=off, goods=listed)


def _when(window: Window) -> Iterator[str]:
    if window.first_day and window.last_day:
        yield locales.days(window.first_day, window.last_day)
    elif window.first_day:
        yield gettext("from %(day)s on", day=locales.day(window.first_day))
    elif window.last_day:
        yield gettext("through %(day)s", day=locales.day(window.last_day))
    if window.weekdays:
        yield ", ".join(weekday(number) for number in sorted(window.weekdays))
    if (window.from_minute, window.until_minute) != (0, DAY_MINUTES):
        yield gettext(
            "from %(start)s to %(end)s",
            start=clock_time(window.from_minute),
            end=clock_time(window.until_minute),
        )


def weekday(number: int) -> str:
    """The short name of a day of the week: 1 is Monday."""
    names = Locale.parse(locales.language()).days["stand-alone"]["abbreviated"]
    return str(names[number - 1])


def clock_time(minute: int) -> str:
    """A minute of the day as a clock shows it; the end of the day is 24:00."""
    return f"{minute // 60}:{minute % 60:02d}"
