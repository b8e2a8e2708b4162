"""Points: a sum shared among options."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field

from app.errors import InvalidAnswer
from app.kinds.kind import Column, Counted, Kind, Strict, Texts
from app.kinds.settings import Options, Whole, labels


class PointsSettings(Strict):
    points: Annotated[Whole, Field(ge=1, le=10_000)] = 100
    options: Options


class PointsValue(Strict):
    points: dict[str, Whole] = Field(default_factory=dict)


class Points(Kind):
    """`{"points": {key: int, …}}` sums to the prompt's `points`; an option left out has 0.

    The tally has the sum and the mean of every option, None as the mean of no answers.
    """

    key = "points"
    counts = "latest"
    compares = ("mean",)
    Settings = PointsSettings
    Value = PointsValue

    def check(self, settings: PointsSettings, value: PointsValue) -> PointsValue:
        options = labels(settings.options)
        for option, points in value.points.items():
            if option not in options:
                raise InvalidAnswer("error.answer.unknown_option", field="points")
            if points < 0:
                raise InvalidAnswer("error.answer.points_least", field=f"points.{option}")
            if points > settings.points:
                raise InvalidAnswer(
                    "error.answer.points_most", field=f"points.{option}", n=settings.points
                )
        left = settings.points - sum(value.points.values())
        if left > 0:
            raise InvalidAnswer("error.answer.points_left", field="points", n=left)
        if left < 0:
            raise InvalidAnswer("error.answer.points_over", field="points", n=-left)
        return value

    def tally(self, settings: PointsSettings, answers: Sequence[Counted]) -> dict[str, Any]:
        options: dict[str, Any] = {}
        for option in settings.options:
            total = sum(answer.value["points"].get(option.key, 0) for answer in answers)
            options[option.key] = {"sum": total, "mean": total / len(answers) if answers else None}
        return {"options": options}

    def columns(self, settings: PointsSettings) -> list[Column]:
        return [
            Column("option", "column.option", "text", labelled=True),
            Column("points", "column.points", "number"),
        ]

    def rows(self, settings: PointsSettings, value: dict[str, Any]) -> list[dict[str, Any]]:
        return [
            {"option": option.key, "points": value["points"].get(option.key, 0)}
            for option in settings.options
        ]

    def labels(self, settings: PointsSettings) -> dict[str, Texts | str]:
        return dict(labels(settings.options))


kind = Points()
