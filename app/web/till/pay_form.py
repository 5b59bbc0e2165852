"""The sum of a cheque that a certificate pays, and whose points it earns."""

from wtforms import Field, StringField
from wtforms.validators import ValidationError

from app.core import locales, money
from app.core.locales import mark
from app.web.till.forms import MAX_CODE, TillForm


class PayForm(TillForm):
    """A cheque, and the guest's own card if they have one."""

    amount = StringField(mark("Sum of the cheque"))
    card = StringField(mark("Guest's own card, if there is one"))

    def validate_amount(self, field: Field) -> None:
        """A sum above zero."""
        if not field.data:
            raise ValidationError(locales.gettext("Enter the sum."))
        try:
            minor = money.parse_minor(field.data)
        except ValueError as error:
            words = "Enter the sum in digits, like 1250 or 1250,50."
            raise ValidationError(locales.gettext(words)) from error
        if not minor:
            raise ValidationError(locales.gettext("Enter an amount above zero."))

    def validate_card(self, field: Field) -> None:
        """Not longer than any code."""
        if field.data and len(field.data) > MAX_CODE:
            raise ValidationError(locales.gettext("A card number has 10 digits."))

    @property
    def total_minor(self) -> int:
        """The checked sum."""
        return money.parse_minor(self.amount.data or "")
