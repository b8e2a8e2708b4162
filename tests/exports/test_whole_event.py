"""A whole afternoon of 180 people: ledger, live results and every file say the same."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from app.i18n import translator
from bench.filling import fill
from exports.package import write_package
from tests.exports.readers import csv_rows, jsonl_records
from tests.served import Host, Server

CODE, PEOPLE = "PAIVA", 180
t = translator("fi")


@dataclass(frozen=True)
class Whole:
    """The event as each place tells it."""

    ledger: dict[str, int]  # standing answers by prompt
    live: dict[str, dict[str, Any]]  # snapshots by prompt
    files: dict[str, Path]

    def sheet(self, name: str) -> list[dict[str, Any]]:
        """The rows of a sheet by column label; its numbers are floats, of sixteen digits."""
        book = CalamineWorkbook.from_path(self.files["workbook.xlsx"])
        head, *rows = book.get_sheet_by_name(name).to_python()
        return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    folder = tmp_path_factory.mktemp("whole")
    filled = fill(folder / "data", CODE, PEOPLE)
    file = folder / "data" / "evastys.sqlite3"
    with closing(sqlite3.connect(file)) as connection:
        counted = "select p.key, count(*) from answer a join prompt p on p.id = a.prompt_id"
        ledger = dict(connection.execute(f"{counted} group by p.key").fetchall())
    server = Server(folder / "data").start()
    server.code = CODE
    try:
        host = Host(server, filled.key)
        live = {key: host.results(key) for key in ledger}
        names = ["workbook.xlsx", "answers.csv", "answers.jsonl"]
        written = write_package(file, CODE, folder / "out", names=names)
    finally:
        server.stop()
    return Whole(ledger, live, {path.name: path for path in written})


def test_every_answer_of_the_ledger_is_in_every_file_once(whole: Whole) -> None:
    assert sum(whole.ledger.values()) == PEOPLE * len(whole.ledger)
    lines = Counter(each["prompt"] for each in jsonl_records(whole.files["answers.jsonl"]))
    assert lines == whole.ledger
    for rows in (csv_rows(whole.files["answers.csv"]), whole.sheet("Vastaukset")):
        pairs = {(row["Kysymyksen avain"], float(row["Vastauksen nro"])) for row in rows}
        assert Counter(key for key, _ in pairs) == whole.ledger


def test_the_live_results_are_the_sums_of_the_workbook(whole: Whole) -> None:
    sums: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for sheet in ("Valinnat", "Asteikot", "Sanat", "Ajatukset", "Pisteet", "Sitoumusten määrät"):
        for row in whole.sheet(sheet):
            sums[row["Kysymyksen avain"]].append(row)
    for key, snapshot in whole.live.items():
        rows, tally = sums[key], snapshot["tally"]
        assert {row["Vastanneita"] for row in rows} == {snapshot["answered"]} == {PEOPLE}
        told: object
        match snapshot["kind"]:
            case "choice":
                told = [row["Vastauksia"] for row in rows]
                assert told == list(tally["counts"].values())
            case "scale":
                assert [row["Arvioita"] for row in rows] == [
                    each["n"] for each in tally["items"].values()
                ]
                assert [row["Keskiarvo"] for row in rows] == pytest.approx(
                    [each["mean"] for each in tally["items"].values()], abs=1e-12
                )
            case "words":
                told = {row["Ilmaus"]: row["Vastauksia"] for row in rows}
                assert told == {each["word"]: each["count"] for each in tally["words"]}
            case "points":
                assert [row["Pisteitä yhteensä"] for row in rows] == [
                    each["sum"] for each in tally["options"].values()
                ]
            case "text":
                (row,) = rows
                assert (row["Yhteensä"], row["Odottaa tarkistusta"]) == (
                    tally["total"],
                    tally["waiting"],
                )
            case "commitment":
                strengths = ("ready", "needs_decision", "to_explore")
                labels = [t(f"strength.{strength}") for strength in strengths]
                told = [[row[label] for label in labels] for row in rows]
                expected = [[by[each] for each in strengths] for by in tally["by_class"].values()]
                assert sorted(told) == sorted(expected)
                assert sum(map(sum, told)) == tally["total"]


def test_every_commitment_is_on_the_list_and_its_goal_areas_plan_names_it(whole: Whole) -> None:
    listed = [row["Tunnus"] for row in whole.sheet("Sitoumusluettelo")]
    committed = [key for key, each in whole.live.items() if each["kind"] == "commitment"]
    assert len(set(listed)) == len(listed) == PEOPLE * len(committed)
    planned = []
    for sheet in ("1 Osallisuus ja yhteisöllisyys", "2 Hyvinvointi ja palvelut"):
        for row in whole.sheet(sheet):
            planned += (row["Tunnukset"] or "").split(", ")
    named = {each for each in planned if each}
    assert named == {each for each in listed if each[:2] in ("T1", "T2")}
