"""The queue: huey wakes us, the outbox tells what to do, the timetable runs jobs.

Truth is in the outbox rows. A wake-up that gets lost costs a minute: the sweep offers
the rows again.
"""

import threading
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, cast

import structlog
from huey import Huey, RedisHuey, SqliteHuey, crontab
from huey.consumer import Consumer

from app import fanout
from app.businesses import queries as businesses
from app.cards import actions as cards
from app.chat import retention as chat_retention
from app.coalitions import pacts, statements
from app.core import clock, db, idempotency, limits, outbox, statistics, tenancy
from app.core.config import Config
from app.core.errors import Permanent
from app.core.ids import BusinessId, CardId
from app.core.outbox import Delivery
from app.fanout import Handler, Told
from app.incentives import birthdays
from app.incentives import levels as card_levels
from app.instruments import actions as instruments
from app.ledger import actions as ledger
from app.ledger import queries as ledger_queries
from app.ledger import seal
from app.notifications import daily, expiry
from app.notifications import surveys as survey_notices
from app.onboarding import actions as onboarding
from app.people import actions as people
from app.people import certificates, invitations, passkeys
from app.reviews import overdue
from app.rewards import expiring
from app.sales.offline import queue as offline
from app.space import retention
from app.wallet.google import callback_keys, callbacks, holders

BATCH = 200
WAKE_SECONDS = 0.25
Context = Callable[[], AbstractContextManager[object]]
_log = structlog.get_logger("worker")


class OneAtATime:
    """A job that never runs twice at once: a call during a run makes it run again.

    Two wake-ups would otherwise hold two threads where Apple hangs, and the relay none.
    """

    def __init__(self, job: Callable[[], None]) -> None:
        self._job = job
        self._running = threading.Lock()
        self._wanted = threading.Event()

    def __call__(self) -> None:
        """Run it, or let the run at work go round once more."""
        self._wanted.set()
        while self._wanted.is_set() and self._running.acquire(blocking=False):
            try:
                self._wanted.clear()
                self._job()
            finally:
                self._running.release()


class Worker:
    """One application's queue, relay and timetable."""

    def __init__(self, context: Context, config: Config) -> None:
        self._context = context
        self._config = config
        self.huey = _storage(config)
        self._woken_at = float("-inf")
        self._stopping = threading.Event()
        self._relay = self.huey.task(name="relay")(OneAtATime(self._relay_all))
        self._drains = [self._drain(*queue) for queue in fanout.QUEUES.items()]
        every_minute, hourly = crontab(minute="*"), crontab(minute="7")
        self.huey.periodic_task(every_minute, name="sweep")(self.sweep)
        self.huey.periodic_task(every_minute, name="expire")(self.expire)
        self.huey.periodic_task(every_minute, name="end_awards")(self.end_awards)
        self.huey.periodic_task(hourly, name="seal")(self.seal)
        self.huey.periodic_task(hourly, name="tidy")(self.tidy)
        self.huey.periodic_task(every_minute, name="levels")(self.levels)
        self.huey.periodic_task(crontab(minute="23"), name="birthdays")(self.birthdays)
        self.huey.periodic_task(hourly, name="offline")(self.offline)
        self.huey.periodic_task(crontab(minute="*/10"), name="triggers")(self.triggers)
        self.huey.periodic_task(hourly, name="reviews")(self.reviews)
        self.huey.periodic_task(hourly, name="statistics")(self.statistics)
        nightly = crontab(minute="17", hour="3")
        self.huey.periodic_task(every_minute, name="google_keys")(self.google_keys)
        self.huey.periodic_task(nightly, name="google_holders")(self.google_holders)

    def wake(self) -> None:
        """Ask for a relay: the first fact at once; it waits for those of the moment."""
        now = clock.seconds()
        if now >= self._woken_at + WAKE_SECONDS:
            self._woken_at = now
            self._relay()

    def relay(self) -> int:
        """Deliver everything that is due; how many rows were taken."""
        total = 0
        while taken := self._relay_once():
            total += taken
        return total

    def _relay_once(self) -> int:
        """Deliver one batch; how many rows were taken."""
        if self._stopping.is_set():
            return 0
        with self._context():
            if deliveries := _claim():
                told: Told = set()
                _tell_together(deliveries, told, fanout.URGENT)
                rest = [d for d in deliveries if _is_told(d, told, fanout.hasten)]
                if told:
                    self.wake_queues()
                _deliver(rest, told)
                self.wake_queues()
        return len(deliveries)

    def _relay_all(self) -> None:
        """Relay until nothing has come for a moment: ``wake`` is silent so long.

        What comes in a moment is taken together: a batch costs more than its rows.
        """
        while taken := self._relay_once():
            if taken < BATCH and self._stopping.wait(WAKE_SECONDS):
                return

    def sweep(self) -> None:
        """Offer again whatever lost its wake-up."""
        self._relay()
        self.wake_queues()

    def wake_queues(self) -> None:
        """Look at every queue to the world outside, each in a task of its own."""
        for drain in self._drains:
            drain()

    def _drain(self, name: str, send: fanout.Send) -> Callable[[], object]:
        """A task of its own for each queue, so that a slow one delays no other."""
        again_in = fanout.AGAIN.get(name)
        planned = float("-inf")

        def drain() -> None:
            nonlocal planned
            with self._context():
                while not self._stopping.is_set() and send(self._config):
                    pass
                wait = again_in(self._config) if again_in else None
            if wait is None:
                return
            instant = clock.seconds()
            # A look that is planned for later does not stand for one that is wanted now.
            if not instant < planned <= instant + wait:
                planned = instant + wait
                task.schedule(delay=wait)

        task: Any = self.huey.task(name=name)(OneAtATime(drain))
        return cast("Callable[[], object]", task)

    def stop(self) -> None:
        """Take no further batch; the one in hand is finished."""
        self._stopping.set()

    def expire(self) -> int:
        """Book what time has changed, business by business; how many cards."""
        done = 0
        for business_id in self._businesses():
            with self._context(), tenancy.scope(business_id):
                done += expiry.spare_soon()
                while due := sorted(ledger_queries.due(clock.now(), BATCH)):
                    _let_time_pass(due)
                    done += len(due)
                    if len(due) < BATCH:
                        break
                done += instruments.lapse()
        return done

    def triggers(self) -> None:
        """Tell what is due this morning, and of what was given meanwhile."""
        for business_id in self._businesses():
            with self._context(), tenancy.scope(business_id):
                expiry.tell_due()
                daily.tell_due()
                daily.tell_given()
                survey_notices.ask_due()

    def reviews(self) -> int:
        """Show reviews that no team has read in time; how many."""
        shown = 0
        for business_id in self._businesses():
            with self._context(), tenancy.scope(business_id):
                shown += overdue.show_due(BATCH)
        return shown

    def levels(self) -> int:
        """Write down levels that time or new rules changed; how many cards."""
        done = 0
        for business_id in self._businesses():
            with self._context(), tenancy.scope(business_id):
                while looked_at := card_levels.review_due(BATCH):
                    done += looked_at
                    if self._stopping.is_set():
                        return done
        return done

    def birthdays(self) -> int:
        """Give the birthday presents of today; how many."""
        given = 0
        for business_id in self._businesses():
            with self._context(), tenancy.scope(business_id):
                given += birthdays.give_due()
        return given

    def end_awards(self) -> int:
        """End rewards that nobody fetched in time; how many."""
        ended = 0
        for business_id in self._businesses():
            with self._context(), tenancy.scope(business_id):
                for award_id in expiring.due(BATCH):
                    with db.writing():
                        ended += expiring.expire(award_id)
        return ended

    def seal(self) -> int:
        """Lengthen every business's hash chain; how many postings were sealed."""
        sealed = 0
        for business_id in self._businesses():
            with self._context(), tenancy.scope(business_id):
                while True:
                    with db.writing():
                        count = seal.seal(business_id, limit=1000)
                    sealed += count
                    if count < 1000:  # noqa: PLR2004 - the limit above
                        break
        return sealed

    def offline(self) -> int:
        """Look again at returns that wait for their sale; how many were settled."""
        settled = 0
        for business_id in self._businesses():
            with self._context(), tenancy.scope(business_id), db.writing():
                settled += offline.retry()
        return settled

    def tidy(self) -> None:
        """Drop what has served, and close what its day has ended: contracts, months."""
        with self._context(), tenancy.across(), db.writing():
            idempotency.forget_old()
            limits.forget_old()
            people.forget_old_codes()
            passkeys.forget_old()
            invitations.forget_old()
            certificates.forget_old()
            onboarding.forget_old()
            cards.purge_burnt()
            callbacks.forget_old()
            retention.forget_old()
            chat_retention.forget_old()
            pacts.end_over(clock.now())
            statements.make_due()

    def statistics(self) -> None:
        """Let the database choose its ways by what is in it now."""
        with self._context():
            statistics.refresh()

    def google_keys(self) -> None:
        """Keep the keys at hand that Google's callbacks are checked with."""
        callback_keys.refresh(self._config)

    def google_holders(self) -> None:
        """Ask Google who still holds a card."""
        with self._context():
            holders.reconcile(self._config)

    def consumer(self) -> Consumer:
        """A consumer with a scheduler and a thread for the relay and for each queue."""
        return self.huey.create_consumer(
            workers=1 + len(self._drains),
            worker_type="thread",
            periodic=True,
            initial_delay=0.05,
            max_delay=0.25,
            check_worker_health=True,
        )

    def _businesses(self) -> list[BusinessId]:
        with self._context():
            return [business.id for business in businesses.businesses()]


def _storage(config: Config) -> Huey:
    if config.redis_url:
        return RedisHuey("tessera", url=config.redis_url)
    Path(config.data_dir).mkdir(parents=True, exist_ok=True)
    return SqliteHuey("tessera", filename=str(config.data_dir / "queue.db"))


def _let_time_pass(card_ids: list[int]) -> None:
    with db.writing():
        for card_id in card_ids:
            # Its holder sees the change, so the card's version rises with it.
            cards.show_change(CardId(card_id))
            ledger.expire(card_id=CardId(card_id), at=clock.now())


def _claim() -> list[Delivery]:
    with db.writing():
        return outbox.claim(BATCH)


def _deliver(deliveries: list[Delivery], told: Told) -> None:
    """Tell each row's handlers, but for what was told, and write down how that went.

    A message is settled at once, so that a worker killed on the way repeats one at
    most; what only publishes a state is settled together.
    """
    states = []
    for stretch in _stretches(deliveries):
        _tell_together(stretch, told)
        for delivery in stretch:
            if not _is_told(delivery, told, fanout.handle):
                continue
            if fanout.publishes_state(delivery.fact):
                states.append(delivery.id)
            else:
                _settle([delivery.id])
    if states:
        _settle(states)


def _stretches(deliveries: Sequence[Delivery]) -> Iterator[list[Delivery]]:
    """Cut where a card comes again with news of another kind: those keep their order."""
    stretch: list[Delivery] = []
    kinds: dict[int, str] = {}
    for delivery in deliveries:
        card_id = delivery.payload.get("card_id")
        if card_id and kinds.setdefault(card_id, delivery.fact) != delivery.fact:
            yield stretch
            stretch, kinds = [], {card_id: delivery.fact}
        stretch.append(delivery)
    yield stretch


def _tell_together(
    deliveries: Sequence[Delivery],
    told: Told,
    whom: Container[Handler] | None = None,
) -> None:
    """Tell handlers that take many; what fails here is told one by one afterwards."""
    facts = [(each.fact, each.payload) for each in deliveries]
    for tell in fanout.together(facts, told, whom):
        try:
            tell()
        except Exception as error:  # noqa: BLE001 - the culprit fails again, by itself
            _log.info("told_one_by_one", problem=type(error).__name__)


def _is_told(
    delivery: Delivery,
    told: Told,
    tell: Callable[[str, dict[str, Any], Told], None],
) -> bool:
    try:
        tell(delivery.fact, delivery.payload, told)
    except Exception as error:  # noqa: BLE001 - the one place where anything may fail
        problem = f"{type(error).__name__}: {error}"[:500]
        is_permanent = isinstance(error, Permanent)
        _log.warning("delivery_failed", outbox_id=delivery.id, fact=delivery.fact)
        with db.writing():
            outbox.failed(delivery, problem, is_permanent=is_permanent)
        return False
    return True


def _settle(delivery_ids: list[int]) -> None:
    with db.writing():
        outbox.delivered(delivery_ids)


def make(context: Context, config: Config) -> Worker:
    """A worker for the application whose contexts ``context`` opens.

    Recorded facts wake it.
    """
    worker = Worker(context, config)
    outbox.on_record(worker.wake)
    return worker
