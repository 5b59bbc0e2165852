"""The till's forms: words in the reader's language, sent once, typed values kept."""

import json
import re
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from wtforms import (
    BooleanField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    StringField,
)
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from app.businesses.queries import OutletView
from app.core import idempotency, locales, money
from app.core.errors import Conflict, NotFound, Refused
from app.core.idempotency import Answer, KeyReused, StillRunning
from app.sales.actions import Line
from app.sales.checks import check_codes
from app.sales.errors import BadCode, TooManyLines
from app.web import errors
from app.web.forms import Form, strip

MAX_LINES = 50
MAX_CODE = 64
MAX_NAME = 200
_LINE = re.compile(r"-(\d{1,4})-.*", re.ASCII | re.DOTALL)
_WAITS, _WAIT_SECONDS = 60, 0.05
_SENT_BEFORE = locales.mark(
    "This was sent before with other values. Look at today's receipts first."
)


class TillForm(Form):
    """A form whose labels and options are message ids."""

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        _translate(self)

    def once(
        self, what: str, meaning: object, action: Callable[[], dict[str, Any]]
    ) -> Answer | None:
        """Do it once, however often it is sent; None when it was refused.

        ``meaning`` is what is asked for, as plain values. A refusal stands above the
        form, which has a new key, so that what is corrected is another request.
        """
        sent = json.dumps([what, meaning], sort_keys=True, default=str).encode()
        key = f"till:{what}:{self.idempotency_key.data}"
        try:
            return _patiently(
                lambda: idempotency.run(key=key, fingerprint=sent, action=action)
            )
        except StillRunning:
            raise
        except KeyReused:
            self.decline(locales.gettext(_SENT_BEFORE))
        except (Refused, Conflict, NotFound) as refusal:
            self.decline(errors.sentence_of(refusal))
        return None

    def decline(self, message: str) -> None:
        """Refuse after all, above the form."""
        self.form_errors.append(message)
        self.idempotency_key.data = secrets.token_urlsafe(16)


class OutletForm(TillForm):
    """One outlet out of those that are open."""

    outlet = RadioField(locales.mark("Where are you working?"), validate_choice=False)

    def __init__(self, places: Sequence[OutletView]) -> None:
        super().__init__()
        self.outlet.choices = [
            SelectChoice(str(place.id), place.name) for place in places
        ]

    def validate_outlet(self, field: Field) -> None:
        """One of those."""
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(locales.gettext("Choose an outlet."))


class ScanForm(TillForm):
    """What a scanner types, or a person."""

    code = StringField(locales.mark("Number or code of the card"))

    def validate_code(self, field: Field) -> None:
        """Something that can be looked up."""
        if not field.data:
            raise ValidationError(locales.gettext("Scan the card or type its number."))
        if len(field.data) > MAX_CODE:
            raise ValidationError(locales.gettext("A card number has 10 digits."))


class NumberForm(TillForm):
    """A receipt number to look for."""

    class Meta(TillForm.Meta):
        """Looking changes nothing: the number stands in the address."""

        csrf = False

    number = StringField(locales.mark("Receipt number"))


class LineForm(PlainForm):
    """One line of a cheque, if the till wants them apart."""

    name = StringField(locales.mark("Name"), filters=[strip])
    category = StringField(locales.mark("Category"), filters=[strip])
    amount = StringField(locales.mark("Sum"), filters=[strip])
    is_excluded = BooleanField(locales.mark("Without points"))

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        _translate(self)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written into it."""
        return not (self.name.data or self.category.data or self.amount.data)

    def validate_amount(self, field: Field) -> None:
        """A sum, where the line is used."""
        if not self.is_blank:
            amount_of(field)

    def validate_name(self, field: Field) -> None:
        """Not longer than a line of paper."""
        _short(field)

    def validate_category(self, field: Field) -> None:
        """Not longer than a line of paper."""
        _short(field)

    def line(self) -> Line:
        """The checked line."""
        return Line(
            amount_minor=money.parse_minor(self.amount.data),
            name=self.name.data or "",
            category=self.category.data or "",
            is_excluded=self.is_excluded.data,
        )


class FieldLines(FieldList):
    """Lines by their number; a name that has none is no line."""

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        for name in formdata:
            found = _LINE.fullmatch(name.removeprefix(prefix))
            if name.startswith(prefix) and found:
                yield int(found[1])


class SaleForm(TillForm):
    """A cheque: one sum, or its lines."""

    guest = HiddenField()
    amount = StringField(locales.mark("Sum of the cheque"))
    asked = RadioField(
        locales.mark("Ask: “Would you like to pay with points?”"),
        validate_choice=False,
    )
    codes = StringField(locales.mark("Promo code or password"), filters=[strip])
    lines = FieldLines(FormField(LineForm), max_entries=MAX_LINES + 1)

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.asked.choices = [
            SelectChoice("yes", locales.gettext("Asked")),
            SelectChoice("no", locales.gettext("Did not ask")),
        ]

    def validate_amount(self, field: Field) -> None:
        """A sum above zero; with lines it may stay empty, or must agree with them."""
        used = self.used_lines()
        if used and not field.data:
            return
        minor = amount_of(field)
        if not minor:
            raise ValidationError(locales.gettext("Enter an amount above zero."))
        if used and not any(entry.errors for entry in self.lines):
            total = sum(entry.line().amount_minor for entry in used if entry.validate())
            if total != minor:
                raise ValidationError(
                    locales.gettext(
                        "The lines come to another sum. Correct one of them."
                    )
                )

    def validate_codes(self, field: Field) -> None:
        """A few short words."""
        try:
            check_codes(_codes(field.data))
        except BadCode as refusal:
            raise ValidationError(errors.sentence_of(refusal)) from refusal

    def typed_codes(self) -> tuple[str, ...]:
        """The codes that were typed, each once; spaces and commas part them."""
        return _codes(self.codes.data)

    def validate_lines(self, field: Field) -> None:
        """Not more than fit."""
        if len(field.entries) > MAX_LINES:
            raise ValidationError(
                locales.gettext(TooManyLines.sentence, limit=MAX_LINES)
            )

    def add_line(self) -> None:
        """Make room for one more."""
        if len(self.lines.entries) < MAX_LINES:
            self.lines.append_entry()

    def used_lines(self) -> list[LineForm]:
        """The lines that something was written into."""
        return [entry.form for entry in self.lines if not entry.form.is_blank]

    def sale_lines(self) -> tuple[Line, ...]:
        """The checked cheque."""
        used = self.used_lines()
        if used:
            return tuple(entry.line() for entry in used)
        return (Line(amount_minor=money.parse_minor(self.amount.data or "")),)

    def was_asked(self, points: int) -> bool | None:
        """Whether points were spoken of; who spends some was asked."""
        answer = {"yes": True, "no": False}.get(str(self.asked.data))
        return True if points else answer


class RefundForm(TillForm):
    """Goods that come back, and why."""

    reason = StringField(locales.mark("Reason, if you know it"))

    def validate_reason(self, field: Field) -> None:
        """Not longer than a line of paper."""
        _short(field)


def _translate(form: Any) -> None:
    """Labels into the reader's language."""
    for field in form:
        field.label.text = locales.gettext(field.label.text) if field.label.text else ""


def _codes(typed: str | None) -> tuple[str, ...]:
    words = (typed or "").replace(",", " ").split()
    return tuple(dict.fromkeys(words))


def amount_of(field: Field) -> int:
    """Minor units of what was typed."""
    typed = field.raw_data[0] if field.raw_data else ""
    if not typed.strip():
        raise ValidationError(locales.gettext("Enter the sum."))
    try:
        return money.parse_minor(typed)
    except ValueError as error:
        raise ValidationError(
            locales.gettext("Enter the sum in digits, like 1250 or 1250,50.")
        ) from error


def _short(field: Field) -> None:
    if field.data and len(field.data) > MAX_NAME:
        raise ValidationError(locales.gettext("Use at most 200 characters."))


def _patiently(run: Callable[[], Answer]) -> Answer:
    """Wait for the first of two taps, so that the second shows the same result."""
    for _ in range(_WAITS):
        try:
            return run()
        except StillRunning:
            time.sleep(_WAIT_SECONDS)
    return run()
