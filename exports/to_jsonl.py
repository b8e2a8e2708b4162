"""`answers.jsonl`: every answer exactly as it is kept, one JSON object a line, for programs."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exports.export import Export

if TYPE_CHECKING:
    from exports.frames import Frames
    from exports.reading import Given

# Valid in JSON, yet many programs end a line at them.
_BREAKS = re.compile("[\x7f\x85\u2028\u2029]")


def write(frames: Frames, path: Path) -> None:
    """UTF-8, LF, keys in English and in a fixed order; late answers carry `"late": true`.

    For the public a line has what may be published and no key more.
    """
    told = public_record if frames.audience == "public" else record
    snapshot = {"snapshot": frames.snapshot}
    with path.open("w", encoding="utf-8", newline="") as file:
        prompts = frames.reading.prompts
        for number, prompt in enumerate(prompts):
            frames.told(number / len(prompts))
            for given in frames.reading.answers.of(prompt):
                file.write(line(told(given) | room(given) | snapshot) + "\n")


def record(given: Given) -> dict[str, Any]:
    """One answer; keys and times as the ledger has them, the value untouched."""
    person, prompt = given.person, given.prompt
    return {
        "position": given.position,
        "answer": given.answer_id,
        "sequence": given.sequence,
        "prompt": prompt.key,
        "kind": prompt.kind.key,
        "goal_area": prompt.goal_area,
        "angle": prompt.angle,
        "value": given.value,
        "statement": given.statement,
        "state": given.state,
        "hint": given.hint,
        "support": _support(given),
        "disposition": _disposition(given),
        "confirmation": _confirmation(given),
        "round": given.round,
        "late": given.late,
        "source": person.source,
        "windowed": given.windowed,
        "rehearsal": person.rehearsal,
        "participant": person.number,
        "organisation": person.organisation or None,
        "class": person.organisation_class or None,
        "role": person.role or None,
        "table": person.table,
        "headcount": person.headcount,
        "language": person.language or None,
        "answered_at": given.answered_at,
        "stored_at": given.stored_at,
    }


def public_record(given: Given) -> dict[str, Any]:
    """A statement, a question, or a commitment as its organisation has confirmed it."""
    prompt, person = given.prompt, given.person
    return {
        "statement": given.statement,
        "prompt": prompt.key,
        "kind": prompt.kind.key,
        "goal_area": prompt.goal_area,
        "angle": prompt.angle,
        "value": given.value,
        "state": given.state,
        "mark": given.mark,
        "support": _support(given),
        "round": given.round,
        "organisation": person.organisation or None,
        "class": person.organisation_class or None,
    }


def _support(given: Given) -> dict[str, int] | None:
    if given.support is None:
        return None
    return dict(zip(("people", "organisations", "exposed"), given.support, strict=True))


def _disposition(given: Given) -> dict[str, str] | None:
    """What the drafter says became of it."""
    if given.disposed is None:
        return None
    keys = ("state", "reason", "section", "actor", "at")
    return {key: getattr(given.disposed, key) for key in keys}


def _confirmation(given: Given) -> dict[str, Any] | None:
    """What its organisation says of a commitment, and the commitment as it has it."""
    return asdict(given.confirmed) if given.confirmed else None


def room(given: Given) -> dict[str, str]:
    """Where the participant is, in an event of several rooms."""
    return {"room": given.person.room} if given.person.room else {}


def line(record: Any) -> str:
    """One line of text that every JSON reader turns back into the same value."""
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:  # half a surrogate pair is text in JSON but not in UTF-8
        return json.dumps(record, separators=(",", ":"))
    return _BREAKS.sub(lambda sign: f"\\u{ord(sign.group()):04x}", text)


export = Export(
    name="answers.jsonl",
    label="exports.file.jsonl",
    description="exports.file.jsonl_for",
    media_type="application/x-ndjson",
    place=3,
    write=write,
)
