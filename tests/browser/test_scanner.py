"""Reading a card without typing: by the camera, by a photo."""

from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.browser import codes
from tests.browser.conftest import CASHIER_MAIL, PHONE, Windows, launch
from tests.browser.till import Till
from tests.browser.words import ru
from tests.world import Shop

BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "bare"])


def test_the_camera_finds_the_card(
    playwright: Playwright,
    chromium: str,
    windows: Windows,
    shop: Shop,
    tmp_path: Path,
) -> None:
    film = codes.film(f"T{shop.member.number}", tmp_path / "card.y4m")
    browser = launch(
        playwright,
        chromium,
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )
    till = Till(windows.open(PHONE, browser=browser), shop.slug)
    till.sign_in(CASHIER_MAIL)
    till.expect_heading(ru("Cheque of the guest"))
    till.sum("1000")
    till.book()
    till.expect_heading(ru("Booked"))
    assert till.sums()[ru("Earned")] == "+50 баллов"
    browser.close()


@BOTH
def test_without_a_camera_the_photo_takes_its_place(
    till: Till, shop: Shop, tmp_path: Path, *, scripts: bool
) -> None:
    photo = tmp_path / "card.png"
    codes.draw(f"T{shop.member.number}").save(photo)
    if scripts:
        till.press(ru("Scan with the camera"))
        expect(
            till.page.get_by_text(
                ru(
                    "The camera is not available. Take a photo of the code or type the number."
                )
            )
        ).to_be_visible()
    else:
        till.page.get_by_text(ru("Read a photo of the code")).click()
    till.page.get_by_label(ru("Photo of the code")).set_input_files(photo)
    till.press(ru("Read the photo"))
    till.expect_heading(ru("Cheque of the guest"))


def test_a_photo_of_something_else_is_refused_in_words(
    till: Till, tmp_path: Path
) -> None:
    photo = tmp_path / "table.png"
    codes.draw("https://example.com").save(photo)
    till.page.get_by_text(ru("Read a photo of the code")).click()
    till.page.get_by_label(ru("Photo of the code")).set_input_files(photo)
    till.press(ru("Read the photo"))
    expect(till.page.locator(".result-bad")).to_be_visible()
    # The next scan must not be typed into nowhere.
    field = till.page.get_by_label(ru("Number or code of the card"))
    expect(field).to_be_focused()
