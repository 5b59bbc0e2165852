"""``flask people``: checking what this installation has signed."""

import json
from pathlib import Path

import click

from app.core import db
from app.people import certificates


@click.group("people")
def people_group() -> None:
    """Guests and their papers."""


@people_group.group("certificate")
def certificate_group() -> None:
    """Certificates of erasure."""


@certificate_group.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify_command(file: Path) -> None:
    """Say whether FILE is a certificate that this installation signed, unchanged."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError):
        content = None
    if not certificates.is_genuine(content, db.settings().secret_key):
        raise click.ClickException("not genuine: it was changed, or signed elsewhere")
    click.echo(f"genuine: certificate {content['number']} of {content['erased_at']}")
