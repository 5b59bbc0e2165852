"""Browsers inside other apps: they cannot hand a card to the phone's wallet."""

import re
from dataclasses import dataclass

_APPS = {
    "Telegram": re.compile(r"telegram", re.IGNORECASE),
    "VK": re.compile(r"\bVK(?:AndroidApp|Client|/|-)|vkontakte", re.IGNORECASE),
    "Instagram": re.compile(r"instagram", re.IGNORECASE),
    "Facebook": re.compile(r"\bFB(?:AN|AV|_IAB)"),
    "WhatsApp": re.compile(r"whatsapp", re.IGNORECASE),
}
_APPLE = re.compile(r"iPhone|iPad|iPod")
_ANDROID_VIEW = re.compile(r"Android.*; wv\)")


@dataclass(frozen=True)
class InApp:
    """The app whose window this is ("" if unknown) and the browser to leave it for."""

    app: str
    browser: str


def in_app(agent: str) -> InApp | None:
    """Which app's inner browser sent this User-Agent; None for a real browser.

    iOS apps do not name themselves reliably, but their windows lack the word Safari.
    """
    is_apple = _APPLE.search(agent) is not None
    browser = "Safari" if is_apple else "Chrome"
    for app, pattern in _APPS.items():
        if pattern.search(agent):
            return InApp(app, browser)
    if is_apple and "AppleWebKit" in agent and "Safari/" not in agent:
        return InApp("", browser)
    return InApp("", browser) if _ANDROID_VIEW.search(agent) else None
