"""Time as the ledger keeps it: RFC 3339 text in UTC with milliseconds, which sorts as it reads."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> str:
    """The present moment, for example `2025-10-24T10:42:07.120Z`."""
    return stamp(datetime.now(UTC))


def stamp(moment: datetime) -> str:
    """An aware datetime as ledger text."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment(stamp: str) -> datetime:
    """Ledger text as an aware datetime in UTC."""
    return datetime.fromisoformat(stamp.replace("Z", "+00:00"))
