"""Who is looking: Flask-Login over our own table of signed-in browsers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app, g, request
from flask import session as cookie
from flask.sessions import SecureCookieSessionInterface
from flask_login import LoginManager, current_user, login_user, logout_user
from itsdangerous import URLSafeTimedSerializer

from app.core import audit, db, ids, locales
from app.core.config import Config
from app.core.ids import PersonId
from app.people import actions as people
from app.people import queries
from app.people.queries import SessionPerson

YEAR_SECONDS = 365 * 24 * 3600
Loader = Callable[[bytes], SessionPerson | None]
_loaders: dict[str, Loader] = {}
_manager = LoginManager()


@dataclass(frozen=True)
class Visitor:
    """A signed-in person on one device, as Flask-Login wants to see them."""

    token: str
    session_id: int
    person_id: PersonId
    language: str
    is_staff_sign_in: bool
    has_second_factor: bool = False
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        """What the cookie carries: the token of the row."""
        return self.token


class _CookieSessions(SecureCookieSessionInterface):
    """Flask's signed cookies, with a signer that is made once."""

    def __init__(self) -> None:
        self._signer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """The signer of this application."""
        if self._signer is None:
            self._signer = super().get_signing_serializer(app)
        return self._signer


def config() -> Config:
    """The settings of the running application."""
    return config_of(current_app)


def config_of(app: Flask) -> Config:
    """The settings of ``app``."""
    return cast("Config", app.extensions["tessera_config"])


def visitor() -> Visitor | None:
    """The signed-in visitor of this request, if any."""
    return cast("Visitor", current_user) if current_user.is_authenticated else None


def sign_in(
    person_id: PersonId,
    *,
    is_staff_sign_in: bool = False,
    has_second_factor: bool = False,
) -> None:
    """Open a session for ``person_id`` on this device, always a new one.

    Must run outside ``writing()``; ends the session that the browser had.
    """
    before = visitor()
    with db.writing():
        if before is not None:
            people.close_session(
                session_id=before.session_id, person_id=before.person_id
            )
        token = people.open_session(
            person_id=person_id,
            device=device_name(),
            is_staff_sign_in=is_staff_sign_in,
            has_second_factor=has_second_factor,
            secret_key=config().secret_key,
        )
    kept = {name: cookie[name] for name in ("language",) if name in cookie}
    cookie.clear()
    cookie.update(kept)
    cookie.permanent = True
    loaded = _load(token)
    if loaded is not None:
        login_user(loaded, remember=False)


def sign_out() -> None:
    """End this browser's session and forget everything its cookie held."""
    leaving = visitor()
    if leaving is not None:
        with db.writing():
            people.close_session(
                session_id=leaving.session_id, person_id=leaving.person_id
            )
    logout_user()
    cookie.clear()


def device_name() -> str:
    """A short name for "my devices": system and browser, no version, no address."""
    agent = request.user_agent.string
    systems = ("iPhone", "iPad", "Android", "Windows", "Mac", "Linux")
    browsers = ("YaBrowser", "Edg", "OPR", "Firefox", "Chrome", "Safari")
    names = {"Edg": "Edge", "OPR": "Opera", "YaBrowser": "Yandex"}
    system = next((s for s in systems if s in agent), "")
    browser = next((b for b in browsers if b in agent), "")
    return " · ".join(n for n in (system, names.get(browser, browser)) if n) or "?"


def origin() -> str:
    """Where a request comes from, for the audit trail: address and device."""
    return f"{request.remote_addr or '?'} · {device_name()}"


def load_by(blueprint: str, loader: Loader) -> None:
    """Let a blueprint's screens find their visitor by a wider query of their own."""
    _loaders[blueprint] = loader


def _load(token: str) -> Visitor | None:
    find = _loaders.get(request.blueprint or "", queries.session_person)
    found = find(ids.digest(config().secret_key, "session", token))
    if found is None:
        return None
    return Visitor(
        token,
        found.session_id,
        found.person_id,
        found.language,
        found.is_staff_sign_in,
        found.second_factor_at is not None,
    )


def _choose_language() -> None:
    """Profile, then cookie, then header, then the installation's own."""
    chosen = None
    if request.blueprint not in {"api", "devices"}:
        # Software is known by key or token, and no cookie of it is read at all.
        known = visitor() if "_user_id" in cookie else None
        chosen = cookie.get("language") or (known.language if known else None)
    if chosen is None and request.headers.get("Accept-Language"):
        chosen = request.accept_languages.best_match(locales.LANGUAGES)
    g.states_no_language = chosen is None
    locales.set_language(chosen or config().language)


def init(app: Flask, settings: Config) -> None:
    """Cookie rules and the loader."""
    name = "__Host-session" if settings.is_secure else "session"
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME=name,
        SESSION_COOKIE_SECURE=settings.is_secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=YEAR_SECONDS,
    )
    # The session row is the protection: it is bound to one browser and can be ended.
    _manager.session_protection = None
    # It would be computed on each request and compared with nothing.
    _manager._session_identifier_generator = str  # noqa: SLF001 - no public switch
    app.session_interface = _CookieSessions()
    _manager.init_app(app)
    _manager.user_loader(_load)
    app.before_request(_choose_language)
    app.teardown_request(lambda _: audit.leave())
