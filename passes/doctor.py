"""Says in plain words why a phone would refuse a pass, or a file of several passes.

`python -m passes.doctor FILE.pkpass [--at 2027-01-31T12:00:00Z] [--root ROOT.pem]`
prints the findings and ends with 1 when one of them is an error. Certificates are
judged at the time of signing, or at the moment given: this library reads no clock.
"""

import argparse
import hashlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from cryptography import x509
from cryptography.x509.oid import NameOID

from passes.apple import artwork, cms
from passes.apple.bundle import MAX_BYTES, MAX_PASSES, SUFFIX
from passes.apple.checks import complaints
from passes.apple.package import Package, Unopenable, opened
from passes.apple.signing import is_for_passes, is_issued_by
from passes.apple.styles import STORE_CARD
from passes.pictures import UnreadableImage, open_picture

ERROR: Final = "error"
WARNING: Final = "warning"

_UNLISTED: Final = {"manifest.json", "signature"}
_SIZES: Final = {
    "icon": artwork.ICON,
    "logo": artwork.LOGO,
    "strip": STORE_CARD.strip,
    "thumbnail": artwork.THUMBNAIL,
    "background": artwork.POSTER,
    "primaryLogo": artwork.POSTER_LOGO,
}
_WARN_BEFORE: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong.

    Attributes:
        level: `error`: a phone refuses the pass; `warning`: it looks or lives worse.
        code: short name for programs.
        message: one sentence for people.
    """

    level: Literal["error", "warning"]
    code: str
    message: str


def diagnose(
    data: bytes, *, root_pem: bytes | None = None, at: datetime | None = None
) -> list[Finding]:
    """All findings about a package; an empty list means a phone takes it.

    Args:
        data: the `.pkpass`, or a `.pkpasses` with several of them.
        root_pem: when given, the intermediate must have been issued by this root.
        at: judge the certificates at this moment (aware) too, not only at signing.
    """
    try:
        package = opened(data)
    except Unopenable as error:
        return [Finding(ERROR, "archive", str(error))]
    if package.files and all(name.endswith(SUFFIX) for name in package.files):
        return list(_bundle(package, root_pem, at))
    return list(_pass(package, root_pem, at))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m passes.doctor")
    parser.add_argument("file", type=Path, help="the .pkpass or .pkpasses to examine")
    parser.add_argument("--at", type=_moment, help="judge the certificates at a time")
    parser.add_argument("--root", type=Path, help="PEM of the root to trust")
    given = parser.parse_args(arguments)
    try:
        data = given.file.read_bytes()
        root_pem = given.root.read_bytes() if given.root else None
    except OSError as error:
        parser.error(f"cannot read {error.filename}: {error.strerror}")
    findings = diagnose(data, root_pem=root_pem, at=given.at)
    for found in findings:
        sys.stdout.write(f"{found.level}: {found.message} [{found.code}]\n")
    is_refused = any(found.level == ERROR for found in findings)
    verdict = "refused" if is_refused else "accepted"
    sys.stdout.write(f"A phone would have {verdict} this file.\n")
    return int(is_refused)


def _bundle(
    package: Package, root_pem: bytes | None, at: datetime | None
) -> Iterator[Finding]:
    """Each pass by itself, and what they must be together."""
    if len(package.files) > MAX_PASSES:
        yield Finding(ERROR, "too-many", f"more than {MAX_PASSES} passes in one file")
    if sum(map(len, package.files.values())) > MAX_BYTES:
        yield Finding(ERROR, "too-large", "the passes are too large for one file")
    seen = set()
    for name, data in package.files.items():
        try:
            inner = opened(data)
        except Unopenable as error:
            yield Finding(ERROR, "archive", f"{name}: {error}")
            continue
        for found in _pass(inner, root_pem, at):
            yield replace(found, message=f"{name}: {found.message}")
        identity = _identifiers(inner)
        if identity in seen:
            message = f"{name} has the serial number of another pass and replaces it"
            yield Finding(ERROR, "twin", message)
        seen.add(identity)


def _identifiers(package: Package) -> tuple[str, str]:
    try:
        document = package.document()
    except Unopenable:
        return "", ""
    return str(document.get("passTypeIdentifier")), str(document.get("serialNumber"))


def _pass(
    package: Package, root_pem: bytes | None, at: datetime | None
) -> Iterator[Finding]:
    yield from _contents(package)
    yield from _hashes(package)
    yield from _pictures(package)
    try:
        signature = package.signature()
    except (cms.BadSignature, Unopenable) as error:
        yield Finding(ERROR, "signature", str(error))
        return
    yield from _identity(package, signature)
    yield from _chain(signature, root_pem)
    yield from _times(signature, at)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _contents(package: Package) -> Iterator[Finding]:
    try:
        for is_fatal, code, message in complaints(package.document()):
            yield Finding(ERROR if is_fatal else WARNING, code, message)
    except Unopenable as error:
        yield Finding(ERROR, "pass-json", str(error))
    try:
        package.strings()
    except Unopenable as error:
        yield Finding(ERROR, "strings", str(error))


def _hashes(package: Package) -> Iterator[Finding]:
    try:
        listed = package.manifest()
    except Unopenable as error:
        yield Finding(ERROR, "manifest", str(error))
        return
    for name, data in package.files.items():
        if name in _UNLISTED:
            continue
        if name not in listed:
            yield Finding(ERROR, "stray-file", f"{name} is not in the manifest")
        elif listed[name] != hashlib.sha1(data, usedforsecurity=False).hexdigest():
            yield Finding(ERROR, "changed-file", f"{name} was changed after signing")
    for name in sorted(listed.keys() - package.files.keys()):
        yield Finding(ERROR, "lost-file", f"{name} is in the manifest only")


def _pictures(package: Package) -> Iterator[Finding]:
    names = [name.rpartition("/")[2] for name in package.files]
    if not any(name.startswith("icon") and name.endswith(".png") for name in names):
        yield Finding(ERROR, "no-icon", "there is no icon picture")
    for suffix in ("@2x", "@3x"):
        if f"icon{suffix}.png" not in names:
            yield Finding(WARNING, "icon-scale", f"icon{suffix}.png is missing")
    for name, data in package.files.items():
        if name.endswith(".png"):
            yield from _picture(name, data)


def _picture(name: str, data: bytes) -> Iterator[Finding]:
    try:
        picture = open_picture(data)
    except UnreadableImage as error:
        yield Finding(ERROR, "picture", f"{name}: {error}")
        return
    stem, _, scale = name.rpartition("/")[2].removesuffix(".png").partition("@")
    times = int(scale[:-1]) if scale in {"2x", "3x"} else 1
    width, height = _SIZES.get(stem) or (picture.width, picture.height)
    if picture.width > width * times or picture.height > height * times:
        yield Finding(WARNING, "picture-size", f"{name} is larger than Wallet shows")


def _identity(package: Package, signature: cms.Signature) -> Iterator[Finding]:
    try:
        document = package.document()
    except Unopenable:
        return
    subject = signature.leaf.subject
    for key, oid, name in (
        ("passTypeIdentifier", NameOID.USER_ID, "UID"),
        ("teamIdentifier", NameOID.ORGANIZATIONAL_UNIT_NAME, "OU"),
    ):
        certified = [part.value for part in subject.get_attributes_for_oid(oid)]
        if document.get(key) not in certified:
            message = f"{key} is not the {name} of the certificate"
            yield Finding(ERROR, "identity", message)
    if not is_for_passes(signature.leaf):
        message = "the certificate was not issued for signing passes"
        yield Finding(ERROR, "key-usage", message)


def _chain(signature: cms.Signature, root_pem: bytes | None) -> Iterator[Finding]:
    issuer = _issuer(signature)
    if issuer is None:
        wanted = signature.leaf.issuer.rfc4514_string()
        message = f"the intermediate certificate is missing or wrong; wanted {wanted}"
        yield Finding(ERROR, "intermediate", message)
    elif root_pem is not None and not any(
        is_issued_by(issuer, root) for root in x509.load_pem_x509_certificates(root_pem)
    ):
        message = "the intermediate certificate was not issued by the trusted root"
        yield Finding(ERROR, "root", message)


def _times(signature: cms.Signature, at: datetime | None) -> Iterator[Finding]:
    if signature.signed_at is None:
        yield Finding(ERROR, "signing-time", "the signature carries no signing time")
    issuer = _issuer(signature)
    for name, certificate in (
        ("certificate", signature.leaf),
        ("intermediate certificate", issuer),
    ):
        if certificate is None:
            continue
        for moment in filter(None, (signature.signed_at, at)):
            yield from _time(name, certificate, moment)


def _time(
    name: str, certificate: x509.Certificate, moment: datetime
) -> Iterator[Finding]:
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    when = f"at {moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    if moment < begins:
        message = f"the {name} was not valid yet {when}: begins {begins:%Y-%m-%d}"
        yield Finding(ERROR, "not-yet-valid", message)
    elif moment > ends:
        message = f"the {name} was not valid any more {when}: ended {ends:%Y-%m-%d}"
        yield Finding(ERROR, "expired", message)
    elif ends - moment < _WARN_BEFORE:
        message = f"the {name} ends soon: {ends:%Y-%m-%d}"
        yield Finding(WARNING, "ends-soon", message)


def _issuer(signature: cms.Signature) -> x509.Certificate | None:
    return next(
        (
            other
            for other in signature.certificates
            if other != signature.leaf and is_issued_by(signature.leaf, other)
        ),
        None,
    )


if __name__ == "__main__":
    sys.exit(main())
