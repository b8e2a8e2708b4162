"""Logs as JSON lines in UTC, without addresses, tokens, codes or anybody's text."""

from __future__ import annotations

import json
import logging
import sys

from app.clock import now


class Lines(logging.Formatter):
    """One JSON object a line; newlines inside are escaped, so that no text can fake a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line."""
        line = {"at": now(), "level": record.levelname.lower(), "logger": record.name}
        line["message"] = record.getMessage()
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class NoPeers(logging.Filter):
    """Drops uvicorn's lines about connections: they hold the peer's address and the full query
    of every WebSocket, even when its access log is off."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record may pass."""
        text = record.msg if isinstance(record.msg, str) else ""
        return not (text.startswith("%s") or "WebSocket" in text or "connection " in text)


def configure(level: str = "INFO") -> None:
    """Send every logger's lines to standard error in our form."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    handler.addFilter(NoPeers())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = name != "uvicorn.access"
    logging.getLogger("uvicorn.access").disabled = True
    for chatty in ("httpx", "httpcore", "websockets"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
