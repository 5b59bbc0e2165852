"""Headers of every answer, and who may send a form."""

from urllib.parse import urlsplit

from flask import Flask, Response, request
from flask_compress import Compress
from flask_wtf.csrf import CSRFProtect

from app.core.config import Config
from app.core.errors import Forbidden
from app.web import domains

csrf = CSRFProtect()
_compress = Compress()
_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "frame-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
_FEATURES = [
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-create",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
]
_PASSKEY_FEATURES = ("publickey-credentials-create", "publickey-credentials-get")
PASSKEY_PAGES = frozenset(
    {"public.sign_in", "public.sign_in_passkey", "public.passkey"}
    | {"public.second_factor", "public.second_factor_passkey"}
)
NOT_MODIFIED = 304
_HSTS = "Strict-Transport-Security"
_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
_FROM_ANYWHERE = {"public.stop", "public.unsubscribe"}
"""Forms that mail programs send on their own; the token in the address is the proof."""


class ForeignForm(Forbidden):
    """A form was sent from another site."""

    code = "foreign_form"
    sentence = "This form came from another site. Open the page here and send it again."


def policy(
    *, camera: bool = False, passkeys: bool = False, frames: str = "'none'"
) -> tuple[str, str]:
    """Content-Security-Policy and Permissions-Policy.

    The till may use the camera, pages that ask for a passkey may do that; ``frames``
    says who may frame the page.
    """
    rules = dict(_POLICY) | {"frame-ancestors": frames}
    allowed = set(_PASSKEY_FEATURES) if passkeys else set()
    if camera:
        rules["script-src"] = "'self' 'wasm-unsafe-eval'"
        rules["img-src"] = "'self' data: blob:"
        allowed.add("camera")
    features = ", ".join(
        f"{name}=({'self' if name in allowed else ''})" for name in _FEATURES
    )
    return "; ".join(f"{name} {value}" for name, value in rules.items()), features


def init(app: Flask, config: Config) -> None:
    """Install CSRF protection, compression and the headers."""
    app.config.update(
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        COMPRESS_ALGORITHM=["zstd", "gzip"],
        COMPRESS_ZSTD_LEVEL=1,
        COMPRESS_LEVEL=1,
        COMPRESS_MIN_SIZE=500,
        COMPRESS_STREAMS=False,
    )
    csrf.init_app(app)
    _compress.init_app(app)
    app.before_request(_refuse_foreign_forms)
    hosts = _hosts(config)
    plain, with_camera = _own(config, policy()), _own(config, policy(camera=True))
    with_passkeys = _own(config, policy(passkeys=True))

    special = dict.fromkeys(PASSKEY_PAGES, with_passkeys)

    @app.before_request
    def _refuse_foreign_hosts() -> tuple[str, int] | None:
        if hosts and request.host.split(":")[0].lower() not in hosts:
            return "unknown host\n", 421
        return None

    @app.after_request
    def _headers(response: Response) -> Response:
        if response.status_code == NOT_MODIFIED:
            # The browser keeps the headers of the answer that it has.
            return response
        headers = response.headers
        # Looked up at once: one by one, each would walk through all of them.
        present = {name.lower() for name, _ in headers}
        own = special.get(request.endpoint or "", plain)
        for name, value in with_camera if request.blueprint == "till" else own:
            if name.lower() not in present:
                headers.add(name, _fitting(name, value))
        return response


def _own(config: Config, rules: tuple[str, str]) -> list[tuple[str, str]]:
    """The headers that every answer has unless it brings its own."""
    content, features = rules
    own = [
        ("Content-Security-Policy", content),
        ("Permissions-Policy", features),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin-allow-popups"),
        ("Cross-Origin-Embedder-Policy", "require-corp"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Cache-Control", "no-store"),
    ]
    if config.is_secure:
        own.append(
            (
                _HSTS,
                "max-age=63072000; includeSubDomains; preload",
            )
        )
    return own


def _fitting(name: str, value: str) -> str:
    """The header for the host that was asked: a business's own speaks for itself only."""
    is_guest_here = name == _HSTS and domains.here() is not None
    return value.partition(";")[0] if is_guest_here else value


def _hosts(config: Config) -> set[str]:
    """Names this site answers to; empty when the address was left to default."""
    if not config.base_url:
        return set()
    site = urlsplit(config.base_url).hostname or ""
    return {site, "localhost", "127.0.0.1", *config.own_domains}


def _refuse_foreign_forms() -> None:
    """A change must come from our own pages (besides the CSRF token)."""
    if request.method in _SAFE_METHODS or request.blueprint in {"api", "devices"}:
        return
    if request.endpoint in _FROM_ANYWHERE:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {
        "same-origin",
        "none",
    }:
        raise ForeignForm
    origin = request.headers.get("Origin")
    if origin and origin != "null" and _place(origin) != request.host:
        raise ForeignForm


def _place(origin: str) -> str | None:
    """Host and port of an origin; None of what is no origin."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None
