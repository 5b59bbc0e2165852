"""What a browser says of its device, and whether it is a window inside another app.

Only a guess that decides what comes first: every way to keep a card stays on the page.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from app.core import locales
from app.core.locales import gettext as _


class Device(StrEnum):
    """Where a card could be kept."""

    APPLE = "apple"
    ANDROID = "android"
    DESK = "desk"


_APPLE = re.compile(r"iPhone|iPad|iPod")
_ANDROID = re.compile(r"Android|HarmonyOS")
_ANDROID_VIEW = re.compile(r"Android.*; wv\)")
# The first that fits names the app; Messenger also says that it is Facebook's.
_APPS = {
    "Telegram": re.compile(r"telegram", re.IGNORECASE),
    "VK": re.compile(r"\bVK(?:AndroidApp|Client|/|-)|vkontakte", re.IGNORECASE),
    "OK": re.compile(r"\bOKApp|odnoklassniki|\bOK(?:Android|iOS)/"),
    "Instagram": re.compile(r"instagram", re.IGNORECASE),
    "Messenger": re.compile(r"FBAN/Messenger|\bFB_IAB/(?:Orca|MESSENGER)"),
    "Facebook": re.compile(r"\bFB(?:AN|AV|_IAB)"),
    "WhatsApp": re.compile(r"whatsapp", re.IGNORECASE),
    "Viber": re.compile(r"\bViber\b"),
    "TikTok": re.compile(r"musical_ly|BytedanceWebview|TikTok|\btrill_"),
    "X": re.compile(r"Twitter for |TwitterAndroid"),
    "LinkedIn": re.compile(r"LinkedInApp"),
    "Snapchat": re.compile(r"Snapchat"),
    "Pinterest": re.compile(r"\[Pinterest/"),
    "WeChat": re.compile(r"MicroMessenger"),
    "LINE": re.compile(r"\bLine/\d"),
}
_MENU = locales.mark(
    "Tap the menu ⋯ or the compass, then “Open in %(browser)s”."  # any app at all
)
_CORNER = locales.mark("Tap ⋯ in the top corner, then “Open in external browser”.")
_WAYS = {
    ("Telegram", "Safari"): locales.mark(
        "Tap ⋯ at the edge of the screen, then “Open in Safari”."
    ),
    ("Telegram", "Chrome"): locales.mark(
        "Tap ⋮ in the top corner, then “Open in…”, and choose Chrome."
    ),
    ("VK", "Safari"): locales.mark("Tap ⋯ at the top, then “Open in Safari”."),
    ("VK", "Chrome"): locales.mark("Tap ⋮ at the top, then “Open in browser”."),
    ("Instagram", "Safari"): _CORNER,
    ("Instagram", "Chrome"): _CORNER,
    ("Facebook", "Safari"): _CORNER,
    ("Facebook", "Chrome"): _CORNER,
    ("Messenger", "Safari"): _CORNER,
    ("Messenger", "Chrome"): _CORNER,
}


@dataclass(frozen=True)
class InApp:
    """The app whose window this is ("" if unknown) and the browser to leave it for."""

    app: str
    browser: str

    @property
    def way_out(self) -> str:
        """What to tap, in the reader's language."""
        return _(_WAYS.get((self.app, self.browser), _MENU), browser=self.browser)


def device(agent: str) -> Device:
    """What a User-Agent says it runs on; an iPad may well claim to be a Mac."""
    if _APPLE.search(agent):
        return Device.APPLE
    return Device.ANDROID if _ANDROID.search(agent) else Device.DESK


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
