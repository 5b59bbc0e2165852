"""The words on screen, collected from the sources for the catalogues.

``pybabel`` finds what is passed to gettext; a refusal's ``sentence`` is a class
attribute, so this extractor (named in pyproject.toml) finds those too.
"""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_python
from babel.messages.pofile import read_po

from tests.sources import ROOT

KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "mark": None,
    "ngettext": (1, 2),
}
Found = tuple[int, str, Any, list[str]]


def extract(
    file: IO[bytes], keywords: Any, comment_tags: Any, options: Any
) -> Iterator[Found]:
    """Messages of one Python file, in the form that Babel asks of an extractor."""
    text = file.read()
    yield from extract_python(BytesIO(text), keywords, comment_tags, options)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ClassDef):
            for statement in node.body:
                sentence = _sentence(statement)
                if sentence is not None:
                    yield statement.lineno, "gettext", sentence, []


def _sentence(statement: ast.stmt) -> str | None:
    """The text of ``sentence = "…"``, with or without an annotation."""
    if isinstance(statement, ast.Assign):
        target: ast.expr = statement.targets[0]
    elif isinstance(statement, ast.AnnAssign):
        target = statement.target
    else:
        return None
    is_sentence = isinstance(target, ast.Name) and target.id == "sentence"
    value = statement.value
    if is_sentence and isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    return None


@cache
def in_sources() -> dict[Any, str]:
    """Every message of the product → where it stands."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    mappings = settings["tool"]["babel"]["mappings"]
    methods = [(each["pattern"], each["method"]) for each in mappings]
    options = {
        each["pattern"]: {k: v for k, v in each.items() if k == "silent"}
        for each in mappings
    }
    found = extract_from_dir(
        ROOT / "app", method_map=methods, options_map=options, keywords=KEYWORDS
    )
    return {message: f"{path}:{line}" for path, line, message, *_ in found}


def catalogue(language: str) -> Catalog:
    """The stored catalogue of a language."""
    path = ROOT / "app/translations" / language / "LC_MESSAGES/messages.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)
