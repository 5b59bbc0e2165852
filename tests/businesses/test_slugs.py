"""Addresses: proposed, refused, told apart."""

import pytest
from flask import Flask

from app.businesses import actions, slugs
from app.core import db
from app.core.errors import Refused
from tests.world import create_business


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Кофейня «Полдень»", "kofeynya-polden"),
        ("Щи да Ёжик", "shchi-da-ezhik"),
        ("Подъезд № 1", "podezd-1"),
        ("Café Crème", "cafe-creme"),
        ("Lamb’s Books", "lambs-books"),
        ("ООО", "ooo"),
        ("茶", ""),
        ("!!!", ""),
        ("", ""),
        ("a" * 80, "a" * 40),
        ("Очень длинное название заведения на тихой улице", "ochen-dlinnoe-nazvanie"),
    ],
)
def test_a_name_makes_an_address(name: str, slug: str) -> None:
    proposed = slugs.propose(name)
    assert proposed.startswith(slug) if slug else proposed == ""
    assert len(proposed) <= slugs.LONGEST
    if proposed:
        slugs.check(proposed)


@pytest.mark.parametrize(
    ("slug", "code"),
    [
        ("", "bad_address"),
        ("ab", "bad_address"),
        ("-abc", "bad_address"),
        ("Кофе", "bad_address"),
        ("a" * 41, "bad_address"),
        ("a/../b", "bad_address"),
        ("abc\n", "bad_address"),
        ("xn--80ak6aa92e", "address_misleading"),
        ("my--shop", "address_misleading"),
        ("start", "address_reserved"),
        ("platform", "address_reserved"),
        ("live", "address_reserved"),
        ("p1atform", "address_reserved"),
        ("app-le", "address_reserved"),
    ],
)
def test_what_cannot_be_an_address_is_refused(slug: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        slugs.check(slug)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("slug", "code"),
    [
        ("molodost", "address_taken"),
        ("mo1odost", "address_looks_taken"),
        ("mol0dost", "address_looks_taken"),
        ("m-olodost", "address_looks_taken"),
        ("rnolodost", "address_looks_taken"),
        ("molodo5t", "address_looks_taken"),
    ],
)
def test_an_address_that_reads_as_another_is_refused(
    app: Flask, slug: str, code: str
) -> None:
    create_business(slug="molodost")
    with pytest.raises(Refused) as refusal, db.writing():
        actions.found(slug=slug, name="Other")
    assert refusal.value.code == code


def test_a_different_address_is_free(app: Flask) -> None:
    create_business(slug="molodost")
    assert create_business(slug="molodezh")
