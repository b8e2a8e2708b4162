"""What can go wrong, in the product's own terms; HTTP numbers are the web layer's business."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar


class EvastysError(Exception):
    """Something a person can act on.

    `message` is a catalogue key (`error.…`), `params` fill it, `field` names the input at fault
    as a dotted path (`ratings.arki`), `slug` is the stable last part of the problem type.
    """

    slug: ClassVar[str] = "error"

    def __init__(self, message: str, /, *, field: str | None = None, **params: object) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.params = params


class InvalidAnswer(EvastysError):
    """A value that its prompt cannot take; `field` is the part of the value at fault."""

    slug = "invalid-answer"


class InvalidInput(EvastysError):
    """Any other input that cannot be used (joining, stage, keys)."""

    slug = "invalid-input"


class NotFound(EvastysError):
    """No such event, prompt, answer or page."""

    slug = "not-found"


class NotOpen(EvastysError):
    """The prompt takes no answers: it has not been opened yet."""

    slug = "not-open"


class Clash(EvastysError):
    """Somebody else has changed the same thing meanwhile; nothing was stored."""

    slug = "clash"


class Refused(EvastysError):
    """A change that answers do not allow; `changes` are all that was asked for, each with why it
    may not be made where that is so. Nothing was stored."""

    slug = "amend-refused"

    def __init__(self, message: str, changes: Sequence[object] = ()) -> None:
        super().__init__(message)
        self.changes = changes


class NotNow(EvastysError):
    """Right in itself, but not as things stand; the sentence says what to do first."""

    slug = "not-now"


class TooMany(EvastysError):
    """As many of this participant's answers stand as the prompt takes."""

    slug = "too-many"


class Unknown(EvastysError):
    """Nobody knows who is asking: no token, no key, or one that fits nothing."""

    slug = "unknown"


class Forbidden(EvastysError):
    """Known, but this is not for them."""

    slug = "forbidden"


class Busy(EvastysError):
    """The writer's queue is full; nothing was stored, trying again is safe."""

    slug = "busy"


class Unwritable(EvastysError):
    """The disk refused the write; nothing was stored, trying again is safe."""

    slug = "unwritable"
