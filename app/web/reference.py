"""`/docs`: the API's own description as a page. No script and nothing from elsewhere."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Request, Response

from app.web import asked

router = APIRouter(include_in_schema=False)


@router.get("/docs")
async def reference(request: Request) -> Response:
    """Every call, from the same OpenAPI document that programs read at `/openapi.json`."""
    document = request.app.openapi()
    return asked.page(
        request,
        "reference.html",
        "en",
        title=document["info"]["title"],
        version=document["info"]["version"],
        description=document["info"]["description"],
        calls=[
            _call(path, method, operation)
            for path, methods in document["paths"].items()
            for method, operation in methods.items()
        ],
        schemas=[
            {"name": name, "text": json.dumps(schema, indent=2, ensure_ascii=False)}
            for name, schema in sorted(document.get("components", {}).get("schemas", {}).items())
        ],
    )


def _call(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    content = operation.get("requestBody", {}).get("content", {})
    bodies = list(content.values())
    return {
        "id": f"{method}{path}".translate(str.maketrans("/{}.", "----")),
        "method": method.upper(),
        "path": path,
        "summary": operation.get("summary", ""),
        "description": operation.get("description", ""),
        "body": _shape(bodies[0].get("schema") if bodies else None),
        "answers": sorted(operation.get("responses", {})),
    }


def _shape(schema: dict[str, Any] | None) -> str:
    """The name of a body's schema, or the schema itself where it has none."""
    if not schema:
        return ""
    reference = str(schema.get("$ref", ""))
    return reference.rpartition("/")[2] or json.dumps(schema, indent=2, ensure_ascii=False)
