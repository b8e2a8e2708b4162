"""What a host does: put on stage, open, close, reveal, moderate, undo.

Each act is a change for the writer: it says what was before, changes, and writes its row of the
log in the same commit. Undoing is an act of its own that restores what was before.
"""

from app.acts.rehearsal import purge_rehearsal
from app.acts.stage import advance, clear, set_prompt, show
from app.acts.statements import DECISIONS, moderate, set_premoderation
from app.acts.undo import undo, undoable

__all__ = [
    "DECISIONS",
    "advance",
    "clear",
    "moderate",
    "purge_rehearsal",
    "set_premoderation",
    "set_prompt",
    "show",
    "undo",
    "undoable",
]
