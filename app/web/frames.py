"""The frame of now over plain HTTP, for a page that wakes up or cannot open a socket."""

from __future__ import annotations

import hashlib

from fastapi import Request, Response

from app import render
from app.events import Held
from app.render import Audience
from app.running import Running


def current(
    request: Request,
    running: Running,
    held: Held,
    audience: Audience,
    language: str,
    room: str | None = None,
) -> Response:
    """The newest frame of a room, or 304 when the page has already one that says the same."""
    scene = running.scene(held, fresh=False, room=room)
    frame = render.frame(scene, audience, language, running.address)
    said = frame.partition('"stage":')[2]
    tag = f'"{hashlib.sha256((scene.epoch + said).encode()).hexdigest()[:24]}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"ETag": tag})
    return Response(frame, media_type="application/json", headers={"ETag": tag})
