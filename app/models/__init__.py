"""The tables and nothing else, one noun a file."""

from app.models.action import Action
from app.models.answer import Answer
from app.models.backing import Backing
from app.models.confirmation import Confirmation
from app.models.disposition import Disposition
from app.models.erasure import Erasure
from app.models.event import Event
from app.models.exposure import Exposure
from app.models.heartbeat import Heartbeat
from app.models.invitation import Invitation
from app.models.key import Key
from app.models.lineage import Lineage
from app.models.participant import Participant
from app.models.pass_ import Pass
from app.models.prompt import Prompt
from app.models.room import Room
from app.models.statement import Statement

__all__ = [
    "Action",
    "Answer",
    "Backing",
    "Confirmation",
    "Disposition",
    "Erasure",
    "Event",
    "Exposure",
    "Heartbeat",
    "Invitation",
    "Key",
    "Lineage",
    "Participant",
    "Pass",
    "Prompt",
    "Room",
    "Statement",
]
