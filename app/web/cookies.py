"""Cookies that the browser sends back and no script can read."""

from __future__ import annotations

from fastapi import Response

from app import access
from app.events import Held
from app.passes import LONGEST
from app.settings import Settings
from app.web.asked import LANGUAGE_COOKIE

DAY = 24 * 60 * 60  # seconds


def keep_participant(response: Response, settings: Settings, held: Held, token: str) -> None:
    """Remember a phone: three days, so that who comes back the next day is who they were."""
    _keep(response, access.participant_cookie(settings, held.code), token, 3 * DAY, settings)


def keep_host(response: Response, settings: Settings, held: Held, token: str) -> None:
    """Remember a host's browser for as long as a pass can live; the server ends it before."""
    _keep(response, access.host_cookie(settings, held.code), token, LONGEST * 60 * 60, settings)


def drop_host(response: Response, settings: Settings, held: Held) -> None:
    """Forget it."""
    _keep(response, access.host_cookie(settings, held.code), "", 0, settings)


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
