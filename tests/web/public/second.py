"""Somebody who runs a business, signed in by a code only, with what they can show."""

from dataclasses import dataclass, field
from typing import Any

from app.core import clock, db
from app.core.ids import PersonId
from app.people import factors, totp
from tests.page import Client, Page
from tests.people.device import Device
from tests.world import Shop

KEY_NAME = "SECRET_KEY"


@dataclass
class Boss:
    """An owner's browser, with a device in their hand."""

    browser: Client
    shop: Shop
    device: Device = field(default_factory=Device)

    @property
    def person_id(self) -> PersonId:
        """Who they are."""
        return self.shop.owner.person_id

    @property
    def key(self) -> str:
        """The site's secret key."""
        return str(self.browser.app.config[KEY_NAME])

    def set_up_app(self) -> None:
        """Enrol an authenticator app, past its page."""
        with db.writing():
            assert factors.add_app(
                person_id=self.person_id,
                nonce="n",
                code=self.code(),
                secret_key=self.key,
                ip="",
            )

    def code(self, nonce: str = "n") -> str:
        """What the app shows."""
        step = totp.step_at(clock.now())
        return totp.digits(totp.secret(self.key, self.person_id, nonce), step)

    def spare_codes(self) -> tuple[str, ...]:
        """Make recovery codes, past their page."""
        with db.writing():
            return factors.make_codes(person_id=self.person_id, secret_key=self.key)

    def asked(self, page: Page, form_action: str) -> tuple[Any, dict[str, Any]]:
        """A page's passkey form, and what the site asks the device."""
        form = page.form(action=form_action)
        where = form.element.attrib["data-passkey"]
        token = form.values["csrf_token"][0]
        answer = self.browser.post(where, {"csrf_token": token}, status=200)
        return form, answer.json

    def add_passkey(self, **bend: Any) -> Page:
        """Add a passkey by its page."""
        page = self.browser.get("/second-factor/passkey", status=200)
        form, asked = self.asked(page, "/second-factor/passkey")
        made = self.device.make(asked["options"])
        values = {"challenge": asked["id"], "answer": made} | bend
        return form.submit(values, follow=False)

    def use_passkey(self, path: str, action: str, **bend: Any) -> Page:
        """Show a passkey by a page's form."""
        form, asked = self.asked(self.browser.get(path, status=200), action)
        signed = self.device.sign(asked["options"])
        values = {"challenge": asked["id"], "answer": signed} | bend
        return form.submit(values, follow=False)


def make_boss(client: Client, shop: Shop, language: str = "en") -> Boss:
    """Sign an owner in by a code only."""
    browser = client.another(language=language)
    browser.sign_in(shop.owner.person_id, has_second_factor=False)
    clock.advance(factors.GRACE)
    if language == "en":
        in_english(browser, "/second-factor")
    return Boss(browser, shop)


def in_english(browser: Client, path: str) -> None:
    """Read English from now on, whatever the profile says."""
    page = browser.get(path, status=200)
    if page.one("html").attrib["lang"] != "en":
        page.form(action="/language").submit(status=303, follow=False)
