"""``flask second-factor``: help for an owner who has lost everything."""

import click

from app.core import audit, db
from app.core.audit import Author
from app.core.errors import AppError
from app.people import actions as people
from app.people import addresses, factors
from app.people.errors import PersonNotFound


@click.group("second-factor")
def second_factor_group() -> None:
    """Second factors of those who run a business."""


@second_factor_group.command("reset")
@click.argument("contact")
def reset_command(contact: str) -> None:
    """Let the person who signs in with CONTACT enrol a second factor anew."""
    config = db.settings()
    channel = "email" if "@" in contact else "phone"
    audit.enter(Author("operator", "flask second-factor reset"))
    try:
        address = addresses.parse(channel, contact, config.country)
        with db.writing():
            person_id = people.owner_of(address.channel, address.value)
            if person_id is None:
                raise PersonNotFound
            count = factors.reset_by_operator(person_id=person_id)
    except AppError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    finally:
        audit.leave()
    click.echo(f"Done; noted in the journal of {count} businesses. They are told.")
