"""The sockets: who may listen, and one reader and one sender for each."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any, Literal

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from app import access, render
from app.clock import now
from app.errors import EvastysError, Forbidden, Unknown
from app.events import Held
from app.running import Running
from app.ws.bus import LocalBus
from app.ws.frames import audience_of, frame_of, heartbeat
from app.ws.hub import Hub, Listener, framed
from app.ws.wire import wire_of

SEND_LIMIT = 5.0  # seconds for one message to a listener that is behind
LEAVING = 5.0  # seconds that one who was too slow has for what is under way and the close code
TOO_SLOW = 4008  # close code: come back later
REFUSED = 4501  # close code: do not come back, nobody knows you here
NO_SUCH = 4504  # close code: do not come back, there is no such event or prompt
TOO_MUCH = 1008
PER_SECOND, BURST = 1.0, 10  # messages that one listener may send

Listening = Literal["phone", "screen", "console", "remote", "results"]

router = APIRouter()


@router.websocket("/ws/events/{code}/phone")
async def phone(websocket: WebSocket, code: str) -> None:
    """Frames of the participant's page, for somebody who joined."""
    await _serve(websocket, code, "phone")


@router.websocket("/ws/events/{code}/screen")
async def screen(websocket: WebSocket, code: str) -> None:
    """Frames of the presenter screen, for whoever has its key."""
    await _serve(websocket, code, "screen")


@router.websocket("/ws/events/{code}/console")
async def console(websocket: WebSocket, code: str) -> None:
    """Frames of the console, for the moderator."""
    await _serve(websocket, code, "console")


@router.websocket("/ws/events/{code}/remote")
async def remote(websocket: WebSocket, code: str) -> None:
    """Frames of the remote, for the moderator's phone."""
    await _serve(websocket, code, "remote")


@router.websocket("/ws/events/{code}/results")
async def results(websocket: WebSocket, code: str) -> None:
    """JSON snapshots of one prompt (`?prompt=key`), for programs."""
    await _serve(websocket, code, "results")


async def _serve(websocket: WebSocket, code: str, audience: Listening) -> None:
    running: Running = websocket.app.state.running
    if not access.origin_allowed(websocket, running.settings):
        await websocket.close(TOO_MUCH)  # before accepting: the browser is told 403
        return
    await websocket.accept()
    try:
        event = running.event(code)
        topic, whose = _topic(websocket, running, event, audience)
        first = frame_of(running, event, topic)
    except EvastysError as fault:
        await _close(websocket, NO_SUCH if fault.slug == "not-found" else REFUSED, fault.slug)
        return
    may = _may(websocket, running, event, topic)
    await _listen(websocket, event, Listener(topic, wire_of(websocket.scope), whose, may), *first)


def _topic(
    websocket: WebSocket, running: Running, event: Held, audience: Listening
) -> tuple[str, int | None]:
    """What this socket may listen to, and the participant of a phone; raises EvastysError."""
    whose, room = None, websocket.query_params.get("room")
    if audience == "phone":
        joined = access.participant(websocket, running, event)
        whose, room = joined.id, running.room_of(event, joined)
    elif audience == "results":
        key = websocket.query_params.get("prompt", "")
        try:
            host = access.reader_of_results(websocket, running, event, key)
        except Forbidden:  # hidden now, not for good: they come when they are shown
            host = False
        return f"{event.id}:{'results' if host else 'public'}:{key}", None
    else:
        access.host(websocket, running, event)
    asked = websocket.query_params.get("lang", "")
    language = asked if asked in event.agenda.languages else event.agenda.languages[0]
    page = render.at_page(audience, websocket.query_params.get("at", ""))
    return f"{event.id}:{page}:{event.room(room)}:{language}", whose


def _may(
    websocket: WebSocket, running: Running, event: Held, topic: str
) -> Callable[[], bool] | None:
    """Whether the host on this socket is still let in; a key can be revoked, a pass can end."""
    if audience_of(topic) == "phone" or access.host_or_none(websocket, running, event) is None:
        return None
    return lambda: access.may(websocket, running, event)


async def _listen(
    websocket: WebSocket, event: Held, listener: Listener, frame: str, said: str
) -> None:
    """Serve an accepted socket. Nothing is awaited between reading the first frame and adding
    the listener, so that no round can pass between them."""
    state: Any = websocket.app.state
    hub: Hub = state.hub
    phone = audience_of(listener.topic) in render.PHONES
    hub.add(listener)
    if phone:
        _recount(state.running, state.bus, event)
    listener.mark = said
    listener.offer(frame, framed(frame))
    try:
        async with asyncio.TaskGroup() as tasks:
            sender = tasks.create_task(_send(websocket, listener))
            await _read(websocket, event, listener)
            sender.cancel()
    finally:
        hub.remove(listener)
        if phone:
            _recount(state.running, state.bus, event)


def _recount(running: Running, bus: LocalBus, event: Held) -> None:
    """Phones came or went: the latest reading counts them wrong, though no commit says so."""
    running.changed({event.id: False})
    bus.stir(event.id)


async def _read(websocket: WebSocket, event: Held, listener: Listener) -> None:
    """Read until the peer is gone: only a handler that reads ever sees its pongs. Whatever a
    page says asks whether the link is alive."""
    running: Running = websocket.app.state.running
    allowance, last = float(BURST), time.monotonic()
    while True:
        try:
            message = await websocket.receive()
        except (WebSocketDisconnect, RuntimeError):
            return
        if message["type"] == "websocket.disconnect":
            return
        allowance = min(BURST, allowance + (time.monotonic() - last) * PER_SECOND) - 1
        last = time.monotonic()
        if allowance < 0:
            await _close(websocket, TOO_MUCH)
            return
        beat = heartbeat(running, event, now())
        listener.offer(beat, framed(beat), replaces=False)


async def _send(websocket: WebSocket, listener: Listener) -> None:
    """Hand over what the wire could not take at once; a peer that takes nothing must leave."""
    while True:
        message = await listener.next()
        if message is None:
            await _close(websocket, REFUSED, Unknown.slug)
            return
        try:
            await asyncio.wait_for(websocket.send_text(message), SEND_LIMIT)
        except TimeoutError:
            if (wire := wire_of(websocket.scope)) is not None:
                wire.leave(TOO_SLOW, LEAVING)
            return
        except (WebSocketDisconnect, RuntimeError, OSError):
            return


async def _close(websocket: WebSocket, code: int, reason: str = "") -> None:
    """Close in good order, or drop a peer that does not even take that."""
    try:
        await asyncio.wait_for(websocket.close(code, reason), SEND_LIMIT)
    except TimeoutError:
        if (wire := wire_of(websocket.scope)) is not None:
            wire.abort()
    except (WebSocketDisconnect, RuntimeError, OSError):
        return
