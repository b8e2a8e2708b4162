"""The analyst's page and the files."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import func, select

from app import access, doors, render
from app.events import Held
from app.models import Answer, Participant
from app.running import Running
from app.suppression import SMALLEST, suppressed
from app.web import asked
from app.web.asked import TheEvent, TheRunning
from app.web.host import opened
from exports import exports

router = APIRouter()

_A, _PERSON = Answer.__table__, Participant.__table__  # type: ignore[attr-defined]


@router.get("/e/{code}/analysis", include_in_schema=False)
async def analysis(running: TheRunning, held: TheEvent, request: Request) -> Response:
    """Numbers, coverage, files."""
    if (closed := opened(request, running, held, "analysis")) is not None:
        return closed
    scene = running.scene(held)
    lang = asked.language(request, held.agenda.languages)
    return asked.page(
        request,
        "analysis/analysis.html",
        lang,
        held=held,
        **render.stage_context(scene, running.address, scene.current),
        place="analysis",
        coverage=_coverage(running, held),
        drafter=access.host(request, running, held).role in doors.DRAFTERS,
        exports=[
            {
                "name": export.name,
                "label": export.label,
                "description": export.description,
                "media_type": export.media_type,
                "href": f"/api/events/{held.code}/exports/{export.name}",
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


def _coverage(running: Running, held: Held) -> list[dict[str, Any]]:
    """How many participants of each organisation answered each prompt that has a goal area."""
    people: dict[str, int] = {}
    cells: dict[tuple[str, int], int] = {}
    with running.db.read() as connection:
        for organisation, number in connection.execute(
            select(_PERSON.c.organisation, func.count())
            .where(_PERSON.c.event_id == held.id)
            .group_by(_PERSON.c.organisation)
        ):
            people[organisation] = number
        for organisation, prompt, number in connection.execute(
            select(
                _PERSON.c.organisation,
                _A.c.prompt_id,
                func.count(_A.c.participant_id.distinct()),
            )
            .join(_PERSON, _PERSON.c.id == _A.c.participant_id)
            .where(_A.c.event_id == held.id, _A.c.value.is_not(None), ~_A.c.late)
            .group_by(_PERSON.c.organisation, _A.c.prompt_id)
        ):
            cells[organisation, prompt] = number
    # How many joined is told on every page: one small number would be what the others leave of it.
    told = suppressed(
        [[people.get(each.key, 0)] for each in held.agenda.organisations], columns_known=True
    ).rows
    rows = []
    for organisation, joined in zip(held.agenda.organisations, told, strict=True):
        counts: dict[str, int] = {}
        for prompt in held.agenda.prompts:
            if prompt.goal_area and prompt.angle:
                key = f"{prompt.goal_area}/{prompt.angle}"
                number = cells.get((organisation.key, held.prompts[prompt.key].id), 0)
                counts[key] = max(counts.get(key, 0), number)
        rows.append(
            {
                "organisation": organisation,
                "class": organisation.class_,
                "people": joined,
                "cells": counts,
                "small": 0 < people.get(organisation.key, 0) < SMALLEST,
            }
        )
    return rows
