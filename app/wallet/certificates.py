"""The certificate that signs passes: the operator's own, or one the demo makes.

Loading a key costs a hundred signatures, so a process keeps what it has loaded.
"""

import shutil
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp

from app.core import clock
from app.core.config import Config
from app.core.errors import AppError, NotFound
from passes.apple.signing import Signer, SigningRefused
from passes.testing import demo_identity

_NAMES = ("certificate.pem", "key.pem", "intermediate.pem", "root.pem")


class NoPasses(NotFound):
    """The operator has set up no certificate for Apple Wallet."""

    code = "no_passes"
    sentence = "Cards for Apple Wallet are not set up here."


class PassRefused(AppError):
    """The certificate cannot sign: it has expired or does not fit the settings."""

    code = "pass_refused"
    status = 503
    sentence = "The card for Apple Wallet cannot be made now. Please try again later."


def is_configured(config: Config) -> bool:
    """Whether passes can be asked for at all; reads no file."""
    return config.demo or is_own(config)


def is_own(config: Config) -> bool:
    """Whether the operator's certificate is in force, not one that the demo made."""
    return bool(config.apple_certificate and config.apple_key)


def key_file(config: Config) -> Path:
    """The private key of ``signer``, which has to be asked for first."""
    if is_own(config):
        return Path(config.apple_key)
    return _folder(config) / _NAMES[1]


def signer(config: Config) -> Signer:
    """The signer in force; raises NoPasses, PassRefused."""
    if not is_configured(config):
        raise NoPasses
    try:
        if config.apple_certificate and config.apple_key:
            files = (
                config.apple_certificate,
                config.apple_key,
                config.apple_intermediate,
            )
            return _loaded(*((name, _written(name)) for name in files))
        return _demo_signer(config)
    except (SigningRefused, OSError) as error:
        raise PassRefused from error


def _written(name: str) -> int:
    """When a file was written: a renewed certificate is taken without a restart."""
    return Path(name).stat().st_mtime_ns


@lru_cache(maxsize=8)
def _loaded(*files: tuple[str, int]) -> Signer:
    return Signer.from_pem(*(Path(name).read_bytes() for name, _ in files))


def _demo_signer(config: Config) -> Signer:
    """Throw-away certificates, made on first use and again when they run out."""
    folder = _folder(config)
    if not folder.exists():
        _make(folder, config)
    made = _demo_loaded(folder)
    if not _fits(made, config):
        _demo_loaded.cache_clear()
        shutil.rmtree(folder)
        _make(folder, config)
        made = _demo_loaded(folder)
    return made


def _folder(config: Config) -> Path:
    return config.data_dir.absolute() / "certificates"


@lru_cache(maxsize=8)
def _demo_loaded(folder: Path) -> Signer:
    return Signer.from_pem(*((folder / name).read_bytes() for name in _NAMES[:3]))


def _fits(made: Signer, config: Config) -> bool:
    return (
        all(begins <= clock.now() < ends for _, begins, ends in made.validity)
        and made.pass_type_id == config.apple_pass_type
        and made.team_id == config.apple_team
    )


def _make(folder: Path, config: Config) -> None:
    """Write a new identity, readable by the owner only; the first process wins."""
    made = demo_identity(config.apple_pass_type, config.apple_team, now=clock.now())
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(mkdtemp(prefix="certificates-", dir=folder.parent))
    for name, pem in zip(_NAMES, made, strict=True):
        path = draft / name
        path.touch(mode=0o600)
        path.write_bytes(pem)
    try:
        draft.rename(folder)
    except OSError:
        # Another process was faster: its certificates are as good.
        shutil.rmtree(draft)
