"""Browsers inside other apps."""

import pytest

from app.web.public.browsers import InApp, in_app

IOS = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
ANDROID = "Mozilla/5.0 (Linux; Android 14; Pixel 8{}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0 Mobile Safari/537.36"


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        (f"{IOS} Version/18.1 Mobile/15E148 Safari/604.1", None),
        (f"{IOS} CriOS/129.0 Mobile/15E148 Safari/604.1", None),
        (ANDROID.format(""), None),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0",
            None,
        ),
        ("", None),
        (f"{IOS} Mobile/15E148", InApp("", "Safari")),
        (f"{IOS} Mobile/15E148 Instagram 350.0", InApp("Instagram", "Safari")),
        (f"{IOS} Mobile/15E148 [FBAN/FBIOS;FBAV/480.0]", InApp("Facebook", "Safari")),
        (ANDROID.format("; wv"), InApp("", "Chrome")),
        (ANDROID.format("; wv") + " Instagram 350.0", InApp("Instagram", "Chrome")),
        (ANDROID.format("") + " Telegram-Android/11.2", InApp("Telegram", "Chrome")),
        (ANDROID.format("; wv") + " VKAndroidApp/8.90", InApp("VK", "Chrome")),
    ],
)
def test_windows_of_other_apps_are_told_from_browsers(
    agent: str, expected: InApp | None
) -> None:
    assert in_app(agent) == expected
