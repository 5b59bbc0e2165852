"""Forms of acts that a guest asked for on paper."""

from wtforms.validators import StopValidation

from app.cards import papers
from app.cards.errors import PaperNumberNeeded
from app.cards.papers import LONGEST_NUMBER
from app.core import locales
from app.core.ids import MemberId
from app.core.locales import mark
from app.web.office.door import actor
from app.web.office.forms import AtMost, LineField, OfficeForm


class PaperForm(OfficeForm):
    """The number of the form that the guest signed, where there is one."""

    paper = LineField(
        mark("Number of the signed form"), validators=[AtMost(LONGEST_NUMBER)]
    )

    def keep_paper(self, member_id: MemberId, kind: str) -> None:
        """Remember it with the act; nothing where none was written."""
        if self.paper.data:
            papers.record(
                member_id=member_id, kind=kind, number=self.paper.data, actor=actor()
            )


class NeededPaperForm(PaperForm):
    """The same where nothing is done without a paper."""

    def validate_paper(self, field: LineField) -> None:
        """Raises StopValidation with what to write."""
        if not field.data:
            raise StopValidation(locales.gettext(PaperNumberNeeded.sentence))
