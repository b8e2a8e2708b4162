"""What every export owes, whoever adds it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from app import tally
from app.i18n import LANGUAGES, translator
from exports import Export, exports
from exports.export import AUDIENCES, Audience
from exports.frames import frames
from exports.package import write_package
from exports.snapshot import opened, take
from tests.exports.readers import READERS, SOME, running_cells
from tests.exports.room import CODE, Room

EVERY = pytest.mark.parametrize("export", exports.values(), ids=list(exports))
BOTH = pytest.mark.parametrize("audience", AUDIENCES)

WHOLE = pytest.mark.parametrize("name", READERS)  # every answer is in these


def test_every_export_is_read_back() -> None:
    assert sorted(exports) == sorted([*READERS, *SOME])
    assert [name for name in SOME.values() if not Path(__file__).with_name(name).exists()] == []


@WHOLE
def test_every_answer_that_counts_is_there(full: Room, name: str, tmp_path: Path) -> None:
    (file,) = write_package(full.file, CODE, tmp_path / "out", names=[name])
    with full.db.read() as connection:
        counts = tally.EventTally(full.id, full.agenda)
        counts.catch_up(connection)
    assert READERS[name](file).counted == {
        answer.position for prompt in counts.prompts.values() for answer in counts.counted(prompt)
    }


@WHOLE
def test_late_answers_are_there_with_a_mark(full: Room, name: str, tmp_path: Path) -> None:
    (file,) = write_package(full.file, CODE, tmp_path / "out", names=[name])
    assert READERS[name](file).late == set(full.late)


@WHOLE
def test_the_public_file_has_what_was_approved_and_no_answer_else(
    full: Room, name: str, tmp_path: Path
) -> None:
    full.moderate("TO-TE-0001", "approved")
    full.moderate("TO-TE-0002", "hidden")
    (file,) = write_package(full.file, CODE, tmp_path / "out", names=[name], audience="public")
    seen = READERS[name](file)
    assert (seen.counted, seen.late) == (set(), set())
    assert seen.texts == ["Yhteinen palveluohjaus kuntiin"]


PROGRAM = """
import pathlib, sys
from exports.package import write_package
for audience in ("internal", "public"):
    out = pathlib.Path(sys.argv[3]) / audience
    write_package(pathlib.Path(sys.argv[1]), sys.argv[2], out, audience=audience)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Folders of the same state as this process and two others wrote it."""
    folder = tmp_path_factory.mktemp("bytes")
    room = Room(folder / "data")
    room.fill()
    room.moderate("TO-TE-0001", "approved")
    room.moderate("TO-TE-0003", "approved")  # what could be a formula
    room.close()
    for audience in AUDIENCES:
        write_package(room.file, CODE, folder / "here" / audience, audience=audience)
    for seed in ("0", "4711"):
        subprocess.run(
            [sys.executable, "-c", PROGRAM, str(room.file), CODE, str(folder / seed)],
            env={"PYTHONHASHSEED": seed, "TZ": f"UTC{seed[0]}", "LANG": "C"},
            check=True,
        )
    return [folder / name for name in ("here", "0", "4711")]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of an event that nobody has answered, for both audiences."""
    folder = tmp_path_factory.mktemp("empty")
    room = Room(folder / "data")
    room.close()
    for audience in AUDIENCES:
        write_package(room.file, CODE, folder / audience, audience=audience)
    return folder


@BOTH
@EVERY
def test_no_cell_runs(made: list[Path], export: Export, audience: Audience) -> None:
    assert running_cells(made[0] / audience / export.name) == []


@BOTH
@EVERY
def test_an_event_without_answers_can_be_exported(
    empty: Path, export: Export, audience: Audience
) -> None:
    assert running_cells(empty / audience / export.name) == []


@BOTH
@EVERY
def test_the_same_state_gives_the_same_bytes(
    made: list[Path], export: Export, audience: Audience
) -> None:
    first, *others = [(folder / audience / export.name).read_bytes() for folder in made]
    assert others == [first, first]


@EVERY
def test_a_file_that_cannot_be_written_is_an_error_of_the_disk(
    full: Room, export: Export, tmp_path: Path
) -> None:
    with opened(take(full.file, tmp_path)) as connection:
        tables = frames(connection, CODE)
        with pytest.raises(OSError, match=re.escape(tmp_path.parent.name)):
            export.write(tables, tmp_path)


@EVERY
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_export_says_what_it_is_in_every_language(export: Export, language: str) -> None:
    t = translator(language)
    assert t(export.label)
    assert t(export.description)


def test_listing_the_exports_loads_nothing_that_takes_long() -> None:
    program = (
        "import sys, exports; slow = {'pandas', 'xlsxwriter', 'pyarrow', 'docx', 'matplotlib'}; "
        "print(sorted(exports.exports), *slow & set(sys.modules))"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert said.stdout.strip() == str(sorted(exports))
