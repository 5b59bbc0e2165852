"""Opening hours as people type them, in Russian or English, into `hours`.

``пн-пт 8:00-22:00, сб 10–20, вс выходной``, ``ежедневно с 9 до 21, перерыв 13–14``,
``Mon-Fri 8am-10pm; Sat, Sun 10-18``, ``круглосуточно``; exceptions with a date before
them: ``1–8 января: выходной``, ``31.12 9-15 Новый год``.
"""

import re
from datetime import date
from typing import Final

from app.businesses.hours import DAYS, BadHours, Hours, Span, Spans, Special, span

LONGEST: Final = 400
_DAY_NAMES: Final = (
    r"пн|пнд|пон\w*|mo|mon|mondays?",
    r"вт|втр|вторник\w*|tu|tues?|tuesdays?",
    r"ср|срд|сред\w*|we|wed|wednesdays?",
    r"чт|чтв|четв\w*|th|thur?s?|thursdays?",
    r"пт|птн|пятн\w*|fr|fri|fridays?",
    r"сб|сбт|субб\w*|sa|sat|saturdays?",
    r"вс|вск|воскр\w*|su|sun|sundays?",
)
_MONTHS: Final = (
    r"янв\w*|jan\w*",
    r"фев\w*|feb\w*",
    r"мар\w*|mar\w*",
    r"апр\w*|apr\w*",
    r"ма[йя]|may",
    r"июн\w*|june?",
    r"июл\w*|july?",
    r"авг\w*|aug\w*",
    r"сен\w*|sep\w*",
    r"окт\w*|oct\w*",
    r"ноя\w*|nov\w*",
    r"дек\w*|dec\w*",
)
_ANY_DAY = "|".join(_DAY_NAMES)
_ANY_MONTH = "|".join(_MONTHS)
_TIME = r"(?:[01]?[0-9]|2[0-4])(?:[:.][0-5][0-9])?(?![0-9])(?:\s*[ap]m\b)?"
_DASH = r"\s*[-–—−]\s*"
_TOKENS = re.compile(
    rf"(?P<always>круглосуточно|24\s*/\s*7|24\s*час\w*|24\s*hours|around the clock)"
    rf"|(?P<range>(?:\b(?:с|from)\s+)?{_TIME}"
    rf"(?:{_DASH}|\s+(?:до|to|till|until)\s+){_TIME})"
    rf"|(?P<weekend>\bвыходные\b|\bweekends?\b)"
    r"|(?P<closed>\b(?:выходной|закрыто|не работаем|closed all day|closed|day off)\b)"
    r"|(?P<everyday>\b(?:ежедневно|каждый день|без выходных|daily|every ?day)\b)"
    r"|(?P<weekdays>\b(?:будни|по будням|weekdays)\b)"
    r"|(?P<rest>\b(?:перерыв|обед|break|lunch)\b)"
    rf"|(?P<days>\b(?:с\s+)?(?:{_ANY_DAY})\b\.?"
    rf"(?:{_DASH}|\s+(?:по|to|through)\s+)(?:{_ANY_DAY})\b\.?)"
    rf"|(?P<day>\b(?:{_ANY_DAY})\b\.?)"
    r"|(?P<between>[\s,;:.|()+&–—-]+|\b(?:и|and|в|on|с|from|без перерыв\w*|без обеда)\b)",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"([0-9]+)(?:[:.]([0-9]+))?\s*([ap]m)?", re.IGNORECASE)
_ISO = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DOTS = r"[0-9]{1,2}\.[0-9]{1,2}(?:\.[0-9]{4})?"
_WORDS = rf"[0-9]{{1,2}}\s+(?:{_ANY_MONTH})\b(?:\s+[0-9]{{4}}\b)?"
_DATE = rf"(?:{_ISO}|{_DOTS}|{_WORDS})"
_DATES = re.compile(
    rf"\s*(?:(?P<from>[0-9]{{1,2}}){_DASH}(?P<month>{_WORDS})"
    rf"|(?P<first>{_DATE})(?:{_DASH}(?P<last>{_DATE}))?)",
    re.IGNORECASE,
)
_NOON = 12
_DAY_KINDS: Final = frozenset({"everyday", "weekdays", "weekend", "day", "days"})
_ALL_DAY: Final = (Span(0, 24 * 60),)


def week(text: str) -> tuple[Spans, ...]:
    """A week in one line; days that are not named are closed. Raises BadHours."""
    if len(text) > LONGEST:
        raise BadHours(text[:20])
    found: dict[int, Spans] = {}
    days: list[int] = []
    is_told = True
    for kind, words in _days_first(_tokens(text)):
        named = _named(kind, words, is_waiting=bool(days) and not is_told)
        if named:
            days = named if is_told else days + named
            is_told = False
            continue
        if not days:
            days = list(range(DAYS))
        for day in days:
            known = found.get(day, ()) if is_told else ()
            found[day] = _added(kind, words, known)
        is_told = True
    if not found or not is_told:
        raise BadHours(text)
    return Hours(tuple(_sorted(found.get(day, ())) for day in range(DAYS))).week


def day(text: str) -> Spans:
    """One day's hours: ``8:00–13:00, 14–22``; nothing is closed. Raises BadHours."""
    if len(text) > LONGEST:
        raise BadHours(text[:20])
    spans: Spans = ()
    for kind, words in _tokens(text):
        if _named(kind, words, is_waiting=True):
            raise BadHours(words)
        spans = _added(kind, words, spans)
    return Hours((_sorted(spans), *((),) * (DAYS - 1))).week[0]


def special(line: str, today: date) -> Special:
    """A line with a date, hours and perhaps a reason; raises BadHours.

    A date without a year is the next such one from ``today`` on.
    """
    dates = _DATES.match(line)
    if dates is None or len(line) > LONGEST:
        raise BadHours(line[:40])
    if dates["from"]:
        last = _date(dates["month"], today)
        try:
            first = last.replace(day=int(dates["from"]))
        except ValueError:
            raise BadHours(line[:40]) from None
    else:
        first = _date(dates["first"], today)
        last = _date(dates["last"], first) if dates["last"] else first
    spans, note = _hours_and_note(line[dates.end() :])
    return Special(first, last, spans, note)


def hours(days: tuple[Spans, ...], lines: str, today: date) -> Hours:
    """A week with exceptions, one a line; raises BadHours."""
    found = [special(line, today) for line in lines.splitlines() if line.strip()]
    return Hours(days, tuple(sorted(found, key=lambda each: each.first)))


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    while at < len(text):
        token = _TOKENS.match(text, at)
        if token is None:
            raise BadHours(text[at : at + 20].strip())
        if token.lastgroup is not None and token.lastgroup != "between":
            found.append((token.lastgroup, token[0].lower()))
        at = token.end()
    return _with_breaks(found)


def _days_first(tokens: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """``9-18 пн-пт, 10-16 сб`` in the other order, where it is written like that."""
    if not tokens or tokens[0][0] in _DAY_KINDS or tokens[-1][0] not in _DAY_KINDS:
        return tokens
    ordered: list[tuple[str, str]] = []
    times: list[tuple[str, str]] = []
    for number, token in enumerate(tokens):
        if token[0] in _DAY_KINDS:
            ordered.append(token)
        else:
            times.append(token)
        following = tokens[number + 1 : number + 2]
        if token[0] in _DAY_KINDS and (
            not following or following[0][0] not in _DAY_KINDS
        ):
            ordered += times
            times = []
    return ordered


def _with_breaks(tokens: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The range behind a word for a break becomes a break itself."""
    found: list[tuple[str, str]] = []
    for kind, words in tokens:
        if found and found[-1][0] == "rest":
            if kind != "range":
                raise BadHours(words)
            found[-1] = ("break", words)
        else:
            found.append((kind, words))
    if found and found[-1][0] == "rest":
        raise BadHours(found[-1][1])
    return found


def _named(kind: str, words: str, *, is_waiting: bool) -> list[int]:
    """The days that a token names; ``is_waiting``: days were named, hours not yet."""
    if kind == "everyday":
        return list(range(DAYS))
    if kind == "weekdays":
        return list(range(5))
    if kind == "weekend" and not is_waiting:
        return [5, 6]
    if kind not in {"day", "days"}:
        return []
    names = [_day(name) for name in re.findall(rf"\b(?:{_ANY_DAY})\b", words)]
    first, last = names[0], names[-1]
    return [(first + step) % DAYS for step in range((last - first) % DAYS + 1)]


def _day(name: str) -> int:
    fits = (bool(re.fullmatch(names, name)) for names in _DAY_NAMES)
    return list(fits).index(True)


def _added(kind: str, words: str, known: Spans) -> Spans:
    """What is known of a day with one more token of hours."""
    if kind in {"closed", "weekend"}:
        return ()
    if kind == "always":
        return _ALL_DAY
    spans = _range(words)
    return _without(known, spans) if kind == "break" else (*known, spans)


def _without(known: Spans, pause: Span) -> Spans:
    left: list[Span] = []
    for each in known:
        if pause.start <= each.start or each.end <= pause.end:
            left.append(each)
            continue
        left += [Span(each.start, pause.start), Span(pause.end, each.end)]
    if len(left) == len(known):
        raise BadHours(str(pause))
    return tuple(left)


def _range(words: str) -> Span:
    times = [_minutes(found) for found in _CLOCK.finditer(words)]
    return span(times[0], times[1])


def _minutes(found: re.Match[str]) -> int:
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= _NOON:
            raise BadHours(found[0])
        hour = hour % _NOON + (_NOON if found[3].lower() == "pm" else 0)
    if hour * 60 + minute > 24 * 60:
        raise BadHours(found[0])
    return hour * 60 + minute


def _sorted(spans: Spans) -> Spans:
    return tuple(sorted(spans))


def _date(text: str, after: date) -> date:
    """A date as written; raises BadHours."""
    words = text.lower().split()
    try:
        if len(words) > 1:
            month = next(
                number
                for number, names in enumerate(_MONTHS, 1)
                if re.fullmatch(names, words[1])
            )
            parts = [words[0], str(month), *words[2:]]
        elif "-" in text:
            return date.fromisoformat(text)
        else:
            parts = text.split(".")
        numbers = [int(part) for part in parts]
        if len(numbers) > 2:  # noqa: PLR2004 - day, month, year
            return date(numbers[2], numbers[1], numbers[0])
        return _next(numbers[0], numbers[1], after)
    except ValueError:
        raise BadHours(text) from None


def _next(number: int, month: int, after: date) -> date:
    for year in range(after.year, after.year + 9):
        try:
            found = date(year, month, number)
        except ValueError:
            continue
        if found >= after:
            return found
    raise BadHours(f"{number}.{month}")


def _hours_and_note(text: str) -> tuple[Spans, str]:
    spans: Spans = ()
    at, is_told = 0, False
    while token := _TOKENS.match(text, at):
        kind = token.lastgroup or ""
        if kind not in {"range", "closed", "always", "between"}:
            break
        if kind != "between":
            spans, is_told = _added(kind, token[0].lower(), spans), True
        at = token.end()
    if not is_told:
        raise BadHours(text.strip(" :,–—-")[:40])
    note = "".join(letter for letter in text[at:] if letter.isprintable())
    return _sorted(spans), note.strip(" .,;:()–—-")
