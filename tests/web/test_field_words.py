"""What WTForms says by itself is said in our words, in both languages."""

import ast
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from flask import Flask
from wtforms import (
    DateField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, Length

from app.core import locales
from app.web import field_words
from app.web.forms import Form

# What goes wrong before any person sees the form: who wrote it reads this.
OF_PROGRAMMERS = {"Choices cannot be None.", "Invalid field name '%s'."}
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
PLACE = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
FILE_SIZE = "File must be between 0 and 5000 bytes."


def calls() -> Iterator[list[str]]:
    """The texts of every call of gettext and ngettext in the libraries that we use."""
    for package in ("wtforms", "flask_wtf"):
        spec = find_spec(package)
        assert spec is not None
        assert spec.origin is not None
        for path in sorted(Path(spec.origin).parent.rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                name = getattr(getattr(node, "func", None), "attr", "")
                if isinstance(node, ast.Call) and name in {"gettext", "ngettext"}:
                    texts = [a.value for a in node.args if isinstance(a, ast.Constant)]
                    yield [str(text) for text in texts]


SINGLE = [*sorted({t[0] for t in calls() if len(t) == 1} - OF_PROGRAMMERS), FILE_SIZE]
COUNTED = sorted({(t[0], t[1]) for t in calls() if len(t) == 2})


def test_the_libraries_are_read() -> None:
    assert "Not a valid integer value." in SINGLE
    assert any("not a valid choice for" in pair[0] for pair in COUNTED)
    assert len(SINGLE) > 25


@pytest.mark.parametrize("message", SINGLE)
def test_every_message_has_our_words(message: str) -> None:
    with locales.speaking("ru"):
        russian = field_words.said(message)
    assert CYRILLIC.search(russian), russian
    with locales.speaking("en"):
        english = field_words.said(message)
    assert not CYRILLIC.search(english)
    # WTForms fills in what it knows, or its text is not a text.
    assert set(PLACE.findall(russian)) <= set(PLACE.findall(message))
    assert set(PLACE.findall(english)) == set(PLACE.findall(russian))


@pytest.mark.parametrize(("one", "many"), COUNTED)
@pytest.mark.parametrize("number", [1, 2, 5, 21])
def test_every_counted_message_has_our_words(one: str, many: str, number: int) -> None:
    with locales.speaking("ru"):
        russian = field_words.said_of_several(one, many, number)
    assert CYRILLIC.search(russian), russian
    assert set(PLACE.findall(russian)) <= set(PLACE.findall(one))
    with locales.speaking("en"):
        assert not CYRILLIC.search(field_words.said_of_several(one, many, number))


def test_another_message_is_asked_for_as_it_is() -> None:
    with locales.speaking("ru"):
        assert field_words.said("Choose a day.") == "Выберите день."
        assert field_words.said_of_several("fig", "figs", 2) == "figs"


class Wrong(Form):
    """A form with one of many fields, none of which has words of its own."""

    whole = IntegerField()
    day = DateField()
    one = SelectField(choices={"a": "A"})
    number = SelectField(choices={1: "A"}, coerce=int)
    some = SelectMultipleField(choices={"a": "A"})
    needed = StringField(validators=[InputRequired()])
    short = StringField(validators=[Length(max=3)])


SENT = {
    "idempotency_key": "k",
    "whole": "٣x",
    "day": "2026-02-30",
    "one": "b",
    "number": "x",
    "some": "b",
    "needed": "",
    "short": "четыре",
}


def errors(app: Flask, language: str) -> dict[str, str]:
    """What a form says whose every field is wrong."""
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        with (
            app.test_request_context("/", method="POST", data=SENT),
            locales.speaking(language),
        ):
            form = Wrong()
            assert not form.is_sent()
            return {name: " ".join(said) for name, said in form.errors.items()}
    finally:
        app.config["WTF_CSRF_ENABLED"] = True


def test_a_wrong_form_speaks_the_readers_language(app: Flask) -> None:
    russian = errors(app, "ru")
    assert set(russian) == set(SENT) - {"idempotency_key"}
    for name, words in russian.items():
        assert CYRILLIC.search(words), f"{name}: {words}"
        assert not re.search("[a-z]{3}", words), f"{name}: {words}"
    assert russian["short"] == "Напишите не больше 3 знаков."
    english = errors(app, "en")
    assert english["whole"] == "Write a whole number."
    assert english["short"] == "Write at most 3 characters."
