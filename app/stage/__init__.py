"""What everybody sees now: the scene, one consistent reading of an event.

The acts that change it stand in `app/acts`.
"""

from app.stage.moderation import QUEUE, STATES, statements
from app.stage.reading import PACE, scene
from app.stage.views import PromptView, QuestionsView, RoomView, Scene, StatementView

__all__ = [
    "PACE",
    "QUEUE",
    "STATES",
    "PromptView",
    "QuestionsView",
    "RoomView",
    "Scene",
    "StatementView",
    "scene",
    "statements",
]
