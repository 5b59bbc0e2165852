"""What a business writes to come here, read and checked field by field."""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from babel import Locale
from wtforms import SelectField, StringField

from app.businesses import actions as businesses
from app.businesses import slugs
from app.core import locales
from app.core.errors import Refused
from app.core.locales import mark
from app.onboarding import numbers, queries
from app.onboarding.actions import LONGEST_NAME, Wish
from app.onboarding.errors import NumberTaken, PromoCodeUseless
from app.onboarding.models import TRADES
from app.onboarding.numbers import HOME, Numbers
from app.people import addresses
from app.web.errors import sentence_of
from app.web.forms import Form

T = TypeVar("T")
TRADE_NAMES = {
    "cafe": mark("Café, bakery, food"),
    "shop": mark("Shop"),
    "salon": mark("Beauty salon, barber"),
    "fitness": mark("Fitness, sport"),
    "services": mark("Services, repairs"),
    "events": mark("Events, culture"),
}
_NO_STATES = {"EU", "EZ", "QO", "UN", "XA", "XB", "XK", "ZZ"}
_LONGEST_TYPED = 60


def one_line(text: str | None) -> str:
    """Single-spaced words without control characters, those of direction included."""
    words = " ".join((text or "").split())
    return "".join(letter for letter in words if letter.isprintable())


@cache
def countries(language: str) -> dict[str, str]:
    """Every country by its name, home first."""
    names = {
        code: str(name)
        for code, name in Locale.parse(language).territories.items()
        if len(code) == len(HOME) and code.isalpha() and code not in _NO_STATES
    }
    others = sorted((c for c in names if c != HOME), key=lambda code: names[code])
    return {code: names[code] for code in (HOME, *others)}


class StartForm(Form):
    """What a business is, where it is registered, and who opens it."""

    name = StringField(mark("Name of the business"), filters=[one_line])
    trade = SelectField(mark("What you do"), choices=TRADE_NAMES)
    inn = StringField(mark("INN"), filters=[one_line])
    ogrn = StringField(mark("OGRN or OGRNIP"), filters=[one_line])
    country = SelectField(mark("Country of registration"), default=HOME)
    foreign_number = StringField(mark("Registration number there"), filters=[one_line])
    email = StringField(mark("E-mail of the owner"), filters=[one_line])
    slug = StringField(mark("Address on this site"), filters=[one_line])
    promo_code = StringField(mark("Promo code"), filters=[one_line])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        for field in self:
            text = field.label.text
            field.label.text = locales.gettext(text) if text else ""
        self.trade.choices = {t: locales.gettext(TRADE_NAMES[t]) for t in TRADES}
        self.country.choices = countries(locales.language())

    def numbers(self) -> Numbers | None:
        """The registration's numbers; what is wrong stands at its field."""
        if self.country.data != HOME:
            country = str(self.country.data)
            return self._read(
                "foreign_number", lambda text: numbers.foreign(country, text)
            )
        if self.foreign_number.data:
            self.refuse(
                "country", locales.gettext("Choose the country of this number.")
            )
        tax = self._read("inn", numbers.inn, mark("Write the INN: 10 or 12 digits."))
        register = self._read(
            "ogrn", numbers.ogrn, mark("Write the OGRN or OGRNIP: 13 or 15 digits.")
        )
        if tax is None or register is None:
            return None
        return numbers.russian(tax, register)

    def address(self) -> str:
        """The address as typed, or one made of the name."""
        typed = str(self.slug.data or "").lower()
        return typed or slugs.propose(self.name.data or "")

    def wish(self) -> Wish | None:
        """Everything read; None when something stands at a field."""
        found, slug = self.numbers(), self.address()
        email = self._read("email", lambda text: addresses.parse("email", text, ""))
        if not self.name.data or len(self.name.data) > LONGEST_NAME:
            words = mark("Write a name of up to 60 characters.")
            self.refuse("name", locales.gettext(words))
        if self.slug.data or not self.name.errors:
            self._try("slug", lambda: businesses.free_address(slug))
        if found is not None and queries.is_registered(found):
            field = "inn" if found.country == HOME else "foreign_number"
            self.refuse(field, sentence_of(NumberTaken()))
        if len(self.promo_code.data or "") > _LONGEST_TYPED:
            self.refuse("promo_code", sentence_of(PromoCodeUseless()))
        if self.errors or found is None or email is None:
            return None
        return Wish(
            name=self.name.data,
            slug=slug,
            email=email.value,
            language=locales.language(),
            numbers=found,
            trade=self.trade.data,
            promo_code=self.promo_code.data or "",
        )

    def _read(
        self, field: str, parse: Callable[[str], T], missing: str = ""
    ) -> T | None:
        if missing and not self[field].data:
            self.refuse(field, locales.gettext(missing))
            return None
        try:
            return parse(self[field].data or "")
        except Refused as error:
            self.refuse(field, sentence_of(error))
            return None

    def _try(self, field: str, action: Callable[[], None]) -> None:
        try:
            action()
        except Refused as error:
            self.refuse(field, sentence_of(error))
