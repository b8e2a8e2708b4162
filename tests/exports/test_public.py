"""What everybody may have: enough to read, nothing that tells of few people."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from pyarrow import parquet

from app.agenda import Agenda
from app.suppression import SMALLEST
from exports.package import write_package
from tests.exports import attack
from tests.exports.attack import Attack, Public, World
from tests.exports.county import ROLES, County, held
from tests.exports.readers import csv_rows, jsonl_records
from tests.exports.room import CODE
from tests.flows import ranges


@dataclass(frozen=True)
class Afternoon:
    """A county's afternoon and its public files."""

    folder: Path
    agenda: Agenda
    county: County
    public: Public

    @property
    def truth(self) -> World:
        keys = [each.key for each in self.agenda.organisations]
        cells = {
            (key, prompt.key): self.county.answered[prompt.key][key]
            for key in keys
            for prompt in self.agenda.prompts
        }
        return World({key: self.county.joined[key] for key in keys}, cells)


@pytest.fixture(scope="module", params=[1, 16])
def afternoon(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Afternoon:
    folder = tmp_path_factory.mktemp("county")
    room, county = held(folder / "data", seed=request.param)
    room.close()
    write_package(room.file, CODE, folder / "out", audience="public")
    return Afternoon(folder / "out", room.agenda, county, attack.read(folder / "out", room.agenda))


NUMBERED = re.compile(r"Ajatus numero \d+").findall


def everything(folder: Path) -> dict[str, str]:
    """All text of all files by the name of the file, of archives and documents that of each member,
    of the workbook that of each sheet."""
    found: dict[str, str] = {}
    for path in folder.iterdir():
        if path.suffix == ".xlsx":
            for sheet in load_workbook(path):
                cells = (str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
                found[sheet.title] = "\n".join(cells)
        elif path.suffix == ".parquet":
            found[path.name] = str(parquet.read_table(path).to_pylist())
        elif path.name == "archive.zip":
            with ZipFile(path) as archive:  # the other files once more, and what it says of them
                own = [each for each in archive.namelist() if not (folder / each).exists()]
                found |= {each: archive.read(each).decode() for each in own}
        elif path.name == "event.json":  # who was asked is no secret
            found[path.name] = str(json.loads(path.read_text()) | {"agenda": None})
        elif path.suffix == ".zip":
            found |= {name: said(name, content) for name, content in parts(path)}
        else:
            found[path.name] = said(path.name, path.read_bytes())
    return found


def parts(path: Path) -> list[tuple[str, bytes]]:
    with ZipFile(path) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def said(name: str, content: bytes) -> str:
    if not name.endswith(".docx"):
        return content.decode()
    with ZipFile(BytesIO(content)) as document:
        inside = (each for each in document.namelist() if each.endswith(".xml"))
        return "\n".join(document.read(each).decode() for each in inside)


def small(count: int) -> bool:
    return 0 < count < SMALLEST


def test_no_small_count_of_the_coverage_can_be_known(afternoon: Afternoon) -> None:
    attacker = Attack(afternoon.public, afternoon.agenda, afternoon.truth)
    assert attacker.holds(afternoon.truth)
    kept = [cell for cell, n in afternoon.truth.cells.items() if small(n)]
    assert len(kept) > 50
    known = {cell: attacker.known(cell) for cell in kept}
    assert {cell: s for cell, s in known.items() if s[0] > 0 or s[1] < SMALLEST} == {}


def test_the_attack_finds_them_where_no_second_count_is_withheld(afternoon: Afternoon) -> None:
    truth = afternoon.truth
    told: dict[tuple[str, str], int | None] = {
        cell: None if small(n) else n for cell, n in truth.cells.items()
    }
    joined: dict[str, int | None] = {
        key: None if small(n) else n for key, n in truth.joined.items()
    }
    careless = replace(afternoon.public, cells=told, joined=joined)
    attacker = Attack(careless, afternoon.agenda, truth)
    known = [attacker.known(cell) for cell, n in told.items() if n is None]
    assert any(least > 0 or most < SMALLEST for least, most in known)


def test_no_small_number_of_those_who_joined_can_be_known(afternoon: Afternoon) -> None:
    attacker = Attack(afternoon.public, afternoon.agenda, afternoon.truth)
    kept = [key for key, n in afternoon.truth.joined.items() if small(n)]
    assert len(kept) >= 3
    known = {key: attacker.joined(key) for key in kept}
    assert {key: s for key, s in known.items() if s[0] > 0 or s[1] < SMALLEST} == {}


def test_no_small_count_of_an_option_can_be_known(afternoon: Afternoon) -> None:
    for prompt, told in afternoon.public.options.items():
        most = 2 if prompt.startswith("hyvinvointi") else 1
        true = {f"Vaihtoehto {key}": afternoon.county.options[prompt][key] for key in "abcde"}
        assert {key: n for key, n in told.items() if n is not None and n != true[key]} == {}
        known = attack.options(told, true, afternoon.public.answered[prompt], most)
        for key, n in true.items():
            if small(n):
                assert known[key][0] == 0
                assert known[key][1] >= SMALLEST


def test_no_small_count_of_commitments_of_a_class_can_be_known(afternoon: Afternoon) -> None:
    public, strengths = afternoon.public, ("ready", "needs_decision", "to_explore")
    assert len(public.every) == 4
    for prompt, every in public.every.items():
        true = afternoon.county.strengths[prompt]
        parts = public.parts.get(prompt) or {tuple({each for each, _ in true}): every}
        counts = [[sum(true[each, s] for each in part) for s in strengths] for part in parts]
        told = attack.strengths(list(parts.values()), every)
        found = ranges(counts, told)
        for i, row in enumerate(counts):
            for j, n in enumerate(row):
                if small(n):
                    assert told.cells[i][j] is None
                    assert found[i, j][0] == 0
                    assert found[i, j][1] >= SMALLEST


def test_what_is_told_is_true_and_zeros_are_zeros(afternoon: Afternoon) -> None:
    public, truth = afternoon.public, afternoon.truth
    told = {cell: n for cell, n in public.cells.items() if n is not None}
    assert told == {cell: truth.cells[cell] for cell in told}
    assert len(told) > 100
    assert 0 in told.values()
    joined = {key: n for key, n in public.joined.items() if n is not None}
    assert joined == {key: truth.joined[key] for key in joined}
    whole = [key for key, n in public.joined.items() if n is None]
    assert {public.cells[key, each.key] for key in whole for each in afternoon.agenda.prompts} == {
        None
    }


def test_nobody_their_role_or_organisation_stands_beside_what_they_wrote(
    afternoon: Afternoon,
) -> None:
    with (afternoon.folder / "answers.csv").open(encoding="utf-8-sig") as file:
        head = file.readline().strip().split(";")
    assert head == [
        *("Tunnus", "Tavoitekokonaisuus", "Näkökulma", "Kysymys", "Kysymystyyppi"),
        *("Organisaatio", "Organisaatioluokka", "Vastaus", "Valmius", "Toimija", "Ajankohta"),
        *("Mitä tarvitaan", "Tila", "Kannattajia", "Kannattajien organisaatioita"),
        *("Nähnyt", "Kierros", "Kysymyksen avain", "Organisaation avain", "Aineisto"),
    ]
    rows = csv_rows(afternoon.folder / "answers.csv")
    assert {(row["Organisaatio"], row["Organisaation avain"]) for row in rows} == {("", "")}
    (keys,) = {tuple(each) for each in jsonl_records(afternoon.folder / "answers.jsonl")}
    assert keys == (
        *("statement", "prompt", "kind", "goal_area", "angle", "value", "state", "mark", "support"),
        *("round", "organisation", "class", "snapshot"),
    )


def test_no_file_has_a_role_or_an_organisation_but_where_all_are_listed(
    afternoon: Afternoon,
) -> None:
    listed = {"agenda.toml", "codebook.csv", "coverage.csv", "Kattavuus", "Koodisto"}
    found = {
        place
        for place, text in everything(afternoon.folder).items()
        if place not in listed
        for name in (*ROLES, *(each.lower() for each in ROLES), "Organisaatio 1", "org-1")
        if name in text
    }
    assert found == set()


def test_every_approved_text_is_there_and_no_other(afternoon: Afternoon) -> None:
    texts = afternoon.county.texts
    approved = sorted(text for text, state in texts.items() if state == "approved")
    assert sorted(row["Vastaus"] for row in csv_rows(afternoon.folder / "answers.csv")) == approved
    unread = {text for text, state in texts.items() if state != "approved"}
    said = {word for text in everything(afternoon.folder).values() for word in NUMBERED(text)}
    assert said & unread == set()
    assert said == set(approved)
    assert not [
        place for place, text in everything(afternoon.folder).items() if "Vahvistamaton" in text
    ]


def test_every_file_says_that_it_is_public(afternoon: Afternoon) -> None:
    found = everything(afternoon.folder)
    assert "Julkinen aineisto" in found["Kansi"]
    assert {row["Aineisto"].partition(",")[0] for row in csv_rows(afternoon.folder / "answers.csv")
            } == {"Julkinen aineisto"}  # fmt: skip
    records = jsonl_records(afternoon.folder / "answers.jsonl")
    assert {each["snapshot"]["audience"] for each in records} == {"public"}
    assert [place for place, text in found.items() if "Sisäinen" in text] == []
    assert load_workbook(afternoon.folder / "workbook.xlsx").properties.description.startswith(
        "Mukana on vain se, minkä voi julkaista"
    )
