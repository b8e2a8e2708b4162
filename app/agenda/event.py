"""The `[event]` table: what, when, in which languages, for how many, kept until when."""

from __future__ import annotations

import datetime
import re
import zoneinfo
from typing import Any

from app.agenda.faults import meant, quoted
from app.agenda.table import Table, slug
from app.i18n import LANGUAGES

KEYS = ("code", "title", "date", "timezone", "languages", "attendance", "retain_until")
WINDOW = ("opens", "closes")
TABLES = "tables"
ATTENDANCE = 1000  # people, where the organiser gives no estimate
MOST = 100_000  # people; more is a slip of the finger
EXAMPLE = "2025-10-24"  # a day as a file has it
KEPT = datetime.timedelta(days=90)  # the usual time for a single meeting
YEARS = (1900, 2200)  # of any day here; beyond them it is a slip, and clocks cannot count


def read_event(table: Table) -> dict[str, Any]:
    """The fields that an Agenda has of its `[event]`; `table` learns the event's languages."""
    table.only(*KEYS, *WINDOW, TABLES)
    table.languages = _languages(table)
    date = _date(table, "date", EXAMPLE)
    fields: dict[str, Any] = {
        "code": _code(table),
        "title": table.texts("title"),
        "date": date.isoformat(),
        "timezone": _timezone(table),
        "languages": table.languages,
        "attendance": _attendance(table),
    }
    until = _retain_until(table, date)
    fields |= {"retain_until": until.isoformat(), TABLES: _tables(table)}
    return fields | _window(table, date, until)


def _languages(table: Table) -> tuple[str, ...]:
    known = ", ".join(LANGUAGES)
    value = table.values.get("languages")
    if not isinstance(value, list) or not value:
        begins = "is missing" if value is None else f"{quoted(value)} is no list of languages"
        table.fault("languages", f'{begins}; write languages = ["fi", "sv", "en"], default first')
        return ()
    right: list[str] = []
    unknown = False
    for place, language in enumerate(value):
        path = (*table.path, "languages", place)
        if language not in LANGUAGES:
            unknown = True
            table.report.fault(
                path, f"{quoted(language)} is no language of the pages; choose from {known}"
            )
        elif language in right:
            table.report.fault(path, f'"{language}" is here twice; keep one')
        else:
            right.append(language)
    if not unknown:
        return tuple(right)
    # What an unknown one was meant to be nobody can tell: no text in a language of the pages is
    # told to be in a wrong one, and which comes first is known only where the first is right.
    others = tuple(each for each in LANGUAGES if each not in right)
    return (*right, *others) if value[0] in LANGUAGES else ()


def _code(table: Table) -> str:
    given = table.word("code", "SYDAN")
    code = given.upper()
    if given and not re.fullmatch(r"[A-Z0-9]{4,8}", code):
        plain = re.sub(r"[^A-Z0-9]", "", slug(given).upper())[:8]
        example = plain if len(plain) >= 4 else "SYDAN"
        table.fault(
            "code",
            f"{quoted(given)} cannot be typed on every phone; "
            f'write 4-8 letters A-Z and digits, for example code = "{example}"',
        )
    return code


def _date(table: Table, key: str, example: str | None) -> datetime.date:
    """A day; the first of all where it is not right. Without an example only its form is said."""
    value = table.values.get(key)
    # A TOML date with a time arrives as datetime, which Python counts as a date.
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value if _in_reach(table, key, value) else datetime.date.min
    if value is None:
        table.fault(key, f"is missing; write for example {key} = {example}")
    else:
        form = f"{key} = {example}" if example else f"it as in {EXAMPLE}"
        table.fault(key, f"{quoted(value)} is no day; write {form}, without quotes or time")
    return datetime.date.min


def _in_reach(table: Table, key: str, day: datetime.date) -> bool:
    """Whether the year is one of this time; a fault where it is not."""
    first, last = YEARS
    if first <= day.year <= last:
        return True
    table.fault(
        key,
        f"{quoted(day)} is too far away; write a year {first}-{last}, "
        f"for example {key} = {EXAMPLE}",
    )
    return False


def _retain_until(table: Table, date: datetime.date) -> datetime.date:
    known = datetime.date.min < date < datetime.date.max - KEPT
    example = (date + KEPT).isoformat() if known else None
    if "retain_until" not in table:
        days = f"for example retain_until = {example} (90 days)" if known else "for example 90 days"
        table.fault(
            "retain_until",
            f"is missing; say until which day answers are kept, {days}, "
            "or the day when the plan has been decided",
        )
        return datetime.date.min
    until = _date(table, "retain_until", example)
    if datetime.date.min < until < date:
        table.fault(
            "retain_until",
            f"{until} is before the event ({date}); write a day after it, "
            f"for example retain_until = {example}",
        )
    return until


def _timezone(table: Table) -> str:
    name = table.word("timezone", "Europe/Helsinki")
    try:
        if name:
            zoneinfo.ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown; not a name at all; a folder of zones
        hint = meant(name, zoneinfo.available_timezones())
        table.fault("timezone", f'{quoted(name)} is no time zone{hint} Write "Europe/Helsinki"')
    return name


def _attendance(table: Table) -> int:
    value = table.values.get("attendance", ATTENDANCE)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST:
        table.fault(
            "attendance",
            f"{quoted(value)} is no number of people; write a whole number 1-{MOST}, "
            "for example attendance = 180",
        )
        return ATTENDANCE
    return value


def _tables(table: Table) -> bool:
    value = table.values.get(TABLES, False)
    if not isinstance(value, bool):
        table.fault(TABLES, f"{quoted(value)} is neither true nor false; write tables = true")
    return bool(value)


def _window(table: Table, date: datetime.date, until: datetime.date) -> dict[str, str]:
    """When people answer at their own pace before and after the day of the event; a file may say
    either moment, both or none."""
    moments = {key: _moment(table, key, date) for key in WINDOW if key in table}
    opens, closes = moments.get("opens"), moments.get("closes")
    if opens and closes and not _start(opens) < _start(closes) + _whole_day(closes):
        table.fault(
            "closes", f"{_told(closes)} is not after opens ({_told(opens)}); write a later day"
        )
    elif opens and not closes and _day(opens) >= date:
        table.fault(
            "opens", f"{_told(opens)} is not before the event ({date}); write closes as well"
        )
    elif closes and not opens and _day(closes) <= date:
        table.fault(
            "closes", f"{_told(closes)} is not after the event ({date}); write opens as well"
        )
    elif closes and datetime.date.min < until < _day(closes):
        table.fault(
            "closes", f"{_told(closes)} is after retain_until ({until}); write an earlier day"
        )
    return {key: _told(each) for key, each in moments.items() if each}


def _moment(table: Table, key: str, date: datetime.date) -> datetime.date | None:
    """A day, or a local time, which Python counts as a day; None where it is neither."""
    value = table.values.get(key)
    if isinstance(value, datetime.datetime) and value.tzinfo is not None:
        table.fault(
            key, f"{quoted(value)} has a zone of its own; write the time alone, in timezone"
        )
        return None
    if not isinstance(value, datetime.date):
        day = date if date > datetime.date.min else datetime.date.fromisoformat(EXAMPLE)
        table.fault(
            key, f"{quoted(value)} is no day; write {key} = {day} or {key} = {day}T16:00:00"
        )
        return None
    return value if _in_reach(table, key, value) else None


def _start(moment: datetime.date) -> datetime.datetime:
    if isinstance(moment, datetime.datetime):
        return moment
    return datetime.datetime.combine(moment, datetime.time())


def _whole_day(moment: datetime.date) -> datetime.timedelta:
    return datetime.timedelta(days=not isinstance(moment, datetime.datetime))


def _day(moment: datetime.date) -> datetime.date:
    return moment.date() if isinstance(moment, datetime.datetime) else moment


def _told(moment: datetime.date) -> str:
    """As an agenda keeps it: `2026-04-10`, or `2026-04-10T16:00:00`."""
    return (
        moment.replace(microsecond=0).isoformat()
        if isinstance(moment, datetime.datetime)
        else moment.isoformat()
    )
