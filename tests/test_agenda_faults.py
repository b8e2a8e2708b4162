"""What an agenda file that is wrong is told."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.agenda import Agenda, AgendaFaults, Fault, parse, read, render_faults
from app.agenda.file import ADVICE
from app.kinds import kinds
from tests.toml_text import VALUES, written

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "tests" / "agendas"
SMALL = (SAMPLES / "small.toml").read_text(encoding="utf-8")
SHIPPED = (ROOT / "agendas" / "sydamella-2025-10-24.toml").read_bytes()
MARKS = [b'"', b"'", b"[", b"]", b"{", b"}", b"=", b"#", b"\n", b",", b".", b"-", b"\\", b"0"]


def faults(source: str) -> list[tuple[int, str, str]]:
    """Every fault of a text: line, key, sentence."""
    with pytest.raises(AgendaFaults) as caught:
        parse(source, "sample")
    return [(each.line, each.key, each.sentence) for each in caught.value.faults]


def expected(source: str) -> list[tuple[int, str, str]]:
    """The faults that a sample says itself, behind `#!` on the line that each is about."""
    return [
        (
            number,
            *said.strip()
            .replace("{kinds}", ", ".join(each for each, kind in kinds.items() if not kind.beside))
            .split(": ", 1),
        )
        for number, line in enumerate(source.splitlines(), 1)
        for said in line.split("#!")[1:]
    ]


@pytest.mark.parametrize(
    "name", ["doubled", "forms", "matrix", "parties", "prompts", "settings", "texts"]
)
def test_a_sample_is_told_every_fault_on_its_line(name: str) -> None:
    source = (SAMPLES / f"{name}.toml").read_text(encoding="utf-8")
    assert faults(source) == expected(source)


def test_an_empty_file_is_told_all_that_it_needs() -> None:
    assert faults("") == [
        (1, "event", "is missing; begin it with a line [event]"),
        (1, "event.languages", 'is missing; write languages = ["fi", "sv", "en"], default first'),
        (1, "event.date", "is missing; write for example date = 2025-10-24"),
        (1, "event.code", 'is missing; write for example code = "SYDAN"'),
        (1, "event.title", 'is missing; write title = { fi = "…" }'),
        (1, "event.timezone", 'is missing; write for example timezone = "Europe/Helsinki"'),
        (
            1,
            "event.retain_until",
            "is missing; say until which day answers are kept, for example 90 days, "
            "or the day when the plan has been decided",
        ),
        (1, "roles", "is missing; begin one with a line [[roles]]"),
        (1, "organisation_classes", "is missing; begin one with a line [[organisation_classes]]"),
        (1, "organisations", "is missing; begin it with a line [organisations]"),
        (1, "prompts", "is missing; begin a prompt with a line [[prompts]]"),
    ]


CODE = "cannot be typed on every phone; write 4-8 letters A-Z and digits, for example code ="
DAY = "2025-10-24, without quotes or time"
PEOPLE = "is no number of people; write a whole number 1-100000, for example attendance = 180"


@pytest.mark.parametrize(
    ("line", "written", "key", "sentence"),
    [
        (4, 'code = "SYD"', "event.code", f'"SYD" {CODE} "SYDAN"'),
        (4, 'code = "sydämellä"', "event.code", f'"sydämellä" {CODE} "SYDAMELL"'),
        (4, 'code = ""', "event.code", 'is empty; write for example code = "SYDAN"'),
        (6, 'date = "2026-03-02"', "event.date", f'"2026-03-02" is no day; write date = {DAY}'),
        (
            6,
            "date = 2026-03-02T09:00:00Z",
            "event.date",
            f'"2026-03-02 09:00:00+00:00" is no day; write date = {DAY}',
        ),
        (
            7,
            'timezone = "Europe/Helsinky"',
            "event.timezone",
            '"Europe/Helsinky" is no time zone; did you mean "Europe/Helsinki"? '
            'Write "Europe/Helsinki"',
        ),
        (
            7,
            'timezone = "../Europe"',
            "event.timezone",
            '"../Europe" is no time zone; did you mean "Europe/Rome"? Write "Europe/Helsinki"',
        ),
        (
            8,
            'languages = ["fi", "se"]',
            "event.languages[2]",
            '"se" is no language of the pages; choose from fi, sv, en',
        ),
        (
            8,
            'languages = ["fi", "sv", "fi"]',
            "event.languages[3]",
            '"fi" is here twice; keep one',
        ),
        (
            8,
            "languages = []",
            "event.languages",
            '[] is no list of languages; write languages = ["fi", "sv", "en"], default first',
        ),
        (
            9,
            "retain_until = 2026-03-01",
            "event.retain_until",
            "2026-03-01 is before the event (2026-03-02); write a day after it, "
            "for example retain_until = 2026-05-31",
        ),
        (
            3,
            "",
            "event.retain_until",
            "is missing; say until which day answers are kept, for example "
            "retain_until = 2026-05-31 (90 days), or the day when the plan has been decided",
        ),
        (10, "attendance = 0", "event.attendance", f"0 {PEOPLE}"),
        (10, "attendance = true", "event.attendance", f"true {PEOPLE}"),
        (10, 'attendance = "180"', "event.attendance", f'"180" {PEOPLE}'),
        (
            10,
            "attendence = 180",
            "event.attendence",
            'unknown key; did you mean "attendance"? Keys here: '
            "code, title, date, timezone, languages, attendance, retain_until, opens, closes, "
            "tables",
        ),
        (
            10,
            'opens = "2026-02-20"',
            "event.opens",
            '"2026-02-20" is no day; write opens = 2026-03-02 or opens = 2026-03-02T16:00:00',
        ),
        (
            10,
            "closes = 2026-03-12T08:00:00Z",
            "event.closes",
            '"2026-03-12 08:00:00+00:00" has a zone of its own; write the time alone, in timezone',
        ),
        (
            10,
            "opens = 2026-03-02",
            "event.opens",
            "2026-03-02 is not before the event (2026-03-02); write closes as well",
        ),
        (
            10,
            "closes = 2026-03-02T23:00:00",
            "event.closes",
            "2026-03-02T23:00:00 is not after the event (2026-03-02); write opens as well",
        ),
        (
            10,
            "closes = 2026-07-01",
            "event.closes",
            "2026-07-01 is after retain_until (2026-05-31); write an earlier day",
        ),
    ],
)
def test_a_fault_of_the_event_says_what_to_write(
    line: int, written: str, key: str, sentence: str
) -> None:
    lines = SMALL.splitlines()
    place = {3: 9}.get(line, line)  # a missing key is told on the heading of its table
    lines[place - 1] = written
    assert faults("\n".join(lines)) == [(line, key, sentence)]


@pytest.mark.parametrize(
    ("key", "day", "said"),
    [
        ("date", "9999-12-31", "9999-12-31"),
        ("retain_until", "0001-01-01", "0001-01-01"),
        ("opens", "0001-01-01", "0001-01-01"),
        ("closes", "9999-12-31", "9999-12-31"),
        ("closes", "9999-12-31T23:59:59", "9999-12-31 23:59:59"),
    ],
)
def test_a_day_beyond_what_a_clock_can_count_is_refused(key: str, day: str, said: str) -> None:
    lines = [each for each in SMALL.splitlines() if not each.startswith(f"{key} =")]
    lines.insert(lines.index("[event]") + 1, f"{key} = {day}")
    sentence = f'"{said}" is too far away; write a year 1900-2200, for example {key} = 2025-10-24'
    assert [each[1:] for each in faults("\n".join(lines))] == [(f"event.{key}", sentence)]


def test_a_wrong_day_of_the_event_makes_no_example_of_another_day() -> None:
    source = SMALL.replace("2026-03-02", '"2.3.2026"').replace("2026-05-31", '"31.5.2026"')
    assert faults(source) == [
        (6, "event.date", f'"2.3.2026" is no day; write date = {DAY}'),
        (9, "event.retain_until", f'"31.5.2026" is no day; write it as in {DAY}'),
    ]


@pytest.mark.parametrize(
    ("languages", "fault"),
    [
        ('["fi", "se"]', '"se" is no language of the pages; choose from fi, sv, en'),
        ('["xx"]', '"xx" is no language of the pages; choose from fi, sv, en'),
    ],
)
def test_wrong_languages_hide_no_fault_of_a_text(languages: str, fault: str) -> None:
    source = SMALL.replace('["fi", "sv"]', languages).replace(
        '{ fi = "Terveisesi" }', '{ fi = "{goal_aera}", de = "Gruß", sv = "Din hälsning" }'
    )
    assert [(key, sentence) for _, key, sentence in faults(source)] == [
        (f"event.languages[{2 if 'fi' in languages else 1}]", fault),
        ("prompts[1].text.de", '"de" is no language of the pages (fi, sv, en); drop this text'),
        ("prompts[1].text.fi", "{goal_aera} stands for nothing; only {goal_area} is filled in"),
    ]


def test_a_wrong_kind_hides_no_field_that_stands_for_nothing() -> None:
    source = SMALL.replace('"text"', '"chose"') + 'options = [{ label = { fi = "{goal_aera}" } }]\n'
    assert [key for _, key, _ in faults(source)] == [
        "prompts[1].kind",
        "prompts[1].options[1].label.fi",
    ]


def test_retention_may_end_on_the_day_itself() -> None:
    assert parse(SMALL.replace("2026-05-31", "2026-03-02"), "small").retain_until == "2026-03-02"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            'all = ["Joutsa", "Multia"]',
            "all = []",
            (19, "organisations", 'names nobody; write for example other = ["Everybody"]'),
        ),
        (
            "[[prompts]]",
            "[[each_goal_area]]",
            (
                22,
                "each_goal_area",
                "there is no goal area to ask it of; write [[goal_areas]]",
            ),
        ),
        (
            'kind = "text"',
            'kind = "choice"\noptions_from = "goal_areas"',
            (
                25,
                "prompts[1].options_from",
                "there are not two goal areas to choose from; write options = [ … ]",
            ),
        ),
        (
            'kind = "text"',
            'kind = "text"\nangle = "vahvuudet"',
            (25, "prompts[1].angle", '"vahvuudet" is no angle. There is no [[angles]]'),
        ),
    ],
)
def test_what_leads_nowhere_is_a_fault(old: str, new: str, fault: tuple[int, str, str]) -> None:
    assert faults(SMALL.replace(old, new)) == [fault]


@pytest.mark.parametrize(
    ("source", "line", "where", "advice"),
    [
        ("[event]\ndate = 24.10.2025", 2, "column 13", "Expected newline"),
        ("[event]\ncode = SYDAN", 2, "column 8", "Invalid value"),
        ('[event]\ncode "SYDAN"', 2, "column 6", "Expected '='"),
        ('a = ["b"\n"c"]', 2, "column 1", "Unclosed array"),
        ("a = [1,\n2,", 2, "end of the file", "Invalid value"),
        ("a = { b = 1 c = 2 }", 1, "column 13", "Unclosed inline table"),
        ("a = { b = 1, }", 1, "column 14", "Invalid initial character for a key"),
        ("\n= 1", 2, "column 1", "Invalid statement"),
        ("a = 2025-02-30", 1, "column 5", "Invalid date"),
        ('a = "b\nc = 1', 1, "column 7", "Illegal character '\\n'"),
        ('a = "b\x00"', 1, "column 7", "Illegal character"),
        ("# \x07", 1, "column 3", "Found invalid character"),
        ('a = "b', 1, "end of the file", "Unterminated string"),
        ("a = 'b", 1, "end of the file", "Expected \"'"),
        ('a = "\\y"', 1, "column 8", "Unescaped"),
        ('a = "\\u12"', 1, "column 8", "Invalid hex"),
        ('a = "\\ud800"', 1, "column 12", "Escaped character"),
        ("[event\ncode = 1", 1, "column 7", "Expected ']"),
        ("a = { b = 1 }\n[a.c]", 2, "column 5", "Cannot"),
    ],
)
def test_what_is_no_toml_has_one_fault_where_it_stops(
    source: str, line: int, where: str, advice: str
) -> None:
    assert faults(source) == [(line, "", f"{where}: {ADVICE[advice]}")]


def test_what_is_no_toml_is_told_in_words_of_the_file() -> None:
    sentence = "column 13: something is left over there; write one key = value on a line, "
    sentence += "a text in one pair of quotes"
    assert faults("[event]\ndate = 24.10.2025") == [(2, "", sentence)]


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (f"a = {'9' * 5000}", "a number has too many digits; write a shorter one"),
        ("a = " + "[" * 3000, "lists or tables stand too deep in each other; write them flat"),
    ],
)
def test_what_python_refuses_is_a_fault_too(source: str, sentence: str) -> None:
    assert faults(source) == [(0, "", sentence)]


def test_line_ends_of_windows_do_not_move_a_fault() -> None:
    source = (SAMPLES / "parties.toml").read_text(encoding="utf-8")
    assert faults(source.replace("\n", "\r\n")) == expected(source)


def test_a_file_that_is_not_there_is_a_fault_of_the_whole_file(tmp_path: Path) -> None:
    with pytest.raises(AgendaFaults) as caught:
        read(tmp_path / "none.toml")
    sentence = "there is no such file; check the name and the folder"
    assert caught.value.faults == (Fault(0, "", sentence),)


def test_a_folder_is_no_agenda(tmp_path: Path) -> None:
    with pytest.raises(AgendaFaults) as caught:
        read(tmp_path)
    assert caught.value.faults == (Fault(0, "", "is a folder; name the agenda file in it"),)


def test_another_encoding_is_told_on_the_line_of_its_first_strange_letter(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes(SMALL.encode("iso-8859-1"))
    with pytest.raises(AgendaFaults) as caught:
        read(path)
    sentence = "the file is not UTF-8; save it again with the encoding UTF-8"
    assert caught.value.faults == (Fault(13, "", sentence),)


def test_faults_are_rendered_for_a_terminal() -> None:
    text = render_faults(
        [
            Fault(0, "", "is a folder; name the agenda file in it"),
            Fault(4, "", "column 2: a key needs = and a value: key = value"),
            Fault(41, "prompts[2].kind", '"skale" is no kind; did you mean "scale"?'),
        ],
        "agendas/kylailta.toml",
    )
    assert text == (
        "agendas/kylailta.toml has 3 faults:\n"
        "  is a folder; name the agenda file in it\n"
        "  line 4: column 2: a key needs = and a value: key = value\n"
        '  line 41: prompts[2].kind: "skale" is no kind; did you mean "scale"?'
    )


def test_the_error_reads_as_its_faults() -> None:
    error = AgendaFaults([Fault(4, "event.code", "is missing")], "ilta.toml")
    assert str(error) == "ilta.toml has 1 fault:\n  line 4: event.code: is missing"
    assert (error.message, error.params) == ("error.agenda", {"n": 1, "name": "ilta.toml"})


def test_a_strange_value_cannot_break_the_lines_of_the_report() -> None:
    source = SMALL.replace('"PIENI"', f'"a\\n{"b" * 100}"').replace("retain_until", '"x\\ny"')
    told = faults(source)
    assert told[1] == (4, "event.code", f'"a\\n{"b" * 54}… {CODE} "ABBBBBBB"')
    assert told[2][:2] == (9, 'event."x\\ny"')


BYTES = st.tuples(
    st.integers(0, len(SHIPPED) - 1),
    st.integers(0, 3),
    st.binary(max_size=3) | st.sampled_from(MARKS),
)


@given(st.lists(BYTES, min_size=1, max_size=4))
def test_no_change_of_bytes_gives_anything_but_faults(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, int, bytes]]
) -> None:
    raw = SHIPPED
    for place, dropped, put in changes:
        raw = raw[:place] + put + raw[place + dropped :]
    path = tmp_path_factory.getbasetemp() / "changed.toml"
    path.write_bytes(raw)
    hold_or_tell(lambda: read(path))


@given(st.data())
def test_no_change_of_values_gives_anything_but_faults(data: st.DataObject) -> None:
    tree = tomllib.loads(SHIPPED.decode("utf-8"))
    for _ in range(data.draw(st.integers(1, 3))):
        here: Any = tree
        while True:
            steps = list(here) if isinstance(here, dict) else list(range(len(here)))
            if not steps:
                break
            step = data.draw(st.sampled_from(steps))
            if isinstance(here[step], dict | list) and data.draw(st.integers(0, 3)):
                here = here[step]
                continue
            if data.draw(st.booleans()):
                here[step] = data.draw(VALUES)
            else:
                del here[step]
            break
    hold_or_tell(lambda: parse(written(tree), "changed"))


def hold_or_tell(reading: Callable[[], Agenda]) -> None:
    """Either an agenda whose prompts every kind takes, or faults with lines and sentences."""
    told: tuple[Fault, ...] = ()
    try:
        agenda = reading()
    except AgendaFaults as error:
        told = error.faults
    if told:
        assert [each.line for each in told] == sorted(each.line for each in told)
        assert all(each.sentence for each in told)
    else:
        assert Agenda.model_validate_json(agenda.model_dump_json()) == agenda
        assert all(re.fullmatch(r"T\d+-[A-Z0-9]+", each.prefix) for each in agenda.prompts)
        for prompt in agenda.prompts:
            kinds[prompt.kind].settings(prompt.settings)


def test_a_fault_in_words_stands_on_its_line() -> None:
    source = (
        SMALL
        + """
[words]
synonyms = [
  ["bussi", "linja-auto"],
  ["juna"],
]
stop_words = "asia"
synonym = []
"""
    )
    first = len(SMALL.splitlines()) + 3
    several = "Write two words at least: the one that is shown, and those that count as it."
    keys = "Keys here: synonyms, stop_words"
    assert faults(source) == [
        (first + 2, "words.synonyms[2]", several),
        (first + 4, "words.stop_words", "Write a list: [ … ]."),
        (first + 5, "words.synonym", f'unknown key; did you mean "synonyms"? {keys}'),
    ]
