"""The life of a contract: confirmed, changed by both, ended by notice; who reads what."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import or_, select

from app.businesses import queries as businesses
from app.businesses.queries import BusinessView
from app.coalitions import errors, terms
from app.coalitions.models import Pact, PactTerms
from app.coalitions.terms import SideTerms, Terms
from app.core import audit, clock, db, tenancy
from app.core.ids import BusinessId
from app.programmes import queries as programmes


@dataclass(frozen=True)
class TermsView:
    """A version of the terms and how far it is agreed."""

    id: int
    number: int
    terms: Terms
    starts_on: date
    proposed_by_id: int
    proposed_at: datetime
    first_agreed_at: datetime | None
    second_agreed_at: datetime | None
    refused_at: datetime | None

    @property
    def is_agreed(self) -> bool:
        """Whether both sides said yes."""
        return None not in (self.first_agreed_at, self.second_agreed_at)

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to decide."""
        return not self.is_agreed and self.refused_at is None


@dataclass(frozen=True)
class PactView:
    """A contract as one of its sides sees it."""

    id: int
    first_id: int
    second_id: int
    state: str
    zone: str
    created_at: datetime
    noticed_at: datetime | None
    noticed_by_id: int | None
    ends_on: date | None
    here_id: int

    @property
    def is_first(self) -> bool:
        """Whether the reader is the side that invited."""
        return self.here_id == self.first_id

    @property
    def other_id(self) -> BusinessId:
        """The partner."""
        return BusinessId(self.second_id if self.is_first else self.first_id)

    @property
    def today(self) -> date:
        """The contract's present day."""
        return clock.today(self.zone)

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed."""
        return self.ends_on is not None and self.today > self.ends_on


@dataclass(frozen=True)
class Partner:
    """A contract with its partner's name and the terms in force now."""

    pact: PactView
    other: BusinessView
    now: TermsView | None
    open: TermsView | None

    @property
    def is_ours_to_decide(self) -> bool:
        """Whether the open terms wait for the reader."""
        return self.open is not None and self.open.proposed_by_id != self.pact.here_id


def partners() -> list[Partner]:
    """The contracts of the business in scope, newest first; declined ones left out."""
    return [_partner(row) for row in _rows(Pact.state != "declined")]


def partner(pact_id: int) -> Partner:
    """One contract of the business in scope; raises PactNotFound."""
    return _partner(pact(pact_id))


def pact(pact_id: int) -> PactView:
    """One contract of the business in scope; raises PactNotFound."""
    found = _rows(Pact.id == pact_id)
    if not found:
        raise errors.PactNotFound
    return found[0]


def in_force() -> list[tuple[PactView, TermsView]]:
    """The contracts of the business in scope under which points are taken today."""
    running = [(each, in_force_of(each)) for each in _rows(Pact.state == "agreed")]
    return [(each, now) for each, now in running if now is not None]


def in_force_of(of: PactView) -> TermsView | None:
    """The terms of today: the newest that both agreed to and whose day has come."""
    if of.state != "agreed" or of.is_over:
        return None
    agreed = [
        each
        for each in versions(of.id)
        if each.is_agreed and each.starts_on <= of.today
    ]
    return max(agreed, key=lambda each: (each.starts_on, each.number), default=None)


def versions(pact_id: int) -> list[TermsView]:
    """All terms that were proposed, newest first."""
    rows = db.session().scalars(
        select(PactTerms)
        .where(PactTerms.pact_id == pact_id)
        .order_by(PactTerms.number.desc())
    )
    return [_terms(row) for row in rows]


def confirm(*, pact_id: int) -> None:
    """Agree to the partner who came with our code; raises PactNotFound, TermsChanged."""
    row, view = locked(pact_id)
    if row.state != "asked":
        raise errors.TermsChanged
    if not view.is_first:
        raise errors.NotYourTurn
    row.state = "agreed"
    _decide(pact_id, is_yes=True)
    _note_both(view, "partner.agreed")


def decline(*, pact_id: int) -> None:
    """Do not become partners after all; either side may, while it is only asked."""
    row, view = locked(pact_id)
    if row.state != "asked":
        raise errors.TermsChanged
    row.state = "declined"
    _decide(pact_id, is_yes=False)
    _note_both(view, "partner.declined")


def propose(*, pact_id: int, changed: Terms, starts_on: date) -> int:
    """Propose other terms from a day on; they wait for the partner. Their number.

    Raises PactNotFound, TermsChanged while others are open, PastDay, NoProgrammes.
    """
    row, view = locked(pact_id)
    if row.state != "agreed" or view.is_over:
        raise errors.TermsChanged
    known = versions(pact_id)
    if any(each.is_open for each in known):
        raise errors.TermsChanged
    if starts_on < view.today:
        raise errors.PastDay
    _check_own(changed.side(is_first=view.is_first))
    # What the partner lets take part is the partner's to say.
    theirs = known[0].terms.side(is_first=not view.is_first)
    if changed.side(is_first=not view.is_first).programmes != theirs.programmes:
        raise errors.NoProgrammes
    session = db.session()
    session.add(
        PactTerms(
            pact_id=pact_id,
            number=known[0].number + 1,
            terms=terms.stored(changed),
            starts_on=starts_on,
            proposed_by_id=view.here_id,
            proposed_at=clock.now(),
            first_agreed_at=clock.now() if view.is_first else None,
            second_agreed_at=None if view.is_first else clock.now(),
        )
    )
    session.flush()
    _note_both(view, "partner.terms_proposed", number=known[0].number + 1)
    return known[0].number + 1


def decide(*, pact_id: int, number: int, is_yes: bool) -> None:
    """Agree to proposed terms, or refuse; who proposed may only take them back.

    Raises PactNotFound, TermsChanged, NotYourTurn.
    """
    row, view = locked(pact_id)
    waiting = next((each for each in versions(pact_id) if each.is_open), None)
    if row.state != "agreed" or waiting is None or waiting.number != number:
        raise errors.TermsChanged
    if is_yes and waiting.proposed_by_id == view.here_id:
        raise errors.NotYourTurn
    _decide(pact_id, is_yes=is_yes)
    act = "partner.terms_agreed" if is_yes else "partner.terms_refused"
    _note_both(view, act, number=number)


def give_notice(*, pact_id: int) -> date:
    """End a contract after its notice; the last day. A second notice changes nothing.

    What was spent until then is still settled, and can be returned.
    """
    row, view = locked(pact_id)
    if row.state != "agreed":
        raise errors.TermsChanged
    if row.ends_on is None:
        now = in_force_of(view) or versions(pact_id)[0]
        row.ends_on = view.today + timedelta(days=now.terms.notice_days)
        row.noticed_at, row.noticed_by_id = clock.now(), view.here_id
        db.session().flush()
        _note_both(view, "partner.noticed", until=row.ends_on.isoformat())
    return row.ends_on


def end_over(now: datetime) -> int:
    """Close contracts whose last day has passed, so that the two may start anew."""
    rows = db.session().scalars(
        select(Pact)
        .where(Pact.state == "agreed", Pact.ends_on.is_not(None))
        .with_for_update()
    )
    done = 0
    for row in rows:
        if row.ends_on is not None and clock.local_date(now, row.zone) > row.ends_on:
            row.state = "ended"
            done += 1
    db.session().flush()
    return done


def locked(pact_id: int) -> tuple[Pact, PactView]:
    """A contract's row under its lock, and its view; raises PactNotFound."""
    row = db.session().scalar(
        select(Pact)
        .where(Pact.id == pact_id, _is_mine())
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise errors.PactNotFound
    return row, _view(row)


def _check_own(side: SideTerms) -> None:
    known = {each.id for each in programmes.programmes()}
    if not side.programmes or not known.issuperset(side.programmes):
        raise errors.NoProgrammes


def _decide(pact_id: int, *, is_yes: bool) -> None:
    waiting = db.session().scalars(
        select(PactTerms).where(
            PactTerms.pact_id == pact_id,
            PactTerms.refused_at.is_(None),
            or_(
                PactTerms.first_agreed_at.is_(None),
                PactTerms.second_agreed_at.is_(None),
            ),
        )
    )
    for row in waiting:
        if is_yes:
            row.first_agreed_at = row.first_agreed_at or clock.now()
            row.second_agreed_at = row.second_agreed_at or clock.now()
        else:
            row.refused_at = clock.now()
    db.session().flush()


def _note_both(view: PactView, act: str, **details: object) -> None:
    """Both journals say it, each with the other's name."""
    for own, other in (
        (view.first_id, view.second_id),
        (view.second_id, view.first_id),
    ):
        name = businesses.by_id(BusinessId(other)).name
        with tenancy.scope(BusinessId(own)):
            audit.note(act, subject=f"pact:{view.id}", name=name, **details)


def _is_mine() -> Any:
    here = tenancy.current()
    return or_(Pact.first_id == here, Pact.second_id == here)


def _rows(*which: Any) -> list[PactView]:
    rows = db.session().scalars(
        select(Pact).where(*which, _is_mine()).order_by(Pact.id.desc())
    )
    return [_view(row) for row in rows]


def _view(row: Pact) -> PactView:
    return PactView(
        id=row.id,
        first_id=row.first_id,
        second_id=row.second_id,
        state=row.state,
        zone=row.zone,
        created_at=row.created_at,
        noticed_at=row.noticed_at,
        noticed_by_id=row.noticed_by_id,
        ends_on=row.ends_on,
        here_id=tenancy.current(),
    )


def _terms(row: PactTerms) -> TermsView:
    return TermsView(
        id=row.id,
        number=row.number,
        terms=terms.read(row.terms),
        starts_on=row.starts_on,
        proposed_by_id=row.proposed_by_id,
        proposed_at=row.proposed_at,
        first_agreed_at=row.first_agreed_at,
        second_agreed_at=row.second_agreed_at,
        refused_at=row.refused_at,
    )


def _partner(view: PactView) -> Partner:
    return Partner(
        pact=view,
        other=businesses.by_id(view.other_id),
        now=in_force_of(view),
        open=next((each for each in versions(view.id) if each.is_open), None),
    )
