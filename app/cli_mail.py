"""``flask mail``: letters that come back, for mail servers that hand them to a program."""

import sys

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from app.notifications import reports, returned

_TRY_AGAIN = 75
"""EX_TEMPFAIL of sysexits.h: the mail server keeps the message and asks later."""


@click.group("mail")
def mail_group() -> None:
    """Letters that leave and come back."""


@mail_group.command("bounced")
@with_appcontext
def bounced() -> None:
    """Learn from one message on standard input what became of a letter of ours.

    Whatever it is, it counts as taken: a refusal would be one more letter that comes
    back. Only a database that is away asks the mail server to wait.
    """
    raw = sys.stdin.buffer.read(reports.MAX_BYTES)
    # The rest is taken too: a mail server that cannot write calls that a failure.
    while sys.stdin.buffer.read(reports.MAX_BYTES):
        pass
    secret_key = current_app.extensions["tessera_config"].secret_key
    try:
        learnt = returned.learn(raw, secret_key)
    except SQLAlchemyError as error:
        click.echo(f"the database is away: {type(error).__name__}", err=True)
        raise click.exceptions.Exit(_TRY_AGAIN) from error
    click.echo(learnt)
