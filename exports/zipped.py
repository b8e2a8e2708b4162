"""ZIP archives that are the same bytes each time: fixed dates and modes, members in given order.

A Word document is such an archive too; `rewritten` takes the present time out of one that a library
has made.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from pathlib import Path, PurePosixPath
from shutil import copyfileobj
from typing import IO
from zipfile import ZIP64_LIMIT, ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

EARLIEST = datetime(1980, 1, 1)  # noqa: DTZ001  an archive has no zones, and no earlier moment
PACKED = {".docx", ".xlsx", ".zip", ".png", ".parquet"}  # packing these again only takes time
MODE = 0o100600  # a file that its owner reads; an export names organisations and roles
UNIX = 3  # whose modes they are


class Archive:
    """An archive being written; made by `zipped`."""

    def __init__(self, file: ZipFile, at: datetime) -> None:
        self._file = file
        self._date = max(at, EARLIEST).timetuple()[:6]

    def add(self, name: str, content: bytes) -> None:
        """A member of this content. Raises ValueError for a name that would leave the folder that
        the archive is unpacked to, or that stands in it already."""
        with self._member(name, len(content)) as member:
            member.write(content)

    def add_file(self, name: str, path: Path) -> None:
        """A member copied from a file, never whole in memory. Raises ValueError as `add` does."""
        size = path.stat().st_size
        with path.open("rb") as source, self._member(name, size) as member:
            copyfileobj(source, member)

    def opened(self, name: str) -> IO[bytes]:
        """A member to be written bit by bit and then closed, before the next one is begun. Raises
        ValueError as `add` does."""
        return self._member(name, ZIP64_LIMIT)  # nobody knows yet how large it will be

    def _member(self, name: str, size: int) -> IO[bytes]:
        _refuse_unsafe(name)
        if name in self._file.NameToInfo:
            raise ValueError(f"twice in the archive: {name!r}")
        info = ZipInfo(name, self._date)
        info.compress_type = ZIP_STORED if PurePosixPath(name).suffix in PACKED else ZIP_DEFLATED
        info.create_system, info.external_attr = UNIX, MODE << 16
        info.file_size = size  # above 2 GB the member needs another form
        return self._file.open(info, "w")


def _refuse_unsafe(name: str) -> None:
    if not safe(name):
        raise ValueError(f"no name for a member of an archive: {name!r}")


def safe(name: str) -> bool:
    """Whether a member of this name stays in the folder that the archive is unpacked to."""
    path = PurePosixPath(name)
    plain = name == str(path) and name.isprintable() and not set("\\:") & set(name)
    return plain and not path.is_absolute() and ".." not in path.parts and name != "."


@contextmanager
def zipped(target: Path | IO[bytes], at: datetime = EARLIEST) -> Iterator[Archive]:
    """Write an archive: `with zipped(path, frames.created) as archive: archive.add(…)`.

    Members bear the moment `at`, naive as archives have it, to two seconds.
    """
    with ZipFile(target, "w") as file:
        yield Archive(file, at)


def rewritten(made: bytes, at: datetime = EARLIEST) -> bytes:
    """The same members in the same order, without the time at which the archive was made."""
    target = BytesIO()
    with ZipFile(BytesIO(made)) as source, zipped(target, at) as archive:
        for name in source.namelist():
            archive.add(name, source.read(name))
    return target.getvalue()
