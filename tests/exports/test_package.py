"""The package: which files, where, what is said when it cannot be."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest

from app.errors import InvalidInput, NotFound
from exports import exports
from exports.package import write_package
from exports.snapshot import opened, take
from tests.exports.readers import jsonl_records
from tests.exports.room import CODE, Room


def test_the_package_is_every_export_and_nothing_else(full: Room, tmp_path: Path) -> None:
    out = tmp_path / "a" / "b"
    files = write_package(full.file, CODE, out)
    assert [file.name for file in files] == list(exports)
    assert sorted(out.iterdir()) == sorted(files)


def test_only_the_owner_reads_the_files(full: Room, tmp_path: Path) -> None:
    files = write_package(full.file, CODE, tmp_path)
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_one_file_can_be_asked_for(full: Room, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert write_package(full.file, CODE, out, names=["answers.csv"]) == [out / "answers.csv"]
    assert list(out.iterdir()) == [out / "answers.csv"]


def test_how_much_is_done_is_told_and_never_goes_back(full: Room, tmp_path: Path) -> None:
    told: list[float] = []
    write_package(full.file, CODE, tmp_path, told=told.append)
    assert (told[0], told[-1]) == (0, 1)
    assert told == sorted(told)
    assert len(set(told)) > 10


def test_an_earlier_export_is_replaced(full: Room, tmp_path: Path) -> None:
    (tmp_path / "answers.jsonl").write_text("old")
    write_package(full.file, CODE, tmp_path, names=["answers.jsonl"])
    assert len(jsonl_records(tmp_path / "answers.jsonl")) > 1


def test_the_code_may_be_typed_in_any_case(full: Room, tmp_path: Path) -> None:
    assert write_package(full.file, CODE.lower(), tmp_path)


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_folder_that_cannot_be_one_is_named(full: Room, tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(InvalidInput) as fault:
        write_package(full.file, CODE, tmp_path / place)
    assert fault.value.message == "error.export.folder"
    assert (fault.value.field, fault.value.params) == ("out", {"path": str(tmp_path / place)})


def test_an_unknown_event_is_named_and_nothing_is_left(full: Room, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(NotFound) as fault:
        write_package(full.file, "MUU", out)
    assert (fault.value.message, fault.value.params) == ("error.export.event", {"code": "MUU"})
    assert list(out.iterdir()) == []


def test_an_unknown_name_is_answered_with_the_known_ones(full: Room, tmp_path: Path) -> None:
    with pytest.raises(NotFound) as fault:
        write_package(full.file, CODE, tmp_path, names=["../secret"])
    assert fault.value.message == "error.export.name"
    assert fault.value.params == {"name": "../secret", "names": ", ".join(exports)}


def test_an_unknown_language_is_refused(full: Room, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as fault:
        write_package(full.file, CODE, tmp_path, language="de")
    assert (fault.value.message, fault.value.field) == ("error.export.language", "language")


@pytest.mark.parametrize("content", [None, b"", b"no database at all" * 100])
def test_a_missing_or_broken_database_is_named(tmp_path: Path, content: bytes | None) -> None:
    database = tmp_path / "evastys.sqlite3"
    if content is not None:
        database.write_bytes(content)
    with pytest.raises(NotFound) as fault:
        write_package(database, CODE, tmp_path / "out")
    assert fault.value.message == "error.export.database"
    assert fault.value.params == {"path": str(database)}


def test_an_export_reads_one_moment_and_leaves_the_event_alone(full: Room, tmp_path: Path) -> None:
    person = full.join()
    with opened(take(full.file, tmp_path)) as connection:
        full.answer(person, "osallisuus-choice", {"option": "en"})
        seen = connection.exec_driver_sql("select count(*) from answer").scalar_one()
    with full.db.read() as live:
        assert live.exec_driver_sql("select count(*) from answer").scalar_one() == seen + 1


def test_the_copy_is_private_and_holds_no_erased_text(full: Room, tmp_path: Path) -> None:
    copy = take(full.file, tmp_path)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert "Otan tämän pois".encode() not in copy.read_bytes()


def test_a_snapshot_needs_no_running_server(full: Room, tmp_path: Path) -> None:
    full.close()
    with opened(take(full.file, tmp_path)) as connection:
        assert connection.exec_driver_sql("select code from event").scalar_one() == CODE


def test_every_file_states_the_same_snapshot(full: Room, tmp_path: Path) -> None:
    with sqlite3.connect(full.file) as connection:
        version, at = connection.execute("select version, changed_at from event").fetchone()
    connection.close()
    write_package(full.file, CODE, tmp_path, names=["answers.jsonl"])
    assert {
        (each["snapshot"]["version"], each["snapshot"]["at"], each["snapshot"]["event"])
        for each in jsonl_records(tmp_path / "answers.jsonl")
    } == {(version, at, CODE)}
