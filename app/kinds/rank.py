"""Rank: options put in order, the best first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from app.errors import InvalidAnswer
from app.kinds.kind import Column, Counted, Kind, Strict, Texts
from app.kinds.settings import AsMany, Options, at_most, labels

MOST = 12  # options; nobody puts more in order on a phone


class RankSettings(Strict):
    options: Annotated[Options, at_most(MOST, "options", "nobody puts more in order")]
    # Only this many are put in order; all of them when left out.
    top: AsMany = None

    @property
    def places(self) -> int:
        """How many places there are to fill."""
        return self.top or len(self.options)


class RankValue(Strict):
    order: tuple[str, ...] = ()


class Rank(Kind):
    """`{"order": [key, …]}`, the best first: every option once, or with `top` 1 to `top` of them.

    The tally has of every option its mean place (those left out of an order share the mean of the
    places that are left; None without answers), its Borda points (place r of k options gives
    k − r, left out 0) and how often it was first.
    """

    key = "rank"
    counts = "latest"
    compares = ("mean_rank",)
    Settings = RankSettings
    Value = RankValue

    def check(self, settings: RankSettings, value: RankValue) -> RankValue:
        known = labels(settings.options)
        if not value.order:
            raise InvalidAnswer("error.answer.order_missing", field="order")
        for place, key in enumerate(value.order):
            if key not in known:
                raise InvalidAnswer("error.answer.unknown_option", field=f"order.{place}")
            if key in value.order[:place]:
                raise InvalidAnswer("error.answer.order_twice", field=f"order.{place}")
        if len(value.order) > settings.places:
            raise InvalidAnswer("error.answer.order_most", field="order", n=settings.places)
        if settings.top is None and len(value.order) < len(known):
            raise InvalidAnswer("error.answer.order_left", field=f"order.{len(value.order)}")
        return value

    def takes_more(self, settings: dict[str, Any]) -> bool:
        # Who has put every option in order has not put the new one anywhere.
        return settings.get("top") is not None

    def tally(self, settings: RankSettings, answers: Sequence[Counted]) -> dict[str, Any]:
        many = len(settings.options)
        orders = [answer.value["order"] for answer in answers]
        options: dict[str, Any] = {}
        for option in settings.options:
            twice, borda, first = 0, 0, 0  # places doubled, so that halves stay whole numbers
            for order in orders:
                if option.key in order:
                    place = order.index(option.key) + 1
                    twice, borda, first = (
                        twice + 2 * place,
                        borda + many - place,
                        first + (place == 1),
                    )
                else:
                    twice += len(order) + 1 + many
            mean = twice / (2 * len(orders)) if orders else None
            options[option.key] = {"mean_rank": mean, "borda": borda, "first": first}
        return {"options": options}

    def ends(self, settings: RankSettings) -> tuple[float, float]:
        return len(settings.options), 1

    def columns(self, settings: RankSettings) -> list[Column]:
        return [
            Column("option", "column.option", "text", labelled=True),
            Column("place", "column.place", "number"),
        ]

    def rows(self, settings: RankSettings, value: dict[str, Any]) -> list[dict[str, Any]]:
        return [
            {"option": key, "place": place} for place, key in enumerate(value["order"], start=1)
        ]

    def labels(self, settings: RankSettings) -> dict[str, Texts | str]:
        return dict(labels(settings.options))


kind = Rank()
