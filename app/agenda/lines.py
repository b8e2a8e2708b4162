"""Where each key of a TOML text stands.

`tomllib` reads the values but forgets their places; this finds the lines and leaves the values. It
expects a text that `tomllib` takes. In any other it stops at the first thing that it does not
understand, and what it found until then still holds: that is how a key given twice gets both lines.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

Place = tuple[str | int, ...]
"""Where a value is: `("roles", 1, "name", "fi")`; places in lists count from 0."""

_GAP = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_END = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\n|\Z)")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_BASIC = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_LITERAL = re.compile(r"'[^'\n]*'")
_LONG_BASIC = re.compile(r'"""(?:[^\\]|\\.)*?"""{1,3}', re.DOTALL)
_LONG_LITERAL = re.compile(r"'''.*?'''{1,3}", re.DOTALL)
_SCALAR = re.compile(r"[^\s,\]}#]+(?: \d\d:[^\s,\]}#]+)?")  # a date and its time may have a space
_STRINGS = {'"""': _LONG_BASIC, "'''": _LONG_LITERAL, '"': _BASIC, "'": _LITERAL}


@dataclass(frozen=True, slots=True)
class Doubled:
    """Something that stands a second time in `line`, after `first`.

    `form` says what the second one is: a key with a value, a `[table]`, or a `[table]` whose first
    one was written `[[table]]`.
    """

    path: Place
    line: int
    first: int
    form: Literal["key", "table", "list"]


class Lines:
    """The line of every key and list element of a TOML text, and what is in it twice."""

    def __init__(self, source: str) -> None:
        scan = _Scan(source)
        with suppress(_Lost):
            scan.document()
        self._lines = scan.lines
        self.doubled = tuple(scan.doubled)

    def __getitem__(self, path: Place) -> int:
        """Line of a path, counted from 1; of the nearest thing around it when it is not there."""
        for length in range(len(path), 0, -1):
            if line := self._lines.get(path[:length]):
                return line
        return 1

    def paths(self) -> set[Place]:
        """Everything that has a line."""
        return set(self._lines)


class _Lost(Exception):
    """The text is not what TOML allows here."""


class _Scan:
    def __init__(self, source: str) -> None:
        self.text = source.replace("\r\n", "\n")
        self.at = 0
        self.newlines = [match.start() for match in re.finditer("\n", self.text)]
        self.lines: dict[Place, int] = {}
        self.doubled: list[Doubled] = []
        self.values: set[Place] = set()  # `key = …`, and tables that a heading has opened
        self.sizes: dict[Place, int] = {}  # `[[table]]` so far

    def document(self) -> None:
        heading: Place = ()
        self.take(_GAP)
        while self.at < len(self.text):
            if self.sees("[["):
                heading = self.list_heading()
            elif self.sees("["):
                heading = self.table_heading()
            else:
                self.pair(heading)
            self.take(_END)
            self.take(_GAP)

    def list_heading(self) -> Place:
        line = self.line()
        parts = self.heading("[[", "]]")
        path = (*self.inside(parts[:-1], line), parts[-1])
        if path in self.values:
            self.doubled.append(Doubled(path, line, self.lines[path], "key"))
        self.lines.setdefault(path, line)
        place = self.sizes.get(path, 0)
        self.sizes[path] = place + 1
        self.lines[(*path, place)] = line
        return (*path, place)

    def table_heading(self) -> Place:
        line = self.line()
        parts = self.heading("[", "]")
        path = (*self.inside(parts[:-1], line), parts[-1])
        if path in self.sizes:
            self.doubled.append(Doubled(path, line, self.lines[path], "list"))
        elif path in self.values:
            self.doubled.append(Doubled(path, line, self.lines[path], "table"))
        self.values.add(path)
        self.lines.setdefault(path, line)
        return path

    def heading(self, before: str, after: str) -> tuple[str, ...]:
        self.expect(before)
        self.take(_SPACE)
        parts = self.key()
        self.expect(after)
        return parts

    def inside(self, parts: tuple[str, ...], line: int) -> Place:
        """The tables that a heading stands in; of a list of tables, its newest."""
        path: Place = ()
        for part in parts:
            path = (*path, part)
            self.lines.setdefault(path, line)
            if path in self.sizes:
                path = (*path, self.sizes[path] - 1)
        return path

    def pair(self, table: Place) -> None:
        line = self.line()
        parts = self.key()
        self.expect("=")
        self.take(_SPACE)
        path = table
        for part in parts[:-1]:
            path = (*path, part)
            self.lines.setdefault(path, line)
        path = (*path, parts[-1])
        if path in self.lines:
            self.doubled.append(Doubled(path, line, self.lines[path], "key"))
        self.lines.setdefault(path, line)
        self.values.add(path)
        self.value(path)

    def key(self) -> tuple[str, ...]:
        parts = [self.key_part()]
        while self.sees("."):
            self.expect(".")
            self.take(_SPACE)
            parts.append(self.key_part())
        return tuple(parts)

    def key_part(self) -> str:
        if self.sees('"'):
            quoted = self.take(_BASIC)
            try:
                part = str(tomllib.loads(f"key = {quoted}")["key"])
            except tomllib.TOMLDecodeError as fault:
                raise _Lost from fault
        elif self.sees("'"):
            part = self.take(_LITERAL)[1:-1]
        else:
            part = self.take(_BARE)
        self.take(_SPACE)
        return part

    def value(self, path: Place) -> None:
        if self.sees("["):
            self.array(path)
        elif self.sees("{"):
            self.inline_table(path)
        else:
            opening = next((mark for mark in _STRINGS if self.sees(mark)), "")
            self.take(_STRINGS.get(opening, _SCALAR))

    def array(self, path: Place) -> None:
        self.expect("[")
        self.take(_GAP)
        place = 0
        while not self.sees("]"):
            self.lines[(*path, place)] = self.line()
            self.value((*path, place))
            self.take(_GAP)
            if not self.sees("]"):
                self.expect(",")
                self.take(_GAP)
            place += 1
        self.expect("]")

    def inline_table(self, path: Place) -> None:
        self.expect("{")
        self.take(_GAP)  # newer TOML lets an inline table run over several lines
        while not self.sees("}"):
            self.pair(path)
            self.take(_GAP)
            if not self.sees("}"):
                self.expect(",")
                self.take(_GAP)
        self.expect("}")

    def line(self) -> int:
        return bisect_right(self.newlines, self.at - 1) + 1

    def sees(self, mark: str) -> bool:
        return self.text.startswith(mark, self.at)

    def expect(self, mark: str) -> None:
        if not self.sees(mark):
            raise _Lost
        self.at += len(mark)

    def take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        if match is None:
            raise _Lost
        self.at = match.end()
        return match.group()
