"""The `[look]` of an event: what can be seen is taken, what cannot is refused with what to do."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from app.agenda import AgendaFaults, parse, read
from app.agenda.colours import FILLS, contrast, distance
from tests.served import AGENDA

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
PICTURE = f"data:image/svg+xml;base64,{base64.b64encode(SVG).decode()}"


def looks(lines: str) -> str:
    """The shipped agenda with a look."""
    return f"{AGENDA.read_text(encoding='utf-8')}\n[look]\n{lines}\n"


def faults(lines: str) -> list[tuple[str, str]]:
    with pytest.raises(AgendaFaults) as found:
        parse(looks(lines), "look")
    return [(each.key, each.sentence) for each in found.value.faults]


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == contrast("#ffffff", "#000000") == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48  # the known grey just below 4.5
    assert round(contrast("#0f2024", "#ffffff"), 1) == 16.8  # as look.md has ink


def test_colours_are_as_far_apart_as_they_look() -> None:
    assert round(distance("#000000", "#ffffff"), 6) == 1
    assert distance("#c27c00", "#c27c00") == 0
    assert round(distance("#ff0000", "#00ff00"), 2) == 0.52


def test_an_accent_that_can_be_seen_is_taken() -> None:
    agenda = parse(looks('accent = "#5B2D8E"\naccent_dark = "#e0b0ff"'), "look")
    assert agenda.look is not None
    assert (agenda.look.accent, agenda.look.accent_dark) == ("#5b2d8e", "#e0b0ff")


def test_a_pale_or_a_dark_accent_is_refused_with_its_contrast() -> None:
    assert faults('accent = "#d6a8ff"\naccent_dark = "#5b2d8e"') == [
        (
            "look.accent",
            '"#d6a8ff" has a contrast of 1.8:1 on light pages, where shapes need 3:1; '
            "choose a darker one",
        ),
        (
            "look.accent_dark",
            '"#5b2d8e" has a contrast of 1.7:1 on dark pages, where shapes need 3:1; '
            "choose a lighter one",
        ),
    ]


@pytest.mark.parametrize("area", [1, 2, 3, 4])
def test_an_accent_like_a_goal_area_is_refused(area: int) -> None:
    [(key, sentence)] = faults(f'accent = "{FILLS["light"][area - 1]}"')
    assert (key, f"of goal area {area}" in sentence) == ("look.accent", True)


def test_what_is_no_colour_or_no_key_is_told() -> None:
    told = faults('accent = "purple"\ncolour = "#5b2d8e"')
    assert [key for key, _ in told] == ["look.accent", "look.colour"]
    assert told[0][1] == '"purple" is no colour; write it as accent = "#5b2d8e"'


def test_a_logo_is_read_from_beside_the_agenda(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_bytes(SVG)
    file = tmp_path / "event.toml"
    file.write_text(looks('logo = "logo.svg"\nlogo_name = { fi = "Maakunta" }'), encoding="utf-8")
    look = read(file).look
    assert look is not None
    assert (look.logo, look.logo_name) == (PICTURE, {"fi": "Maakunta"})


@pytest.mark.parametrize(
    ("logo", "said"),
    [
        ("gone.svg", "there is no file"),
        ("logo.gif", "is no picture for pages"),
        ("../logo.svg", "is elsewhere"),
        ("large.png", "make it smaller than 40,000"),
        ("lie.png", "the file is no png"),
    ],
)
def test_a_logo_that_cannot_be_used_is_told(tmp_path: Path, logo: str, said: str) -> None:
    (tmp_path / "large.png").write_bytes(b"\x89PNG" + bytes(40_000))
    (tmp_path / "lie.png").write_bytes(SVG)
    file = tmp_path / "event.toml"
    file.write_text(looks(f'logo = "{logo}"\nlogo_name = {{ fi = "M" }}'), encoding="utf-8")
    with pytest.raises(AgendaFaults) as found:
        read(file)
    [fault] = found.value.faults
    assert (fault.key, said in fault.sentence) == ("look.logo", True)


def test_a_logo_says_what_it_shows() -> None:
    [(key, sentence)] = faults(f'logo = "{PICTURE}"')
    assert (key, sentence.partition(";")[0]) == ("look.logo_name", "is missing")


def test_a_text_without_a_folder_takes_no_file() -> None:
    [(key, sentence)] = faults('logo = "logo.svg"\nlogo_name = { fi = "M" }')
    assert (key, "there is no file beside this agenda" in sentence) == ("look.logo", True)
