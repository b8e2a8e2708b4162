"""One table of an agenda file, with the checks that most keys need."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from app.agenda.faults import Report, meant, quoted
from app.agenda.lines import Place
from app.i18n import LANGUAGES
from app.kinds import Texts

KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_PLAIN = str.maketrans({"ø": "o", "æ": "ae", "đ": "d", "ŋ": "n", "ŧ": "t", "ß": "ss"})


class Table:
    """Reads what is right, reports what is not and goes on with an empty value in its place.

    So whatever a reader builds from a table is only good when the report has no fault in the end.
    """

    def __init__(
        self, report: Report, path: Place, values: dict[str, Any], languages: tuple[str, ...] = ()
    ) -> None:
        self.report = report
        self.path = path
        self.values = values
        self.languages = languages  # of the event, the default first; none where not known yet

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def fault(self, key: str, sentence: str) -> None:
        """Report what is wrong with one key of this table."""
        self.report.fault((*self.path, key), sentence)

    def only(self, *known: str) -> None:
        """Report every key that is not among the known ones."""
        for key in self.values:
            if key not in known:
                hint = meant(key, known)
                self.fault(key, f"unknown key{hint} Keys here: {', '.join(known)}")

    def word(self, key: str, example: str) -> str:
        """A text that is not for showing, such as a kind; "" when it is not right."""
        value = self.values.get(key)
        if value is None:
            self.fault(key, f'is missing; write for example {key} = "{example}"')
        elif not isinstance(value, str):
            self.fault(key, f'{quoted(value)} is no text; write {key} = "{example}"')
        elif not value.strip():
            self.fault(key, f'is empty; write for example {key} = "{example}"')
        else:
            return value.strip()
        return ""

    def key(self, example: str) -> str:
        """The `key` of this table, which programs and addresses use."""
        key = self.word("key", example)
        if key and not KEY.fullmatch(key):
            self.fault(
                "key",
                f"{quoted(key)} is no key; write lower-case letters a-z, digits, - and _, "
                f'40 at most, for example key = "{slug(key) or example}"',
            )
            return ""
        return key

    def texts(self, key: str) -> Texts:
        """A text by language, the event's first language first; {} when it is not right."""
        if key not in self.values:
            self.fault(key, f'is missing; write {key} = {{ {self.language} = "…" }}')
            return {}
        return checked(self.report, (*self.path, key), self.values[key], self.languages)

    def tables(self, key: str) -> list[Table]:
        """Every `[[key]]`, in file order."""
        rows = self.values.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.fault(key, f"is no list of tables; begin each of them with a line [[{key}]]")
            return []
        return [
            Table(self.report, (*self.path, key, place), row, self.languages)
            for place, row in enumerate(rows)
        ]

    def table(self, key: str) -> Table:
        """The table `[key]`; an empty one when it is not there."""
        value = self.values.get(key)
        if not isinstance(value, dict):
            begins = "is missing; begin it" if value is None else "is no table; begin one"
            self.fault(key, f"{begins} with a line [{key}]")
            value = {}
        return Table(self.report, (*self.path, key), value, self.languages)

    @property
    def language(self) -> str:
        """The event's first language, for a sentence."""
        return self.languages[0] if self.languages else "fi"


def checked(report: Report, path: Place, value: object, languages: tuple[str, ...]) -> Texts:
    """A text by language as the file has it, cleaned, in the order of the event's languages."""
    first = languages[0] if languages else "fi"
    write = f'write {path[-1]} = {{ {first} = "…" }}'
    if not isinstance(value, dict):
        report.fault(path, f"{quoted(value)} has no language; {write}")
        return {}
    if first not in value and languages:
        report.fault(path, f'has no text in "{first}", the first of event.languages; {write}')
    for language, text in value.items():
        at = (*path, language)
        if language not in LANGUAGES:
            known = ", ".join(LANGUAGES)
            report.fault(
                at,
                f"{quoted(language)} is no language of the pages ({known}); drop this text",
            )
        elif languages and language not in languages:
            report.fault(
                at,
                f"{quoted(language)} is not among event.languages ({', '.join(languages)}); "
                f"add it there or drop this text",
            )
        elif not isinstance(text, str):
            report.fault(at, f'{quoted(text)} is no text; write {language} = "…" in quotes')
        elif not text.strip():
            rest = "" if language == first else ", or drop this language"
            report.fault(at, f"is empty; write the text{rest}")
    return {each: str(value[each]).strip() for each in languages if each in value}


class Seen:
    """Keys of one list so far, so that the second of two gets a fault that names the first."""

    def __init__(self) -> None:
        self._lines: dict[str, int] = {}

    def again(self, key: str, line: int) -> int:
        """Line of the earlier one with this key; 0 if this is the first, or the key is ""."""
        if key in self._lines:
            return self._lines[key]
        if key:
            self._lines[key] = line
        return 0


def unique_key(table: Table, seen: Seen, example: str) -> str:
    """The `key` of a table in a list where each key may stand once."""
    key = table.key(example)
    if first := seen.again(key, table.report.lines[(*table.path, "key")]):
        table.fault("key", f'"{key}" is used on line {first} already; write another key')
    return key


def slug(name: str) -> str:
    """A key made from a name: `Äänekoski` gives `aanekoski`; "" when no letter is left."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(_PLAIN))
    ascii_only = plain.encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:40].strip("-")
