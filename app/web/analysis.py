"""The analyst's page and the files."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import select

from app import access, doors, render
from app.events import Held
from app.kinds import kinds
from app.models import Answer, Participant
from app.models.participant import IMPORTED
from app.running import Running
from app.suppression import SMALLEST, suppressed
from app.web import asked
from app.web.asked import TheEvent, TheRunning
from app.web.host import opened
from exports import exports
from exports.attendance import Attendance
from exports.coverage import coverage, told_coverage
from exports.export import AUDIENCES, Audience
from exports.parts import Apart

router = APIRouter()

_A, _PERSON = Answer.__table__, Participant.__table__  # type: ignore[attr-defined]


@router.get("/e/{code}/analysis", include_in_schema=False)
async def analysis(
    running: TheRunning, held: TheEvent, request: Request, audience: str = ""
) -> Response:
    """Numbers, coverage, files; those of everybody where `audience` is public."""
    if (closed := opened(request, running, held, "analysis")) is not None:
        return closed
    scene = running.scene(held)
    lang = asked.language(request, held.agenda.languages)
    chosen: Audience = "public" if audience == "public" else "internal"
    return asked.page(
        request,
        "analysis/analysis.html",
        lang,
        held=held,
        **render.stage_context(scene, running.address, scene.current),
        place="analysis",
        coverage=_coverage(running, held, chosen),
        chosen=chosen,
        audiences={
            each: f"?{request.url.include_query_params(audience=each).query}" for each in AUDIENCES
        },
        drafter=access.host(request, running, held).role in doors.DRAFTERS,
        exports=[
            {
                "name": export.name,
                "label": export.label,
                "description": export.description,
                "media_type": export.media_type,
                "href": f"/api/events/{held.code}/exports/{export.name}"
                + ("?audience=public" if chosen == "public" else ""),
            }
            for export in exports.values()
        ],
        prompts=[
            {
                "view": view,
                "tally": (told := running.results(held, view.prompt.key))["tally"],
                "apart": told.get("apart"),
                "settings": render.settings_of(view),
            }
            for view in scene.every
        ],
        told_by_class=partial(_told_by_class, _people_of_classes(running, held)),
    )


def _people_of_classes(running: Running, held: Held) -> Counter[str]:
    class_of = {each.key: each.class_ for each in held.agenda.organisations}
    with running.db.read() as connection:
        joined = connection.execute(
            select(_PERSON.c.organisation).where(_PERSON.c.event_id == held.id)
        ).scalars()
        return Counter(class_of.get(each, "") for each in joined)


def _told_by_class(
    people: Counter[str], by_class: dict[str, dict[str, int]]
) -> dict[str, dict[str, int | None]]:
    """The counts of each class with what is too small withheld, None; the sums of all classes are
    told on the screen."""
    classes = list(by_class)
    columns = list(next(iter(by_class.values()), {}))
    told = suppressed(
        [[by_class[class_][column] for column in columns] for class_ in classes],
        columns_known=True,
        few=[row for row, class_ in enumerate(classes) if 0 < people[class_] < SMALLEST],
    )
    return {
        class_: dict(zip(columns, cells, strict=True))
        for class_, cells in zip(classes, told.cells, strict=True)
    }


def _coverage(running: Running, held: Held, audience: Audience) -> list[dict[str, Any]]:
    """How many participants of each organisation answered in each goal area and angle, as the
    files of the audience tell it; None where that is withheld."""
    attended = _attended(running, held, audience)
    rows = told_coverage(Apart(attended)) if audience == "public" else coverage(attended)
    names = {each.key: each for each in held.agenda.organisations}
    return [
        {
            "organisation": names[row.organisation],
            "people": row.joined,
            "cells": {"/".join(where): count for where, count in row.cells.items()},
            "withheld": row.withheld,
        }
        for row in rows
        if row.organisation in names
    ]


def _attended(running: Running, held: Held, audience: Audience) -> Attendance:
    """Who joined and who answered; for everybody without whom an earlier rehearsal left."""
    attended, prompts = Attendance(held.agenda), {}
    for prompt in held.agenda.prompts:
        attended.ask(prompt, kinds[prompt.kind].statement)
        prompts[held.prompts[prompt.key].id] = prompt
    real = [_PERSON.c.event_id == held.id, _PERSON.c.source != IMPORTED]
    if audience == "public" and not running.scene(held).rehearsing:
        real.append(~_PERSON.c.rehearsal)
    answered = (
        select(_PERSON.c.organisation, _A.c.prompt_id, _A.c.participant_id)
        .join(_PERSON, _PERSON.c.id == _A.c.participant_id)
        .where(*real, _A.c.value.is_not(None), ~_A.c.late)
        .distinct()
    )
    with running.db.read() as connection:
        attended.joined.update(
            connection.execute(select(_PERSON.c.organisation).where(*real)).scalars()
        )
        for organisation, prompt, person in connection.execute(answered):
            if prompt in prompts:
                attended.answer(prompts[prompt], organisation, person)
    return attended
