"""Choice: one of several options."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from app.errors import InvalidAnswer
from app.kinds.kind import Column, Counted, Kind, Strict, Texts
from app.kinds.settings import Options, labels


class ChoiceSettings(Strict):
    options: Options


class ChoiceValue(Strict):
    option: str = ""


class Choice(Kind):
    """`{"option": key}`; the tally counts each option, in the order of the settings."""

    key = "choice"
    counts = "latest"
    compares = ("count",)
    one_of = True
    Settings = ChoiceSettings
    Value = ChoiceValue

    def check(self, settings: ChoiceSettings, value: ChoiceValue) -> ChoiceValue:
        if not value.option:
            raise InvalidAnswer("error.answer.option_missing", field="option")
        if value.option not in labels(settings.options):
            raise InvalidAnswer("error.answer.unknown_option", field="option")
        return value

    def tally(self, settings: ChoiceSettings, answers: Sequence[Counted]) -> dict[str, Any]:
        chosen = Counter(answer.value["option"] for answer in answers)
        return {"counts": {option.key: chosen[option.key] for option in settings.options}}

    def columns(self, settings: ChoiceSettings) -> list[Column]:
        return [Column("option", "column.option", "text", labelled=True)]

    def rows(self, settings: ChoiceSettings, value: dict[str, Any]) -> list[dict[str, Any]]:
        return [{"option": value["option"]}]

    def labels(self, settings: ChoiceSettings) -> dict[str, Texts | str]:
        return dict(labels(settings.options))


kind = Choice()
