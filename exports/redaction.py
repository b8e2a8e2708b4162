"""Personal data taken out of texts that everybody may read; what was there leaves a trace."""

from __future__ import annotations

from typing import Any

from app.i18n import Translator
from app.text.hints import hits


def redacted(text: str, t: Translator) -> str:
    """The text with a trace such as `[henkilötunnus poistettu]` for each place that seems to hold
    personal data."""
    parts, end = [], 0
    for start, until, name in hits(text):
        parts += [text[end:start], t(f"exports.redacted.{name}")]
        end = until
    return "".join((*parts, text[end:])) if parts else text


def redacted_value(value: Any, t: Translator) -> Any:
    """The same for every text in a value of an answer."""
    if isinstance(value, str):
        return redacted(value, t)
    if isinstance(value, list | tuple):
        return [redacted_value(each, t) for each in value]
    if isinstance(value, dict):
        return {key: redacted_value(each, t) for key, each in value.items()}
    return value
