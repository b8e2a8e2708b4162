"""`answers.csv`: the long table for Excel in Finland."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exports.export import Export
from exports.long import long_parts
from exports.separated import ending, text_of, write_table

if TYPE_CHECKING:
    from exports.frames import Frames


Texts = dict[str, str]
BUFFER = 1 << 20  # bytes


def write(frames: Frames, path: Path) -> None:
    """UTF-8, as every table for Excel is written."""
    with path.open("w", encoding="utf-8", newline="", buffering=BUFFER) as file:
        write_table(file, frames, frames.answers, lines(frames))


def lines(frames: Frames) -> Iterator[str]:
    """Lines of cells. Most cells of a line are those of its prompt and of its participant, which
    are made text once: to write each row anew would take twice as long."""
    keys = [field.key for field in frames.answers.fields]
    nothing, end = dict.fromkeys(keys, ""), ending(frames)
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
    return {key: text_of(value) for key, value in cells.items() if value is not None}


export = Export(
    name="answers.csv",
    label="exports.file.csv",
    description="exports.file.csv_for",
    media_type="text/csv; charset=utf-8",
    place=2,
    write=write,
)
