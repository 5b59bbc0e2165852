"""What holds for every form of the product."""

import pytest
from flask import Flask
from wtforms import StringField

from app.web.forms import Form


class Note(Form):
    """A form with one text."""

    text = StringField()


def _note(app: Flask, **sent: str) -> Note:
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        with app.test_request_context("/", method="POST", data=sent):
            note = Note()
            note.is_fine = note.is_sent()
            return note
    finally:
        app.config["WTF_CSRF_ENABLED"] = True


def test_text_loses_its_surrounding_space(app: Flask) -> None:
    note = _note(app, text="  tea  ", idempotency_key="k")
    assert (note.is_fine, note.text.data) == (True, "tea")


def test_a_null_byte_is_an_error_beside_its_field(app: Flask) -> None:
    note = _note(app, text="te\0a", idempotency_key="k")
    assert not note.is_fine
    assert note.text.data == "tea"
    assert len(note.text.errors) == 1


@pytest.mark.parametrize("key", ["", "к", "x" * 65, "a\0b"])
def test_a_key_that_cannot_be_one_is_refused(app: Flask, key: str) -> None:
    assert not _note(app, text="tea", idempotency_key=key).is_fine
