"""What an archive says of its files: their sizes and SHA-256, written here and read here.

The same stands in it twice: as JSON with what the files are and which snapshot they come from, and
in the form of `sha256sum`, which also has the hash of the JSON.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from exports.zipped import safe

FORMAT = "evastys-archive/1"
MANIFEST, SUMS, README = "manifest.json", "manifest.sha256", "README.txt"
CHUNK = 1 << 20  # bytes that are read at once

_HASH = re.compile("[0-9a-f]{64}")
_LINE = re.compile(r"([0-9a-f]{64})  ([^\n]+)")


@dataclass(frozen=True, slots=True)
class File:
    """A file of an archive, as its manifest has it."""

    name: str
    media_type: str
    size: int  # bytes
    sha256: str  # hex


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is read of a manifest: of which event and moment the files are, and which they are."""

    code: str
    audience: str
    at: str  # ledger time
    files: tuple[File, ...]


class Unreadable(Exception):
    """What should be a manifest is none."""


def described(name: str, media_type: str, path: Path) -> File:
    """A file on disk, as a manifest has it."""
    with path.open("rb") as file:
        size, sha256 = weighed(file)
    return File(name, media_type, size, sha256)


def weighed(file: IO[bytes], most: int | None = None) -> tuple[int, str]:
    """How many bytes a file has and their SHA-256 as hex, read bit by bit; where it has more than
    `most` only one of the others is counted, and the hash is of those that were read."""
    found, size = hashlib.sha256(), 0
    while chunk := file.read(CHUNK if most is None else min(CHUNK, most + 1 - size)):
        found.update(chunk)
        size += len(chunk)
    return size, found.hexdigest()


def manifest(facts: dict[str, Any], files: Iterable[File]) -> bytes:
    """The manifest as JSON, after its format the facts of the event and the snapshot."""
    content = {"format": FORMAT, **facts, "files": [asdict(each) for each in files]}
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def sums(hashes: Iterable[tuple[str, str]]) -> bytes:
    """Names and hashes as `sha256sum` writes and checks them."""
    return "".join(f"{sha256}  {name}\n" for name, sha256 in hashes).encode()


def read_manifest(content: bytes) -> Manifest:
    """The same from JSON. Raises Unreadable."""
    try:
        said = json.loads(content)
        if said["format"] != FORMAT:
            raise Unreadable
        files = tuple(_file(each) for each in said["files"])
        names = {each.name for each in files}
        told = (said["event"]["code"], said["audience"], said["snapshot"]["at"])
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError) as fault:
        raise Unreadable from fault
    own = {MANIFEST, SUMS} & names
    if own or len(names) < len(files) or not all(isinstance(each, str) for each in told):
        raise Unreadable
    return Manifest(*told, files)


def _file(said: dict[str, Any]) -> File:
    file = File(**said)
    sound = (
        isinstance(file.name, str)
        and safe(file.name)
        and isinstance(file.media_type, str)
        and type(file.size) is int
        and file.size >= 0
        and isinstance(file.sha256, str)
        and _HASH.fullmatch(file.sha256) is not None
    )
    if not sound:
        raise Unreadable
    return file


def read_sums(content: bytes) -> dict[str, str]:
    """Names to hashes of a list as `sha256sum` writes it. Raises Unreadable."""
    try:
        lines = content.decode().removesuffix("\n").split("\n")
    except UnicodeDecodeError as fault:
        raise Unreadable from fault
    found = {line[2]: line[1] for each in lines if (line := _LINE.fullmatch(each))}
    if len(found) < len(lines):  # a line that is none, or a name that stands there twice
        raise Unreadable
    return found
