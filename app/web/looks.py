"""What an event wears of its own: its accent colour as a style sheet, and its logo."""

from __future__ import annotations

import base64

from fastapi import APIRouter, Request, Response

from app.agenda import Look
from app.errors import NotFound
from app.web.asked import TheEvent

router = APIRouter(include_in_schema=False)
FOREVER = "public, max-age=31536000, immutable"  # the address names what it leads to
ASK = "no-cache"


@router.get("/e/{code}/look.css")
async def style(held: TheEvent, request: Request) -> Response:
    """Area 0 in the accent; a theme without one of its own keeps to ink."""
    look = held.agenda.look or Look()
    light, dark = (each or "var(--ink)" for each in (look.accent, look.accent_dark))
    rules = (
        _rule(":root", light),
        f"@media (prefers-color-scheme: dark) {{ {_rule(':root:not([data-theme=light])', dark)} }}",
        _rule(":root[data-theme=dark]", dark),
    )
    return Response(
        "\n".join(rules), media_type="text/css", headers={"Cache-Control": _kept(request)}
    )


def _rule(root: str, colour: str) -> str:
    return f'{root}, {root} [data-area="0"] {{ --area: {colour}; }}'


@router.get("/e/{code}/logo")
async def logo(held: TheEvent, request: Request) -> Response:
    """The picture as the agenda has it; it runs nothing, whatever is in it."""
    if held.agenda.look is None or held.agenda.look.logo is None:
        raise NotFound("error.no_such_page")
    kind, _, content = held.agenda.look.logo.removeprefix("data:").partition(";base64,")
    return Response(
        base64.b64decode(content), media_type=kind, headers={"Cache-Control": _kept(request)}
    )


def _kept(request: Request) -> str:
    return FOREVER if request.url.query else ASK
