"""Scale: items rated with whole numbers between two named ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from app.errors import InvalidAnswer
from app.kinds.kind import Column, Counted, Kind, Strict, Texts
from app.kinds.settings import Items, Label, Whole, labels

POINTS = 11  # squares in a row at most; more do not fit a phone


class Ends(Strict):
    """The least and the greatest rating, and what they mean."""

    min: Whole = 1
    max: Whole = 5
    low: Label | None = None
    high: Label | None = None

    @property
    def ratings(self) -> range:
        """Every rating that can be given."""
        return range(self.min, self.max + 1)


def _usable(ends: Ends) -> Ends:
    if ends.min >= ends.max:
        raise PydanticCustomError("ends", "Write a max that is greater than min.")
    if ends.max - ends.min >= POINTS:
        raise PydanticCustomError(
            "ends", "Bring min and max closer: {points} points at most.", {"points": POINTS}
        )
    return ends


class ScaleSettings(Strict):
    scale: Annotated[Ends, AfterValidator(_usable)] = Ends()
    items: Items


class ScaleValue(Strict):
    ratings: dict[str, Whole] = Field(default_factory=dict)


class Scale(Kind):
    """`{"ratings": {item: int, …}}`, an item may be left out.

    The tally has every item with its mean (None while nobody has rated it), the number of ratings
    and the count of each rating.
    """

    key = "scale"
    counts = "latest"
    compares = ("mean",)
    Settings = ScaleSettings
    Value = ScaleValue

    def check(self, settings: ScaleSettings, value: ScaleValue) -> ScaleValue:
        if not value.ratings:
            raise InvalidAnswer("error.answer.rating_missing", field="ratings")
        items, scale = labels(settings.items), settings.scale
        for item, rating in value.ratings.items():
            if item not in items:
                raise InvalidAnswer("error.answer.unknown_item", field="ratings")
            if rating not in scale.ratings:
                raise InvalidAnswer(
                    "error.answer.rating_range",
                    field=f"ratings.{item}",
                    min=scale.min,
                    max=scale.max,
                )
        return value

    def tally(self, settings: ScaleSettings, answers: Sequence[Counted]) -> dict[str, Any]:
        items: dict[str, Any] = {}
        for item in settings.items:
            given = Counter(
                answer.value["ratings"][item.key]
                for answer in answers
                if item.key in answer.value["ratings"]
            )
            number = given.total()
            total = sum(rating * count for rating, count in given.items())
            items[item.key] = {
                "mean": total / number if number else None,
                "n": number,
                "counts": {str(rating): given[rating] for rating in settings.scale.ratings},
            }
        return {"items": items}

    def ends(self, settings: ScaleSettings) -> tuple[float, float]:
        return settings.scale.min, settings.scale.max

    def columns(self, settings: ScaleSettings) -> list[Column]:
        return [
            Column("item", "column.item", "text", labelled=True),
            Column("rating", "column.rating", "number"),
        ]

    def rows(self, settings: ScaleSettings, value: dict[str, Any]) -> list[dict[str, Any]]:
        ratings = value["ratings"]
        return [
            {"item": item.key, "rating": ratings[item.key]}
            for item in settings.items
            if item.key in ratings
        ]

    def labels(self, settings: ScaleSettings) -> dict[str, Texts | str]:
        return dict(labels(settings.items))


kind = Scale()
