"""The ways to keep a card, the right one for the device first; none is ever hidden."""

from dataclasses import dataclass

from flask import g, request, url_for

from app.core import locales
from app.core.locales import gettext as _
from app.wallet import badges, certificates
from app.wallet.google import account
from app.web import browsers, session
from app.web.browsers import Device, InApp


@dataclass(frozen=True)
class Picture:
    """An official button: where it is and how large it wants to be."""

    url: str
    width: int
    height: int


@dataclass(frozen=True)
class Wallet:
    """A wallet that cards can be put into here."""

    device: Device
    label: str
    picture: Picture | None


@dataclass(frozen=True)
class Ways:
    """What this browser can do with a card; ``wallets`` come in its order."""

    device: Device
    in_app: InApp | None
    wallets: tuple[Wallet, ...]

    @property
    def own(self) -> Wallet | None:
        """The wallet of the very phone that asks; a window in an app has none."""
        first = self.wallets[0] if self.wallets else None
        is_own = first is not None and first.device == self.device
        return first if is_own and self.in_app is None else None

    @property
    def others(self) -> tuple[Wallet, ...]:
        """The wallets of other devices."""
        return tuple(each for each in self.wallets if each is not self.own)

    @property
    def has_apple(self) -> bool:
        """Whether passes for Apple Wallet are made here."""
        return any(each.device == Device.APPLE for each in self.wallets)

    def without(self, device: Device) -> "Ways":
        """These without a wallet that has just failed."""
        kept = tuple(each for each in self.wallets if each.device != device)
        return Ways(self.device, self.in_app, kept)


def ways() -> Ways:
    """The ways for who asks now, in the business in scope."""
    agent = request.user_agent.string
    device = browsers.device(agent)
    config, found = session.config(), []
    if certificates.is_configured(config):
        found.append(_wallet(Device.APPLE, "apple", _("Add to Apple Wallet")))
    if account.is_configured(config, g.business):
        found.append(_wallet(Device.ANDROID, "google", _google_label()))
    found.sort(key=lambda wallet: wallet.device != device)
    return Ways(device, browsers.in_app(agent), tuple(found))


def _google_label() -> str:
    """Google asks for other words in Russia, where its wallet has not opened."""
    is_russian = session.config().country == "RU" and g.business.currency == "RUB"
    return _("Save to phone") if is_russian else _("Add to Google Wallet")


def _wallet(device: Device, name: str, label: str) -> Wallet:
    language = locales.language()
    found = badges.badge(session.config().badges_dir, name, language)
    if found is None:
        return Wallet(device, label, None)
    url = url_for("public.badge", name=f"{name}-{language}", v=found.digest)
    return Wallet(device, label, Picture(url, found.width, found.height))
