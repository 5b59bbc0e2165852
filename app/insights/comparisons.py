"""How a figure stands to the one before it, in words."""

from collections.abc import Callable

from app.core.locales import gettext as _
from app.core.locales import percent
from app.core.money import divide_half_up

FEW = 20
"""Of less than this many things a percentage says nothing."""
_MOST_PERCENT = 1000
Say = Callable[[int], str]


def compared(now: int, before: int, than: str, say: Say, *, is_count: bool) -> str:
    """One sentence without its full stop.

    Args:
        now: the figure.
        before: the one that it is compared with.
        than: what that was, as it goes on after "more than": "a week earlier".
        say: how such a figure is written.
        is_count: whether it counts things, so that few of them are told as a number.
    """
    if now == before:
        return _("the same as %(than)s", than=than)
    if before == 0:
        return _("nothing %(than)s", than=than)
    if now <= 0 or before < 0:
        return _("%(than)s: %(value)s", than=than, value=say(before))
    gap = abs(now - before)
    if is_count and before < FEW:
        return _much(say(gap), than, is_more=now > before)
    share = divide_half_up(100 * gap, before)
    if share == 0:
        return _("almost the same as %(than)s", than=than)
    if share >= _MOST_PERCENT:
        return _("many times more; %(than)s: %(value)s", than=than, value=say(before))
    return _much(percent(100 * share), than, is_more=now > before)


def _much(gap: str, than: str, *, is_more: bool) -> str:
    if is_more:
        return _("%(gap)s more than %(than)s", gap=gap, than=than)
    return _("%(gap)s less than %(than)s", gap=gap, than=than)
