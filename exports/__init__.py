"""The answers of an event as files: the only place that knows pandas.

Every export, found by folder: `exports["workbook.xlsx"]`. Listing them does not load pandas.
"""

from __future__ import annotations

import importlib
import pkgutil

from exports.export import Export

__all__ = ["Export", "exports"]


def _found() -> dict[str, Export]:
    found: list[Export] = [
        importlib.import_module(f"{__name__}.{module.name}").export
        for module in pkgutil.iter_modules(__path__)
        if module.name.startswith("to_")
    ]
    return {each.name: each for each in sorted(found, key=lambda each: (each.place, each.name))}


exports: dict[str, Export] = _found()
