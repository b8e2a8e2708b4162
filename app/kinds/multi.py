"""Multi: several of several options."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from app.errors import InvalidAnswer
from app.kinds.kind import Column, Counted, Kind, Strict, Texts
from app.kinds.settings import AsMany, Options, labels


class MultiSettings(Strict):
    options: Options
    # The most that one may choose; every option when left out.
    max_options: AsMany = None

    @property
    def most(self) -> int:
        """How many options one may choose."""
        return self.max_options or len(self.options)


class MultiValue(Strict):
    options: tuple[str, ...] = ()


class Multi(Kind):
    """`{"options": [key, …]}`, kept in the order of the settings and each once.

    The tally counts the participants who chose each option, in the order of the settings.
    """

    key = "multi"
    counts = "latest"
    compares = ("count",)
    Settings = MultiSettings
    Value = MultiValue

    def check(self, settings: MultiSettings, value: MultiValue) -> MultiValue:
        if not value.options:
            raise InvalidAnswer("error.answer.option_missing", field="options")
        chosen, known = set(value.options), labels(settings.options)
        if not chosen <= known.keys():
            raise InvalidAnswer("error.answer.unknown_option", field="options")
        if len(chosen) > settings.most:
            raise InvalidAnswer("error.answer.options_most", field="options", n=settings.most)
        return MultiValue(options=tuple(key for key in known if key in chosen))

    def tally(self, settings: MultiSettings, answers: Sequence[Counted]) -> dict[str, Any]:
        chosen = Counter(key for answer in answers for key in answer.value["options"])
        return {"counts": {option.key: chosen[option.key] for option in settings.options}}

    def columns(self, settings: MultiSettings) -> list[Column]:
        return [Column("option", "column.option", "text", labelled=True)]

    def rows(self, settings: MultiSettings, value: dict[str, Any]) -> list[dict[str, Any]]:
        return [{"option": key} for key in value["options"]]

    def labels(self, settings: MultiSettings) -> dict[str, Texts | str]:
        return dict(labels(settings.options))


kind = Multi()
