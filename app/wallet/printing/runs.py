"""The maker of print runs: one small step per call, so that a kill loses little.

Numbers are laid in by batches, each in a transaction of its own together with the count
of them; a part counts when both its files have their names. Whoever comes next goes on
from there.
"""

from collections.abc import Callable

import structlog

from app.cards import stock
from app.core import db, files, tenancy
from app.core.config import Config
from app.core.ids import BusinessId
from app.core.locales import mark
from app.wallet.printing import folder, orders, parts, shorts
from app.wallet.printing.orders import RESERVE_BYTES, Run, RunNotFound
from app.wallet.printing.parts import NoShortNumbersLeft
from passes.pictures import UnreadableImage
from passes.print.cards import Unprintable

BATCH = 1_000
"""Numbers in one transaction: tills wait some hundredths of a second behind it."""
NO_DISK = mark("The server's disk is full. Make room, then go on.")
NO_PRINT = mark("The cards cannot be drawn. Choose another code or another look.")
NO_SHORTS = mark("EAN-8 has no free numbers left. Take the order back.")
_log = structlog.get_logger("printing")


def send(config: Config) -> int:
    """Do one step of what is ordered; 0 when there is nothing, or another maker is.

    Idle, it gives passes the EAN-8 numbers that they lack.
    """
    with files.alone(folder.root(config)) as is_alone:
        if not is_alone:
            return 0
        with tenancy.across():
            run = orders.next_run()
        if run is None:
            return shorts.give()
        with tenancy.scope(BusinessId(run.business_id)):
            try:
                _step(run)(run, config)
            except RunNotFound:
                return 1
            except (Unprintable, UnreadableImage, NoShortNumbersLeft, OSError) as error:
                _fail(run, error)
        return 1


def _step(run: Run) -> Callable[[Run, Config], None]:
    if run.state == "removing":
        return _remove
    return _lay_in if run.is_stock and run.made < run.count else _make_part


def _lay_in(run: Run, _: Config) -> None:
    """A batch of new numbers."""
    count = min(BATCH, run.count - run.made)
    drawn = stock.draw(count, is_short=run.symbology == "ean8")
    with db.writing():
        row = orders.locked(run.id)
        if row.state == "removing":
            return
        added = stock.lay_in(drawn, run_id=run.id, programme_id=run.programme_id)
        row.state, row.made = "making", row.made + added
        db.session().flush()


def _make_part(run: Run, config: Config) -> None:
    """The two files of the next part."""
    if folder.free_bytes(config) < RESERVE_BYTES:
        raise OSError(NO_DISK)
    cards = parts.write(run, run.parts_made + 1, config)
    with db.writing():
        row = orders.locked(run.id)
        if row.state == "removing":
            return
        row.parts_made = run.parts_made + 1
        row.made += 0 if run.is_stock else cards
        row.state = "ready" if row.parts_made == row.parts else "making"
        db.session().flush()


def _remove(run: Run, config: Config) -> None:
    """A batch of numbers; with the last of them the files and the order itself."""
    with db.writing():
        row = orders.locked(run.id)
        if stock.take_out(run.id, limit=BATCH):
            return
        db.session().delete(row)
        db.session().flush()
    folder.remove(folder.of_run(config, run.business_id, run.id))


def _fail(run: Run, error: Exception) -> None:
    """Stop with words that say what to do; a person sets it going again."""
    reason = NO_PRINT
    if isinstance(error, OSError):
        reason = NO_DISK
    elif isinstance(error, NoShortNumbersLeft):
        reason = NO_SHORTS
    _log.warning("print_run_failed", run_id=run.id, problem=str(error)[:300])
    with db.writing():
        row = orders.locked(run.id)
        if row.state != "removing":
            row.state, row.error = "failed", reason
        db.session().flush()
