"""Errors of the API: problem+json (RFC 9457) with a stable code and a sentence."""

import json
from typing import Any, cast

from flask import Response
from marshmallow import ValidationError

from app.core import locales
from app.core.errors import AppError
from app.web import errors

CONTENT_TYPE = "application/problem+json"


class Unauthorized(AppError):
    """No API key, or one that is not in force."""

    code = "unauthorized"
    status = 401
    sentence = "Send a valid API key in the header “Authorization: Bearer tsr_…”."


class NotJson(AppError):
    """The body is no JSON text, or too deep, or holds NaN."""

    code = "malformed_json"
    sentence = "The body is not valid JSON. Send one JSON object in UTF-8."


class InvalidBody(AppError):
    """The body is JSON, but some fields are wrong; ``fields`` says which and why."""

    code = "invalid_body"
    status = 422
    sentence = "Some fields need attention."

    def __init__(self, fields: list[dict[str, str]]) -> None:
        self.fields = fields
        super().__init__()


def invalid(error: ValidationError) -> InvalidBody:
    """Our error for what a schema objects to, one entry per field."""
    return InvalidBody(list(_flat(error.messages, "")))


def _flat(messages: Any, path: str) -> list[dict[str, str]]:
    if isinstance(messages, dict):
        return [
            entry
            for name, inner in messages.items()
            for entry in _flat(inner, _joined(path, str(name)))
        ]
    return [{"field": path, "message": locales.gettext(text)} for text in messages]


def _joined(path: str, name: str) -> str:
    """``lines.0.amount_minor``; what concerns the whole body has no path."""
    if name == "_schema":
        return path
    # Names come from the sender: a long one is not worth repeating, and half a
    # character (a lone surrogate) cannot be sent back.
    known = name.encode(errors="replace").decode()
    return f"{path}.{known}".lstrip(".")[:200]


def unauthorized(error: AppError) -> Response:
    """401 that says how to come back."""
    return errors.answer(
        error.status,
        error.code,
        errors.sentence_of(error),
        {"WWW-Authenticate": 'Bearer realm="Tessera"'},
    )


def invalid_body(error: AppError) -> Response:
    """422 with the list of fields."""
    answer = errors.answer(error.status, error.code, errors.sentence_of(error))
    problem = json.loads(answer.get_data())
    problem["errors"] = cast("InvalidBody", error).fields
    answer.set_data(json.dumps(problem, ensure_ascii=False))
    return answer
