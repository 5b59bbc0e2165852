"""SMS through any gateway that takes a message by one HTTP request."""

import logging
from urllib.parse import quote

import httpx

from app.core.errors import Permanent, Temporary

TIMEOUT_SECONDS = 15.0
_REFUSALS = range(400, 500)
_COME_BACK = {401, 403, 407, 408, 425, 429}
# httpx logs every address it fetches, and these hold a phone and a code.
logging.getLogger("httpx").setLevel(logging.WARNING)


def send(template: str, phone: str, text: str) -> None:
    """Fetch the gateway's address with ``{phone}`` and ``{text}`` filled in.

    Raises Permanent when the gateway refuses this message, Temporary when it is busy,
    away, or does not know us (which is ours to mend).
    """
    url = template.replace("{phone}", quote(phone, safe="")).replace(
        "{text}", quote(text, safe="")
    )
    try:
        with httpx.Client(timeout=TIMEOUT_SECONDS, follow_redirects=False) as client:
            status = client.get(url).status_code
    except httpx.InvalidURL as error:
        raise Permanent("the SMS gateway's address is not one") from error
    except httpx.HTTPError as error:
        # The error's own words may hold the address with the phone and the code.
        raise Temporary(f"no SMS gateway: {type(error).__name__}") from None
    if httpx.codes.is_success(status):
        return
    problem = f"the SMS gateway answered {status}"
    if status in _REFUSALS and status not in _COME_BACK:
        raise Permanent(problem)
    raise Temporary(problem)
