"""Plain documents on paper: a title, some lines, a table."""

from collections.abc import Sequence

from passes.print.papers import paper_pdf


def paper(
    *,
    title: str,
    lines: Sequence[str],
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    language: str,
) -> bytes:
    """A PDF of A4 pages; equal content gives equal bytes."""
    return paper_pdf(
        title=title, lines=lines, heads=heads, rows=rows, language=language
    )
