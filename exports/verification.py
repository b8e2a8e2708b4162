"""Whether an archive is as it was written: every file there, whole, and none besides.

What it cannot know is who wrote it. A manifest is no signature: who changes a file can change the
manifest as well. Whoever must rule that out notes the archive's own hash when it is made.
"""

from __future__ import annotations

import stat
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import IO, Literal, Protocol
from zipfile import BadZipFile, ZipFile, ZipInfo

from app.errors import InvalidInput, NotFound
from exports.manifest import (
    MANIFEST,
    SUMS,
    File,
    Manifest,
    Unreadable,
    read_manifest,
    read_sums,
    weighed,
)
from exports.zipped import safe

LISTING = 4 << 20  # bytes; no manifest is larger
# Beyond this a member is made to fill a disk. Tables whose rows repeat themselves pack 100 times.
RATIO, LARGE = 500, 10 << 20  # times its packed size; bytes
DAMAGED = (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


What = Literal[
    "missing",
    "additional",
    "size",
    "changed",
    "damaged",
    "disagree",  # the two lists, of its hash
    "manifest",
    "sums",
    "unsafe",
    "twice",
    "bomb",
    "link",
]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a file; the catalogue says it as `archive.fault.<what>`."""

    what: What
    name: str


@dataclass(slots=True)
class Verified:
    """What was found."""

    manifest: Manifest | None = None  # None where there is none that can be read
    faults: list[Fault] = field(default_factory=list)
    sha256: str | None = None  # of the archive itself; None of a folder

    def add(self, what: What, name: str) -> None:
        """One fault more."""
        self.faults.append(Fault(what, name))


class _Source(Protocol):
    """Where the files are."""

    def names(self) -> list[str]: ...

    def faults(self) -> Iterator[Fault]: ...

    def opened(self, name: str) -> IO[bytes]: ...


def verify(path: Path) -> Verified:
    """Check an archive, or a folder that one was unpacked to.

    Raises NotFound where there is nothing, InvalidInput for what is neither.
    """
    with _source(path) as source:
        found = Verified(faults=list(source.faults()))
        if not any(fault.what == "bomb" for fault in found.faults):  # nothing of one is unpacked
            _examine(source, found)
    if path.is_file():
        with path.open("rb") as file:
            found.sha256 = weighed(file)[1]
    return found


def _examine(source: _Source, found: Verified) -> None:
    names = set(source.names())
    sound = names - {fault.name for fault in found.faults}
    content = _small(source, MANIFEST, sound)
    try:
        found.manifest = read_manifest(content)
    except Unreadable:
        found.add("manifest", MANIFEST)
        return
    listed = {each.name: each for each in found.manifest.files}
    hashes = {name: each.sha256 for name, each in listed.items()}
    _summed(source, sound, hashes | {MANIFEST: sha256(content).hexdigest()}, found)
    _compare(source, listed, names, sound, found)


def _summed(source: _Source, sound: set[str], hashes: dict[str, str], found: Verified) -> None:
    """Compare the two lists, of which one has the hash of the other."""
    try:
        lines = read_sums(_small(source, SUMS, sound))
    except Unreadable:
        found.add("sums", SUMS)
        return
    for name in sorted(lines.keys() | hashes.keys()):
        if lines.get(name) != hashes.get(name):
            found.add("changed" if name == MANIFEST else "disagree", name)


def _compare(
    source: _Source, listed: dict[str, File], names: set[str], sound: set[str], found: Verified
) -> None:
    for name, file in listed.items():
        if name not in names:
            found.add("missing", name)
        elif name in sound and (what := _fault_of(source, file)) is not None:
            found.add(what, name)
    for name in sorted(sound - listed.keys() - {MANIFEST, SUMS}):
        found.add("additional", name)


def _fault_of(source: _Source, file: File) -> What | None:
    try:
        with source.opened(file.name) as content:
            size, found = weighed(content, most=file.size)
    except DAMAGED:
        return "damaged"
    if size != file.size:
        return "size"
    return None if found == file.sha256 else "changed"


def _small(source: _Source, name: str, sound: set[str]) -> bytes:
    """A list, whole; empty where it is not there, damaged, or larger than any list is."""
    if name not in sound:
        return b""
    with suppress(*DAMAGED), source.opened(name) as file:
        content = file.read(LISTING + 1)
        return content if len(content) <= LISTING else b""
    return b""


@contextmanager
def _source(path: Path) -> Iterator[_Source]:
    if path.is_dir():
        yield _Folder(path)
    elif not path.exists():
        raise NotFound("error.archive.none", path=str(path))
    else:
        try:
            archive = ZipFile(path)
        except DAMAGED as fault:
            raise InvalidInput("error.archive.no_archive", path=str(path)) from fault
        with archive:
            yield _Zip(archive, path.stat().st_size)


class _Zip:
    """An archive as it is; nothing of it is unpacked to the disk."""

    def __init__(self, archive: ZipFile, size: int) -> None:
        self._archive = archive
        self._size = size

    def names(self) -> list[str]:
        return [info.filename for info in self._archive.infolist()]

    def faults(self) -> Iterator[Fault]:
        members = self._archive.infolist()
        if sum(info.compress_size for info in members) > self._size:  # members that overlap
            yield Fault("bomb", self._archive.filename or "")
        for name, times in Counter(self.names()).items():
            if times > 1:
                yield Fault("twice", name)
        for info in members:
            if not safe(info.filename):
                yield Fault("unsafe", info.filename)
            elif _bomb(info):
                yield Fault("bomb", info.filename)

    def opened(self, name: str) -> IO[bytes]:
        return self._archive.open(name)


def _bomb(info: ZipInfo) -> bool:
    return info.file_size > LARGE and info.file_size > RATIO * max(1, info.compress_size)


class _Folder:
    """A folder that an archive was unpacked to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._found = {
            path.relative_to(folder).as_posix(): path.lstat().st_mode
            for path in sorted(folder.rglob("*"))
            if not stat.S_ISDIR(path.lstat().st_mode)
        }

    def names(self) -> list[str]:
        return list(self._found)

    def faults(self) -> Iterator[Fault]:
        for name, mode in self._found.items():
            if not stat.S_ISREG(mode):
                yield Fault("link", name)

    def opened(self, name: str) -> IO[bytes]:
        return (self._folder / name).open("rb")
