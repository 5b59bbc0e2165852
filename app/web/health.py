"""``/healthz``: the process lives. ``/readyz``: it can do its work."""

from datetime import timedelta

from flask import Blueprint, Response, jsonify

from app.core import clock, db, outbox
from app.core.outbox import Depth

blueprint = Blueprint("health", __name__)
STALE_SECONDS = 300


@blueprint.get("/healthz")
def healthz() -> Response:
    """Alive; touches nothing."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
def readyz() -> tuple[Response, int]:
    """Ready: the database can be written and is at the newest migration."""
    with db.writing():
        depth: Depth = outbox.depth()
    current = db.current_revision()
    late = clock.now() - depth.due_at if depth.due_at else timedelta()
    oldest = max(0, int(late.total_seconds()))
    checks = {
        "database": db.library_version(),
        "migration": current,
        "outbox_waiting": depth.waiting,
        "outbox_oldest_seconds": oldest,
        "outbox_failed": depth.failed,
    }
    is_ready = current == db.newest_revision() and oldest < STALE_SECONDS
    return jsonify(ready=is_ready, **checks), 200 if is_ready else 503
