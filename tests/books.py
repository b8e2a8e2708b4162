"""Workbooks as drafters fill them in."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from openpyxl import Workbook


def workbook(rows: Iterable[tuple[Any, ...]], sheet: str = "Omat") -> bytes:
    """A file of one sheet with these rows."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()
