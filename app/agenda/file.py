"""An agenda file as text or on disk -> Agenda, or every fault in it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from app.agenda.event import read_event
from app.agenda.faults import AgendaFaults, Fault, Report, spelled
from app.agenda.lines import Doubled, Lines
from app.agenda.look import read_look
from app.agenda.matrix import read_angles, read_goal_areas
from app.agenda.models import Agenda
from app.agenda.parties import read_classes, read_organisations, read_roles, read_rooms
from app.agenda.prompts import read_prompts
from app.agenda.questions import read_questions
from app.agenda.table import Table
from app.agenda.words import read_words
from app.text.clean import clean

SECTIONS = (
    "event",
    "look",
    "roles",
    "organisation_classes",
    "organisations",
    "goal_areas",
    "angles",
    "rooms",
    "words",
    "questions",
    "each_goal_area",
    "prompts",
)
BOM = "\ufeff"  # some editors on Windows begin a file with it; it says nothing

_PLACED = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)
ADVICE = {
    "Invalid value": "no value begins there; write text in quotes, a day as 2025-10-24, "
    "a list in [ ], a table in { }",
    "Expected '='": "a key needs = and a value: key = value",
    "Expected newline": "something is left over there; write one key = value on a line, "
    "a text in one pair of quotes",
    "Unclosed array": "a list [ … ] has no comma between two entries, or no ] at its end",
    "Unclosed inline table": "a table { … } has no comma between two keys, or no } at its end; "
    "keep it on one line",
    "Invalid initial character for a key": "a key should begin there; a table { … } stands on "
    "one line and has no comma before its }",
    "Invalid statement": "a line begins with a key, a [heading] or a # comment",
    "Invalid date": "there is no such day; write it as 2025-10-24",
    "Illegal character '\\n'": "the text has no closing quote on its line",
    "Illegal character": "an invisible control character stands there; delete it",
    "Found invalid character": "an invisible control character stands there, or the text has no "
    "closing quote on its line",
    "Unterminated string": "a text has no closing quote",
    "Expected \"'": "a text has no closing quote",
    "Unescaped": "a backslash in a text is written \\\\, or the text goes in single quotes",
    "Invalid hex": "write the letter itself, or \\u and four of 0-9 a-f",
    "Escaped character": "no letter has that number; write the letter itself",
    "Expected ']": "a heading ends as it begins: [table] or [[list]]",
    "Cannot": "this is set elsewhere in the file already, in another way; keep one of the two",
}


def read(path: Path | str) -> Agenda:
    """The agenda in a file, UTF-8 with or without a byte order mark; raises AgendaFaults."""
    try:
        raw = Path(path).read_bytes()
    except FileNotFoundError:
        raise _unreadable(path, "there is no such file; check the name and the folder") from None
    except IsADirectoryError:
        raise _unreadable(path, "is a folder; name the agenda file in it") from None
    except OSError as fault:
        raise _unreadable(path, f"cannot be read: {fault.strerror}") from fault
    try:
        source = raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = raw.count(b"\n", 0, fault.start) + 1
        sentence = "the file is not UTF-8; save it again with the encoding UTF-8"
        raise AgendaFaults([Fault(line, "", sentence)], str(path)) from fault
    return parse(source, str(path), Path(path).parent)


def _unreadable(path: Path | str, sentence: str) -> AgendaFaults:
    return AgendaFaults([Fault(0, "", sentence)], str(path))


def parse(source: str, name: str, folder: Path | None = None) -> Agenda:
    """The agenda in a TOML text; raises AgendaFaults, which calls the text `name`. Pictures that it
    names are in `folder`; without one they stand in the text itself."""
    source = source.removeprefix(BOM)
    try:
        return _agenda(source, name, folder)
    except RecursionError as fault:
        sentence = "lists or tables stand too deep in each other; write them flat"
        raise AgendaFaults([Fault(0, "", sentence)], name) from fault


def _agenda(source: str, name: str, folder: Path | None) -> Agenda:
    report = Report(Lines(source))
    root = Table(report, (), _cleaned(_tree(source, name)))
    root.only(*SECTIONS)
    event_table = root.table("event")
    event = read_event(event_table)
    root.languages = event_table.languages
    roles = read_roles(root)
    classes = read_classes(root)
    organisations = read_organisations(root, classes)
    areas = read_goal_areas(root)
    look = read_look(root, len(areas), folder)
    rooms = read_rooms(root)
    angles = read_angles(root)
    words = read_words(root)
    prompts = read_prompts(root, areas, angles, words)
    questions = read_questions(root, prompts)
    if report.faults:
        raise AgendaFaults(report.faults, name)
    return Agenda(
        **event,
        roles=roles,
        organisation_classes=classes,
        organisations=organisations,
        goal_areas=areas,
        angles=angles,
        prompts=prompts,
        words=words,
        look=look,
        rooms=rooms,
        questions=questions,
    )


def _cleaned(value: Any) -> Any:
    """A value of the file with its texts as safe to show as those that participants write: none
    turns the direction of what stands after it."""
    if isinstance(value, dict):
        return {key: _cleaned(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_cleaned(each) for each in value]
    return clean(value) if isinstance(value, str) else value


def _tree(source: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as fault:
        raise AgendaFaults(_malformed(source, str(fault)), name) from fault
    except ValueError as fault:  # Python takes no number of more than some thousand digits
        sentence = "a number has too many digits; write a shorter one"
        raise AgendaFaults([Fault(0, "", sentence)], name) from fault


def _malformed(source: str, message: str) -> list[Fault]:
    """The faults behind a message of tomllib: what stands twice, else the one place it stopped."""
    placed = _PLACED.fullmatch(message)
    said, line, column = placed.groups() if placed else (message, None, None)
    if said.startswith(("Cannot", "Duplicate")) and (doubled := Lines(source).doubled):
        return [_doubled(each) for each in doubled]
    sentence = next((ADVICE[start] for start in ADVICE if said.startswith(start)), said)
    last = source.replace("\r\n", "\n").rstrip("\n").count("\n") + 1
    where = f"column {column}: " if column else "end of the file: "
    return [Fault(int(line or last), "", where + sentence)]


def _doubled(each: Doubled) -> Fault:
    key = spelled(each.path)
    sentence = {
        "key": f"stands on line {each.first} already; keep one of the two",
        "table": f"[{key}] begins on line {each.first} already; put all its keys there",
        "list": f"[[{key}]] on line {each.first} begins a list; write [[{key}]] for the next one",
    }[each.form]
    return Fault(each.line, key, sentence)
