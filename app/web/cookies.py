"""Cookies that the browser sends back and no script can read."""

from __future__ import annotations

from datetime import UTC, datetime
from math import ceil

from fastapi import Response

from app import access
from app.clock import moment
from app.events import Held, window_of
from app.invitations import MOST_DAYS
from app.passes import LONGEST
from app.settings import Settings
from app.web.asked import LANGUAGE_COOKIE

DAY = 24 * 60 * 60  # seconds


def keep_participant(response: Response, settings: Settings, held: Held, token: str) -> None:
    """Remember a phone for three days, and where people answer before or after the event until a
    day after the last moment of that: who comes back is who they were, and counts once."""
    ends = [moment(part.ends) for part in window_of(held.agenda)]
    left = max(((end - datetime.now(UTC)).total_seconds() for end in ends), default=0.0)
    seconds = max(3 * DAY, ceil(left) + DAY)
    _keep(response, access.participant_cookie(settings, held.code), token, seconds, settings)


def keep_host(response: Response, settings: Settings, held: Held, token: str) -> None:
    """Remember a host's browser for as long as a pass can live; the server ends it before."""
    _keep(response, access.host_cookie(settings, held.code), token, LONGEST * 60 * 60, settings)


def drop_host(response: Response, settings: Settings, held: Held) -> None:
    """Forget it."""
    _keep(response, access.host_cookie(settings, held.code), "", 0, settings)


def keep_contact(response: Response, settings: Settings, held: Held, token: str) -> None:
    """Remember a contact person's browser for as long as an invitation can be good; the server
    ends it before."""
    name = access.contact_cookie(settings, held.code)
    _keep(response, name, token, (MOST_DAYS + 1) * DAY, settings)


def keep_language(response: Response, settings: Settings, language: str) -> None:
    """Remember the chosen language."""
    _keep(response, LANGUAGE_COOKIE, language, 30 * DAY, settings)


def _keep(response: Response, name: str, value: str, seconds: int, settings: Settings) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite="lax",
    )
