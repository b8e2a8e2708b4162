"""The `[questions]` table: an event that has it takes questions from its audience."""

from __future__ import annotations

from typing import Any

from app.agenda.kind_settings import names, read_settings
from app.agenda.models import QUESTIONS, AgendaPrompt
from app.agenda.table import Table
from app.kinds import kinds


def read_questions(root: Table, prompts: tuple[AgendaPrompt, ...]) -> dict[str, Any] | None:
    """What the table says; None without it. Its heading alone turns audience questions on."""
    if QUESTIONS not in root:
        return None
    kind = kinds[QUESTIONS]
    table = root.table(QUESTIONS)
    table.only(*names(kind))
    if any(each.key == QUESTIONS for each in prompts):
        root.fault(QUESTIONS, f'a prompt has the key "{QUESTIONS}"; give it another one')
    given = {key: table.values[key] for key in names(kind) if key in table.values}
    return read_settings(table, kind, given, {})
