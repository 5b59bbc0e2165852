"""Commands of the wallets: ``flask wallet doctor`` and ``flask wallet resume``."""

import click
from flask import current_app
from flask.cli import with_appcontext

from app.core import db
from app.wallet import doctor, halts

MARKS = {doctor.GOOD: "ok     ", doctor.WARNING: "warning", doctor.ERROR: "ERROR  "}


@click.group("wallet")
def wallet_group() -> None:
    """Look after passes and their queues."""


@wallet_group.command("doctor")
@click.option("--offline", is_flag=True, help="Do not ask Apple and Google.")
@with_appcontext
def examine(*, offline: bool) -> None:
    """Say what would fail for passes, and why; exit with 1 when something would."""
    config = current_app.extensions["tessera_config"]
    findings = doctor.examine(config, is_online=not offline)
    for finding in findings:
        click.echo(f"{MARKS[finding.level]} {finding.topic}: {finding.message}")
    if any(finding.level == doctor.ERROR for finding in findings):
        raise click.exceptions.Exit(1)


@wallet_group.command("resume")
@click.argument("channel", type=click.Choice(["apple", "google"]))
@with_appcontext
def resume(channel: str) -> None:
    """Let the halted queue of CHANNEL go on."""
    with db.writing():
        halts.lift(channel)
    current_app.extensions["tessera_worker"].wake_queues()
    click.echo(f"The queue for {channel.capitalize()} goes on.")
