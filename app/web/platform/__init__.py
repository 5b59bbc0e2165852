"""Screens of those who run the installation."""

from app.web.platform import application, applications, codes, health, tariffs
from app.web.platform.door import blueprint

__all__ = ["application", "applications", "blueprint", "codes", "health", "tariffs"]
