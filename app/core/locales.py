"""Words, numbers, sums and dates in the reader's language.

Message ids are English sentences; the Russian catalogue is a ``.po`` file that is read
at start. Pure functions of a language; which language applies is decided by ``web``.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("ru", "en")
CATALOGUES = Path(__file__).parents[1] / "translations"
NARROW_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"
# Days, sums and plurals repeat; writing one out by CLDR costs some 50 µs.
_REMEMBERED = 4096
_language: ContextVar[str] = ContextVar("language", default="ru")


def language() -> str:
    """The language of this context."""
    return _language.get()


def set_language(code: str) -> None:
    """Speak ``code`` in this context; an unknown one becomes English."""
    _language.set(code if code in LANGUAGES else "en")


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak ``code`` inside the block (mail, passes, paper)."""
    token = _language.set(code if code in LANGUAGES else "en")
    try:
        yield
    finally:
        _language.reset(token)


@cache
def catalogue(code: str) -> NullTranslations:
    """The compiled catalogue of a language."""
    path = CATALOGUES / code / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as file:
        messages = read_po(file, locale=code)
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return GNUTranslations(compiled)


def gettext(message: str, **params: object) -> str:
    """``message`` in the context's language, its ``%(name)s`` places filled."""
    words = catalogue(language()).gettext(message)
    return words % params if params else words


def ngettext(singular: str, plural: str, number: int, **params: object) -> str:
    """The right plural form; ``%(num)s`` is the number."""
    words = catalogue(language()).ngettext(singular, plural, number)
    return words % {"num": number_text(number), **params}


def mark(message: str) -> str:
    """Mark a message for the catalogue without translating it yet."""
    return message


@cache
def _locale(code: str) -> Locale:
    return Locale.parse(code)


def number_text(value: int) -> str:
    """A whole number in groups: 1 240 (ru), 1,240 (en); a real minus sign."""
    digits = f"{abs(value):,}"
    if language() == "ru":
        digits = digits.replace(",", NARROW_SPACE)
    return MINUS + digits if value < 0 else digits


def signed(value: int) -> str:
    """A change with its sign: +36, −120."""
    return "+" + number_text(value) if value > 0 else number_text(value)


def money(minor: int, currency: str) -> str:
    """A sum with its currency; kopecks only when there are some."""
    return _money(language(), minor, currency)


def exact_money(minor: int, currency: str) -> str:
    """A sum with its currency and always with its kopecks: what an account holds."""
    return _money(language(), minor, currency, is_exact=True)


@lru_cache(maxsize=_REMEMBERED)
def _money(code: str, minor: int, currency: str, *, is_exact: bool = False) -> str:
    whole, part = divmod(abs(minor), 100)
    pattern = None
    if not (part or is_exact):
        pattern = "#,##0\u00a0¤" if code == "ru" else "¤#,##0"
    text = numbers.format_currency(
        Decimal(f"{whole}.{part:02d}"),
        currency,
        format=pattern,
        locale=_locale(code),
        currency_digits=False,
    )
    if code == "ru":
        text = text.replace(
            NO_BREAK_SPACE, NARROW_SPACE, text.count(NO_BREAK_SPACE) - 1
        )
    # English writes the code of a currency that has a sign of its own at home.
    text = text.replace(NO_BREAK_SPACE, "") if code == "en" else text
    text = text.replace("RUB", "₽")
    return MINUS + text if minor < 0 else text


def percent(basis_points: int) -> str:
    """A share of hundredths of a percent: 7,5 % (ru), 7.5% (en)."""
    return _percent(language(), basis_points)


@lru_cache(maxsize=_REMEMBERED)
def _percent(code: str, basis_points: int) -> str:
    number = Decimal(basis_points) / 100
    text = str(numbers.format_decimal(number, locale=_locale(code)))
    return f"{text}{NO_BREAK_SPACE}%" if code == "ru" else f"{text}%"


def quantity(milli: int) -> str:
    """A quantity given in thousandths: 0,25 (ru), 2 (en)."""
    return str(
        numbers.format_decimal(Decimal(milli) / 1000, locale=_locale(language()))
    )


def plural_form(forms: dict[str, str], number: int) -> str:
    """The form of a word that ``number`` asks for, by CLDR category."""
    category = _category(language(), abs(number))
    return forms.get(category) or forms.get("other") or next(iter(forms.values()))


@lru_cache(maxsize=_REMEMBERED)
def _category(code: str, number: int) -> str:
    """The CLDR plural category of a whole number."""
    return str(_locale(code).plural_form(number))


def points(value: int, unit: dict[str, dict[str, str]]) -> str:
    """A number of points with the business's own word: 1 240 баллов."""
    forms = unit.get(language()) or next(iter(unit.values()))
    return f"{number_text(value)}{NO_BREAK_SPACE}{plural_form(forms, value)}"


def unit_name(value: int, unit: dict[str, dict[str, str]]) -> str:
    """The business's word for points that fits ``value``, without the number."""
    return plural_form(unit.get(language()) or next(iter(unit.values())), value)


def day(value: date | datetime, zone: str = "UTC", *, short: bool = False) -> str:
    """A calendar day: 3 марта 2027 г. / March 3, 2027; short leaves the year out."""
    if isinstance(value, datetime):
        value = value.astimezone(ZoneInfo(zone)).date()
    return _day(language(), value, short=short)


@lru_cache(maxsize=_REMEMBERED)
def _day(code: str, value: date, *, short: bool) -> str:
    if short:
        skeleton = "MMMd" if code == "en" else "MMMMd"
        return str(dates.format_skeleton(skeleton, value, locale=_locale(code)))
    long = str(dates.format_date(value, "long", locale=_locale(code)))
    # CLDR's narrow space before "г." all but vanishes in our typeface.
    return long.replace(NARROW_SPACE, NO_BREAK_SPACE)


def days(first: date, last: date) -> str:
    """A run of days, short: 3–30 нояб. 2026 г. / Nov 3 – 30, 2026."""
    if first == last:
        return day(first)
    return _days(language(), first, last)


@lru_cache(maxsize=_REMEMBERED)
def _days(code: str, first: date, last: date) -> str:
    text = str(dates.format_interval(first, last, "yMMMd", locale=_locale(code)))
    return text.replace(NARROW_SPACE, NO_BREAK_SPACE).replace("\u2009", " ")


def moment(value: datetime, zone: str) -> str:
    """Day and time in ``zone``."""
    local = value.astimezone(ZoneInfo(zone))
    return f"{day(local.date())}, {time_of_day(value, zone)}"


def time_of_day(value: datetime, zone: str) -> str:
    """Hours and minutes in ``zone``."""
    return value.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def month(value: date) -> str:
    """A month and its year, as a heading."""
    name = str(dates.format_skeleton("yMMMM", value, locale=_locale(language())))
    return (name[:1].upper() + name[1:]).replace(NARROW_SPACE, NO_BREAK_SPACE)


def month_in_sentence(value: date) -> str:
    """A month and its year inside a sentence: (с) марта 2024, (since) March 2024."""
    return _month_in_sentence(language(), value.replace(day=1))


@lru_cache(maxsize=_REMEMBERED)
def _month_in_sentence(code: str, value: date) -> str:
    return str(dates.format_date(value, "MMMM y", locale=_locale(code)))
