"""Agenda file -> event; every fault with its line."""

from app.agenda.faults import AgendaFaults, Fault, render_faults
from app.agenda.file import parse, read
from app.agenda.models import (
    ROOMS,
    Agenda,
    AgendaPrompt,
    Angle,
    GoalArea,
    Look,
    Named,
    Organisation,
)
from app.agenda.writing import tree_of, written

__all__ = [
    "ROOMS",
    "Agenda",
    "AgendaFaults",
    "AgendaPrompt",
    "Angle",
    "Fault",
    "GoalArea",
    "Look",
    "Named",
    "Organisation",
    "parse",
    "read",
    "render_faults",
    "tree_of",
    "written",
]
