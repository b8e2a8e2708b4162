"""What a form proposes: the agenda's tree with a part changed, read as a file and given to the
event; and where on the page each thing that was wrong is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from app import acts
from app.agenda import Agenda, AgendaFaults, Fault, parse, tree_of
from app.agenda.toml import text_of
from app.amendments import Change
from app.errors import Clash, EvastysError, Refused
from app.events import Held
from app.i18n import Translator
from app.passes import Host
from app.running import Running
from app.web import asked

Tree = dict[str, Any]
FAULTS = {  # how the file's sentences begin or what is in them, and what a page says instead
    r"^(is missing|is empty|has no text in)|^Add `|by language: ": "missing",
    r"^Write (?P<n>[\d–]+) or more": "least",
    r"^Write (?P<n>[\d–]+) or less": "most",
    r"^Write a whole number|is no number of people": "number",
    r"^Write at least two options": "two",
    r"^Write at least one item": "rate",
    r"^Write (?P<n>\d+) (options|items) at most": "many",
    r"^Write a max that is greater|^Bring min and max closer": "ends",
    r"is no day|such day": "day",
    r"is before the event": "before",
    r"is no time zone": "zone",
    r"cannot be typed on every phone": "code",
    r"is no key;|no key can be made|small letters a": "key",
    r"there twice|is here twice|is used on line|there is a prompt": "twice",
    r"stands for nothing|no goal area for": "stands",
    r"^Write two words at least": "words",
}
NAME = "agenda"  # what faults of a form's tree call it


@dataclass(slots=True)
class Told:
    """What was wrong: a sentence for the top of the page, sentences by field, and those that
    belong to no field. `clash` where somebody else was quicker."""

    top: str
    fields: dict[str, list[Sentence]] = field(default_factory=dict)
    rest: list[Sentence] = field(default_factory=list)
    clash: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence for people, in its language."""

    text: str
    language: str


def tree(held: Held) -> Tree:
    """The event's agenda as a file's tree, every prompt on its own in the order of the event."""
    return tree_of(held.agenda, single=True)


def agenda_of(proposed: Tree) -> Agenda:
    """A tree as the file's reading takes it; raises AgendaFaults."""
    return parse(text_of(proposed), NAME)


async def put(
    running: Running, held: Held, host: Host, proposed: Agenda, edition: str
) -> tuple[Change, ...]:
    """Give the event an agenda; raises Clash, Refused."""
    seen = asked.whole(edition)
    if seen is None:
        seen = -1  # of a form that carries none: somebody may have been quicker
    return await running.db.write(
        lambda batch: acts.amend(batch, held.id, proposed, seen, actor=host.actor)
    )


def told(
    fault: EvastysError,
    names: Iterable[str],
    t: Translator,
    of_fault: Callable[[str], str | None],
    of_change: Callable[[tuple[str, ...]], str | None],
) -> Told:
    """What was wrong with a form that has fields of these names: `of_fault` and `of_change` say
    which field the key of a fault or the place of a refused change belongs to, None for none."""
    known = set(names)
    made = Told(t(fault.message, **_params(fault)), clash=isinstance(fault, Clash))
    if isinstance(fault, AgendaFaults):
        made.top = t("edit.faults", n=len(fault.faults))
        for each in fault.faults:
            name = of_fault(each.key)
            _say(made, known, name, _sentence(each, t, elsewhere=name is None))
    if isinstance(fault, Refused):
        for change in refused(fault):
            _say(made, known, of_change(change.where), Sentence(_refusal(change, t), t.language))
    return made


def refused(fault: Refused) -> list[Change]:
    """The changes that may not be made."""
    return [each for each in fault.changes if isinstance(each, Change) and each.refused]


def _params(fault: EvastysError) -> dict[str, object]:
    return {"field": fault.field, **fault.params}


def _sentence(each: Fault, t: Translator, elsewhere: bool) -> Sentence:
    """A fault of the file's reading in the reader's own language; the few that no form brings about
    as whoever writes a file reads them, in English."""
    for pattern, key in FAULTS.items():
        if found := re.search(pattern, each.sentence):
            text = t(f"edit.fault.{key}", **found.groupdict())
            said = t("edit.about", name=each.key, sentence=text) if elsewhere else text
            return Sentence(said, t.language)
    return Sentence(f"{each.key}: {each.sentence}" if elsewhere else each.sentence, "en")


def _refusal(change: Change, t: Translator) -> str:
    sentence = t(change.reason, n=change.n)
    name = t.text(change.name)
    return t("edit.about", name=name, sentence=sentence) if name else sentence


def _say(made: Told, known: set[str], name: str | None, sentence: Sentence) -> None:
    """Put a sentence to the field of this name, or to the nearest one around it."""
    while name and name not in known:
        name = name.rpartition(".")[0]
    if name:
        made.fields.setdefault(name, []).append(sentence)
    else:
        made.rest.append(sentence)


def index_of(rows: Sequence[Tree], key: str) -> int:
    """The place of a row with this key; -1 without one."""
    return next((n for n, each in enumerate(rows) if each.get("key") == key), -1)


def restored(rows: list[Tree], before: Sequence[Tree], keys: Iterable[str]) -> None:
    """Put rows back that may not go, at their old places."""
    for key in keys:
        at = index_of(before, key)
        if at >= 0 and index_of(rows, key) < 0:
            rows.insert(min(at, len(rows)), before[at])
