"""What a host does: put on stage, open, close, reveal, moderate, undo.

Each act is a change for the writer: it says what was before, changes, and writes its row of the
log in the same commit. Undoing is an act of its own that restores what was before.
"""

from app.acts.amend import amend, would_change
from app.acts.dispositions import dispose, dispose_all, said_of, set_feedback
from app.acts.finish import finish, finished
from app.acts.hosts import give_key, note, renew_keys, revoke_key
from app.acts.invitations import (
    confirm,
    enter_round,
    finish_round,
    invite,
    revoke_invitation,
)
from app.acts.log import Deed, actors, deeds
from app.acts.pace import open_area, set_area
from app.acts.paper import begin_form, drop_form, fill_in, find_form, forms, take_out
from app.acts.questions import mark
from app.acts.record import OPERATOR, PROGRAM, PROGRAMS, Actor
from app.acts.rehearsal import begin_rehearsal, purge_rehearsal, rehearsed
from app.acts.rounds import again
from app.acts.screen import freeze, frozen_until, set_phones, set_view
from app.acts.stage import advance, asked, clear, close_several, elsewhere, set_prompt, show
from app.acts.statements import DECISIONS, approve_all, moderate, set_premoderation
from app.acts.timer import STEP, add_time, run_out
from app.acts.undo import exact_name, undo, undoable
from app.acts.words import REWORDED, reword

__all__ = [
    "DECISIONS",
    "OPERATOR",
    "PROGRAM",
    "PROGRAMS",
    "REWORDED",
    "STEP",
    "Actor",
    "Deed",
    "actors",
    "add_time",
    "advance",
    "again",
    "amend",
    "approve_all",
    "asked",
    "begin_form",
    "begin_rehearsal",
    "clear",
    "close_several",
    "confirm",
    "deeds",
    "dispose",
    "dispose_all",
    "drop_form",
    "elsewhere",
    "enter_round",
    "exact_name",
    "fill_in",
    "find_form",
    "finish",
    "finish_round",
    "finished",
    "forms",
    "freeze",
    "frozen_until",
    "give_key",
    "invite",
    "mark",
    "moderate",
    "note",
    "open_area",
    "purge_rehearsal",
    "rehearsed",
    "renew_keys",
    "revoke_invitation",
    "revoke_key",
    "reword",
    "run_out",
    "said_of",
    "set_area",
    "set_feedback",
    "set_phones",
    "set_premoderation",
    "set_prompt",
    "set_view",
    "show",
    "take_out",
    "undo",
    "undoable",
    "would_change",
]
