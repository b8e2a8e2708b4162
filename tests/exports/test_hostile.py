"""What people write is text in every export: never a formula, never a link, never a broken file."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pyarrow import parquet

from app.text.hints import hits
from exports import exports
from exports.package import write_package
from tests.exports.documents import documents, quotes, table
from tests.exports.hostile import HOSTILE
from tests.exports.readers import (
    csv_rows,
    jsonl_records,
    members,
    plain_csv,
    running_cells,
    sheet_rows,
)
from tests.exports.room import CODE, Room

TEXT, WORDS, COMMITMENT = "osallisuus-text", "osallisuus-words", "osallisuus-commitment"
RUNS = tuple("=+-@＝＋－＠\t\r\n\0") + tuple(map(chr, range(0x20)))
UNSEEN = " \u00a0\u3000\u200b\ufeff\u202e\u2066\u200f\u00ad"  # what stands before in the corpus
CELL = 32_767  # UTF-16 units


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The package of an event in which each hostile text came as text, word and commitment."""
    folder = tmp_path_factory.mktemp("hostile")
    room = Room(folder / "data")

    def fill() -> None:
        for text in HOSTILE:
            person = room.join()
            room.answer(person, TEXT, {"text": text})
            room.answer(person, WORDS, {"words": [text]})
            detail = {"actor": text, "when": text, "needs": text}
            room.answer(person, COMMITMENT, {"measure": text, "strength": "ready", **detail})

    def publish() -> None:
        for n in range(1, len(HOSTILE) + 1):
            room.moderate(f"TO-TE-{n:04}", "approved")

    room.together(fill)
    write_package(room.file, CODE, folder / "out")
    room.together(publish)
    confirm_all(room)
    write_package(room.file, CODE, folder / "out" / "public", audience="public")
    yield folder / "out"
    room.close()


def confirm_all(room: Room) -> None:
    """Every commitment becomes its organisation's own word, as it was said."""
    sql = (
        "insert into invitation (event_id, organisation, hash, actor, created_at, expires_at)"
        " values (1, 'laukaa', '', '', '', '')",
        "insert into confirmation (event_id, invitation_id, public_id, decision, value, note, at)"
        " select 1, 1, s.public_id, 'confirmed', a.value, '', '2025-11-03T10:00:00.000Z'"
        " from statement s join answer a on a.prompt_id = s.prompt_id and a.answer_id ="
        " s.answer_id where s.public_id like 'TO-CO-%'",
    )
    for each in sql:
        room.change(lambda batch, each=each: batch.connection.exec_driver_sql(each))


def named(text: str) -> str:
    """What a reader should see: line breaks kept, what no cell can hold replaced by a sign."""
    text = re.sub("\r\n?", "\n", text)
    text = re.sub("[\0-\x08\x0b-\x1f]", lambda sign: chr(0x2400 + ord(sign.group())), text)
    return re.sub("[\ud800-\udfff\ufffe\uffff]", "\ufffd", text).replace("\x7f", "␡")


def runs(text: str) -> bool:
    return text.lstrip(UNSEEN)[:1] in RUNS if text.lstrip(UNSEEN) else False


def test_the_corpus_is_large_and_has_what_it_should() -> None:
    assert len(set(HOSTILE)) >= 150
    assert sum(map(runs, HOSTILE)) >= 70


def test_lines_of_json_give_back_the_exact_text(package: Path) -> None:
    records = jsonl_records(package / "answers.jsonl")
    assert [each["value"]["text"] for each in records if each["prompt"] == TEXT] == HOSTILE
    assert [each["value"]["words"] for each in records if each["prompt"] == WORDS] == [
        [text] for text in HOSTILE
    ]
    needs = [each["value"]["needs"] for each in records if each["prompt"] == COMMITMENT]
    assert needs == HOSTILE


def test_lines_of_json_are_one_an_answer_for_every_reader_of_lines(package: Path) -> None:
    text = (package / "answers.jsonl").read_bytes().decode()
    assert len(text.splitlines()) == text.count("\n") == 3 * len(HOSTILE)


def test_the_event_gives_back_the_exact_text(package: Path) -> None:
    event = json.loads((package / "event.json").read_bytes())
    said = [each["value"] for each in event["statements"] if each["prompt"] == TEXT]
    assert said == [{"text": text} for text in HOSTILE]
    needs = [each["value"]["needs"] for each in event["statements"] if each["kind"] == "commitment"]
    assert needs == HOSTILE


def test_parquet_gives_back_the_exact_text_but_for_half_characters(package: Path) -> None:
    rows = parquet.read_table(package / "answers.parquet").to_pylist()
    exact = [re.sub("[\ud800-\udfff]", "\ufffd", text) for text in HOSTILE]
    assert [row["answer"] for row in rows if row["prompt_key"] == TEXT] == exact
    needs = [row["answer.needs"] for row in rows if row["prompt_key"] == COMMITMENT]
    assert needs == exact


def test_polis_gives_back_the_exact_text_but_for_half_characters(package: Path) -> None:
    exact = [re.sub("[\ud800-\udfff]", "\ufffd", text) for text in HOSTILE]
    found = members(package / "polis.zip")
    for name, column in (("comments.csv", "comment-body"), ("comment-groups.csv", "comment")):
        assert [row[column] for row in plain_csv(found[name])] == exact


def test_csv_cells_hold_the_text_with_a_quote_before_what_could_run(package: Path) -> None:
    rows = [row for row in csv_rows(package / "answers.csv") if row["Kysymyksen avain"] == TEXT]
    expected = [f"'{named(text)}" if runs(text) else named(text) for text in HOSTILE]
    assert [row["Vastaus"] for row in rows] == expected


def test_csv_cells_of_commitments_are_held_down_too(package: Path) -> None:
    rows = csv_rows(package / "answers.csv")
    mine = [row for row in rows if row["Kysymyksen avain"] == COMMITMENT]
    expected = [f"'{named(text)}" if runs(text) else named(text) for text in HOSTILE]
    for column in ("Vastaus", "Toimija", "Ajankohta", "Mitä tarvitaan"):
        assert [row[column] for row in mine] == expected


def test_csv_records_end_with_crlf_and_only_records_do(package: Path) -> None:
    data = (package / "answers.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == data.count(b"\r") == 3 * len(HOSTILE) + 1
    assert b"\0" not in data


def test_documents_quote_the_exact_text_but_for_signs(package: Path) -> None:
    found = quotes(documents(package / "goal-areas.zip")["osallisuus.docx"])
    said = sorted((each.source.split()[-1], each.text) for each in found)
    assert [text for _, text in said] == [named(text) for text in HOSTILE]


def test_tables_of_documents_hold_the_exact_text_but_for_signs(package: Path) -> None:
    chapter = documents(package / "goal-areas.zip")["osallisuus.docx"]
    (annex,) = documents(package / "annexes.zip").values()
    for cells in (
        table(chapter, "Sitoumukset: Kysymys commitment"),
        table(annex, "Sitoumukset: Osallisuus"),
    ):
        head, *rest = cells
        assert sorted(row[0] for row in rest) == sorted(map(named, HOSTILE))
        assert head[2:5] == ["Toimija", "Ajankohta", "Mitä tarvitaan"]
        assert all(row[0] == row[2] == row[3] == row[4] for row in rest)


@pytest.mark.parametrize(
    "name",
    [
        *("answers.csv", "workbook.xlsx", "csv.zip"),
        *("goal-areas.zip", "annexes.zip", "plan-table.docx"),
    ],
)
def test_nothing_runs(package: Path, name: str) -> None:
    assert running_cells(package / name) == []


def test_the_public_files_hold_the_exact_text_but_for_personal_data(package: Path) -> None:
    records = jsonl_records(package / "public" / "answers.jsonl")
    said = [each["value"]["text"] for each in records if each["prompt"] == TEXT]
    needs = [each["value"]["needs"] for each in records if each["prompt"] == COMMITMENT]
    taken = [text for text in HOSTILE if hits(text)]
    assert taken == ["mailto:joku@example.org", "+358401234567"]
    expected = [
        {
            "mailto:joku@example.org": "mailto:[sähköpostiosoite poistettu]",
            "+358401234567": "[puhelinnumero poistettu]",
        }.get(text, text)
        for text in HOSTILE
    ]
    assert said == needs == expected


@pytest.mark.parametrize("name", exports)
def test_nothing_runs_in_the_public_files(package: Path, name: str) -> None:
    assert running_cells(package / "public" / name) == []


def test_workbook_cells_hold_the_text(package: Path) -> None:
    rows = sheet_rows(package / "workbook.xlsx", "Vastaukset")
    shown = [row["Vastaus"] or "" for row in rows if row["Kysymyksen avain"] == TEXT]
    for text, cell in zip(HOSTILE, shown, strict=True):
        # The reader leaves the format's escape of an underscore as it is; Excel takes it away.
        cell = cell.replace("_x005F_x", "_x")
        if len(named(text).encode("utf-16-le")) <= 2 * CELL:
            assert cell == named(text)
        else:
            assert cell.endswith(" […]")
            assert named(text).startswith(cell.removesuffix(" […]"))
            assert len(cell.encode("utf-16-le")) <= 2 * CELL


def test_what_could_run_has_the_quote_prefix_and_nothing_else_has(package: Path) -> None:
    sheet = load_workbook(package / "workbook.xlsx")["Vastaukset"]
    header = [cell.value for cell in sheet[1]]
    answer, prompt = header.index("Vastaus"), header.index("Kysymyksen avain")
    quoted = [
        bool(row[answer].quotePrefix)
        for row in sheet.iter_rows(min_row=2)
        if row[prompt].value == TEXT
    ]
    assert quoted == list(map(runs, HOSTILE))


def test_the_parts_of_the_workbook_hold_no_formula_link_or_macro(package: Path) -> None:
    with zipfile.ZipFile(package / "workbook.xlsx") as parts:
        names = parts.namelist()
        sheets = b"".join(parts.read(name) for name in names if "worksheets/" in name)
    assert not [name for name in names if re.search("vba|external|calcChain|connections", name)]
    assert re.findall(rb"<f[ >]|<hyperlink|<oleObject|ddeLink|TargetMode", sheets) == []
