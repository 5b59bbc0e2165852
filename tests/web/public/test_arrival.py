"""Where somebody goes after signing in."""

import pytest

from app.web.public.arrival import safe_path


@pytest.mark.parametrize(
    "target", ["/", "/zerno/card", "/zerno/office/?day=2026-03-17#x"]
)
def test_paths_of_this_site_are_followed(target: str) -> None:
    assert safe_path(target) == target


@pytest.mark.parametrize(
    "target",
    [
        None,
        "",
        "zerno",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/\n//evil.example",
        "/\t/evil.example",
        "/\0",
        " //evil.example",
        "///evil.example",
        "/" + "x" * 600,
    ],
)
def test_nothing_leads_away(target: str | None) -> None:
    assert safe_path(target) is None
