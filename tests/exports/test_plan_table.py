"""The plan's table in Word has the same rows as the workbook's."""

from __future__ import annotations

from pathlib import Path

from docx.oxml.ns import qn

from exports.frames import frames
from exports.package import write_package
from exports.plan import came_from, plan_rows
from exports.snapshot import opened, take
from tests.exports.documents import documents, outline, styled, table
from tests.exports.room import CODE, Room

HEAD = ["Tavoite", "Toimenpide", "Vastuutaho", "Aikataulu", "Arviointimittari", "Mistä"]


def test_a_table_a_goal_area_has_the_rows_of_the_plan(full: Room, tmp_path: Path) -> None:
    full.moderate("TO-TE-0001", "approved")
    full.back(full.join("hyva"), "TO-TE-0001")
    (file,) = write_package(full.file, CODE, tmp_path / "out", names=["plan-table.docx"])
    (document,) = documents(file).values()
    assert outline(document) == [(1, "Suunnitelman taulukko"), (2, "Osallisuus"), (2, "Elinvoima")]
    with opened(take(full.file, tmp_path)) as connection:
        of = frames(connection, CODE)
        rows = plan_rows(of.reading, of.words)
        expected = {
            area: [
                ["", row.measure, row.party, row.when, "", came_from(row, of.words), *row.ids]
                for row in rows
                if row.goal_area == area
            ]
            for area in ("osallisuus", "elinvoima")
        }
    assert [len(each) for each in expected.values()] == [4, 3]
    for area, name in (("osallisuus", "Osallisuus"), ("elinvoima", "Elinvoima")):
        assert table(document, f"Toimenpiteet: {name}") == [
            [*HEAD, "Tunnukset"],
            *expected[area],
        ]
    assert styled(document, "Note")[0] == "Rivejä sitoumuksista: 3. Rivejä ajatuksista: 1."


def test_pages_lie_and_empty_columns_are_ruled(room: Room, tmp_path: Path) -> None:
    (file,) = write_package(room.file, CODE, tmp_path, names=["plan-table.docx"])
    (document,) = documents(file).values()
    (section,) = document.sections
    assert section.page_width > section.page_height
    assert [len(list(each._tbl.iter(qn("w:insideV")))) for each in document.tables] == [1, 1]


def test_where_nothing_is_known_there_is_room_to_write(room: Room, tmp_path: Path) -> None:
    (file,) = write_package(room.file, CODE, tmp_path, names=["plan-table.docx"])
    (document,) = documents(file).values()
    assert table(document, "Toimenpiteet: Osallisuus")[1:] == [[""] * 7] * 3


def test_ids_stand_two_a_line(room: Room, tmp_path: Path) -> None:
    ready = {"measure": "Avaamme kohtaamispaikan", "strength": "ready"}
    for organisation in ("laukaa", "multia", "hyva"):
        room.answer(room.join(organisation), "osallisuus-commitment", ready)
    (file,) = write_package(room.file, CODE, tmp_path, names=["plan-table.docx"])
    (document,) = documents(file).values()
    _, row = table(document, "Toimenpiteet: Osallisuus")
    assert row[-1] == "TO-CO-0001, TO-CO-0002,\nTO-CO-0003"
