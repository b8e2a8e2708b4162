"""The archive: every file once, and what checking it finds and cannot know."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import warnings
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import get_args

import pytest

from app.errors import InvalidInput, NotFound
from app.i18n import LANGUAGES, translator
from exports import exports
from exports.manifest import FORMAT, MANIFEST, README, SUMS, Unreadable, read_manifest, read_sums
from exports.package import write_package
from exports.verification import What, verify
from tests.exports.room import CODE, Room

OTHERS = [name for name, each in exports.items() if not each.gathers]
Content = dict[str, bytes]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole package of one event."""
    folder = tmp_path_factory.mktemp("archive")
    room = Room(folder / "data")
    room.fill()
    room.close()
    write_package(room.file, CODE, folder / "out")
    return folder / "out"


@pytest.fixture(scope="module")
def content(out: Path) -> Content:
    with zipfile.ZipFile(out / "archive.zip") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(folder: Path, content: Mapping[str, bytes], *more: tuple[str, bytes]) -> Path:
    """An archive of this content; `more` may stand in it twice."""
    file = folder / "made.zip"
    with warnings.catch_warnings(), zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # about names that stand there twice
        for name, data in (*content.items(), *more):
            archive.writestr(name, data)
    return file


def faults(path: Path) -> list[tuple[str, str]]:
    return [(fault.what, fault.name) for fault in verify(path).faults]


def test_the_archive_holds_every_other_file_as_it_is(out: Path, content: Content) -> None:
    assert list(content) == [README, MANIFEST, SUMS, *OTHERS]
    assert {name: content[name] for name in OTHERS} == {
        name: (out / name).read_bytes() for name in OTHERS
    }


def test_the_archive_alone_is_the_same(out: Path, tmp_path: Path) -> None:
    database = out.parent / "data" / "evastys.sqlite3"
    assert write_package(database, CODE, tmp_path, names=["archive.zip"]) == [
        tmp_path / "archive.zip"
    ]
    assert list(tmp_path.iterdir()) == [tmp_path / "archive.zip"]
    assert (tmp_path / "archive.zip").read_bytes() == (out / "archive.zip").read_bytes()


def test_the_manifest_says_what_is_in_it_and_of_which_moment(content: Content) -> None:
    said = json.loads(content[MANIFEST])
    assert (said["format"], said["event"]["code"], said["audience"]) == (FORMAT, CODE, "internal")
    assert said["snapshot"] == json.loads(content["answers.jsonl"].splitlines()[0])["snapshot"]
    assert [(each["name"], each["size"], each["sha256"]) for each in said["files"]] == [
        (name, len(content[name]), hashlib.sha256(content[name]).hexdigest())
        for name in (README, *OTHERS)
    ]


def test_the_readme_is_in_every_language_and_names_every_file(content: Content) -> None:
    text = content[README].decode()
    for language in LANGUAGES:
        t = translator(language)
        assert t("archive.check") in text
        assert t("archive.unsigned") in text
        assert t("exports.audience.internal.notice") in text
        for name in OTHERS:
            assert f"{name}: {t(exports[name].label)}. {t(exports[name].description)}." in text


def test_other_programs_can_check_it_too(out: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(out / "archive.zip") as archive:
        archive.extractall(tmp_path)
    done = subprocess.run(["sha256sum", "-c", SUMS], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stdout.count(": OK\n")) == (0, len(OTHERS) + 2)


def test_an_archive_as_it_was_written_is_in_order(out: Path, tmp_path: Path) -> None:
    found = verify(out / "archive.zip")
    assert found.faults == []
    assert found.manifest is not None
    assert (found.manifest.code, found.manifest.audience) == (CODE, "internal")
    assert found.sha256 == hashlib.sha256((out / "archive.zip").read_bytes()).hexdigest()
    with zipfile.ZipFile(out / "archive.zip") as archive:
        archive.extractall(tmp_path)
    assert verify(tmp_path).faults == []


@pytest.mark.parametrize("name", [README, *OTHERS])
@pytest.mark.parametrize("place", ["first", "last"])
def test_a_changed_byte_is_found_in_every_file(
    content: Content, tmp_path: Path, name: str, place: str
) -> None:
    data = bytearray(content[name])
    data[0 if place == "first" else -1] ^= 1
    assert faults(packed(tmp_path, content | {name: bytes(data)})) == [("changed", name)]


def test_a_byte_that_was_changed_within_the_packed_archive_is_found(
    out: Path, tmp_path: Path
) -> None:
    whole = (out / "archive.zip").read_bytes()
    with zipfile.ZipFile(BytesIO(whole)) as archive:
        members = [(each.filename, each.header_offset) for each in archive.infolist()]
        sizes = {each.filename: each.compress_size for each in archive.infolist()}
    for name, offset in members:
        data = bytearray(whole)
        data[offset + 30 + len(name) + sizes[name] // 2] ^= 1  # 30 bytes of header before the name
        (tmp_path / "flipped.zip").write_bytes(data)
        found = faults(tmp_path / "flipped.zip")
        assert [what for what, of in found if of == name] != [], name


def test_a_file_that_is_longer_or_shorter_is_found(content: Content, tmp_path: Path) -> None:
    longer = content | {"answers.csv": content["answers.csv"] + b"x"}
    assert faults(packed(tmp_path, longer)) == [("size", "answers.csv")]
    shorter = content | {"answers.csv": content["answers.csv"][:-1]}
    assert faults(packed(tmp_path, shorter)) == [("size", "answers.csv")]


def test_a_removed_and_an_added_file_are_found(content: Content, tmp_path: Path) -> None:
    fewer = {name: data for name, data in content.items() if name != "agenda.toml"}
    assert faults(packed(tmp_path, fewer)) == [("missing", "agenda.toml")]
    assert faults(packed(tmp_path, content | {"more.txt": b"?"})) == [("additional", "more.txt")]


def test_a_changed_manifest_is_found(content: Content, tmp_path: Path) -> None:
    version = content[MANIFEST].replace(b'"version": ', b'"version": 1')
    assert faults(packed(tmp_path, content | {MANIFEST: version})) == [("changed", MANIFEST)]
    said = json.loads(content[MANIFEST])
    said["files"][1]["sha256"] = "0" * 64
    one = content | {MANIFEST: json.dumps(said).encode()}
    assert faults(packed(tmp_path, one)) == [
        ("changed", MANIFEST),
        ("disagree", OTHERS[0]),
        ("changed", OTHERS[0]),
    ]
    hashes = content | {SUMS: content[SUMS].replace(b"  answers.csv", b"  answers.tsv")}
    assert faults(packed(tmp_path, hashes)) == [
        ("disagree", "answers.csv"),
        ("disagree", "answers.tsv"),
    ]


def test_an_archive_without_a_manifest_is_none_of_ours(content: Content, tmp_path: Path) -> None:
    for missing, fault in ((MANIFEST, "manifest"), (SUMS, "sums")):
        rest = {name: data for name, data in content.items() if name != missing}
        assert faults(packed(tmp_path, rest)) == [(fault, missing)]
    assert verify(packed(tmp_path, {"a.txt": b""})).manifest is None


def test_who_changes_the_manifest_too_is_found_by_the_archives_own_hash_alone(
    out: Path, content: Content, tmp_path: Path
) -> None:
    data = content["answers.csv"].replace(b"luonto", b"LUONTO")
    said = json.loads(content[MANIFEST])
    for each in said["files"]:
        if each["name"] == "answers.csv":
            each["sha256"] = hashlib.sha256(data).hexdigest()
    listed = json.dumps(said).encode()
    hashes = {each["name"]: each["sha256"] for each in said["files"]}
    hashes[MANIFEST] = hashlib.sha256(listed).hexdigest()
    lines = "".join(f"{each}  {name}\n" for name, each in hashes.items()).encode()
    forged = packed(tmp_path, content | {"answers.csv": data, MANIFEST: listed, SUMS: lines})
    found = verify(forged)
    assert found.faults == []
    assert found.sha256 != verify(out / "archive.zip").sha256


@pytest.mark.parametrize("name", ["../out.txt", "/etc/out.txt", "a\\b", "c:out", "folder/", "a\nb"])
def test_names_that_leave_the_folder_are_told(content: Content, tmp_path: Path, name: str) -> None:
    assert faults(packed(tmp_path, content | {name: b""})) == [("unsafe", name)]


def test_a_name_that_stands_there_twice_is_told(content: Content, tmp_path: Path) -> None:
    twice = packed(tmp_path, content, ("answers.csv", b"another"))
    assert faults(twice) == [("twice", "answers.csv")]


def test_a_bomb_is_told_and_nothing_of_it_is_unpacked(content: Content, tmp_path: Path) -> None:
    assert faults(packed(tmp_path, content | {"zeros.csv": bytes(11 << 20)})) == [
        ("bomb", "zeros.csv")
    ]


def test_members_that_overlap_are_told(content: Content, tmp_path: Path) -> None:
    """As bombs are made that hold the same packed bytes a thousand times."""
    file = tmp_path / "overlap.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a", os.urandom(1000))
        first = archive.infolist()[0]
        for number in range(5):
            again = zipfile.ZipInfo(f"a{number}")
            again.header_offset, again.CRC = first.header_offset, first.CRC
            again.file_size = again.compress_size = first.file_size
            archive.filelist.append(again)
        archive._didModify = True  # so that the list of members is written
    assert faults(file) == [("bomb", str(file))]


def test_a_link_in_a_folder_is_told(out: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(out / "archive.zip") as archive:
        archive.extractall(tmp_path / "in")
    moved = (tmp_path / "in" / "answers.csv").rename(tmp_path / "answers.csv")
    (tmp_path / "in" / "answers.csv").symlink_to(moved)
    assert faults(tmp_path / "in") == [("link", "answers.csv")]


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as nothing:
        verify(tmp_path / "nothing.zip")
    assert nothing.value.message == "error.archive.none"
    (tmp_path / "text.zip").write_text("no archive")
    with pytest.raises(InvalidInput) as other:
        verify(tmp_path / "text.zip")
    assert other.value.message == "error.archive.no_archive"


@pytest.mark.parametrize(
    "change",
    [
        {"format": "evastys-archive/2"},
        {"files": "none"},
        {"files": [{"name": "a"}]},
        {"files": [{"name": "../a", "media_type": "", "size": 1, "sha256": "0" * 64}]},
        {"files": [{"name": "a", "media_type": "", "size": -1, "sha256": "0" * 64}]},
        {"files": [{"name": "a", "media_type": "", "size": True, "sha256": "0" * 64}]},
        {"files": [{"name": "a", "media_type": "", "size": 1, "sha256": "0" * 63}]},
        {"files": 2 * [{"name": "a", "media_type": "", "size": 1, "sha256": "0" * 64}]},
        {"files": [{"name": MANIFEST, "media_type": "", "size": 1, "sha256": "0" * 64}]},
        {"event": None},
        {"snapshot": {"at": 7}},
    ],
)
def test_a_manifest_that_is_not_sound_is_not_read(content: Content, change: Content) -> None:
    with pytest.raises(Unreadable):
        read_manifest(json.dumps(json.loads(content[MANIFEST]) | change).encode())


@pytest.mark.parametrize(
    "text", [b"", b"{}", b"[]", b"7", b"\xff", b'{"format": ' + 10_000 * b"[", b"x" * 64 + b"  a\n"]
)
def test_what_is_no_list_is_not_read(text: bytes) -> None:
    for read in (read_manifest, read_sums):
        with pytest.raises(Unreadable):
            read(text)


@pytest.mark.parametrize("what", get_args(What))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_has_its_sentence(what: str, language: str) -> None:
    assert translator(language)(f"archive.fault.{what}", name="x.csv").startswith("x.csv: ")
