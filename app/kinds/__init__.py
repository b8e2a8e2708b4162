"""Every kind of prompt, found by folder: `kinds["choice"]`."""

from __future__ import annotations

import importlib
import pkgutil

from app.kinds.kind import Column, Counted, Kind, Texts

__all__ = ["Column", "Counted", "Kind", "Texts", "kinds"]


# What kinds are made of; any other file is a kind.
CONTRACT = {"kind", "settings", "wilson", "wording", "written"}


def _found() -> dict[str, Kind]:
    found: dict[str, Kind] = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda each: each.name):
        if module.name in CONTRACT:
            continue
        kind = importlib.import_module(f"{__name__}.{module.name}").kind
        found[kind.key] = kind
    return found


kinds: dict[str, Kind] = _found()
