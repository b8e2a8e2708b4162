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
    schema = bodies[0].get("schema") if bodies else None
    return {
        "id": f"{method}{path}".translate(str.maketrans("/{}.", "----")),
        "method": method.upper(),
        "path": path,
        "summary": operation.get("summary", ""),
        "description": operation.get("description", ""),
        "schema": str((schema or {}).get("$ref", "")).rpartition("/")[2],
        "body": json.dumps(schema, indent=2, ensure_ascii=False) if schema else "",
        "answers": sorted(operation.get("responses", {})),
    }
