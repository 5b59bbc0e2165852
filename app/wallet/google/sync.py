"""Bringing Google's copies up to date: class, then card, each only when it differs.

Every write puts a state, so it may be repeated: an insert that was applied and whose
answer got lost comes back as "exists", and is patched. Nothing here runs in a request
or inside a transaction while Google is asked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import func, select

from app.businesses import queries as businesses
from app.cards.errors import CardNotFound
from app.core import clock, db, tenancy
from app.core.config import Config
from app.core.errors import AppError
from app.core.ids import BusinessId, CardId
from app.wallet import halts
from app.wallet.google import account, callback_keys, classes, jobs, notices
from app.wallet.google.cards import Copy, copy_of
from app.wallet.google.classes import KnownClass
from app.wallet.google.desk import Desk, desk, jittered
from app.wallet.google.jobs import Job, Sent
from app.wallet.google.notices import Plan, Way
from app.wallet.models import GooglePass
from passes.brand import BadCard
from passes.google import patches
from passes.google.client import Client
from passes.google.resources import Json, Resource
from passes.google.verdicts import (
    Done,
    Exists,
    Missing,
    NotInvited,
    Quota,
    Refused,
    Unavailable,
    Verdict,
)
from passes.pictures import UnreadableImage

CHANNEL = "google"
BATCH = 10
SOON = timedelta(minutes=1)
"""What comes later than that is found by the sweep."""

_log = structlog.get_logger("google")
Settle = Callable[[], None]


@dataclass(frozen=True)
class _Outcome:
    """How a card went: what to write down, and whether Google wants to be left alone."""

    settle: Settle
    stops: bool = False


def send(config: Config) -> int:
    """Send one batch of what is due; how many cards were taken, 0 when none may be."""
    if not account.is_set_up(config) or not _is_any_due():
        return 0
    try:
        office = desk(config)
    except AppError as refusal:
        _log.warning("google_account_refused", problem=str(refusal.__cause__))
        return 0
    if office.pace.is_resting() or halts.is_halted(CHANNEL, office.identity):
        return 0
    with db.writing():
        taken = jobs.claim(BATCH)
    for place, job in enumerate(taken):
        outcome = _handled(office, job, config)
        with tenancy.across(), db.writing():
            outcome.settle()
            if outcome.stops:
                jobs.give_back(taken[place + 1 :])
        if outcome.stops:
            break
    return len(taken)


def again_in(config: Config) -> float | None:
    """Seconds until a card is to be tried again; None when that is not soon."""
    if not account.is_set_up(config):
        return None
    soon = clock.now() + SOON
    due = select(func.min(GooglePass.sync_due_at)).where(GooglePass.sync_due_at <= soon)
    with tenancy.across():
        due_at = db.session().execute(due).scalar_one()
    if due_at is None:
        return None
    try:
        office = desk(config)
    except AppError:
        return None
    if halts.is_halted(CHANNEL, office.identity):
        return None
    wait = max((due_at - clock.now()).total_seconds(), office.pace.rests_for())
    return wait if 0 < wait <= SOON.total_seconds() else None


def _is_any_due() -> bool:
    due = select(GooglePass.id).where(GooglePass.sync_due_at <= clock.now()).limit(1)
    with tenancy.across():
        return db.session().execute(due).first() is not None


def _handled(office: Desk, job: Job, config: Config) -> _Outcome:
    """Bring one card up to date."""
    with tenancy.scope(BusinessId(job.business_id)):
        business = businesses.by_id(BusinessId(job.business_id))
        try:
            copy = copy_of(business, CardId(job.card_id), config, kind=job.resource)
        except (BadCard, UnreadableImage, CardNotFound) as error:
            answer = f"{type(error).__name__}: {error}"
            _log.warning("google_card_unfit", pass_id=job.id)
            return _Outcome(lambda: jobs.rest(job, answer))
        if not business.has_google_wallet and copy.object is not None:
            # What an erased person left there is taken back all the same.
            return _Outcome(lambda: jobs.rest(job, "switched off"))
        return _brought(office, job, copy)


def _brought(office: Desk, job: Job, copy: Copy) -> _Outcome:
    """Class first, then the card; what Google has already costs no request."""
    if job.sent_digest is not None and job.resource_id != copy.id:
        # Another issuer now: what the former one has is out of reach.
        job = jobs.unsent(job)
    known = None
    if copy.shared is not None:
        known = classes.known(copy.programme_id, copy.level, copy.shared)
        failure = _class_brought(office, job, known, copy.shared)
        if failure is not None:
            return failure
    class_id = known.id if known is not None else None
    if job.sent_digest == copy.digest:
        return _Outcome(lambda: jobs.rest(job, ""))
    verdict, plan = _told(office.client, job, copy, notices.plan(job, copy))
    if isinstance(verdict, Done):
        return _went_well(office, job, copy, plan, class_id)
    if isinstance(verdict, Missing) and class_id is not None:
        return _Outcome(lambda: _class_lost(job, class_id))
    return _failed(office, job, verdict, plan)


def _class_brought(
    office: Desk, job: Job, known: KnownClass, shared: Resource
) -> _Outcome | None:
    """Bring the class up to date; what to do with the card when that fails."""
    _let_go()
    if known.is_sent(shared):
        return None
    if office.pace.is_refused(shared.digest):
        return _Outcome(lambda: jobs.rest(job, "the class was refused"))
    wait = office.pace.fails_for(shared.id)
    if wait:
        # One try was enough: else the cards of a class would hold up all others.
        return _Outcome(lambda: jobs.postpone(job, wait, "Unavailable class"))
    is_known = known.sent_digest is not None
    patch = patches.patch_of(shared)
    verdict = _put(office.client, shared, patch, is_known=is_known)
    if isinstance(verdict, Done):
        office.pace.went_well()
        with db.writing():
            classes.sent(known.id, shared)
        # From now on Google may call back, and the site must be able to check it.
        callback_keys.refresh(db.settings())
        return None
    outcome = _failed(office, job, verdict, None)
    if isinstance(verdict, Unavailable):
        seconds = jittered(job.sync_attempts, verdict.retry_after)
        office.pace.fails(shared.id, seconds)
    if not isinstance(verdict, Refused):
        return outcome
    office.pace.refuse(shared.digest)

    def settle() -> None:
        classes.refused(known.id, _words(verdict))
        outcome.settle()

    return _Outcome(settle)


def _let_go() -> None:
    """End what reading has begun: nothing is open while Google is asked."""
    db.session().rollback()


def _told(client: Client, job: Job, copy: Copy, plan: Plan) -> tuple[Verdict, Plan]:
    """Put the card as it is, and tell its holder in the way that is planned."""
    _let_go()
    verdict = _put_card(client, job, copy, plan)
    if isinstance(verdict, Quota) and not verdict.is_rate and plan.way is Way.RING:
        plan = notices.written_instead(plan)
        verdict = _put_card(client, job, copy, plan)
    if isinstance(verdict, Done) and plan.way is Way.WRITE and copy.news is not None:
        message = patches.message(
            f"balance-{copy.digest.hex()[:12]}",
            copy.title,
            copy.news,
            language=copy.language,
        )
        said = client.add_message(copy.kind, copy.id, message)
        # The balance itself is there: without the message nothing is wrong.
        if isinstance(said, Unavailable):
            verdict = said
    return verdict, plan


def _put_card(client: Client, job: Job, copy: Copy, plan: Plan) -> Verdict:
    patch = dict(copy.patch)
    if plan.way is Way.RING:
        patch["notifyPreference"] = "NOTIFY_ON_UPDATE"
    if plan.way is Way.WRITE or plan.drops_old:
        patch["messages"] = None
    if copy.object is not None:
        is_known = job.sent_digest is not None
        return _put(client, copy.object, patch, is_known=is_known)
    verdict = client.patch(copy.kind, copy.id, patch)
    # What was never there needs no emptying.
    return Done({}) if isinstance(verdict, Missing) else verdict


def _put(client: Client, made: Resource, patch: Json, *, is_known: bool) -> Verdict:
    """Make Google's copy equal, whether or not it is there already."""
    if is_known:
        verdict = client.patch(made.type, made.id, patch)
        is_class = made.type.endswith("Class")
        is_gone = isinstance(verdict, Missing) and (is_class or not verdict.is_class)
        return client.insert(made) if is_gone else verdict
    verdict = client.insert(made)
    if isinstance(verdict, Exists):
        return client.patch(made.type, made.id, patch)
    return verdict


def _went_well(
    office: Desk, job: Job, copy: Copy, plan: Plan, class_id: int | None
) -> _Outcome:
    office.pace.went_well()
    sent = Sent(
        resource=copy.kind,
        resource_id=copy.id,
        class_id=class_id,
        sent_digest=copy.digest,
        sent_balance=copy.balance,
        notices=plan.notices,
        noticed_since=plan.noticed_since,
    )

    def settle() -> None:
        jobs.settle(job, sent)
        if any(alarm.channel == CHANNEL for alarm in halts.halts()):
            # It was for other credentials; these work.
            halts.lift(CHANNEL)

    return _Outcome(settle)


def _class_lost(job: Job, class_id: int) -> None:
    classes.lost(class_id)
    jobs.postpone(job, jittered(job.sync_attempts), "classNotFound")


def _failed(office: Desk, job: Job, verdict: Verdict, plan: Plan | None) -> _Outcome:
    answer = _words(verdict)
    _log.warning("google_failed", pass_id=job.id, answer=answer)
    if isinstance(verdict, NotInvited):
        return _Outcome(lambda: _halt(office, job, answer), stops=True)
    if isinstance(verdict, Quota | Unavailable):
        stops = office.pace.went_wrong(
            verdict.retry_after, is_full=isinstance(verdict, Quota)
        )
        seconds = jittered(job.sync_attempts, verdict.retry_after)
        rang = plan if isinstance(verdict, Unavailable) else None
        return _Outcome(lambda: _later(job, seconds, answer, rang), stops=stops)
    return _Outcome(lambda: jobs.rest(job, answer))


def _later(job: Job, seconds: float, answer: str, plan: Plan | None) -> None:
    """Try again; what may have rung counts, for the answer alone may have got lost."""
    jobs.postpone(job, seconds, answer)
    if plan is not None and plan.way is Way.RING:
        jobs.count_notice(job, plan.notices, plan.noticed_since)


def _halt(office: Desk, job: Job, answer: str) -> None:
    halts.halt(CHANNEL, answer, office.identity)
    jobs.give_back([job])


def _words(verdict: Verdict) -> str:
    """Google's code word, for the office: nothing that was sent, no secret."""
    reason = getattr(verdict, "reason", "")
    status = f" {verdict.status}" if isinstance(verdict, Refused) else ""
    return f"{type(verdict).__name__}{status} {reason}".strip()
