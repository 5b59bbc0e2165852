"""Commands: ``flask demo | work | import | ledger …``."""

import signal
import sys
import threading

import click
from flask import current_app
from flask.cli import with_appcontext

from app.cli_business import business_command
from app.cli_demo import demo_group
from app.cli_import import import_group
from app.cli_ledger import ledger_group
from app.cli_mail import mail_group
from app.cli_people import people_group
from app.cli_team import second_factor_group
from app.cli_wallet import wallet_group

COMMANDS: list[click.Command] = [
    business_command,
    demo_group,
    ledger_group,
    import_group,
    mail_group,
    people_group,
    wallet_group,
    second_factor_group,
]


def command(function: click.Command) -> click.Command:
    """Add a command to the list that the factory registers."""
    COMMANDS.append(function)
    return function


@command
@click.command("work")
@with_appcontext
def work() -> None:
    """Run the worker: deliveries and the timetable, until it is told to stop."""
    worker = current_app.extensions["tessera_worker"]
    consumer = worker.consumer()
    stop = threading.Event()
    consumer.start()
    # After the consumer, which installs handlers of its own.
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    click.echo("The worker is running. Ctrl-C stops it.")
    stop.wait()
    worker.stop()
    consumer.stop(graceful=True)
    sys.exit(0)
