"""What is wrong with an agenda file, said so that its writer can mend it."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from app.agenda.lines import Lines, Place
from app.errors import EvastysError

_BARE = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend.

    `line` counts from 1; 0 where the file as a whole is at fault. `key` is where in the file:
    `prompts[2].kind` is the kind of the second prompt; "" for the file as a whole. `sentence` says
    what to write instead.
    """

    line: int
    key: str
    sentence: str


class AgendaFaults(EvastysError):
    """An agenda file that cannot be used; `faults` has every fault, by line."""

    slug: ClassVar[str] = "agenda-faults"

    def __init__(self, faults: Iterable[Fault], name: str) -> None:
        self.faults = tuple(sorted(dict.fromkeys(faults), key=lambda fault: fault.line))
        self.name = name
        super().__init__("error.agenda", n=len(self.faults), name=name)

    def __str__(self) -> str:
        return render_faults(self.faults, self.name)


def render_faults(faults: Sequence[Fault], name: str) -> str:
    """All faults of the file `name` as lines for a terminal, without a last line break."""
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    return "\n".join([f"{name} has {count}:", *(f"  {_rendered(fault)}" for fault in faults)])


def _rendered(fault: Fault) -> str:
    line = f"line {fault.line}" if fault.line else ""
    return ": ".join(part for part in (line, fault.key, fault.sentence) if part)


class Report:
    """Collects the faults of one file, so that a reader can go on after the first."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.faults: list[Fault] = []

    def fault(self, path: Place, sentence: str) -> None:
        """Something at `path` to mend, or something that is missing there."""
        self.faults.append(Fault(self.lines[path], spelled(path), sentence))


def spelled(path: Place) -> str:
    """A path as people read it, places counted from 1: `roles[2].name.fi`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        else:
            name = part if _BARE.fullmatch(part) else quoted(part)
            text += f".{name}" if text else name
    return text


def quoted(value: object) -> str:
    """A value of the file for a sentence: on one line, and not all of a long one."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:58]}…"


def meant(word: str, known: Iterable[str]) -> str:
    """`; did you mean "scale"?` when a known word is near, else the end of the sentence."""
    spellings = {each.lower(): each for each in known}
    near = difflib.get_close_matches(word.lower(), spellings, n=1)
    return f'; did you mean "{spellings[near[0]]}"?' if near else "."
