"""The product's own source files, parsed once, for the rules of the house."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Source:
    """One Python file."""

    path: str
    text: str
    tree: ast.Module

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node of the tree."""
        return list(ast.walk(self.tree))

    def names(self) -> Iterator[tuple[int, str]]:
        """Every name and dotted name that is used, with its line."""
        for node in self.nodes:
            if isinstance(node, ast.Name | ast.Attribute):
                yield node.lineno, dotted(node)

    def calls(self) -> Iterator[tuple[ast.Call, str]]:
        """Every call with the dotted name of what is called."""
        for node in self.nodes:
            if isinstance(node, ast.Call):
                yield node, dotted(node.func)

    def imports(self) -> Iterator[tuple[int, str]]:
        """Every imported name, dotted from its root, with its line."""
        for node in self.nodes:
            if isinstance(node, ast.Import):
                for name in node.names:
                    yield node.lineno, name.name
            elif isinstance(node, ast.ImportFrom):
                for name in node.names:
                    yield node.lineno, f"{node.module}.{name.name}"


def dotted(node: ast.AST) -> str:
    """``a.b.c`` of a name; of anything else only what hangs on it: ``().c``."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return "()"


@cache
def tracked() -> list[str]:
    """Every file of the project: what git knows, or would take up."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(
            command, cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):  # an archive without git
        listed = [
            str(path.relative_to(ROOT))
            for top in ("app", "passes", "tests", "migrations", "docs")
            for path in (ROOT / top).rglob("*")
            if "__pycache__" not in path.parts
        ]
    return sorted(path for path in listed if (ROOT / path).is_file())


@cache
def python(*tops: str) -> list[Source]:
    """The Python files under these folders (``app`` and ``passes`` without any)."""
    wanted = tuple(f"{top}/" for top in tops or ("app", "passes"))
    sources = []
    for path in tracked():
        if path.endswith(".py") and path.startswith(wanted):
            text = (ROOT / path).read_text()
            sources.append(Source(path=path, text=text, tree=ast.parse(text)))
    return sources


@cache
def under(folder: str, suffix: str) -> list[str]:
    """Paths below ``folder`` that end so, relative to it."""
    return [
        path.removeprefix(folder + "/")
        for path in tracked()
        if path.startswith(folder + "/") and path.endswith(suffix)
    ]
