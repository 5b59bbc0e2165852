"""A Google of our own for the pages that lead to it."""

from tests.wallet.google.conftest import google, settings

__all__ = ["google", "settings"]
