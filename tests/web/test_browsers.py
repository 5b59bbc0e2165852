"""Browsers inside other apps."""

import pytest

from app.core import locales
from app.web.browsers import Device, InApp, device, in_app

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
        (f"{IOS} Mobile/15E148 Telegram-iOS/11.2", InApp("Telegram", "Safari")),
        (
            f"{IOS} Version/18.1 Mobile/15E148 Safari/604.1 Telegram-iOS/11.2",
            InApp("Telegram", "Safari"),
        ),
        (f"{IOS} com.vk.vkclient/1654 (iPhone, iOS 18.1)", InApp("VK", "Safari")),
        (
            ANDROID.format("; wv") + " [FB_IAB/FB4A;FBAV/453.0]",
            InApp("Facebook", "Chrome"),
        ),
        (
            f"{IOS} Mobile/15E148 [FBAN/MessengerForiOS;FBAV/480.0]",
            InApp("Messenger", "Safari"),
        ),
        (ANDROID.format("; wv") + " OKApp/24.5", InApp("OK", "Chrome")),
        (
            ANDROID.format("; wv") + " musical_ly_2023 BytedanceWebview",
            InApp("TikTok", "Chrome"),
        ),
        (f"{IOS} Mobile/15E148 Twitter for iPhone/10.1", InApp("X", "Safari")),
        (f"{IOS} Mobile/15E148 [LinkedInApp]/9.29", InApp("LinkedIn", "Safari")),
        (f"{IOS} Mobile/15E148 MicroMessenger/8.0.50", InApp("WeChat", "Safari")),
        (f"{IOS} Safari Line/14.2.0", InApp("LINE", "Safari")),
        # Browsers of their own, which hand cards over.
        (f"{IOS} Version/18.1 YaBrowser/24.10 Mobile/15E148 Safari/604.1", None),
        (ANDROID.format("") + " YaBrowser/24.10 SamsungBrowser/26.0", None),
    ],
)
def test_windows_of_other_apps_are_told_from_browsers(
    agent: str, expected: InApp | None
) -> None:
    assert in_app(agent) == expected


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        (f"{IOS} Version/18.1 Mobile/15E148 Safari/604.1", Device.APPLE),
        ("Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) Safari/604.1", Device.APPLE),
        (ANDROID.format(""), Device.ANDROID),
        ("Mozilla/5.0 (Phone; OpenHarmony 5.0) HarmonyOS ArkWeb/4.1", Device.ANDROID),
        # An iPad says that it is a Mac: the page finds out by itself.
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605.1.15",
            Device.DESK,
        ),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/129.0", Device.DESK),
        ("", Device.DESK),
    ],
)
def test_devices_are_told_apart(agent: str, expected: Device) -> None:
    assert device(agent) == expected


def test_every_app_has_a_way_out_in_both_languages() -> None:
    for app in ("Telegram", "VK", "Instagram", "Facebook", ""):
        for browser in ("Safari", "Chrome"):
            said = set()
            for language in ("ru", "en"):
                with locales.speaking(language):
                    said.add(InApp(app, browser).way_out)
            assert len(said) == 2
            assert not any("%" in words for words in said)
