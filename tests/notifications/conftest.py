"""A mail server for every test of letters."""

from tests.notifications.test_handlers import postbox

__all__ = ["postbox"]
