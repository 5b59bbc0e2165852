"""Requests of guests: to be called back, or to be taken on. Each has a deadline."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from app.businesses import queries as businesses
from app.core import audit, clock, db, live, tenancy
from app.core.ids import PersonId, StaffId
from app.people import answering
from app.people.errors import PersonNotFound
from app.people.models import Staff
from app.space import deadlines, talk_rules, vacancies, wording
from app.space.talk_errors import RequestDone, RequestNotFound, VacancyClosed
from app.space.talk_models import GuestRequest, Vacancy


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Who asks: at least one of phone and e-mail is there, in its one form."""

    name: str
    phone: str = ""
    email: str = ""
    person_id: PersonId | None = None
    language: str


@dataclass(frozen=True)
class RequestView:
    """A request as staff see it."""

    id: int
    kind: str
    vacancy_id: int | None
    vacancy: str | None
    name: str
    phone: str
    email: str
    text: str
    preferred_time: str
    created_at: datetime
    due_at: datetime
    state: str
    assigned_to: StaffId | None
    assignee: str | None
    done_at: datetime | None
    note: str

    @property
    def is_overdue(self) -> bool:
        """Whether the deadline passed without an answer."""
        return self.state != "done" and self.due_at < clock.now()


REQUEST = (
    select(
        GuestRequest.id,
        GuestRequest.kind,
        GuestRequest.vacancy_id,
        Vacancy.title,
        GuestRequest.name,
        GuestRequest.phone,
        GuestRequest.email,
        GuestRequest.text,
        GuestRequest.preferred_time,
        GuestRequest.created_at,
        GuestRequest.due_at,
        GuestRequest.state,
        GuestRequest.assigned_to,
        Staff.name,
        GuestRequest.done_at,
        GuestRequest.note,
    )
    .outerjoin(Vacancy, Vacancy.id == GuestRequest.vacancy_id)
    .outerjoin(Staff, Staff.id == GuestRequest.assigned_to)
)


def request(request_id: int) -> RequestView:
    """One request of the business in scope; raises RequestNotFound."""
    row: Any = (
        db.session().execute(REQUEST.where(GuestRequest.id == request_id)).one_or_none()
    )
    if row is None:
        raise RequestNotFound
    return RequestView(*row)


def working_time(zone: str) -> deadlines.Windows:
    """While an outlet is open; where nobody has told hours, from nine to nine."""
    told = [
        (outlet.hours, outlet.zone)
        for outlet in businesses.outlets()
        if outlet.is_open and outlet.hours is not None
    ]
    return deadlines.opening(told) if told else deadlines.every_day(zone)


def call_back(*, asker: Asker, question: str, preferred_time: str) -> int:
    """Ask to be called back at ``asker.phone``; the request's id.

    The deadline follows from the business's working time, or is the end of the part of
    a day that was asked for.
    """
    zone = businesses.by_id(tenancy.current()).zone
    if preferred_time == "any":
        minutes = talk_rules.rules().call_back_minutes
        windows = working_time(zone)
        due_at = deadlines.deadline(clock.now(), minutes, windows, zone)
    else:
        due_at = deadlines.wished(clock.now(), preferred_time, zone)
    row = _new("call_back", "call-back", asker, question, due_at)
    row.preferred_time = preferred_time
    return _added(row)


def apply(*, vacancy_id: int, asker: Asker, message: str) -> int:
    """Apply for a vacancy; the request's id. Raises VacancyNotFound, VacancyClosed."""
    wanted = vacancies.public_vacancy(vacancy_id)
    zone = businesses.by_id(tenancy.current()).zone
    if not wanted.takes_applications(clock.today(zone)):
        raise VacancyClosed
    due_at = clock.now() + timedelta(days=talk_rules.rules().application_days)
    row = _new("application", "application", asker, message, due_at)
    row.vacancy_id = vacancy_id
    return _added(row)


def _new(
    kind: str, purpose: str, asker: Asker, words: str, due_at: datetime
) -> GuestRequest:
    name = businesses.by_id(tenancy.current()).name
    consent = wording.text(purpose, asker.language, name)
    return GuestRequest(
        business_id=tenancy.current(),
        kind=kind,
        person_id=asker.person_id,
        name=asker.name,
        phone=asker.phone,
        email=asker.email,
        text=words,
        preferred_time="any",
        consent_version=consent.version,
        consent_digest=consent.digest,
        language=asker.language,
        created_at=clock.now(),
        due_at=due_at,
    )


def _added(row: GuestRequest) -> int:
    db.session().add(row)
    db.session().flush()
    live.ring_inbox()
    return row.id


def take(*, request_id: int, staff_id: StaffId) -> None:
    """Take a request on; another's may be taken over.

    Raises RequestNotFound, RequestDone, and PersonNotFound for who is not in the team.
    """
    member = select(Staff.id).where(Staff.id == staff_id, Staff.ended_at.is_(None))
    if db.session().scalar(member) is None:
        raise PersonNotFound
    row = _open(request_id)
    row.state, row.assigned_to = "working", staff_id
    db.session().flush()
    live.ring_inbox()


def give_back(*, request_id: int) -> None:
    """Let somebody else take it; raises RequestNotFound, RequestDone."""
    row = _open(request_id)
    row.state, row.assigned_to = "new", None
    db.session().flush()
    live.ring_inbox()


def finish(*, request_id: int, staff_id: StaffId, note: str) -> None:
    """Close a request with a note for the team; raises RequestNotFound, RequestDone."""
    row = _open(request_id)
    row.state, row.done_at, row.note = "done", clock.now(), note
    row.assigned_to = row.assigned_to or staff_id
    db.session().flush()
    live.ring_inbox()
    answering.note(
        kind=row.kind, subject_id=row.id, came_at=row.created_at, staff_id=staff_id
    )


def reopen(*, request_id: int) -> None:
    """Closed too early: it waits again, with its old deadline."""
    row = _locked(request_id)
    if row.state == "done":
        row.state, row.done_at = "working", None
        db.session().flush()
        live.ring_inbox()


def erase(*, request_id: int) -> None:
    """Delete a request whose sender withdrew their consent; raises RequestNotFound."""
    row = _locked(request_id)
    kind = row.kind
    db.session().execute(delete(GuestRequest).where(GuestRequest.id == request_id))
    live.ring_inbox()
    audit.note("request.erased", subject=f"request:{request_id}", kind=kind)


def _open(request_id: int) -> GuestRequest:
    row = _locked(request_id)
    if row.state == "done":
        raise RequestDone
    return row


def _locked(request_id: int) -> GuestRequest:
    row = db.session().scalar(
        select(GuestRequest).where(GuestRequest.id == request_id).with_for_update()
    )
    if row is None:
        raise RequestNotFound
    return row
