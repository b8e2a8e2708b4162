"""`polis.zip`: the statements that could be backed and the votes on them, in the form of Polis.

Columns are those of `polis-export/1`: programs that read an export of Polis read this one. Plain
CSV with the exact text, for programs and not for Excel.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exports.cells import HALVES
from exports.conversation import Conversation
from exports.export import Export
from exports.zipped import Archive, zipped

if TYPE_CHECKING:
    from datetime import datetime

    from exports.frames import Frames
    from exports.reading import Given

Row = Iterable[Any]

MODERATED = {"approved": 1, "hidden": -1}  # every other state is one that nobody decided on
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def write(frames: Frames, path: Path) -> None:
    """A file a table of Polis, and one more that says which statement each comment is."""
    talk = Conversation(frames.reading, frames.words, public=frames.audience == "public")
    with zipped(path, frames.created) as archive:
        _add(archive, "summary.csv", _summary(frames, talk))
        _add(archive, "comments.csv", _comments(talk))
        _add(archive, "votes.csv", _votes(talk))
        _add(archive, "participant-votes.csv", _participants(talk))
        frames.told(0.5)
        _add(archive, "comment-groups.csv", _groups(talk))
        _add(archive, "comments-prompts.csv", _prompts(frames, talk))


def _add(archive: Archive, name: str, rows: Iterator[Row]) -> None:
    """A member in CSV as RFC 4180 has it: commas, CRLF, UTF-8 without a byte order mark."""
    with closing(TextIOWrapper(archive.opened(name), encoding="utf-8", newline="")) as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerows(rows)


def _summary(frames: Frames, talk: Conversation) -> Iterator[Row]:
    t, agenda = frames.words.t, frames.reading.agenda
    yield "topic", t.text(agenda.title)
    yield "url", f"/e/{agenda.code}"
    yield "voters", len(talk.voted)
    yield "voters-in-conv", len(talk.voted)
    yield "commenters", len(talk.commented)
    yield "comments", len(talk.numbers)
    yield "groups", talk.groups
    yield "conversation-description", t("exports.polis.description", at=frames.stated)
    yield "vote-convention", t("exports.polis.convention")


def _comments(talk: Conversation) -> Iterator[Row]:
    yield (
        *("timestamp", "datetime", "comment-id", "author-id"),
        *("agrees", "disagrees", "moderated", "comment-body"),
    )
    for prompt in talk.prompts:
        agrees = Counter(vote.statement for vote in talk.votes(prompt) if vote.backs)
        for number, given in talk.comments_of(prompt):
            yield (
                *_times(talk.moment(given.stored_at)),
                number,
                talk.author(given),
                agrees[given.statement or ""],
                0,
                MODERATED.get(given.state or "", 0),
                _text(given),
            )


def _text(given: Given) -> str:
    return given.prompt.kind.text(given.value).translate(HALVES)


def _votes(talk: Conversation) -> Iterator[Row]:
    yield "timestamp", "datetime", "comment-id", "voter-id", "vote"
    for prompt in talk.prompts:
        for name, voter, backs, at in talk.votes(prompt):
            yield *_times(talk.moment(at)), talk.numbers[name], voter, int(backs)


def _participants(talk: Conversation) -> Iterator[Row]:
    comments = len(talk.numbers)
    head = ("participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree")
    yield *head, *range(comments)
    for number, called in talk.people.items():
        votes = talk.votes_by(number)
        cells: list[int | None] = [None] * comments
        for comment, backs in votes.items():
            cells[comment] = int(backs)
        yield (
            called,
            talk.group_of(number),
            talk.wrote(number),
            len(votes),
            sum(votes.values()),
            0,
            *cells,
        )


def _groups(talk: Conversation) -> Iterator[Row]:
    """Votes on each comment in all and by kind of organisation, the first of the agenda as `a`."""
    what = ("votes", "agrees", "disagrees", "passes")
    head = [f"group-{letters(group)}-{each}" for group in range(talk.groups) for each in what]
    yield "comment-id", "comment", *(f"total-{each}" for each in what), *head
    for prompt in talk.prompts:
        counts: defaultdict[str, Counter[tuple[int | None, bool]]] = defaultdict(Counter)
        for vote in talk.votes(prompt):
            counts[vote.statement][talk.group_of(vote.voter), vote.backs] += 1
        for number, given in talk.comments_of(prompt):
            of = counts[given.statement or ""]
            agrees = sum(count for (_, backs), count in of.items() if backs)
            yield (
                number,
                _text(given),
                *_counted(agrees, of.total() - agrees),
                *(
                    count
                    for group in range(talk.groups)
                    for count in _counted(of[group, True], of[group, False])
                ),
            )


def _counted(agrees: int, passes: int) -> Row:
    return agrees + passes, agrees, 0, passes


def _prompts(frames: Frames, talk: Conversation) -> Iterator[Row]:
    """What Polis has no place for: which statement a comment is, and what it answers."""
    words = frames.words
    yield "comment-id", "statement", "prompt", "goal-area", "goal-area-name", "question"
    for number, given in talk.comments():
        area = given.prompt.goal_area or ""
        yield (
            number,
            given.statement,
            given.prompt.key,
            area,
            words.areas.get(area, area),
            words.t.text(given.prompt.text),
        )


def letters(group: int) -> str:
    """The letters of a group, counted from 0: a to z, then aa."""
    before, last = divmod(group, 26)
    return (letters(before - 1) if before else "") + chr(ord("a") + last)


def _times(at: datetime) -> tuple[int, str]:
    """A moment as milliseconds and in the words of Polis: `Fri Oct 24 10:42:07 EEST 2025`."""
    day = f"{DAYS[at.weekday()]} {MONTHS[at.month - 1]} {at.day:02d}"
    return int(at.timestamp() * 1000), f"{day} {at:%H:%M:%S} {at.tzname()} {at.year}"


export = Export(
    name="polis.zip",
    label="exports.file.polis",
    description="exports.file.polis_for",
    media_type="application/zip",
    place=13,
    write=write,
)
