"""Agenda file -> event; every fault with its line."""

from app.agenda.models import Agenda, AgendaPrompt, Angle, GoalArea, Named, Organisation

__all__ = ["Agenda", "AgendaPrompt", "Angle", "GoalArea", "Named", "Organisation"]
