"""Opening a `.pkpass` that came from anywhere, within limits."""

import codecs
import io
import json
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from passes.apple import cms

MAX_FILES: Final = 500
MAX_UNPACKED_BYTES: Final = 150_000_000

_DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
)
_STRING_LINE: Final = re.compile(
    r'\s*"((?:[^"\\]|\\.)*)"\s*=\s*"((?:[^"\\]|\\.)*)"\s*;', re.DOTALL
)
_COMMENT: Final = re.compile(r"\s*(/\*.*?\*/|//[^\n]*)", re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED: Final = {"n": "\n", "r": "\r", "t": "\t"}
_STRINGS: Final = re.compile(r"([A-Za-z][A-Za-z0-9-]*)\.lproj/pass\.strings\Z")


class Unopenable(ValueError):
    """The file, or a part of it, cannot be read; the message says what."""


@dataclass(frozen=True, slots=True)
class Package:
    """The files of a package by path, directories left out."""

    files: Mapping[str, bytes]

    def document(self) -> dict[str, Any]:
        """`pass.json`.

        Raises:
            Unopenable: missing or not a JSON object.
        """
        return _json_object(self.files, "pass.json")

    def manifest(self) -> dict[str, Any]:
        """`manifest.json`.

        Raises:
            Unopenable: missing or not a JSON object.
        """
        return _json_object(self.files, "manifest.json")

    def signature(self) -> cms.Signature:
        """The signature, verified against the manifest.

        Raises:
            passes.apple.cms.BadSignature: see there.
            Unopenable: one of the two files is missing.
        """
        for name in ("signature", "manifest.json"):
            if name not in self.files:
                message = f"{name} is missing"
                raise Unopenable(message)
        return cms.verify(self.files["signature"], self.files["manifest.json"])

    def strings(self) -> dict[str, dict[str, str]]:
        """Language → key → words.

        Raises:
            Unopenable: a table is in an unknown encoding or grammar.
        """
        found = {}
        for name, data in self.files.items():
            match = _STRINGS.match(name)
            if match:
                found[match[1]] = _table(name, data)
        return found


def opened(data: bytes) -> Package:
    """Unpack everything into memory.

    Raises:
        Unopenable: not a ZIP, damaged, encrypted, with twin or odd paths, or larger
            than `MAX_FILES` and `MAX_UNPACKED_BYTES` allow.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [one for one in archive.infolist() if not one.is_dir()]
            fault = _fault(entries)
            taken = () if fault else entries
            files = {one.filename: archive.read(one) for one in taken}
    except _DAMAGED as error:
        message = "the file is not a readable ZIP archive"
        raise Unopenable(message) from error
    if fault:
        raise Unopenable(fault)
    return Package(files)


def _fault(entries: list[zipfile.ZipInfo]) -> str:
    """Why these entries had better not be unpacked; empty when they may."""
    names = [one.filename for one in entries]
    if len(names) > MAX_FILES or sum(e.file_size for e in entries) > MAX_UNPACKED_BYTES:
        return "the archive is larger than a pass may be"
    if len(set(names)) != len(names):
        return "the archive has two files of one name"
    for name in names:
        if name.startswith("/") or "\\" in name or ".." in name.split("/"):
            return f"the archive has a file outside the pass: {name!r}"
    return ""


def _json_object(files: Mapping[str, bytes], name: str) -> dict[str, Any]:
    if name not in files:
        message = f"{name} is missing"
        raise Unopenable(message)
    try:
        made = json.loads(
            files[name].decode("utf-8"),
            object_pairs_hook=_without_twins,
            parse_constant=_refuse_constant,
        )
    except (ValueError, RecursionError) as error:
        message = f"{name} is not valid UTF-8 JSON: {error}"
        raise Unopenable(message) from error
    if not isinstance(made, dict):
        message = f"{name} is not a JSON object"
        raise Unopenable(message)
    return made


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        message = "a key is written twice"
        raise ValueError(message)
    return made


def _refuse_constant(name: str) -> NoReturn:
    message = f"{name} is not a JSON number"
    raise ValueError(message)


def _table(name: str, data: bytes) -> dict[str, str]:
    text = _decoded(name, data)
    made: dict[str, str] = {}
    at = 0
    while text[at:].strip():
        comment = _COMMENT.match(text, at)
        if comment:
            at = comment.end()
            continue
        line = _STRING_LINE.match(text, at)
        if line is None:
            message = f"{name} is not a table of quoted pairs near character {at}"
            raise Unopenable(message)
        made[_unescaped(line[1])] = _unescaped(line[2])
        at = line.end()
    return made


def _decoded(name: str, data: bytes) -> str:
    encoding = "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)):
        encoding = "utf-16"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        message = f"{name} is neither UTF-16 with a byte order mark nor UTF-8"
        raise Unopenable(message) from error


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), text)
