"""Screens of those who run the installation."""

from app.web.platform import application, applications, codes, health
from app.web.platform.door import blueprint

__all__ = ["application", "applications", "blueprint", "codes", "health"]
