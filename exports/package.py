"""The export package: every file of one event from one snapshot, in one folder."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.errors import InvalidInput, NotFound, Unwritable
from exports import Export, exports
from exports.export import Audience
from exports.frames import frames
from exports.snapshot import opened, take


def write_package(
    database: Path,
    code: str,
    out: Path,
    language: str | None = None,
    names: Sequence[str] | None = None,
    told: Callable[[float], None] = lambda part: None,
    audience: Audience = "internal",
) -> list[Path]:
    """Write the named files (all by default) into the folder, which is made when missing.

    Those of the audience *public* hold only what may be published.

    Runs beside a live server; files of an earlier export are replaced, each whole or not at all.
    `told` hears how much is done, from 0 to 1.
    Raises NotFound for an unknown database, code or name, InvalidInput when the folder cannot be
    used or the language is unknown, Unwritable when the disk refuses.
    """
    wanted = [_named(name) for name in (exports if names is None else names)]
    folder = _usable(out)
    try:
        with _uncollected(), tempfile.TemporaryDirectory(dir=folder, prefix=".export-") as name:
            return _written(database, code, Path(name), folder, language, wanted, told, audience)
    except OSError as fault:
        raise Unwritable("error.export.disk", path=str(out)) from fault


def _written(
    database: Path,
    code: str,
    beside: Path,  # a folder on the same disk, so that each file can be moved in one step
    out: Path,
    language: str | None,
    wanted: Sequence[Export],
    told: Callable[[float], None],
    audience: Audience,
) -> list[Path]:
    with opened(take(database, beside)) as connection:
        tables = frames(connection, code, language, audience)
        needed = _needed(wanted)
        for number, export in enumerate(needed):
            tables.told = _of_all(told, number, len(needed))
            tables.told(0)
            export.write(tables, beside / export.name)
            _private(beside / export.name)
            gc.collect()
    told(1)
    return [_moved(beside / export.name, out) for export in wanted]


def _of_all(told: Callable[[float], None], number: int, files: int) -> Callable[[float], None]:
    """How much of one file is how much of all."""
    return lambda part: told((number + part) / files)


def _needed(wanted: Sequence[Export]) -> list[Export]:
    """What has to be written, in order: all the others before one that gathers them."""
    gathering = [each for each in wanted if each.gathers]
    others = exports.values() if gathering else wanted
    return [*(each for each in others if not each.gathers), *gathering]


@contextmanager
def _uncollected() -> Iterator[None]:
    """Spare the search for garbage but between files: a long table is millions of objects and none
    of them is."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _named(name: str) -> Export:
    if name not in exports:
        raise NotFound("error.export.name", field="name", name=name, names=", ".join(exports))
    return exports[name]


def _usable(out: Path) -> Path:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise InvalidInput("error.export.folder", field="out", path=str(out)) from fault
    if not os.access(out, os.W_OK | os.X_OK):
        raise InvalidInput("error.export.folder", field="out", path=str(out))
    return out


def _private(file: Path) -> None:
    """An export names organisations and roles; only its owner reads it until they pass it on."""
    file.chmod(0o600)


def _moved(file: Path, out: Path) -> Path:
    target = out / file.name
    os.replace(file, target)
    return target
