"""Reading a request's body strictly: one JSON object that fits its schema."""

import json
from typing import Any, NoReturn, cast

from flask import request
from marshmallow import Schema, ValidationError
from werkzeug.exceptions import UnsupportedMediaType

from app.web.api.problems import NotJson, invalid

MAX_BYTES = 1024 * 1024


def read(schema: Schema) -> dict[str, Any]:
    """The checked body; raises UnsupportedMediaType, NotJson, InvalidBody.

    A body that is larger than MAX_BYTES is refused with 413 before it is read.
    """
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    request.max_content_length = MAX_BYTES
    try:
        data = json.loads(
            request.get_data(cache=False).decode(), parse_constant=_no_number
        )
    except (ValueError, RecursionError) as error:
        raise NotJson from error
    try:
        return cast("dict[str, Any]", schema.load(data))
    except ValidationError as error:
        raise invalid(error) from error


def _no_number(name: str) -> NoReturn:
    """NaN and Infinity are no JSON, though Python would read them."""
    raise ValueError(name)
