"""Ledger times as cells: the event's wall clock with its zone, and back."""

from __future__ import annotations

from datetime import datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.clock import moment
from exports.words import Words


def clock(stamp: str, words: Words) -> tuple[datetime, str]:
    """A ledger time as the event's wall clock to the second, and the zone that it is in."""
    minute, zone = _clock(stamp[:16], words.t.timezone)
    return minute.replace(second=int(stamp[17:19])), zone


def instant(wall: datetime, zone: str) -> datetime:
    """The moment that a wall clock with its zone, as `clock` gives them, tells."""
    return wall.replace(tzinfo=_offset(zone[-len("+03:00") :]))


@lru_cache
def _offset(text: str) -> tzinfo | None:
    return datetime.strptime(text, "%z").tzinfo


@lru_cache(maxsize=10_000)  # an event has many answers a minute
def _clock(stamp: str, zone: ZoneInfo) -> tuple[datetime, str]:
    local = moment(f"{stamp}:00Z").astimezone(zone)
    offset = local.strftime("%z")
    return local.replace(tzinfo=None), f"{zone.key} UTC{offset[:3]}:{offset[3:]}"
