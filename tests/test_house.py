"""The rules of the house that imports cannot show (docs/architecture.md)."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import sources
from tests.sources import ROOT, Source

TOP = {
    ".ci",
    ".editorconfig",
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "app",
    "docs",
    "migrations",
    "passes",
    "pyproject.toml",
    "requirements-dev.lock",
    "requirements.lock",
    "tests",
    "wsgi.py",
}
VAGUE = {"utils.py", "helpers.py", "services.py", "managers.py", "common.py", "misc.py"}
MAX_LINES = 400
MAX_FUNCTION_LINES = 50
TEMPLATES = "app/templates"
CLOCK = re.compile(
    r"(datetime\.)?(datetime|date)\.(now|utcnow|today)|time\.(time|time_ns)$"
)
ENVIRONMENT = re.compile(r"os\.(environ|getenv|putenv)\b")
ENVIRONMENT_IMPORTS = {"os.environ", "os.getenv"}
CLOCK_IMPORTS = {"time.time", "time.time_ns"}
WRITERS = {"insert", "update", "delete"}
LEDGER_SQL = re.compile(
    r"(INSERT INTO|UPDATE|DELETE FROM) (postings|entries|lots|allocations)\b"
)


def offenders(
    finds: Callable[[Source], Iterator[int]], *allowed: str, only: str = "app"
) -> list[str]:
    """``path:line`` of every find outside the allowed files and folders."""
    return [
        f"{source.path}:{line}"
        for source in sources.python(only)
        if not source.path.startswith(allowed or ("\0",))
        for line in finds(source)
    ]


def calls_to(*names: str) -> Callable[[Source], Iterator[int]]:
    """Calls by their last name: ``commit`` finds ``db.session.commit()``."""

    def finds(source: Source) -> Iterator[int]:
        for call, name in source.calls():
            if name.rpartition(".")[2] in names:
                yield call.lineno

    return finds


def reads_the_clock(source: Source) -> Iterator[int]:
    """Uses of the machine's clock; durations (monotonic) are no dates."""
    yield from (line for line, name in source.names() if CLOCK.fullmatch(name))
    yield from (line for line, name in source.imports() if name in CLOCK_IMPORTS)


def reads_the_environment(source: Source) -> Iterator[int]:
    """Uses of environment variables."""
    yield from (line for line, name in source.names() if ENVIRONMENT.fullmatch(name))
    yield from (line for line, name in source.imports() if name in ENVIRONMENT_IMPORTS)


def writes_the_ledger(source: Source) -> Iterator[int]:
    """Changes of the books' rows: by SQL, by a Core statement or by an ORM object."""
    rows = {
        name.rpartition(".")[2]
        for _, name in source.imports()
        if name.startswith("app.ledger.models.")
    }
    for call, name in source.calls():
        first = sources.dotted(call.args[0]) if call.args else ""
        if name in rows or (name.rpartition(".")[2] in WRITERS and first in rows):
            yield call.lineno
    for node in source.nodes:
        if isinstance(node, ast.Constant) and LEDGER_SQL.search(str(node.value)):
            yield node.lineno


def writes_sql(source: Source) -> Iterator[int]:
    """SQL in words."""
    yield from calls_to("exec_driver_sql", "literal_column")(source)
    yield from (line for line, name in source.imports() if name == "sqlalchemy.text")


def catches_everything(source: Source) -> Iterator[int]:
    """Handlers that would swallow a bug."""
    for node in source.nodes:
        if isinstance(node, ast.ExceptHandler) and not _raises(node):
            caught = ast.unparse(node.type) if node.type else "BaseException"
            if caught in {"Exception", "BaseException"}:
                yield node.lineno


def _raises(handler: ast.ExceptHandler) -> bool:
    return any(isinstance(node, ast.Raise) for node in ast.walk(handler))


@pytest.mark.parametrize(
    ("finds", "allowed"),
    [
        (calls_to("commit"), ["app/core/db.py"]),
        (writes_the_ledger, ["app/ledger/posting.py"]),
        (reads_the_clock, ["app/core/clock.py"]),
        (reads_the_environment, ["app/core/config.py"]),
        (writes_sql, ["app/core/", "app/ledger/"]),
        (catches_everything, ["app/worker.py", "app/core/db.py"]),
    ],
    ids=["commit", "ledger", "clock", "environment", "sql", "broad except"],
)
def test_one_place_only(
    finds: Callable[[Source], Iterator[int]], allowed: list[str]
) -> None:
    assert offenders(finds, *allowed) == []


def test_allowed_places_are_used() -> None:
    """A rule that finds nothing even where it is allowed would find nothing at all."""
    for finds, place in (
        (calls_to("commit"), "app/core/db.py"),
        (writes_the_ledger, "app/ledger/posting.py"),
        (reads_the_clock, "app/core/clock.py"),
        (reads_the_environment, "app/core/config.py"),
        (writes_sql, "app/core/"),
    ):
        assert any(found.startswith(place) for found in offenders(finds)), place


def test_passes_reads_no_environment() -> None:
    assert offenders(reads_the_environment, only="passes") == []


def test_nothing_else_at_the_top() -> None:
    assert {path.split("/")[0] for path in sources.tracked()} <= TOP


def test_no_vague_names() -> None:
    paths = sources.tracked()
    assert [path for path in paths if Path(path).name in VAGUE] == []


def test_files_stay_readable() -> None:
    long = {
        source.path: source.text.count("\n")
        for source in sources.python("app", "passes", "tests")
        if source.text.count("\n") > MAX_LINES
    }
    assert long == {}


def test_functions_stay_readable() -> None:
    assert [
        f"{source.path}:{node.lineno} {node.name}"
        for source in sources.python("app", "passes")
        for node in source.nodes
        if isinstance(node, ast.FunctionDef) and _code_lines(node) > MAX_FUNCTION_LINES
    ] == []


def _code_lines(function: ast.FunctionDef) -> int:
    """Lines from ``def`` to the end, the docstring not counted."""
    lines = (function.end_lineno or 0) - function.lineno + 1
    first = function.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        lines -= (first.end_lineno or 0) - first.lineno + 1
    return lines


def test_the_factory_is_a_table_of_contents() -> None:
    (factory,) = [s for s in sources.python("app") if s.path == "app/factory.py"]
    (create_app,) = [
        node
        for node in ast.walk(factory.tree)
        if isinstance(node, ast.FunctionDef) and node.name == "create_app"
    ]
    assert (create_app.end_lineno or 0) - create_app.lineno < 40


# --- Screens, templates, styles and tests that belong together share a name ---------


def screens() -> list[str]:
    """``cabinet/history`` for every module that shows pages."""
    return [
        source.path.removeprefix("app/web/").removesuffix(".py")
        for source in sources.python("app")
        if re.fullmatch(r"app/web/\w+/\w+\.py", source.path)
        and any(name.rpartition(".")[2] == "page" for _, name in source.calls())
    ]


def test_every_screen_has_its_template() -> None:
    pages = [path.removesuffix(".html") for path in sources.under(TEMPLATES, ".html")]
    assert [screen for screen in screens() if screen not in pages] == []


def test_every_screen_has_its_test() -> None:
    assert [
        screen for screen in screens() if not (ROOT / _test_of(screen)).exists()
    ] == []


def _test_of(screen: str) -> str:
    audience, name = screen.split("/")
    return f"tests/web/{audience}/test_{name}.py"


def test_every_template_is_used() -> None:
    """By a screen, by another template, or by whoever shows errors, mail and paper."""
    code = "\n".join(source.text for source in sources.python("app"))
    markup = {
        path: (ROOT / TEMPLATES / path).read_text()
        for path in sources.under(TEMPLATES, "")
    }
    assert [
        path
        for path in markup
        if f'"{path}"' not in code
        and not path.startswith("errors/")
        and not any(
            f'"{path}"' in text or f"'{path}'" in text
            for other, text in markup.items()
            if other != path
        )
    ] == []


def test_fragments_stand_alone() -> None:
    """A leading underscore marks a fragment: it extends nothing."""
    assert [
        path
        for path in sources.under(TEMPLATES, ".html")
        if Path(path).name.startswith("_")
        and "{% extends" in (ROOT / TEMPLATES / path).read_text()
    ] == []


def test_templates_stay_readable() -> None:
    assert [
        f"{path}: {lines}"
        for path in sources.under(TEMPLATES, ".html")
        if (lines := (ROOT / TEMPLATES / path).read_text().count("\n"))
        > (40 if Path(path).name.startswith("_") else 120)
    ] == []


def test_every_style_block_is_used() -> None:
    """``blocks/stub.css`` styles ``.stub`` and its parts, and something wears them."""
    markup = "\n".join(
        (ROOT / path).read_text()
        for path in sources.tracked()
        if path.startswith((f"{TEMPLATES}/", "app/static/js/", "app/web/"))
        and path.endswith((".html", ".js", ".py"))
    )
    for path in sources.under("app/static/css/blocks", ".css"):
        name = path.removesuffix(".css")
        text = (ROOT / "app/static/css/blocks" / path).read_text()
        assert text.count("\n") <= 150, path
        if name != "print":
            assert f".{name}" in text, f"{path} does not style .{name}"
            assert re.search(rf"\b{name}\b", markup), f"nothing wears .{name}"


def test_no_markup_is_declared_safe_by_hand() -> None:
    """Escaping is the template's job; what is markup is made by Markup in one place."""
    assert [
        path
        for path in sources.under(TEMPLATES, ".html")
        if re.search(
            r"\|\s*safe\b|autoescape false", (ROOT / TEMPLATES / path).read_text()
        )
    ] == []
