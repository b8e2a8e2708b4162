"""What the listeners of a topic see now. A topic is `7:phone:main:fi`: event, audience, then the
room and the language of a page, or `7:results:key` with the prompt of a program."""

from __future__ import annotations

import json
from typing import cast

from app import render
from app.events import Held
from app.render import Audience
from app.running import Running


def audience_of(topic: str) -> str:
    """phone, screen, console, asking, desk, results (a host's) or public (anybody else's)."""
    return topic.split(":", 2)[1]


def room_of(topic: str) -> str:
    """The room of a page's topic."""
    return topic.split(":", 3)[2]


def frame_of(running: Running, event: Held, topic: str) -> tuple[str, str]:
    """The topic's frame, and what it says: the same for two frames of which a listener needs
    only one, whatever their versions and moments."""
    _, audience, rest = topic.split(":", 2)
    if audience in ("results", "public"):
        snapshot = running.results(event, rest, whole=audience == "results")
        if audience == "public" and snapshot["results"] == "hidden":
            snapshot |= {"tally": {}}  # hidden again while somebody listens
            snapshot.pop("apart", None)
        said = json.dumps(snapshot | {"version": 0, "at": ""})
        return json.dumps(snapshot, ensure_ascii=False), said
    room, _, language = rest.partition(":")
    scene = running.scene(event, fresh=False, room=room)
    frame = render.frame(scene, cast(Audience, audience), language, running.address)
    return frame, frame.partition('"stage":')[2]


def heartbeat(running: Running, event: Held, at: str) -> str:
    """A sign of life with the version that the newest frames have."""
    scene = running.scene(event, fresh=False)
    return json.dumps({"type": "hb", "epoch": scene.epoch, "version": scene.version, "at": at})


RESTART = json.dumps({"type": "restart"})
