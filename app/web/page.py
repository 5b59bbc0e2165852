"""Page or fragment: decided here and nowhere else."""

from flask import Response, make_response, render_template, request


def wants_fragment() -> bool:
    """Whether htmx asks for a part of the page (not a boosted or restored visit)."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and "HX-Boosted" not in headers
        and "HX-History-Restore-Request" not in headers
        and headers.get("HX-Request-Type", "partial") == "partial"
    )


def page(
    template: str, *, fragment: str | None = None, status: int = 200, **context: object
) -> Response:
    """Render ``template``, or only ``fragment`` (a file named ``_…``) for htmx.

    Both say ``Vary: HX-Request``, since one address answers with either.
    """
    name = fragment if fragment is not None and wants_fragment() else template
    response = make_response(render_template(name, **context), status)
    response.vary.add("HX-Request")
    return response
