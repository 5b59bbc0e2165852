"""``python -m app.serve``: everything in one process, as ``make run`` starts it.

Migrates the embedded database, fills the demo on the first start, then serves with
waitress while the worker runs as threads beside it. Ctrl-C ends both.
"""

import signal
import sys
from types import FrameType

from flask import Flask
from flask_migrate import upgrade
from waitress import create_server

from app.core import db
from app.core.config import BadSetting, Config
from app.demo.doors import doors
from app.demo.fill import fill_once
from app.factory import create_app

THREADS = 16


def prepare(app: Flask, config: Config) -> list[str]:
    """Bring the database to the newest schema and fill the demo; lines to print."""
    with app.app_context():
        if db.current_revision() != db.newest_revision():
            upgrade()
        if config.demo:
            fill_once()
            return [
                f"  {door.business}, {door.role}: {config.address}{door.path}"
                for door in doors(config)
            ]
    return []


def main() -> int:
    """Serve until told to stop; the exit status."""
    try:
        config = Config.from_env()
        app = create_app(config)
    except BadSetting as problem:
        print(problem, file=sys.stderr)
        return 2
    lines = prepare(app, config)
    try:
        server = create_server(
            app.wsgi_app, host=config.host, port=config.port, threads=THREADS
        )
    except OSError as problem:
        print(
            f"Port {config.port} cannot be opened ({problem.strerror}). "
            "Choose another one: PORT=8001 make run",
            file=sys.stderr,
        )
        return 1
    worker = app.extensions["tessera_worker"]
    consumer = worker.consumer()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    consumer.start()
    # After the consumer, which installs handlers of its own.
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    print(f"Tessera runs at {config.address}", *lines, "Ctrl-C stops it.", sep="\n")
    sys.stdout.flush()
    try:
        server.run()
    finally:
        server.close()
        worker.stop()
        consumer.stop(graceful=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
