"""A tree of values -> the TOML text that `tomllib` reads back as the same tree."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def text_of(tree: Mapping[str, Any]) -> str:
    """The tree as an agenda file is laid out: a heading for each table, one key on a line, a list
    of tables with one table on a line. Every value at the top is a table or a list of tables."""
    parts: list[str] = []
    for section, value in tree.items():
        if isinstance(value, list):
            parts += [_table(f"[[{_key(section)}]]", row) for row in value]
        else:
            parts.append(_table(f"[{_key(section)}]", value))
    return "\n".join(parts)


def _table(heading: str, values: Mapping[str, Any]) -> str:
    lines = [heading, *(f"{_key(key)} = {_value(each)}" for key, each in values.items())]
    return "\n".join(lines) + "\n"


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _quoted(key)


def _quoted(text: str) -> str:
    # JSON escapes what TOML does, but for DEL.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: Any) -> str:
    if isinstance(value, list) and any(isinstance(each, dict | list) for each in value):
        return "".join(["[\n", *(f"  {_inline(each)},\n" for each in value), "]"])
    return _inline(value)


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        inside = ", ".join(f"{_key(key)} = {_inline(each)}" for key, each in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(_inline, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _quoted(value)
    return value.isoformat() if isinstance(value, datetime.date) else str(value)
