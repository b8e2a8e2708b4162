"""Charts: the same bytes from the same numbers, whatever is written in them, and nothing left."""

from __future__ import annotations

import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from exports.charts import (
    AREAS,
    PLAIN,
    STONES,
    Axis,
    Bar,
    Placed,
    Rated,
    bars,
    diverging,
    look_of,
    places,
    step_colours,
)
from exports.drawing import DPI, TALLEST, WIDTH, drawable, lines, width_of
from tests.exports.hostile import FORMULAS, HOSTILE

ENDS = Axis("", "Ei lainkaan", "Erittäin hyvin")
AXES = (Axis("Tärkeys", "vähän", "paljon"), Axis("Toteutettavuus", "vaikea", "helppo"))
CORNERS = ("Tee ensin", "Valmistele", "Tee ohessa", "Odottaa")

EVERY = {
    "bars": lambda: bars([Bar("Kyllä", 3, "3"), Bar("Ei", 0, "0", "half"), Bar("?", None, "–")]),
    "diverging": lambda: diverging(
        [Rated("Sujuu", {1: 2, 3: 5, 5: 1}, "2,8", "n = 8"), Rated("Tyhjä", {}, "–", "n = 0")],
        range(1, 6),
        ENDS,
        AREAS[0],
    ),
    "places": lambda: places(
        [Placed("Kyydit", 4.5, 4), Placed("Polut", 4.5, 4), Placed("Ei kukaan", None, None)],
        (1, 5),
        AXES,
        CORNERS,
    ),
    "nothing": lambda: bars([]),
}


def chunks(png: bytes) -> Iterator[tuple[str, bytes]]:
    """The named parts of a PNG (RFC 2083)."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    place = 8
    while place < len(png):
        size, name = struct.unpack_from(">I4s", png, place)
        yield name.decode(), png[place + 8 : place + 8 + size]
        place += size + 12


@pytest.mark.parametrize("draw", EVERY.values(), ids=EVERY)
def test_the_same_numbers_are_the_same_picture_without_date_or_program(draw: object) -> None:
    assert callable(draw)
    png = draw()
    assert png == draw()
    assert {name for name, _ in chunks(png)} <= {"IHDR", "pHYs", "IDAT", "IEND"}


def test_a_picture_is_as_wide_as_the_text_of_a_page() -> None:
    parts = dict(chunks(EVERY["bars"]()))
    width, _ = struct.unpack(">II", parts["IHDR"][:8])
    assert width == int(WIDTH / 72 * DPI)
    across, _, metres = struct.unpack(">IIB", parts["pHYs"])
    assert (round(across * 0.0254), metres) == (DPI, 1)


def test_other_numbers_are_another_picture() -> None:
    assert bars([Bar("a", 1, "1"), Bar("b", 2, "2")]) != bars([Bar("a", 2, "1"), Bar("b", 1, "2")])
    assert bars([Bar("a", 1, "1")]) != bars([Bar("a", 1, "1", "open")])
    assert bars([Bar("a", 1, "1")]) != bars([Bar("a", None, "1")])


def test_drawing_leaves_nothing_in_a_home_and_needs_none(tmp_path: Path) -> None:
    program = (
        "from exports.charts import Bar, bars; import os, pathlib; "
        "pathlib.Path('matplotlibrc').write_text('figure.dpi: 10\\ntext.usetex: True\\n'); "
        "print(hash(bars([Bar('Kyllä', 3, '3')])), sorted(os.listdir('.')), sorted(os.environ))"
    )
    said = [
        subprocess.run(
            [sys.executable, "-W", "error", "-c", program],
            env={"HOME": home, "PYTHONHASHSEED": "0", "PYTHONPATH": str(Path.cwd())},
            cwd=tmp_path,
            check=True,
            capture_output=True,
            text=True,
        )
        for home in ("/nonexistent", str(tmp_path))
    ]
    assert [each.stderr for each in said] == ["", ""]
    assert said[0].stdout == said[1].stdout
    assert "['matplotlibrc']" in said[0].stdout
    assert "MPL" not in said[0].stdout


def test_no_text_breaks_a_picture() -> None:
    """What is between two $ is no formula, what the font lacks no warning, which is an error."""
    odd = [text for text in HOSTILE if text not in FORMULAS]
    rows = [Bar(text, 1, "1") for text in (*odd, "$x^2$", "$\\frac{$", "%", "{}")]
    assert bars(rows).startswith(b"\x89PNG")


def test_a_letter_that_the_font_lacks_is_a_box() -> None:
    assert drawable("a\u202e\U0010ffff\nb") == "a□ b"


@pytest.mark.parametrize("text", ["pitkä " * 333, "x" * 2000, "W" * 300, "a " + "b" * 500])
def test_a_long_label_takes_three_lines_that_fit(text: str) -> None:
    found = lines(text, 200)
    assert len(found) == TALLEST
    assert max(map(width_of, found)) <= 200
    assert found[-1].endswith("…")


def test_short_labels_stay_as_they_are() -> None:
    assert lines("Kuntien yhteistyö", 400) == ["Kuntien yhteistyö"]
    assert lines("", 400) == [""]


def test_goal_areas_have_their_hues_and_others_ink() -> None:
    assert [look_of(place) for place in (0, 3, 4, 7)] == [AREAS[0], AREAS[3], AREAS[0], AREAS[3]]
    assert [look_of(place) for place in (None, 8)] == [PLAIN, PLAIN]


def test_steps_are_stone_below_the_middle_and_the_area_above() -> None:
    look = AREAS[1]
    assert step_colours(range(1, 6), look) == {
        **{1: STONES[0], 2: STONES[1], 3: STONES[2]},
        **{4: look.mid, 5: look.ink},
    }
    assert step_colours(range(2), look) == {0: STONES[0], 1: look.ink}
