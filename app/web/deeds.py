"""The moderation log: a page of sentences, the same as a CSV, and as rows for programs."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from math import ceil
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from app import acts, render
from app.acts import PROGRAM, Deed
from app.acts.sentences import doer, named, sentence
from app.events import Held
from app.i18n import Translator, translator
from app.ledger import NEWEST
from app.web import asked
from app.web.asked import TheEvent, TheHost, TheRunning
from app.web.host import opened
from exports.separated import cell

router = APIRouter()
PAGE = 100  # rows on a page
MOST = 1000  # rows in one answer to a program
FILE = "log.csv"


@router.get("/api/events/{code}/log", tags=["events"], summary="The moderation log")
async def rows(
    running: TheRunning,
    held: TheEvent,
    _: TheHost,
    after: Annotated[int, Query(ge=0, le=NEWEST)] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST)] = MOST,
) -> list[dict[str, Any]]:
    """Rows with an id above `after`, oldest first. Nothing that participants wrote is in it."""
    with running.db.read() as connection:
        found = acts.deeds(connection, held.id, after=after, limit=limit)
    return [asdict(each) for each in found]


@router.get("/e/{code}/console/log", include_in_schema=False)
async def page(
    running: TheRunning, held: TheEvent, request: Request, who: str = "", page: str = "1"
) -> Response:
    """The newest first, of everybody or of one."""
    if (closed := opened(request, running, held, "console")) is not None:
        return closed
    with running.db.read() as connection:
        people = acts.actors(connection, held.id)
        chosen = who if who in people else None
        found = people[chosen] if chosen else sum(people.values())
        pages = max(1, ceil(found / PAGE))
        number = min(max(asked.whole(page) or 1, 1), pages)
        listed = acts.deeds(
            connection,
            held.id,
            actor=chosen,
            limit=PAGE,
            offset=(number - 1) * PAGE,
            newest_first=True,
        )
    scene = running.scene(held)
    lang = asked.language(request, held.agenda.languages)
    t = translator(lang, held.agenda.timezone)
    return asked.page(
        request,
        "host/log.html",
        lang,
        held=held,
        **render.stage_context(scene, running.address, scene.current),
        place="log",
        all=sum(people.values()),
        people={name: (named(t, name), n) for name, n in people.items()},
        who=chosen,
        listed=[(each, doer(t, each), sentence(t, held.agenda, each)) for each in listed],
        number=number,
        pages=pages,
        found=found,
        first=(number - 1) * PAGE + 1,
        of_who=urlencode({"who": chosen}) if chosen else "",
        program=PROGRAM,
    )


@router.get("/e/{code}/console/log.csv", include_in_schema=False)
async def file(running: TheRunning, held: TheEvent, host: TheHost, request: Request) -> Response:
    """All of it for a spreadsheet; taking it is a row of its own, which is in it."""
    await running.db.write(
        lambda batch: acts.note(batch, held.id, "export", FILE, actor=host.actor)
    )
    with running.db.read() as connection:
        found = acts.deeds(connection, held.id)
    t = translator(asked.language(request, held.agenda.languages), held.agenda.timezone)
    name = f"{held.code.lower()}-{held.agenda.date}-{FILE}"
    return Response(
        _csv(t, held, found).encode("utf-8-sig"),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _csv(t: Translator, held: Held, found: list[Deed]) -> str:
    out = io.StringIO()
    lines = csv.writer(out, delimiter=";", lineterminator="\r\n")
    columns = ("date", "time", "who", "role", "what", "undone", "room", "utc", "act", "target")
    lines.writerow([t(f"log.column.{each}") for each in columns])
    for each in found:
        lines.writerow(
            cell(value)
            for value in (
                t.date(each.at),
                t.time(each.at),
                doer(t, each),
                t(f"keys.role.{each.role}") if each.role else "",
                sentence(t, held.agenda, each),
                t("log.undone") if each.undone else "",
                each.room,
                each.at,
                "undo" if each.undoes else each.act,
                each.target,
            )
        )
    return out.getvalue()
