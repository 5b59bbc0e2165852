"""What a business reckons with when it makes rules, and with whom it is compared."""

import unicodedata
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core import audit, db, errors, tenancy
from app.core.ids import CompetitorId
from app.programmes.checking import BASIS
from app.programmes.models import Competitor, Plan

USUALLY_SPENT = 75_00
LONGEST_NAME = 60
LONGEST_MECHANICS = 200
MOST_COMPETITORS = 20


class CompetitorTaken(errors.Refused):
    """Another competitor has this name."""

    code = "competitor_taken"
    status = 409
    sentence = "This competitor is in the list already."


class BadCompetitor(errors.Refused):
    """A competitor has no name, or gives more back than it takes."""

    code = "bad_competitor"
    sentence = "Write a name of up to 60 characters and a share from 0 to 100 percent."


class TooManyCompetitors(errors.Refused):
    """More would not be read by anybody."""

    code = "too_many_competitors"
    sentence = "Twenty competitors are enough: remove one first."


class CompetitorNotFound(errors.NotFound):
    """There is no such competitor in this business's list."""

    code = "competitor_not_found"
    sentence = "This competitor is not in the list."


@dataclass(frozen=True, kw_only=True)
class PlanView:
    """What the business reckons with; ``models.Plan`` says what each is."""

    margin_basis_points: int | None = None
    floor_basis_points: int | None = None
    spent_basis_points: int = USUALLY_SPENT
    cheque_minor: int | None = None
    gap_days: int | None = None


@dataclass(frozen=True)
class CompetitorView:
    """A competitor, as the owner has written it down."""

    id: CompetitorId
    name: str
    mechanics: str
    back_basis_points: int


def plan() -> PlanView:
    """The business's plan; the usual one while nothing is written down."""
    row = db.session().scalars(select(Plan)).one_or_none()
    if row is None:
        return PlanView()
    return PlanView(
        margin_basis_points=row.margin_basis_points,
        floor_basis_points=row.floor_basis_points,
        spent_basis_points=row.spent_basis_points,
        cheque_minor=row.cheque_minor,
        gap_days=row.gap_days,
    )


def keep(*, wanted: PlanView) -> None:
    """Write the plan down for the next time."""
    if wanted == plan():
        return
    row = db.session().scalars(select(Plan).with_for_update()).one_or_none()
    if row is None:
        row = Plan(business_id=tenancy.current())
        db.session().add(row)
    for name, value in vars(wanted).items():
        setattr(row, name, value)
    audit.note(
        "plan.kept",
        subject="business",
        margin=wanted.margin_basis_points,
        floor=wanted.floor_basis_points,
    )
    db.session().flush()


def competitors() -> list[CompetitorView]:
    """The list, the most generous first."""
    rows = db.session().execute(
        select(
            Competitor.id,
            Competitor.name,
            Competitor.mechanics,
            Competitor.back_basis_points,
        ).order_by(Competitor.back_basis_points.desc(), Competitor.name)
    )
    return [
        CompetitorView(CompetitorId(row.id), row.name, row.mechanics, row[3])
        for row in rows
    ]


def add_competitor(*, name: str, mechanics: str, back_basis_points: int) -> None:
    """Add one; raises BadCompetitor, CompetitorTaken, TooManyCompetitors."""
    clean, how = _line(name), _line(mechanics)
    is_right = 1 <= len(clean) <= LONGEST_NAME and len(how) <= LONGEST_MECHANICS
    if not is_right or not 0 <= back_basis_points <= BASIS:
        raise BadCompetitor
    known = competitors()
    if len(known) >= MOST_COMPETITORS:
        raise TooManyCompetitors
    if any(each.name.casefold() == clean.casefold() for each in known):
        raise CompetitorTaken
    db.session().add(
        Competitor(
            business_id=tenancy.current(),
            name=clean,
            mechanics=how,
            back_basis_points=back_basis_points,
        )
    )
    try:
        db.session().flush()
    except IntegrityError as error:
        raise CompetitorTaken from error


def remove_competitor(*, competitor_id: CompetitorId) -> None:
    """Take one off the list; raises CompetitorNotFound."""
    row = (
        db.session()
        .scalars(select(Competitor).where(Competitor.id == competitor_id))
        .one_or_none()
    )
    if row is None:
        raise CompetitorNotFound
    db.session().delete(row)
    db.session().flush()


def _line(text: str) -> str:
    clean = " ".join(text.split())
    return "".join(letter for letter in clean if unicodedata.category(letter)[0] != "C")
