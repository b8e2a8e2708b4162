"""What people go through at their own pace: a goal area on stage as a whole, and by the clock the
prompts of an event's window before and after its day."""

from __future__ import annotations

import datetime
import zoneinfo
from dataclasses import dataclass

from app.clock import moment, stamp

AREA = "area:"  # keys have no colon, so no prompt is taken for an area
FIRST, LAST = datetime.date(1900, 1, 1), datetime.date(2200, 12, 31)  # that a window reaches
DAY = len("2026-04-16")  # characters of a local time that are its day


def staged(area: str) -> str:
    """How an event's stage names a whole goal area."""
    return f"{AREA}{area}"


def area_of(stage: str | None) -> str | None:
    """The goal area that is on stage as a whole; None when a prompt is, or nothing."""
    return stage.removeprefix(AREA) if stage is not None and stage.startswith(AREA) else None


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the window, in ledger time: from its first moment up to its end."""

    begins: str
    ends: str


def spans(date: str, timezone: str, opens: str | None, closes: str | None) -> tuple[Span, ...]:
    """The window of an event in two parts, before its day and after it; a part that is empty is
    left out. `opens` and `closes` are local times, `2026-04-10T08:00`, or days: a day opens when
    it begins and closes when it is over. On the day itself the moderator leads. Whatever the days
    say, the parts stay in years that a clock can count."""
    zone = zoneinfo.ZoneInfo(timezone)
    day = _within(datetime.date.fromisoformat(date))
    begins, ends = _midnight(day, zone), _midnight(day + datetime.timedelta(days=1), zone)
    first = begins if opens is None else _moment(opens, zone, over=False)
    last = ends if closes is None else _moment(closes, zone, over=True)
    parts = (Span(first, min(begins, last)), Span(max(ends, first), last))
    return tuple(part for part in parts if part.begins < part.ends)


def _midnight(day: datetime.date, zone: zoneinfo.ZoneInfo) -> str:
    return stamp(datetime.datetime.combine(day, datetime.time(), zone))


def _moment(local: str, zone: zoneinfo.ZoneInfo, *, over: bool) -> str:
    day = datetime.date.fromisoformat(local[:DAY])
    if len(local) > DAY and day == _within(day):
        return stamp(datetime.datetime.fromisoformat(local).replace(tzinfo=zone))
    return _midnight(_within(day) + datetime.timedelta(days=over), zone)


def _within(day: datetime.date) -> datetime.date:
    return min(max(day, FIRST), LAST)


def span_at(window: tuple[Span, ...], at: str, grace: int = 0) -> Span | None:
    """The part that a moment is in, or came at most `grace` seconds after; None outside."""
    for part in window:
        late = stamp(moment(part.ends) + datetime.timedelta(seconds=grace)) if grace else part.ends
        if part.begins <= at <= late if grace else part.begins <= at < late:
            return part
    return None


def opened_by(part: Span | None, state: str, closed_at: str | None) -> bool:
    """Whether that part of the window opens a prompt: all but what was closed by hand meanwhile."""
    if part is None or state == "open":
        return False
    return closed_at is None or closed_at < part.begins


@dataclass(frozen=True, slots=True)
class Phase:
    """Where the window of an event stands at a moment."""

    name: str  # open; later: it opens; day: the event itself; over
    until: str  # ledger time: when the open part ends, the next opens, or the last ended


def phase_at(window: tuple[Span, ...], date: str, timezone: str, at: str) -> Phase | None:
    """The phase at a moment of ledger time; None for an event without a window."""
    if not window:
        return None
    today = moment(at).astimezone(zoneinfo.ZoneInfo(timezone)).date().isoformat()
    part = span_at(window, at)
    coming = next((each.begins for each in window if each.begins > at), None)
    if part is not None:
        return Phase("open", part.ends)
    if today == date or (coming is None and today > date and window[-1].ends[:DAY] <= date):
        return Phase("day", coming or window[-1].ends)
    return Phase("later", coming) if coming is not None else Phase("over", window[-1].ends)
