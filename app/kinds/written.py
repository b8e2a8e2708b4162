"""Free text in an answer: cleaned, and short enough to keep."""

from __future__ import annotations

from app.errors import InvalidAnswer
from app.text.clean import clean, graphemes

TEXT_LENGTH = 2_000  # graphemes, the most that any field takes
TEXT_BYTES = 8_000  # UTF-8; an emoji of many parts is one grapheme and yet 25 bytes


def written(text: str, *, limit: int, field: str) -> str:
    """The text cleaned; raises InvalidAnswer when it is over `limit` graphemes or TEXT_BYTES."""
    text = clean(text)
    over = graphemes(text) - limit
    if over > 0:
        raise InvalidAnswer("error.answer.too_long", field=field, n=over, limit=limit)
    if len(text.encode()) > TEXT_BYTES:
        raise InvalidAnswer("error.answer.too_heavy", field=field)
    return text
