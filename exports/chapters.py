"""The chapter that a drafter works from: a Word document for each goal area."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from exports.charts import Look, look_of
from exports.committed import add_commitments
from exports.front import begun
from exports.measures import NOBODY
from exports.numbers import numbers_of
from exports.plan import KIND
from exports.quotes import Quote, quotes_of
from exports.reading import Asked, Given

if TYPE_CHECKING:
    from exports.frames import Frames


def chapters(frames: Frames) -> Iterator[tuple[str, bytes]]:
    """Each document with its name: one a goal area, named after its key, and one of what was asked
    outside them. Made one at a time, as they are asked for."""
    t, agenda = frames.words.t, frames.reading.agenda
    for place, area in enumerate(agenda.goal_areas):
        frames.told(place / (len(agenda.goal_areas) + 1))
        title = t.text(area.title)
        yield f"{area.key}.docx", _Chapter(frames, area.key, title, look_of(place)).written()
    if any(not prompt.goal_area for prompt in frames.reading.prompts):
        keys = {area.key for area in agenda.goal_areas}
        name = t("report.outside_file")
        name += "-2" if name in keys else ""
        yield f"{name}.docx", _Chapter(frames, "", t("report.outside"), look_of(None)).written()


class _Chapter:
    """One document being written."""

    def __init__(self, frames: Frames, area: str, title: str, look: Look) -> None:
        self._frames, self._words, self._look = frames, frames.words, look
        reading = frames.reading
        self._prompts = [each for each in reading.prompts if (each.goal_area or "") == area]
        self._given = {each.key: reading.answers.of(each) for each in self._prompts}
        people = frames.counted.people
        self._tables = {each.number for each in people if (each.headcount or 1) > 1}
        self._document = begun(
            frames, title, self._words.t("report.chapter.about"), self._lines(), look
        )

    def _lines(self) -> list[str]:
        """What to know about what is in this document."""
        quoted = any(each.kind.statement and each.kind.key != KIND for each in self._prompts)
        backed = any(each.raw.get("support") for each in self._prompts)
        pictured = any(not each.kind.statement for each in self._prompts)
        committed = any(each.kind.key == KIND for each in self._prompts)
        lines = {
            "numbers": pictured,
            "quotes": quoted,
            "support": backed,
            "marks": quoted,
            "commitments": committed,
        }
        return [line for line, needed in lines.items() if needed]

    def written(self) -> bytes:
        """The whole document."""
        groups = [(key, list(each)) for key, each in groupby(self._ordered(), self._angle)]
        for angle, prompts in groups:
            named = len(groups) > 1 or angle in self._words.angles
            self._turn(prompts[0])
            if named:
                unknown = self._words.t("report.outside_angle")
                self._document.heading(self._words.angles.get(angle, unknown), 2)
            for prompt in prompts:
                self._turn(prompt)
                self._document.heading(self._words.t.text(prompt.heading), 3 if named else 2)
                self._prompt(prompt)
        if not self._prompts:
            self._document.text(self._words.t("report.no_prompts"))
        return self._document.content()

    def _ordered(self) -> list[Asked]:
        """The prompts angle by angle as the agenda has them, those without one at the end."""
        order = [angle.key for angle in self._frames.reading.agenda.angles]
        return sorted(
            self._prompts,
            key=lambda each: order.index(each.angle) if each.angle in order else len(order),
        )

    def _angle(self, prompt: Asked) -> str:
        return prompt.angle if prompt.angle in self._words.angles else ""

    def _turn(self, prompt: Asked) -> None:
        """Lists of commitments have more columns than fit an upright page."""
        self._document.turn(prompt.kind.key == KIND and bool(self._given[prompt.key]))

    def _prompt(self, prompt: Asked) -> None:
        given = self._given[prompt.key]
        counted = self._frames.counted.answers.of(prompt)
        if not counted:
            self._document.text(self._words.t("report.no_answers"))
            return
        self._numbers(prompt, counted)
        if not given and prompt.kind.statement:
            self._document.text(self._words.t("report.none_published"))
        elif prompt.kind.key == KIND:
            caption = self._words.t(
                "report.caption.commitments", of=self._words.t.text(prompt.heading)
            )
            add_commitments(
                self._document, self._frames.reading, given, self._words, caption,
                organisations=True,
            )  # fmt: skip
        elif prompt.kind.statement:
            self._quotes(given)

    def _numbers(self, prompt: Asked, given: Sequence[Given]) -> None:
        t, heading = self._words.t, self._words.t.text(prompt.heading)
        tell = self._frames.tell
        for numbers in numbers_of(prompt, given, self._tables, self._words, self._look, tell):
            picture = numbers.picture
            which = f" ({numbers.which})" if numbers.which else ""
            self._document.figure(picture.draw(), f"{heading}{which}", picture.about)
            note = t("report.answered", n=numbers.answered)
            if picture.left_out:
                note += f" {t('report.left_out', n=picture.left_out)}"
            caption = t("report.caption.numbers", of=f"{heading}{which}")
            self._document.table(caption, picture.columns, picture.rows, note)

    def _quotes(self, given: Sequence[Given]) -> None:
        t = self._words.t
        quotes = quotes_of(given, self._words)
        if self._frames.audience == "public":
            self._document.text(t("report.published", n=len(quotes)))
            self._quoted(quotes)
            return
        of = t(
            "report.organisations", n=len({each.person.organisation for each in given} - {NOBODY})
        )
        told = t("report.statements", n=len(given), organisations=of)
        if hidden := len(given) - len(quotes):
            told += f" {t('report.hidden', n=hidden)}"
        self._document.text(told)
        self._quoted(quotes)

    def _quoted(self, quotes: Sequence[Quote]) -> None:
        for quote in quotes:
            self._document.quote(quote.text, quote.source)
