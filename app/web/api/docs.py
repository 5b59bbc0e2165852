"""The API explains itself: an OpenAPI document, and the same as a page of ours."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from flask import Blueprint, Flask, Response, current_app
from flask_smorest import Api
from marshmallow import Schema

from app.core import locales
from app.programmes import why_not
from app.web import refusals
from app.web.api import schemas
from app.web.api.blueprint import blueprint as api_blueprint
from app.web.errors import SENTENCES
from app.web.page import page

View = TypeVar("View", bound=Callable[..., Any])
blueprint = Blueprint("api_docs", __name__, url_prefix="/api")
"""The documentation, open to everybody."""

_EXTENSION = "tessera_openapi"
_NOTES = "_apidoc"
_SENTENCES = SENTENCES | {
    401: locales.mark(
        "Send a valid API key in the header “Authorization: Bearer tsr_…”."
    ),
    409: locales.mark("The request does not fit the present state."),
}


def _path(name: str, text: str) -> dict[str, Any]:
    """A part of the address; its kind is known from the route."""
    return {"name": name, "in": "path", "description": text}


_KEY_PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "description": locales.mark(
        "Your own name for this change. Sent again with the same body, it gives the "
        "first answer again."
    ),
}
CODE = _path("code", locales.mark("What was scanned, or the number as typed."))
AWARD = _path("code", locales.mark("The code of the reward, as scanned or typed."))
MEMBER = _path("member_id", locales.mark("Whose cards they are."))
RECEIPT = _path("receipt_id", locales.mark("Our id of the receipt."))
_REPLAYED = {
    "Idempotent-Replayed": {
        "schema": {"type": "string"},
        "description": locales.mark("true when this is the first answer again"),
    }
}


class DocumentedApi(Api):
    """flask-smorest's document without its pages and error handlers: ours stand."""

    def _register_error_handlers(self) -> None:
        """Problems are answered by ``web.errors`` and ``api.problems``."""

    def _register_doc_blueprint(self) -> None:
        """The document and its page are views of this file."""


@dataclass(frozen=True)
class FieldRow:
    """One field of a request or an answer."""

    name: str
    kind: str
    is_required: bool
    text: str


@dataclass(frozen=True)
class Operation:
    """One thing the API can do."""

    method: str
    path: str
    title: str
    text: str
    takes: list[FieldRow]
    gives: list[FieldRow]
    problems: list[tuple[int, str]]


def describes(
    status: int,
    gives: type[Schema],
    *problems: int,
    title: str,
    text: str,
    takes: type[Schema] | None = None,
) -> Callable[[View], View]:
    """Document a view: its good answer, its body and its problems, at no run-time cost.

    A view that answers 201 is a change and takes an Idempotency-Key.
    """

    def decorate(view: View) -> View:
        documented = view
        extra: dict[str, Any] = {"summary": title, "description": text}
        if takes is not None:
            content = {"application/json": {"schema": takes}}
            extra["requestBody"] = {"required": True, "content": content}
        headers = None
        if status == 201:  # noqa: PLR2004 - created
            extra["parameters"] = [_KEY_PARAMETER]
            headers = _REPLAYED
        documented = api_blueprint.doc(**extra)(documented)
        documented = api_blueprint.alt_response(
            status, schema=gives, headers=headers, success=True
        )(documented)
        for problem in problems:
            documented = api_blueprint.alt_response(
                problem,
                schema=schemas.Problem,
                content_type="application/problem+json",
                description=_SENTENCES[problem],
            )(documented)
        # The wrappers only carry documentation: the view itself stays as it is.
        vars(view)[_NOTES] = vars(documented)[_NOTES]
        return view

    return decorate


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """The OpenAPI document."""
    return Response(json.dumps(_document(), indent=1), mimetype="application/json")


@blueprint.get("/")
def guide() -> Response:
    """The same on a page."""
    operations = sorted(_operations(_document()), key=lambda each: each.method == "GET")
    return page(
        "api/docs.html",
        operations=operations,
        refusals=refusals.of_tills(),
        declined=[
            (why.value, refusals.said(words))
            for why, words in why_not.SENTENCES.items()
        ],
    )


def publish(app: Flask, document: dict[str, Any]) -> None:
    """Keep the finished document of an application."""
    app.extensions[_EXTENSION] = document


def _document() -> dict[str, Any]:
    return cast("dict[str, Any]", current_app.extensions[_EXTENSION])


def _operations(document: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method == "parameters":
                continue
            takes = [_parameter(p) for p in operation.get("parameters", ())]
            takes += [_parameter(p) for p in methods.get("parameters", ())]
            body = operation.get("requestBody", {"content": {}})["content"]
            answers = operation["responses"]
            title, text = operation["summary"], operation["description"]
            good = next(status for status in answers if status.startswith("2"))
            yield Operation(
                method=method.upper(),
                path=path,
                title=locales.gettext(title),
                text=locales.gettext(text),
                takes=takes + _fields(document, body),
                gives=_fields(document, answers[good]["content"]),
                problems=[
                    (int(status), _words(answer))
                    for status, answer in answers.items()
                    if status[0] in "45"
                ],
            )


def _parameter(parameter: dict[str, Any]) -> FieldRow:
    return FieldRow(
        parameter["name"],
        parameter["schema"]["type"],
        parameter.get("required", False),
        _words(parameter) or parameter["in"],
    )


def _fields(document: dict[str, Any], content: dict[str, Any]) -> list[FieldRow]:
    """The fields of a body, those of lists inside below their list."""
    return [
        row
        for kind in content.values()
        for row in _schema_fields(document, kind["schema"], "")
    ]


def _schema_fields(
    document: dict[str, Any], schema: dict[str, Any], prefix: str
) -> Iterator[FieldRow]:
    own = _resolved(document, schema)
    for name, field in own.get("properties", {}).items():
        is_required = name in own.get("required", ())
        yield FieldRow(prefix + name, _kind(field), is_required, _words(field))
        if "$ref" in field.get("items", {}):
            yield from _schema_fields(document, field["items"], f"{prefix}{name}[].")


def _resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found = document["components"]["schemas"][name] if name else schema
    return cast("dict[str, Any]", found)


def _kind(field: dict[str, Any]) -> str:
    kind = field.get("type", "object")
    kinds = kind if isinstance(kind, list) else [kind]
    return " | ".join([field.get("format") or kinds[0], *kinds[1:]])


def _words(described: dict[str, Any]) -> str:
    """The description of anything, in the reader's language."""
    text: str = described.get("description", "")
    return text and locales.gettext(text)
