"""``flask second-factor reset`` helps an owner who has lost everything."""

from flask import Flask

from app.core import audit, db, tenancy
from app.people import actions, factors
from tests.world import World

EMAIL = "olga@zerno.example"


def test_the_operator_resets_and_it_is_noted(app: Flask, world: World) -> None:
    owner = world.coffee.owner.person_id
    with db.writing():
        actions.claim_address(person_id=owner, channel="email", address=EMAIL)
        factors.make_codes(person_id=owner, secret_key="k" * 32)
    result = app.test_cli_runner().invoke(args=["second-factor", "reset", EMAIL])
    assert result.exit_code == 0, result.output
    db.session().rollback()
    assert factors.factors(owner).codes_left == 0
    with tenancy.scope(world.coffee.business_id):
        (line,) = audit.lines(limit=1)
    assert (line.act, line.actor) == ("staff.second_factor_reset", "operator")


def test_who_is_nobody_here_is_refused(app: Flask, world: World) -> None:
    for contact in ("nobody@example.com", "not a contact", "+79260000000"):
        result = app.test_cli_runner().invoke(args=["second-factor", "reset", contact])
        assert result.exit_code == 1, contact
        assert "Traceback" not in result.output
