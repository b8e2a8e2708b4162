"""Two editors at once: what the event has now where a form that was made before has otherwise, so
that nobody takes back what somebody else has done without having seen it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from app.i18n import Translator
from app.web.editing.controls import Control
from app.web.editing.proposal import Sentence, Told, Tree, index_of, restored


def keys_of(rows: Any) -> str:
    """The keys of rows, as a form carries them."""
    return " ".join(str(each["key"]) for each in rows or () if each.get("key"))


def known_to(form: Tree, name: str) -> str:
    """The keys that a list of this name had when the form was made."""
    was = form.get("was")
    keys = was.get(name) if isinstance(was, dict) else None
    return keys if isinstance(keys, str) else ""


def joined(rows: list[Tree], now: list[Tree], was: str) -> tuple[set[str], set[str]]:
    """Put the rows that have come since among those of a form; the keys of these, and of rows of
    the form that have gone since. What the form itself has dropped stays dropped."""
    known = set(was.split())
    mine = {each.get("key") for each in rows}
    came = [each["key"] for each in now if each["key"] not in known | mine]
    restored(rows, now, came)
    gone = {each for each in mine if each in known and index_of(now, each) < 0}
    return set(came), gone


def tell(
    wrong: Told, name: str, rows: list[Tree], moved: tuple[set[str], set[str]], t: Translator
) -> None:
    """Say of rows that they have come or gone, beside them."""
    for keys, sentence in zip(moved, ("edit.clash.added", "edit.clash.removed"), strict=True):
        for key in keys:
            said = wrong.fields.setdefault(f"{name}.{index_of(rows, key)}", [])
            said.append(Sentence(t(sentence), t.language))


def differing(
    mine: Iterable[Control], now: Iterable[Control], languages: Iterable[str]
) -> dict[str, Any]:
    """What the event has now, by the names of the form's fields that have otherwise: a text, or
    for a tick whether it stands."""
    languages = tuple(languages)
    held = {path: value for path, _, value in _values(now, languages)}
    return {
        name: held[path]
        for path, name, value in _values(mine, languages)
        if path in held and held[path] != value
    }


def _values(
    controls: Iterable[Control], languages: tuple[str, ...], above: str = ""
) -> Iterator[tuple[str, str, Any]]:
    """Every field: its path with keys for places, its name in the form, what it has."""
    for each in controls:
        path = f"{above}.{each.key}"
        if each.form == "texts":
            for language in languages:
                text = (each.value or {}).get(language, "")
                yield f"{path}.{language}", f"{each.name}.{language}", text
        elif each.form == "group":
            yield from _values(each.inside, languages, path)
        elif each.form == "rows":
            for row, value in zip(each.rows, each.value, strict=True):
                yield from _values(row, languages, f"{path}.{value.get('key', '')}")
        elif each.form == "flag":
            yield path, each.name, each.value in (True, "1")
        else:
            yield path, each.name, "" if each.value is None else str(each.value)
