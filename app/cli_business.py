"""``flask business``: a new business with its first outlet, card and owner."""

from zoneinfo import available_timezones

import click

from app.businesses import actions as businesses
from app.core import db, tenancy
from app.core.errors import AppError
from app.people import actions as people
from app.people import addresses
from app.programmes import actions as programmes
from app.programmes.kinds.points import PointsRules


def _rules(currency: str) -> PointsRules:
    """A start: 5 % back; a point is a ruble, or the smallest coin elsewhere."""
    return PointsRules(point_value_minor=100 if currency == "RUB" else 1)


@click.command("business")
@click.argument("slug")
@click.argument("name")
@click.option("--owner", required=True, help="E-mail address; signs in with a code.")
@click.option("--language", type=click.Choice(["ru", "en"]), default="ru")
@click.option("--currency", default="RUB", help="ISO 4217 code.")
@click.option(
    "--zone",
    type=click.Choice(sorted(available_timezones())),
    metavar="ZONE",
    default="Europe/Moscow",
    help="IANA time zone.",
)
def business_command(
    slug: str, name: str, owner: str, language: str, currency: str, zone: str
) -> None:
    """Found the business NAME at /SLUG/, with one outlet, a points card and an owner."""
    try:
        with db.writing():
            business_id = businesses.found(
                slug=slug, name=name, language=language, currency=currency, zone=zone
            )
            with tenancy.scope(business_id):
                businesses.open_outlet(code="main", name=name, address="", zone=zone)
                programmes.create(name=name, rules=_rules(currency), actor="system")
                person_id = people.claim_address(
                    person_id=None,
                    channel="email",
                    address=addresses.parse("email", owner, "").value,
                    language=language,
                )
                people.add_staff(person_id=person_id, role="owner", contact=owner)
    except AppError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"/{slug}/ is open. {owner} signs in at /sign-in with a code.")
