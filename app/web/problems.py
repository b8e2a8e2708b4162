"""Errors as RFC 9457 problem documents, or as a page for people."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from app.agenda import AgendaFaults
from app.errors import (
    Busy,
    Clash,
    EvastysError,
    Forbidden,
    InvalidAnswer,
    InvalidInput,
    NotFound,
    NotNow,
    NotOpen,
    Refused,
    TooMany,
    Unknown,
    Unwritable,
)
from app.web import asked

log = logging.getLogger("evastys.web")

STATUS: dict[type[EvastysError], int] = {
    AgendaFaults: 422,
    InvalidAnswer: 422,
    InvalidInput: 422,
    NotFound: 404,
    NotOpen: 409,
    Clash: 409,
    Refused: 409,
    NotNow: 409,
    TooMany: 409,
    Unknown: 401,
    Forbidden: 403,
    Busy: 503,
    Unwritable: 503,
}
HTTP = {  # the framework's own refusals: slug and text
    404: ("not-found", "error.no_such_page"),
    405: ("method", "error.method"),
    413: ("too-large", "error.too_large"),
}
RETRY_AFTER = "2"  # seconds
TYPE = "urn:evastys:problem:"


def problem(
    status: int,
    slug: str,
    detail: str,
    *,
    field: str | None = None,
    headers: dict[str, str] | None = None,
    **more: Any,
) -> JSONResponse:
    """One problem document; `type` is stable, `detail` is for people."""
    body = {
        "type": f"{TYPE}{slug}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **({"field": field} if field else {}),
        **more,
    }
    return JSONResponse(body, status, headers, "application/problem+json")


def install(app: FastAPI) -> None:
    """Answer every error of the program with a problem or a page."""
    app.add_exception_handler(EvastysError, _ours)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def status_of(fault: EvastysError) -> int:
    """The HTTP status of an error of ours."""
    return next((code for kind, code in STATUS.items() if isinstance(fault, kind)), 500)


def said(fault: EvastysError) -> dict[str, object]:
    """What fills the sentence of an error; `field` may be part of it."""
    return {"field": fault.field, **fault.params}


async def _ours(request: Request, fault: Any) -> Response:
    detail = asked.texts(request)(fault.message, **said(fault))
    return _answer(request, status_of(fault), fault.slug, detail, fault.field)


async def _malformed(request: Request, fault: Any) -> Response:
    first = fault.errors()[0]
    field = ".".join(str(part) for part in first["loc"][1:]) or str(first["loc"][0])
    detail = asked.texts(request)("error.malformed", field=field)
    return _answer(request, 422, "invalid-input", detail, field)


async def _http(request: Request, fault: Any) -> Response:
    slug, key = HTTP.get(fault.status_code, ("refused", "error.refused"))
    return _answer(request, fault.status_code, slug, asked.texts(request)(key), None)


async def _unexpected(request: Request, fault: Exception) -> Response:
    log.error("request failed", exc_info=fault)
    detail = asked.texts(request)("error.unexpected")
    return _answer(request, 500, "unexpected", detail, None)


def _answer(request: Request, status: int, slug: str, detail: str, field: str | None) -> Response:
    headers = {"Retry-After": RETRY_AFTER} if status == 503 else None
    if status == 401:
        headers = {"WWW-Authenticate": "Bearer"}
    if "text/html" not in request.headers.get("accept", "") or request.url.path.startswith("/api"):
        return problem(status, slug, detail, field=field, headers=headers)
    lang = asked.language(request)
    response = asked.page(
        request, "errors/error.html", lang, status, detail=detail, event=_event(request)
    )
    response.headers.update(headers or {})
    return response


def _event(request: Request) -> str | None:
    """The code of the event in the address, to go back to, if there is one."""
    try:
        return asked.event(request, request.path_params["code"]).code
    except (KeyError, NotFound):
        return None
