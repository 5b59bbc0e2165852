"""Settings: one frozen dataclass, read once from ``TESSERA_*`` variables.

The only place of the product that reads the environment.
"""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

PREFIX = "TESSERA_"
_TRUE = {"1", "true", "yes", "on"}
DEMO_OPERATOR = "operator@tessera.example"
_HOST = re.compile(r"(?=.{4,253}$)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+")
_FALSE = {"0", "false", "no", "off", ""}


class BadSetting(ValueError):
    """A setting is missing or cannot be understood; the text says which and why."""


def _setting(default: Any, doc: str) -> Any:
    return field(default=default, metadata={"doc": doc})


@dataclass(frozen=True, kw_only=True)
class Config:
    """Every setting of the product; see ``docs/settings.md``."""

    host: str = _setting("127.0.0.1", "address that the embedded server listens on")
    port: int = _setting(8000, "port of the embedded server; PORT works too")
    base_url: str = _setting(
        "", "public address of the site; empty means http://host:port"
    )
    domains: str = _setting(
        "", "own domains of businesses, by commas: loyalty.cafe.ru=polden"
    )
    data_dir: Path = _setting(Path("var"), "folder of the database, keys and queue")
    database_url: str = _setting(
        "", "SQLAlchemy address; empty means SQLite in the data folder"
    )
    redis_url: str = _setting(
        "", "Redis for the queue and for open pages; empty: SQLite, and one web process"
    )
    secret_key: str = _setting(
        "", "signs cookies and codes; required outside the demo (32 or more characters)"
    )
    demo: bool = _setting(
        default=False, doc="fill a demo and show sign-in codes on the page"
    )
    language: str = _setting("ru", "language of people who state none: ru or en")
    smtp_url: str = _setting(
        "", "outgoing mail, smtp://user:password@host:port or smtps://…"
    )
    mail_from: str = _setting("Tessera <noreply@localhost>", "sender of our mail")
    bounces_url: str = _setting(
        "", "mailbox of letters that come back, imaps://user:password@host:port/INBOX"
    )
    sms_url: str = _setting(
        "", "SMS gateway by HTTP: an address with {phone} and {text} in it"
    )
    vapid_key: str = _setting(
        "", "PEM file of the P-256 key of web push; empty: made once in the data folder"
    )
    push_ca: str = _setting(
        "", "PEM file of the push services' CA; empty: the system's"
    )
    push_allow_local: str = _setting(
        "", "push services inside our network, host:port by commas; for rehearsals only"
    )
    country: str = _setting("RU", "country of phone numbers written without a code")
    limit_scale: int = _setting(
        1, "multiplies every rate limit (load tests, a site behind one address)"
    )
    proxy_hops: int = _setting(0, "how many trusted proxies stand in front")
    apple_pass_type: str = _setting(
        "pass.demo.tessera", "Apple pass type identifier; the demo makes its own"
    )
    apple_team: str = _setting("DEMO000000", "Apple developer team identifier")
    apple_certificate: str = _setting("", "PEM file of the pass certificate")
    apple_key: str = _setting("", "PEM file of the pass certificate's private key")
    apple_intermediate: str = _setting("", "PEM file of Apple's intermediate (WWDR)")
    apns_url: str = _setting(
        "https://api.push.apple.com", "Apple's push service; another one for rehearsals"
    )
    apns_ca: str = _setting(
        "", "PEM file of the push service's CA; empty: the system's"
    )
    apns_push_type: str = _setting("background", "push type that passes are sent with")
    apns_priority: int = _setting(5, "priority of a push: 5, or 10 without a type")
    google_issuer: str = _setting("", "issuer number of the Google Wallet account")
    google_key: str = _setting("", "JSON file of the Google service account's key")
    google_api_url: str = _setting(
        "https://walletobjects.googleapis.com/walletobjects/v1", "Google Wallet's API"
    )
    google_token_url: str = _setting(
        "https://oauth2.googleapis.com/token", "where Google gives access tokens"
    )
    google_keys_url: str = _setting(
        "https://pay.google.com/gp/m/issuer/keys", "Google's keys that sign callbacks"
    )
    google_save_url: str = _setting(
        "https://pay.google.com/gp/v/save/", "beginning of a link that saves a card"
    )
    google_sender: str = _setting("GooglePayPasses", "name that signs the callbacks")
    google_ca: str = _setting("", "PEM file of Google's CA; empty: the system's")
    google_rate: int = _setting(20, "requests a second that Google allows")
    badges_dir: str = _setting(
        "", "folder with the wallets' official buttons: apple-ru.svg, google-en.svg, …"
    )
    operators: str = _setting(
        "", "e-mails and phones of those who run the installation, by commas"
    )
    sign_up: bool = _setting(
        default=True, doc="let businesses sign up by themselves at /start"
    )
    trial_months: int = _setting(3, "months of trial without a promo code")
    offline_spend: int = _setting(
        300, "most money that points may pay for at a till without a network"
    )
    log_level: str = _setting("INFO", "least severe log level that is written")

    @property
    def database(self) -> str:
        """The SQLAlchemy address in force."""
        url = self.database_url or f"sqlite:///{self.data_dir.absolute()}/tessera.db"
        for short in ("postgres://", "postgresql://"):
            if url.startswith(short):
                return "postgresql+psycopg://" + url.removeprefix(short)
        return url

    @property
    def is_sqlite(self) -> bool:
        """Whether the embedded database is in use."""
        return self.database.startswith("sqlite")

    @property
    def address(self) -> str:
        """Where people reach the site, without a trailing slash."""
        return (self.base_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def own_domains(self) -> dict[str, str]:
        """Host → address of its business; raises BadSetting."""
        found: dict[str, str] = {}
        for entry in filter(None, map(str.strip, self.domains.split(","))):
            host, _, slug = (part.strip() for part in entry.partition("="))
            host = host.lower()
            if not _HOST.fullmatch(host) or not slug:
                raise BadSetting(
                    f"{PREFIX}DOMAINS: write host=business, not {entry!r}; a name in "
                    "other letters in its xn-- form"
                )
            if host in found or slug in found.values():
                raise BadSetting(f"{PREFIX}DOMAINS names {entry!r} twice")
            found[host] = slug
        return found

    @property
    def operator_contacts(self) -> str:
        """Who runs the installation; the demo has an operator of its own."""
        return self.operators or (DEMO_OPERATOR if self.demo else "")

    @property
    def trusted_push_services(self) -> frozenset[str]:
        """What push may reach although it lies inside our own network."""
        named = self.push_allow_local.lower().split(",")
        return frozenset(filter(None, map(str.strip, named)))

    @property
    def can_send_codes(self) -> bool:
        """Whether a sign-in code can reach anybody."""
        return bool(self.demo or self.smtp_url or self.sms_url)

    @property
    def is_secure(self) -> bool:
        """Whether people reach the site over TLS."""
        return self.address.startswith("https://")

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Config":
        """Read the settings; raises BadSetting with the name of what is wrong."""
        source = dict(os.environ if environ is None else environ)
        if "PORT" in source:
            source.setdefault(PREFIX + "PORT", source["PORT"])
        values = {
            f.name: _parse(f, source[PREFIX + f.name.upper()])
            for f in fields(cls)
            if PREFIX + f.name.upper() in source
        }
        return cls(**values).checked()

    def checked(self) -> "Config":
        """This configuration, with a stored demo key where none is set."""
        if self.language not in {"ru", "en"}:
            raise BadSetting("TESSERA_LANGUAGE must be ru or en")
        self._check_domains()
        self._check_bounces()
        if not 1 <= self.trial_months <= 60:  # noqa: PLR2004 - as promo codes do
            raise BadSetting("TESSERA_TRIAL_MONTHS must be from 1 to 60")
        if self.secret_key:
            if len(self.secret_key) < 32:  # noqa: PLR2004 - stated in the doc above
                raise BadSetting("TESSERA_SECRET_KEY needs 32 or more characters")
            return self
        if not self.demo:
            raise BadSetting(
                "TESSERA_SECRET_KEY is not set. Set it to 32 or more random "
                "characters, or set TESSERA_DEMO=1 to look around."
            )
        return _with(self, secret_key=_demo_key(self.data_dir))

    def _check_domains(self) -> None:
        own = self.own_domains
        if own and not self.base_url:
            raise BadSetting(f"{PREFIX}DOMAINS needs {PREFIX}BASE_URL")
        if urlsplit(self.base_url).hostname in own:
            raise BadSetting(f"{PREFIX}DOMAINS names the site's own address")

    def _check_bounces(self) -> None:
        if not self.bounces_url:
            return
        try:
            parts = urlsplit(self.bounces_url)
            is_known = parts.scheme in {"imap", "imaps"} and parts.port != 0
        except ValueError:
            is_known = False
        said = unquote(self.bounces_url)
        if not (is_known and parts.hostname and parts.username and said.isprintable()):
            raise BadSetting(
                f"{PREFIX}BOUNCES_URL: write imaps://user:password@host:993/INBOX"
            )


def _with(config: Config, **changes: Any) -> Config:
    known = {f.name: getattr(config, f.name) for f in fields(config)}
    return Config(**(known | changes))


def _demo_key(data_dir: Path) -> str:
    """One random key per demo, kept so that a restart signs nobody out."""
    path = data_dir / "demo.key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


def _parse(setting: Field[Any], text: str) -> Any:
    name = PREFIX + setting.name.upper()
    if isinstance(setting.default, bool):
        if text.lower() not in _TRUE | _FALSE:
            raise BadSetting(f"{name} must be 1 or 0, not {text!r}")
        return text.lower() in _TRUE
    if isinstance(setting.default, int):
        if not text.isdecimal():
            raise BadSetting(f"{name} must be a whole number, not {text!r}")
        return int(text)
    return Path(text) if isinstance(setting.default, Path) else text
