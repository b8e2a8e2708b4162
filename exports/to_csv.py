"""`answers.csv`: the long table for Excel in Finland."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exports.cells import shown
from exports.export import Export
from exports.long import long_parts

if TYPE_CHECKING:
    from exports.frames import Frames


_SPECIAL = re.compile('[;"\r\n]')
Texts = dict[str, str]
BUFFER = 1 << 20  # bytes


def write(frames: Frames, path: Path) -> None:
    """UTF-8 with a byte order mark, `;`, CRLF, RFC 4180 quotes, decimal comma.

    A last column states the snapshot, because a CSV has no other place for it.
    """
    table = frames.answers
    stated = frames.words.t(
        "exports.csv.snapshot_cell",
        at=frames.stated,
        version=str(frames.reading.version),
        product=frames.product,
    )
    with path.open("w", encoding="utf-8", newline="", buffering=BUFFER) as file:
        file.write("\ufeff")
        labels = [cell(field.label) for field in table.fields]
        head = [*labels, frames.words.t("exports.csv.snapshot")]
        file.write(";".join(map(quoted, head)) + "\r\n")
        file.writelines(_lines(frames, [field.key for field in table.fields], stated))


def _lines(frames: Frames, keys: Sequence[str], stated: str) -> Iterator[str]:
    """Lines of cells. Most cells of a line are those of its prompt and of its participant, which
    are made text once: to write each row anew would take twice as long."""
    nothing, end = dict.fromkeys(keys, ""), f";{quoted(stated)}\r\n"
    line_of = itemgetter(*keys)
    people: dict[int, Texts] = {}  # the parts are the same objects as long as they are gone through
    prompt = answer = None
    begun = 0  # prompts
    for of_prompt, of_person, of_answer, own in long_parts(frames.reading, frames.words):
        if of_prompt is not prompt:
            frames.told(begun / len(frames.reading.prompts))
            begun += 1
            prompt, common = of_prompt, nothing | _texts(of_prompt)
        person = people.get(id(of_person))
        if person is None:
            person = people[id(of_person)] = _texts(of_person)
        if of_answer is not answer:
            answer, known = of_answer, common | person | _texts(of_answer)
        yield ";".join(line_of(known | _texts(own))) + end


def _texts(cells: Mapping[str, Any]) -> Texts:
    return {key: _text(value) for key, value in cells.items() if value is not None}


def _text(value: Any) -> str:
    if type(value) is int:
        return str(value)
    return _quoted(value) if type(value) is str else cell(value)


@lru_cache(maxsize=20_000)  # most texts are the same few hundred names
def _quoted(text: str) -> str:
    return quoted(cell(text))


def quoted(text: str) -> str:
    """A cell as RFC 4180 writes it: in quotes where it holds one, a separator or a line break."""
    if _SPECIAL.search(text) is None:
        return text
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def cell(value: Any) -> str:
    """A value as Excel with Finnish settings reads it; `'` before text that could run."""
    if isinstance(value, str):
        text, risky = shown(value)
        return f"'{text}" if risky else text
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, float):
        return repr(value).replace(".", ",")
    return str(value)


export = Export(
    name="answers.csv",
    label="exports.file.csv",
    description="exports.file.csv_for",
    media_type="text/csv; charset=utf-8",
    place=2,
    write=write,
)
