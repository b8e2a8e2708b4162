"""Wires everything together and decides nothing."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette.routing import Route
from starlette.types import ASGIApp

from app import __version__
from app.db import Database
from app.running import Running
from app.settings import Settings
from app.text.lemmas import engine_of, load
from app.web import (
    analysis,
    api,
    confirmation,
    deeds,
    dispositions,
    drafting,
    editing,
    exporting,
    feedback,
    host,
    invitations,
    keys,
    looks,
    operations,
    others,
    paper,
    participant,
    problems,
    questions,
    reference,
    returning,
    steering,
    support,
    wording,
)
from app.web.assets import assets
from app.web.guard import Guard
from app.web.making import Makings
from app.ws import socket
from app.ws.broadcast import Broadcast
from app.ws.bus import LocalBus
from app.ws.hub import Hub
from app.ws.wire import KeepProtocol

log = logging.getLogger("evastys.words")


def create_app(settings: Settings, database: Database) -> FastAPI:
    """The program on an open database; the caller closes the database after it has ended."""
    bus, hub = LocalBus(), Hub()
    running = Running(settings, database)
    running.connected = hub.phones

    def nudge(changed: dict[int, bool]) -> None:
        running.changed(changed)
        bus.nudge(changed)

    database.nudge = nudge
    broadcast = Broadcast(running, bus, hub)
    makings = Makings(running)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        bus.attach(asyncio.get_running_loop())
        task = asyncio.create_task(broadcast.run())
        languages = {event.agenda.languages[0] for event in running.events.values()}
        for language in sorted(languages):
            log.info("words in %s are read by %s", language, engine_of(language))
        # In the background, so that the start waits for no list. Only the first picture of words
        # may: what counts them before their list is read waits for it, 4 s at most.
        reading = asyncio.create_task(asyncio.to_thread(load, languages))
        # A full collection with thousands of sockets stops the loop for half a second.
        gc.collect()
        gc.freeze()
        gc.set_threshold(100_000, 50, 1000)
        yield
        await makings.end()
        broadcast.stop()
        await task
        await reading

    app = _Program(
        settings,
        title="Evästys",
        version=__version__,
        description="Live guidance from a room: join, answer, results, exports.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.state.running = running
    app.state.bus = bus
    app.state.hub = hub
    app.state.broadcast = broadcast
    app.state.makings = makings
    app.mount("/static", assets(), name="static")
    for router in (
        api.router,
        steering.router,
        others.router,
        support.router,
        questions.router,
        participant.router,
        paper.router,
        *editing.ROUTERS,
        wording.router,  # before the host's, whose forms go by any name
        keys.router,
        looks.router,
        deeds.router,
        host.router,
        analysis.router,
        exporting.router,
        dispositions.router,
        feedback.router,
        returning.router,  # before the drafter's, whose statements go by any name
        drafting.router,
        invitations.router,
        confirmation.router,
        operations.router,
        reference.router,
        socket.router,
    ):
        app.include_router(router)
    # The busiest route by far. It reads its request itself, so Starlette's plain route serves it;
    # FastAPI's own, which is in the documentation, would cost as much again as the answer.
    app.router.routes.insert(
        0, Route(f"{api.router.prefix}{api.ANSWER}", api.put_answer, methods=["PUT"])
    )
    problems.install(app)
    return app


class _Program(FastAPI):
    """FastAPI inside our guard: even the answer to an unexpected error has its headers."""

    def __init__(self, settings: Settings, **options: Any) -> None:
        super().__init__(**options)
        self._settings = settings

    def build_middleware_stack(self) -> ASGIApp:
        """Starlette's stack, wrapped."""
        return KeepProtocol(Guard(super().build_middleware_stack(), self._settings))
