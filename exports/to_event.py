"""`event.json`: the event as one structure, for programs: what was asked, what it added up to, what
was said, what became of it, and what hosts did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from exports.export import Export
from exports.measures import NOBODY
from exports.sums import by_round, sides
from exports.to_jsonl import line, public_record, record, room
from exports.told import WITHHELD

if TYPE_CHECKING:
    from app.kinds import Counted
    from exports.frames import Frames
    from exports.measures import Measures
    from exports.reading import Asked

FORMAT = "evastys-event/1"


def write(frames: Frames, path: Path) -> None:
    """One object; lists in it are written as they are read, an entry a line, in a fixed order."""
    reading = frames.reading
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(f'{{"format":"{FORMAT}"')
        _put(file, "snapshot", frames.snapshot)
        _put(file, "rehearsal", reading.rehearsing)
        _put(file, "agenda", _agenda(frames))
        _put(file, "numbers", _numbers(frames))
        _list(file, "prompts", _prompts(frames))
        _list(file, "statements", _statements(frames))
        _list(file, "words", map(asdict, reading.reworded))
        _list(file, "log", _log(frames))
        file.write("\n}\n")


def _put(file: IO[str], name: str, value: Any) -> None:
    file.write(f',\n"{name}":{line(value)}')


def _list(file: IO[str], name: str, entries: Iterable[dict[str, Any]]) -> None:
    file.write(f',\n"{name}":[')
    for number, entry in enumerate(entries):
        file.write(("," if number else "") + "\n" + line(entry))
    file.write("\n]")


def _agenda(frames: Frames) -> dict[str, Any]:
    """What the event is and who was asked; the prompts stand for themselves."""
    agenda = frames.reading.agenda.model_dump(mode="json", exclude={"prompts"})
    for each in agenda["organisations"]:
        each["class"] = each.pop("class_")
    return agenda


def _numbers(frames: Frames) -> dict[str, int]:
    """For everybody only in how many places personal data was taken out: small numbers of what came
    late, on paper or before the event would tell who."""
    if frames.audience == "public":
        return {"redacted": frames.redacted}
    return asdict(frames.reading.answers.numbers)


def _prompts(frames: Frames) -> Iterator[dict[str, Any]]:
    counted = frames.counted
    tables = {each.number for each in counted.people if (each.headcount or 1) > 1}
    for place, prompt in enumerate(counted.prompts):
        frames.told(place / len(counted.prompts) / 2)
        yield {
            "key": prompt.key,
            "kind": prompt.kind.key,
            "goal_area": prompt.goal_area,
            "angle": prompt.angle,
            "text": prompt.text,
            "heading": prompt.heading,
            "settings": _settings(frames, prompt),
            "results": [
                {
                    "round": number,
                    "side": side or None,
                    "answered": len({each.participant for each in answers if _of_somebody(each)}),
                    "sums": _plain(frames.tell(prompt, answers)),
                }
                for number, of_round in by_round(counted, prompt)
                for side, answers in sides(prompt, of_round, tables)
            ],
        }


def _settings(frames: Frames, prompt: Asked) -> dict[str, Any]:
    """For everybody without what moderators made of words: it has those that are hidden."""
    hidden = {"wording"} if frames.audience == "public" else set()
    return {name: value for name, value in prompt.raw.items() if name not in hidden}


def _plain(sums: dict[str, Measures]) -> dict[str, Measures]:
    return {
        subject: {
            name: "withheld" if value is WITHHELD else value for name, value in numbers.items()
        }
        for subject, numbers in sums.items()
    }


def _of_somebody(answer: Counted) -> bool:
    return answer.organisation != NOBODY


def _statements(frames: Frames) -> Iterator[dict[str, Any]]:
    """Statements, commitments and audience questions, late ones too, each with what the drafters
    and its organisation said of it."""
    told = public_record if frames.audience == "public" else record
    prompts = [each for each in frames.reading.prompts if each.kind.statement]
    for place, prompt in enumerate(prompts):
        frames.told((1 + place / len(prompts)) / 2)
        for given in frames.reading.answers.of(prompt):
            yield {
                **told(given),
                **room(given),
                "mark": given.mark,
                "disposition": asdict(given.disposed) if given.disposed else None,
                "confirmation": asdict(given.confirmed) if given.confirmed else None,
            }


def _log(frames: Frames) -> Iterator[dict[str, Any]]:
    from app.acts.log import deeds  # here: whoever wants another file need not wait for all acts

    if frames.audience == "internal":  # it names who did what
        reading = frames.reading
        yield from map(asdict, deeds(reading.answers.connection, reading.answers.event_id))


export = Export(
    name="event.json",
    label="exports.file.event",
    description="exports.file.event_for",
    media_type="application/json",
    place=14,
    write=write,
)
