"""One message to every browser of a member, through whatever push service it named."""

import threading
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from app.core import db, egress
from app.core.config import Config
from app.core.egress import AddressInside, Answer, Outside
from app.core.errors import Temporary
from app.core.ids import MemberId
from app.notifications.push import actions, encryption, queries
from app.notifications.push.encryption import BadKeys
from app.notifications.push.errors import NoBrowser, PushBusy, PushRefused
from app.notifications.push.message import Message, payload
from app.notifications.push.queries import Way
from app.notifications.push.silence import Silences
from app.notifications.push.vapid import Vapid, vapid

_GONE: Final = frozenset({404, 410})
_LATER: Final = frozenset({408, 425, 429})
_SERVER_ERROR: Final = 500
LONGEST_WAIT: Final = 6 * 3600
_open: dict[tuple[str, frozenset[str]], Outside] = {}
_opening = threading.Lock()
_silences = Silences()


def send(config: Config, *, member_id: MemberId, message: Message) -> int:
    """Tell every browser of a member of the business in scope; how many took it.

    Runs outside ``writing()``. A browser that is gone is not asked again. Once one has
    taken it the notice counts as told, so that nobody is told twice.

    Raises:
        NoBrowser: there is none, or none any more.
        PushRefused: no service takes this message.
        PushBusy: a service asks to come back.
        Temporary: no service answered.
    """
    ways = queries.ways(member_id)
    # No connection is held while the world outside takes its time.
    db.session().rollback()
    if not ways:
        raise NoBrowser("no browser of this guest wants to be told")
    outcomes, problem = _send_all(config, ways, message)
    with db.writing():
        actions.note(outcomes)
    taken = sum(result == "ok" for result in outcomes.values())
    if not taken:
        raise problem or NoBrowser("every browser of this guest is gone")
    return taken


def _send_all(
    config: Config, ways: Sequence[Way], message: Message
) -> tuple[dict[int, str], Exception | None]:
    """What became of each, and the problem that says most: busy before refused."""
    out, own, text = _outside(config), vapid(config), payload(message)
    outcomes: dict[int, str] = {}
    problem: Exception | None = None
    for way in ways:
        try:
            outcomes[way.id] = _send_one(out, own, way, message, text)
        except Temporary as error:
            problem = error
        except PushRefused as error:
            outcomes[way.id] = "failed"
            problem = problem or error
        except (AddressInside, BadKeys):
            outcomes[way.id] = "refused"
            problem = problem or PushRefused(AddressInside.sentence)
    return outcomes, problem


def _send_one(out: Outside, own: Vapid, way: Way, message: Message, text: bytes) -> str:
    body = encryption.encrypt(text, p256dh=way.p256dh, auth=way.auth)
    answer = _asked(out, way.endpoint, _headers(own, way, message), body)
    if 200 <= answer.status < 300:  # noqa: PLR2004 - success
        return "ok"
    if answer.status in _GONE:
        return "gone"
    problem = f"the push service answered {answer.status}"
    if answer.status in _LATER or answer.status >= _SERVER_ERROR:
        raise PushBusy(problem, _wait(answer))
    raise PushRefused(problem)


def _asked(out: Outside, url: str, headers: dict[str, str], body: bytes) -> Answer:
    origin = urlsplit(url).netloc
    _silences.check(origin)
    try:
        answer = out.post(url, headers, body)
    except Temporary:
        _silences.failed(origin)
        raise
    _silences.answered(origin)
    return answer


def _headers(own: Vapid, way: Way, message: Message) -> dict[str, str]:
    parts = urlsplit(way.endpoint)
    return {
        "Authorization": own.authorization(f"{parts.scheme}://{parts.netloc}"),
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(message.ttl_seconds),
        "Urgency": "high" if message.is_urgent else "normal",
        "Topic": message.topic,
    }


def _wait(answer: Answer) -> int:
    """Seconds after which to come back, 0 where the service does not say so."""
    said = answer.headers.get("retry-after", "")
    if not (said.isascii() and said.isdecimal() and len(said) < 9):  # noqa: PLR2004 - years
        return 0
    return min(int(said), LONGEST_WAIT)


def _outside(config: Config) -> Outside:
    key = config.push_ca, config.trusted_push_services
    with _opening:
        if key not in _open:
            _open[key] = egress.Outside(ca=config.push_ca, trusted=key[1])
        return _open[key]


def close() -> None:
    """Hang up; the next message connects again."""
    with _opening:
        while _open:
            _open.popitem()[1].close()
    _silences.forget()
