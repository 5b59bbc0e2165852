"""Web push: bodies for browsers against the bare agreement of keys that each needs.

Everything is CPU time of one core. A body is read back by a browser's key before
anything is compared.
"""

import statistics
import time
from collections.abc import Callable, Iterator

from cryptography.hazmat.primitives.asymmetric import ec

from app.notifications.push import encryption
from tests.bench import figures
from tests.bench.figures import Figure
from tests.standins.push import CURVE, Browser

ROUNDS, BODIES = 7, 1500
LEAST = 0.3
SAID = "Полдень: ответ в чате. Мы открыты до 22:00".encode() * 4


def run() -> Iterator[Figure]:
    """Bodies a second."""
    browser = Browser("")
    theirs = encryption.key_of(browser.p256dh)
    own = ec.generate_private_key(CURVE)
    if browser.read(_body(browser)) != SAID:
        raise RuntimeError("the browser reads something else")
    yield figures.times(
        "web push, bodies of 300 bytes",
        _a_second(lambda: _body(browser)),
        _a_second(lambda: own.exchange(ec.ECDH(), theirs)),
        unit="/s",
        peer_name="P-256 alone",
        least=LEAST,
    )


def _body(browser: Browser) -> bytes:
    return encryption.encrypt(SAID, p256dh=browser.p256dh, auth=browser.auth)


def _a_second(work: Callable[[], object]) -> float:
    rates = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        for _ in range(BODIES):
            work()
        rates.append(BODIES / (time.process_time() - begun))
    return statistics.median(rates)
