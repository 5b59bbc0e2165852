"""A guest's browser over real sockets: opens pages, presses their buttons."""

import ssl

import httpx
from lxml import html

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1"
)
PIXEL = (
    "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Mobile Safari/537.36"
)


class Guest:
    """One person with one phone's browser."""

    def __init__(self, address: str, ca: str, agent: str, language: str = "ru") -> None:
        self.client = httpx.Client(
            base_url=address,
            verify=ssl.create_default_context(cafile=ca),
            headers={"User-Agent": agent, "Accept-Language": language},
            timeout=30,
            trust_env=False,
        )

    def open(self, path: str) -> httpx.Response:
        """A page, wherever its redirects lead on this site."""
        return self._followed(self.client.get(path))

    def press(self, path: str, action: str, **fields: str) -> httpx.Response:
        """Send the form of a page whose address ends so."""
        page = html.fromstring(self.open(path).text)
        form = next(f for f in page.forms if (f.action or "").endswith(action))
        filled = {name: value or "" for name, value in form.fields.items()}
        return self._followed(self.client.post(form.action, data=filled | fields))

    def _followed(self, answer: httpx.Response) -> httpx.Response:
        """Go where a redirect leads, but not off the site."""
        while answer.next_request and answer.next_request.url.host == answer.url.host:
            if answer.next_request.url.port != answer.url.port:
                return answer
            answer = self.client.send(answer.next_request)
        answer.raise_for_status() if not answer.is_redirect else None
        return answer
