"""Static files: one stylesheet, names with a content hash, compressed beforehand.

At start every file of ``app/static`` is copied once, under a name with its hash, to the
data folder, with its brotli and gzip twins; WhiteNoise serves them for a year.
"""

import hashlib
import re
import secrets
from pathlib import Path
from typing import cast

from flask import Flask, current_app
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from app.core.config import Config

SHEET = "app.css"
SOURCE = Path(__file__).parents[1] / "static"
_CSS_URL = re.compile(r'url\("?(?:\.\./)*((?:fonts|img)/[^")]+)"?\)')


def init(app: Flask, config: Config) -> None:
    """Publish the files and let WhiteNoise stand in front of the application."""
    folder = config.data_dir / "static"
    names = publish(folder)
    app.extensions["tessera_assets"] = names
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(folder),
        prefix="/static/",
        max_age=365 * 24 * 3600,
        immutable_file_test=lambda *_: True,
        add_headers_function=_add_headers,
        mimetypes={".wasm": "application/wasm", ".mjs": "text/javascript"},
    )
    app.jinja_env.globals["asset_url"] = asset_url


def asset_url(name: str) -> str:
    """The address of ``app/static/<name>`` in its present content."""
    names = cast("dict[str, str]", current_app.extensions["tessera_assets"])
    return f"/static/{names[name]}"


def publish(folder: Path) -> dict[str, str]:
    """Write hashed copies into ``folder`` unless they are there; names by source."""
    sources = _sources()
    names = {name: _hashed(name, body) for name, body in sources.items()}
    sheet = _with_hashed_urls(sources.pop(SHEET).decode(), names).encode()
    names[SHEET] = _hashed(SHEET, sheet)
    for name, body in (*sources.items(), (SHEET, sheet)):
        path = folder / names[name]
        if not path.exists():
            _write(path, body)
    return names


def _write(path: Path, body: bytes) -> None:
    """The file with its compressed twins, which must be there before it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{secrets.token_hex(4)}-{path.name}")
    draft.write_bytes(body)
    compressor = Compressor(quiet=True)
    if compressor.should_compress(path.name):
        for twin in compressor.compress(str(draft)):
            Path(twin).replace(path.with_name(path.name + Path(twin).suffix))
    draft.replace(path)


def _sources() -> dict[str, bytes]:
    files = {
        path.relative_to(SOURCE).as_posix(): path.read_bytes()
        for path in sorted(SOURCE.rglob("*"))
        if path.is_file() and path.suffix not in {".txt", ".md", ".css"}
    }
    order = SOURCE / "css" / "index.txt"
    if order.exists():
        parts = [
            (SOURCE / "css" / name).read_bytes() for name in order.read_text().split()
        ]
        files[SHEET] = b"\n".join(parts)
    return files


def _hashed(name: str, body: bytes) -> str:
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(body).hexdigest()[:12]}{dot}{suffix}"


def _with_hashed_urls(sheet: str, names: dict[str, str]) -> str:
    return _CSS_URL.sub(lambda match: f'url("/static/{names[match[1]]}")', sheet)


def _add_headers(headers: dict[str, str], _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Cross-Origin-Embedder-Policy"] = "require-corp"
