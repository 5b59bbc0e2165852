"""The kinds of cards: each can be stored, read back and told from the others."""

import json

import pytest

from app.core import locales
from app.programmes.kinds.kind import Kind
from app.programmes.kinds.registry import KINDS, kind_of
from app.programmes.models import UNITS
from app.programmes.stored import from_json, to_json

each_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))


@each_kind
def test_its_rules_come_back_the_same(kind: Kind) -> None:
    rules = kind.rules()
    assert from_json(kind.name, json.loads(json.dumps(to_json(rules)))) == rules
    assert kind_of(rules) is kind


@each_kind
def test_its_cards_hold_a_known_unit(kind: Kind) -> None:
    assert kind.unit in UNITS


@each_kind
def test_its_title_and_purpose_are_said_in_russian(kind: Kind) -> None:
    with locales.speaking("ru"):
        assert locales.gettext(kind.title) != kind.title
        assert locales.gettext(kind.purpose) != kind.purpose
