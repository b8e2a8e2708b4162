"""A prompt's numbers as pictures and tables: which picture, what it says, whose answers."""

from __future__ import annotations

from typing import Any

import pytest

from app.kinds import kinds
from exports.charts import AREAS
from exports.measures import measured
from exports.numbers import numbers_of
from exports.pictures import LISTED, Picture, picture_of
from exports.reading import Asked, Given, Person
from exports.word.letters import closing
from exports.word.tables import Column, widths_of
from exports.words import Words
from tests.exports.room import agenda
from tests.factories import SAMPLES

WORDS = Words(agenda())


def asked(kind: str, **changed: Any) -> Asked:
    raw = SAMPLES[kind].settings | changed
    settings = kinds[kind].settings(raw)
    return Asked(1, kind, kinds[kind], settings, raw, "osallisuus", "vahvuudet", {}, {})


def given(prompt: Asked, person: int, value: dict[str, Any], **changed: Any) -> Given:
    someone = Person(person, "laukaa", "municipality", "official", None, None, "fi", "phone",
                     False, None)  # fmt: skip
    made = Given(person, prompt, someone, f"{person}", 1, value, 1, False, False, None, "", None,
                 None, None)  # fmt: skip
    return made._replace(**changed)


def picture(kind: str, values: list[dict[str, Any]], **changed: Any) -> Picture:
    """The picture of these answers, each from somebody else."""
    prompt = asked(kind, **changed)
    counted = [given(prompt, n, value).counted() for n, value in enumerate(values, start=1)]
    made = picture_of(prompt, measured(prompt, counted), len(values), WORDS, AREAS[0])
    assert made is not None
    assert made.draw().startswith(b"\x89PNG")
    assert {len(row) for row in made.rows} == {len(made.columns)}
    return made


@pytest.mark.parametrize(
    ("kind", "columns", "rows", "told"),
    [
        (
            "multi",
            ["Vaihtoehto", "Vastauksia", "Osuus vastanneista"],
            [
                ("Viikoittain", "2", "67 %"),
                ("Harvemmin", "1", "33 %"),
                ("En lainkaan", "1", "33 %"),
            ],
            "Pylväskuvio: Viikoittain 2; Harvemmin 1; En lainkaan 1.",
        ),
        (
            "scale",
            ["Arvioitava asia", *"12345", "Arvioita", "Keskiarvo"],
            [
                ("Yhteistyö toimii", "0", "0", "0", "2", "1", "3", "4,3"),
                ("Tulokset näkyvät arjessa", "1", "1", "0", "0", "0", "2", "1,5"),
            ],
            "Kuvio arvioiden jakaumista ja keskiarvoista: "
            "Yhteistyö toimii 4,3; Tulokset näkyvät arjessa 1,5.",
        ),
        (
            "points",
            ["Vaihtoehto", "Pisteitä yhteensä", "Keskiarvo"],
            [
                ("Osallisuus", "90", "30,0"),
                ("Elinvoima", "130", "43,3"),
                ("Arjen turvallisuus", "80", "26,7"),
            ],
            "Pylväskuvio: Osallisuus 90; Elinvoima 130; Arjen turvallisuus 80.",
        ),
        (
            "words",
            ["Ilmaus", "Vastauksia", "Muodot ja määrät"],
            [
                ("Yhteistyö", "3", "Yhteistyö 2, yhteistyö 1"),
                ("luonto", "1", "luonto 1"),
                ("lyhyet etäisyydet", "1", "lyhyet etäisyydet 1"),
                ("sote-palvelut", "1", "sote-palvelut 1"),
            ],
            "Pylväskuvio: Yhteistyö 3; luonto 1; lyhyet etäisyydet 1; sote-palvelut 1.",
        ),
        (
            "commitment",
            ["Organisaatioluokka", "Valmis aloittamaan", "Vaatii päätöksen", "Selvitettävä",
             "Yhteensä"],
            [("Kunnat", "1", "1", "1", "3"), ("Yhteensä", "1", "1", "1", "3")],
            "Pylväskuvio: Valmis aloittamaan 1; Vaatii päätöksen 1; Selvitettävä 1.",
        ),
    ],
)  # fmt: skip
def test_a_picture_has_its_numbers_in_a_table_and_in_words(
    kind: str, columns: list[str], rows: list[tuple[str, ...]], told: str
) -> None:
    made = picture(kind, SAMPLES[kind].values)
    assert [column.label for column in made.columns] == columns
    assert made.rows == rows
    assert made.about == f"{told} Kaikki luvut ovat seuraavassa taulukossa."


def test_ranks_stand_the_best_first() -> None:
    values = [{"order": ["en", "viikoittain", "harvemmin"]}] * 2
    made = picture("rank", values, top=None)
    assert [row[:2] for row in made.rows] == [
        ("En lainkaan", "1,0"),
        ("Viikoittain", "2,0"),
        ("Harvemmin", "3,0"),
    ]


def test_places_are_numbered_in_the_table_as_in_the_picture() -> None:
    first, second = (each["key"] for each in SAMPLES["grid"].settings["items"][:2])
    made = picture("grid", [{"placements": {first: [5, 4]}}, {"placements": {first: [4, 4]}}])
    assert [row[0] for row in made.rows] == [str(n + 1) for n in range(len(made.rows))]
    assert made.rows[0][2:] == ("4,5", "4,0", "2")
    assert made.rows[1][2:] == ("–", "–", "0"), second


def test_of_many_words_the_table_has_the_most_said_and_tells_how_many_more_there_are() -> None:
    made = picture("words", [{"words": [f"sana{n}", "luonto"]} for n in range(30)])
    assert (len(made.rows), made.left_out) == (LISTED, 31 - LISTED)
    assert made.rows[0] == ("luonto", "30", "luonto 30")


def test_words_that_the_moderator_hid_are_not_there() -> None:
    made = picture("words", [{"words": ["luonto", "ruma"]}], wording={"hidden": ["ruma"]})
    assert [row[0] for row in made.rows] == ["luonto"]


def test_statements_have_no_picture() -> None:
    prompt = asked("text")
    assert list(numbers_of(prompt, [given(prompt, 1, {"text": "a"})], (), WORDS, AREAS[0])) == []


def test_rounds_and_tables_are_told_apart_and_late_answers_left_out() -> None:
    prompt = asked("choice")
    answers = [
        given(prompt, 1, {"option": "en"}),
        given(prompt, 2, {"option": "en"}, late=True),
        given(prompt, 3, {"option": "en"}, round=2),
        given(prompt, 4, {"option": "harvemmin"}, round=2),
    ]
    found = numbers_of(prompt, answers, [4], WORDS, AREAS[0])
    assert [
        (each.which, each.answered, [row[1] for row in each.picture.rows]) for each in found
    ] == [
        ("kierros 1", 1, ["0", "0", "1"]),
        ("kierros 2, Yksin vastanneet", 1, ["0", "0", "1"]),
        ("kierros 2, Pöydät", 1, ["0", "1", "0"]),
    ]


def test_one_round_of_people_alone_has_no_name() -> None:
    prompt = asked("choice")
    (only,) = numbers_of(prompt, [given(prompt, 1, {"option": "en"})], (), WORDS, AREAS[0])
    assert only.which == ""


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("tavallinen", ""),
        ("\u202eoikealta", "\u202c"),
        ("\u202eoikealta\u202c", ""),
        ("\u2066a\u2067b", "\u2069\u2069"),
        ("\u202c\u2069", ""),
        ("\u2066\u202e", "\u202c\u2069"),
    ],
)
def test_open_directions_are_closed(text: str, ends: str) -> None:
    assert closing(text) == ends


def test_columns_have_room_for_their_longest_words() -> None:
    columns = [Column("Toimenpide", 4), Column("Tunnus"), Column("n", 0.2, number=True)]
    rows = [["sana " * 40, "T1-S-0005", "1"]]
    wide, names, numbers = widths_of(columns, rows, 9000)
    assert sum((wide, names, numbers)) in range(8990, 9001)
    assert names > 1200  # twips: T1-S-0005 is 47 points wide
    assert wide > 3 * names


def test_where_words_are_wider_than_the_page_ids_stay_whole() -> None:
    long = "kokemusasiantuntijatoiminta"
    columns = [Column("Toimenpide", 4), *[Column("a")] * 4, Column("Tunnus")]
    found = widths_of(columns, [[long] * 5 + ["T1-S-0005"]], 9000)
    assert sum(found) <= 9000
    assert found[-1] > 1100
