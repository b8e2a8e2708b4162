"""Archives are the same bytes each time, and nothing in them leaves the folder they unpack to."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest

from exports.zipped import EARLIEST, rewritten, zipped

AT = datetime(2025, 10, 24, 12, 31, 5, tzinfo=UTC).replace(tzinfo=None)


def an_archive(at: datetime = AT) -> bytes:
    target = BytesIO()
    with zipped(target, at) as archive:
        archive.add("b.txt", b"ensin")
        archive.add("a/picture.png", b"kuva")
    return target.getvalue()


def test_members_keep_their_order_and_bear_the_moment_that_was_given() -> None:
    with ZipFile(BytesIO(an_archive())) as file:
        assert file.testzip() is None
        assert [(each.filename, each.date_time) for each in file.infolist()] == [
            ("b.txt", (2025, 10, 24, 12, 31, 4)),
            ("a/picture.png", (2025, 10, 24, 12, 31, 4)),
        ]


def test_only_the_owner_reads_what_is_unpacked_on_every_system() -> None:
    with ZipFile(BytesIO(an_archive())) as file:
        assert {(each.create_system, each.external_attr >> 16) for each in file.infolist()} == {
            (3, stat.S_IFREG | 0o600)
        }


def test_what_is_packed_already_is_not_packed_again() -> None:
    with ZipFile(BytesIO(an_archive())) as file:
        assert [each.compress_type for each in file.infolist()] == [ZIP_DEFLATED, ZIP_STORED]


def test_a_moment_before_archives_were_invented_becomes_their_first() -> None:
    with ZipFile(BytesIO(an_archive(AT.replace(year=1970)))) as file:
        assert {each.date_time for each in file.infolist()} == {EARLIEST.timetuple()[:6]}


def test_a_file_is_added_as_it_is(tmp_path: Path) -> None:
    source = tmp_path / "answers.csv"
    source.write_bytes(b"a;b\r\n" * 100_000)
    with zipped(tmp_path / "package.zip") as archive:
        archive.add_file("answers.csv", source)
    with ZipFile(tmp_path / "package.zip") as file:
        assert file.read("answers.csv") == source.read_bytes()


def test_rewriting_takes_the_time_of_making_out_and_nothing_else() -> None:
    made = []
    for year in (2025, 2026):
        target = BytesIO()
        with ZipFile(target, "w") as file:
            for name in ("[Content_Types].xml", "word/document.xml"):
                file.writestr(ZipInfo(name, (year, 1, 2, 3, 4, 6)), name)
        made.append(target.getvalue())
    assert made[0] != made[1]
    assert rewritten(made[0]) == rewritten(made[1])
    with ZipFile(BytesIO(rewritten(made[0]))) as file:
        assert [(name, file.read(name)) for name in file.namelist()] == [
            ("[Content_Types].xml", b"[Content_Types].xml"),
            ("word/document.xml", b"word/document.xml"),
        ]


@pytest.mark.parametrize(
    "name",
    ["../a", "a/../../b", "/etc/a", "", ".", "a\\b", "c:a", "a//b", "./a", "a/", "a\nb", "a\0b"],
)
def test_a_name_that_leaves_the_folder_is_refused(name: str) -> None:
    with zipped(BytesIO()) as archive, pytest.raises(ValueError, match="no name"):
        archive.add(name, b"")


def test_a_name_is_given_once() -> None:
    with zipped(BytesIO()) as archive:
        archive.add("a.txt", b"")
        with pytest.raises(ValueError, match="twice"):
            archive.add("a.txt", b"")
