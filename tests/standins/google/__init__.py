"""A strict Google Wallet on 127.0.0.1: REST, tokens, save page, signed callbacks.

`GoogleStandIn` is the door; the rooms behind it are the server with its faults
(`server`), the rules of Google's own schema (`schema`), what is stored (`wallet`),
access tokens and save links (`tokens`), and keys that sign callbacks (`keys`).
"""

from tests.standins.google.server import Recorded
from tests.standins.google.standin import GoogleStandIn

__all__ = ["GoogleStandIn", "Recorded"]
