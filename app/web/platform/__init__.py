"""Screens of those who run the installation."""

from app.web.platform import health
from app.web.platform.door import blueprint

__all__ = ["blueprint", "health"]
