"""``flask business`` opens a business that can work at once."""

from flask import Flask

from app.businesses import queries as businesses
from app.core import tenancy
from app.people import queries as people
from app.programmes import queries as programmes

OWNER = ["--owner", "olga@zerno.example"]


def test_a_business_with_outlet_card_and_owner(app: Flask) -> None:
    result = app.test_cli_runner().invoke(
        args=["business", "zerno", "Зерно", *OWNER, "--currency", "EUR"]
    )
    assert result.exit_code == 0, result.output
    found = businesses.by_slug("zerno")
    assert (found.name, found.currency) == ("Зерно", "EUR")
    with tenancy.scope(found.id):
        assert [outlet.code for outlet in businesses.outlets()] == ["main"]
        assert programmes.default_programme().name == "Зерно"
        assert [member.role for member in people.staff()] == ["owner"]


def test_a_second_one_at_the_address_is_refused_whole(app: Flask) -> None:
    runner = app.test_cli_runner()
    runner.invoke(args=["business", "zerno", "Зерно", *OWNER])
    again = runner.invoke(args=["business", "zerno", "Другое", *OWNER])
    assert again.exit_code == 1
    assert "This address is taken" in again.output
    assert len(businesses.businesses()) == 1


def test_a_bad_owner_or_address_changes_nothing(app: Flask) -> None:
    runner = app.test_cli_runner()
    for words in (
        ["business", "zerno", "Зерно", "--owner", "nobody"],
        ["business", "API", "Зерно", *OWNER],
    ):
        result = runner.invoke(args=words)
        assert result.exit_code == 1
        assert result.output.startswith("Error: ")
    assert businesses.businesses() == []
