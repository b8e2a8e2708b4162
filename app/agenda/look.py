"""The `[look]` table: an accent colour of the event's own and a logo."""

from __future__ import annotations

import base64
import binascii
import re
from pathlib import Path

from app.agenda.colours import HEX, LEAST, least_contrast, mistaken_for
from app.agenda.faults import quoted
from app.agenda.models import Look
from app.agenda.table import Table

KEYS = ("accent", "accent_dark", "logo", "logo_name")
TYPES = {".svg": "image/svg+xml", ".png": "image/png"}
BEGINS = {
    "image/svg+xml": re.compile(rb"\s*(<\?xml|<svg|<!--)"),
    "image/png": re.compile(rb"\x89PNG"),
}
MOST = 40_000  # bytes; it is on the page that a hall full of phones opens at the same time
DATA = re.compile(r"data:(image/(?:svg\+xml|png));base64,([A-Za-z0-9+/=\s]+)")


def read_look(root: Table, areas: int, folder: Path | None) -> Look | None:
    """The event's look, None without one. `areas` is how many goal areas have a colour already;
    a logo is a file in `folder`, that of the agenda."""
    if "look" not in root:
        return None
    table = root.table("look")
    table.only(*KEYS)
    return Look(
        accent=_colour(table, "accent", "light", areas),
        accent_dark=_colour(table, "accent_dark", "dark", areas),
        logo=_logo(table, folder),
        logo_name=table.texts("logo_name") if {"logo", "logo_name"} & set(table.values) else {},
    )


def _colour(table: Table, key: str, theme: str, areas: int) -> str | None:
    value = table.values.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or not HEX.fullmatch(value):
        table.fault(key, f'{quoted(value)} is no colour; write it as {key} = "#5b2d8e"')
        return None
    seen = least_contrast(value, theme)
    if seen < LEAST:
        better = "darker" if theme == "light" else "lighter"
        table.fault(
            key,
            f'"{value}" has a contrast of {seen:.1f}:1 on {theme} pages, where shapes need '
            f"{LEAST:.0f}:1; choose a {better} one",
        )
    elif 0 < (area := mistaken_for(value, theme)) <= areas:
        table.fault(
            key,
            f'"{value}" looks like the colour of goal area {area}, and a colour means one goal '
            "area and nothing else; choose another hue",
        )
    return value.lower()


def _logo(table: Table, folder: Path | None) -> str | None:
    """The picture as `data:image/…;base64,…`."""
    if "logo" not in table:
        return None
    value = table.word("logo", "logo.svg")
    found = DATA.fullmatch(value)
    if found is not None:
        try:
            return _picture(table, found[1], base64.b64decode("".join(found[2].split())))
        except binascii.Error:
            table.fault("logo", "the base64 of the picture is broken; name the file instead")
            return None
    kind = TYPES.get(Path(value).suffix.lower())
    if not value:
        return None
    if folder is None:
        table.fault("logo", "there is no file beside this agenda; write the picture itself, as "
                    "data:image/svg+xml;base64,… (a saved agenda has it so)")  # fmt: skip
    elif kind is None:
        table.fault("logo", f"{quoted(value)} is no picture for pages; save it as .svg or .png")
    elif (folder / value).resolve().parent != folder.resolve():
        table.fault("logo", f"{quoted(value)} is elsewhere; put the picture beside the agenda file")
    else:
        try:
            return _picture(table, kind, (folder / value).read_bytes())
        except OSError:
            table.fault("logo", f"there is no file {quoted(value)} beside the agenda file")
    return None


def _picture(table: Table, kind: str, content: bytes) -> str | None:
    if len(content) > MOST:
        table.fault(
            "logo",
            f"the picture has {len(content):,} bytes, and a hall of phones fetches it at once; "
            f"make it smaller than {MOST:,}",
        )
    elif not BEGINS[kind].match(content):
        table.fault("logo", f"the file is no {kind.removeprefix('image/')}; save it again")
    else:
        return f"data:{kind};base64,{base64.b64encode(content).decode()}"
    return None
