"""One JSON object per line; named fields only, so no personal data slips in."""

import logging
import re
import sys
from typing import Any

import structlog
from structlog.typing import EventDict

from app.core.config import Config

_SECRETS = re.compile(
    r"(?:\b[0-9a-fA-F]{32,}\b)"
    r"|(?:\+?\d[\d\s()-]{8,}\d)|(?:[\w.+-]+@[\w-]+\.[\w.-]+)"
)


def init(config: Config) -> None:
    """Send the product's log to standard error as JSON lines."""
    level = logging.getLevelNamesMapping().get(config.log_level.upper(), logging.INFO)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _mask,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _mask(_: Any, __: str, event: EventDict) -> EventDict:
    """Phone numbers, addresses and tokens that reached a text are struck."""
    return {
        name: _SECRETS.sub("…", value)
        if isinstance(value, str) and name != "timestamp"
        else value
        for name, value in event.items()
    }
