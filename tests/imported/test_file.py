"""Files of statements: which are read, and what is said of the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import InvalidInput, NotFound
from app.i18n import LANGUAGES, translator
from app.imported import read
from app.imported.file import LARGEST

POLIS = (
    "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\r\n"
    '1,x,0,7,2,0,1,"Ensimmäinen, jossa on ""lainaus""\nja rivinvaihto"\r\n'
    "2,x,1,8,0,1,-1,Poistettu\r\n"
    "3,x,2,8,0,1,0,Avoin\r\n"
)


def made(folder: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    file = folder / "comments.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return file


def refusal(path: Path) -> InvalidInput:
    with pytest.raises(InvalidInput) as fault:
        read(path)
    for language in LANGUAGES:  # each has its sentence, with all that fills it
        assert str(path) in translator(language)(fault.value.message, **fault.value.params)
    return fault.value


def test_comments_of_polis_are_read_with_their_lines_and_what_was_taken_out(
    tmp_path: Path,
) -> None:
    rows = read(made(tmp_path, POLIS)).rows
    assert [(row.line, row.text, row.hidden) for row in rows] == [
        (2, 'Ensimmäinen, jossa on "lainaus"\nja rivinvaihto', False),
        (4, "Poistettu", True),
        (5, "Avoin", False),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("name", ["text", "teksti", "Teksti ", "comment-body"])
def test_a_plain_table_is_read_as_it_comes(
    tmp_path: Path, delimiter: str, encoding: str, name: str
) -> None:
    lines = [("nro", name), ("1", "Älä – sanoi hän"), ("2", "Öljy")]
    text = "\r\n".join(delimiter.join(cells) for cells in lines)
    rows = read(made(tmp_path, text, encoding)).rows
    assert [row.text for row in rows] == ["Älä – sanoi hän", "Öljy"]


def test_in_a_table_of_one_column_a_comma_is_a_part_of_the_text(tmp_path: Path) -> None:
    rows = read(made(tmp_path, "teksti\nLuonto, metsä; järvi\n\nToinen\n")).rows
    assert [(row.line, row.text) for row in rows] == [(2, "Luonto, metsä; järvi"), (4, "Toinen")]


def test_a_row_of_other_cells_than_the_head_has_none(tmp_path: Path) -> None:
    rows = read(made(tmp_path, "nro;teksti\n1;hyvä\n2;huono;liikaa\nyksin\n")).rows
    assert [(row.line, row.cells) for row in rows] == [
        (2, {"nro": "1", "teksti": "hyvä"}),
        (3, {}),
        (4, {}),
    ]


def test_a_file_without_a_column_of_texts_is_told_what_it_has(tmp_path: Path) -> None:
    fault = refusal(made(tmp_path, "nro;ajatus\n1;hyvä\n"))
    assert fault.message == "error.import.column"
    assert (fault.params["known"], fault.params["found"]) == (
        "comment-body, text, teksti",
        "nro, ajatus",
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "error.import.head"),
        ("\n\n", "error.import.head"),
        (";;\n", "error.import.head"),
        ("text;text\na;b\n", "error.import.head"),
        ("text\nä".encode("utf-16"), "error.import.encoding"),
        (b"text\n\x81\x8d\x8f\n", "error.import.encoding"),  # nothing in either
        (b"PK\x03\x04\x00\x00", "error.import.encoding"),
        (LARGEST * b"x" + b"x", "error.import.large"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, content: str | bytes, message: str) -> None:
    assert refusal(made(tmp_path, content)).message == message


@pytest.mark.parametrize(
    ("content", "line"),
    [('text,x\na,b\n"kesken,c\nd,e\n', "3"), ('text,x\n"a"b,c\n', "2"), ("x" * 200_000, "1")],
)
def test_a_quote_that_is_not_closed_is_told_with_its_line(
    tmp_path: Path, content: str, line: str
) -> None:
    fault = refusal(made(tmp_path, content))
    assert (fault.message, fault.params["line"]) == ("error.import.quotes", line)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(NotFound) as fault:
            read(path)
        assert (fault.value.message, fault.value.params) == (
            "error.import.none",
            {"path": str(path)},
        )
