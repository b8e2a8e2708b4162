"""Excel's own charts: one for each prompt with numbers, each on the cells that hold them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import range_boundaries

from exports.package import write_package
from tests.exports.room import CODE, Room

REFERENCE = re.compile(r"<c:f>'?([^'!<]+)'?!([^<]+)</c:f>")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("graphs")
    room = Room(folder / "data")
    room.fill()
    (file,) = write_package(room.file, CODE, folder, names=["workbook.xlsx"])
    yield file
    room.close()


@pytest.fixture(scope="module")
def charts(file: Path) -> list[str]:
    """The charts as they stand in the file, in their order."""
    with ZipFile(file) as parts:
        names = [name for name in parts.namelist() if name.startswith("xl/charts/chart")]
        names.sort(key=lambda name: int(re.sub(r"\D", "", name)))
        return [parts.read(name).decode() for name in names]


def cells(book: Workbook, reference: tuple[str, str]) -> list[object]:
    sheet, place = reference
    left, top, right, bottom = range_boundaries(place.replace("$", ""))
    assert (left, None) != (None, right)
    return [
        cell
        for row in book[sheet].iter_rows(top, bottom, left, right, values_only=True)
        for cell in row
    ]


def test_every_prompt_with_numbers_has_a_chart_in_the_order_of_the_agenda(
    charts: list[str],
) -> None:
    titles = [re.search(r"<a:t>([^<]+)</a:t>", chart) for chart in charts]
    kinds = ("choice", "commitment", "grid", "multi", "points", "rank", "scale", "words")
    assert [title and title[1] for title in titles] == [f"Kysymys {kind}" for kind in kinds] * 2


def test_a_chart_draws_the_cells_of_its_own_prompt(file: Path, charts: list[str]) -> None:
    book = load_workbook(file)
    drawn = {}
    for chart in charts[:8]:
        references = REFERENCE.findall(chart)
        names, values = [
            [cell for reference in chosen for cell in cells(book, reference)]
            for chosen in (references[0:1], references[1:2])
        ]
        drawn[references[0][0]] = (names, values)
    assert drawn["Valinnat"] == (["Viikoittain", "Harvemmin", "En lainkaan"], [1, 1, 2])
    assert drawn["Pisteet"][1] == [
        30,
        pytest.approx(43.33, abs=0.01),
        pytest.approx(26.67, abs=0.01),
    ]
    assert drawn["Asteikot"] == (
        ["Yhteistyö toimii", "Tulokset näkyvät arjessa"],
        [pytest.approx(4.333, abs=0.001), 1.5],
    )


def test_each_chart_says_what_it_is_to_who_cannot_see_it(file: Path) -> None:
    with ZipFile(file) as parts:
        (name,) = (each for each in parts.namelist() if each.startswith("xl/drawings/drawing"))
        said = re.findall(r'descr="([^"]+)"', parts.read(name).decode())
    assert len(said) == 16
    assert said[0] == (
        "Pylväskaavio tai kuva: Osallisuus, Kysymys choice. "
        "Luvut ovat taulukossa Valinnat, riveillä 2–4."
    )
