"""Logs as JSON lines in UTC, or as plain lines on a terminal; without addresses, tokens, codes
or anybody's text."""

from __future__ import annotations

import json
import logging
import sys
import time

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


class Plain(logging.Formatter):
    """The same for somebody who looks on: the clock of this machine, and the message."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line, and its trace below it."""
        level = "" if record.levelno < logging.WARNING else f"{record.levelname.lower()}: "
        clock = time.strftime("%H:%M:%S", time.localtime(record.created))
        lines = [f"{clock}  {level}{printable(record.getMessage())}"]
        if record.exc_info:
            trace = self.formatException(record.exc_info).splitlines()
            lines += [f"  {printable(line)}" for line in trace]
        return "\n".join(lines)


def printable(text: str) -> str:
    """A text that can neither begin a line of its own nor give the terminal orders."""
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode("ascii")
        for each in text
    )


class NoPeers(logging.Filter):
    """Drops uvicorn's lines about connections: they hold the peer's address and the full query
    of every WebSocket, even when its access log is off."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record may pass."""
        text = record.msg if isinstance(record.msg, str) else ""
        return not (text.startswith("%s") or "WebSocket" in text or "connection " in text)


class OurOwn(logging.Filter):
    """On a terminal what other programs' parts report about themselves is in the way."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record may pass."""
        return record.name.partition(".")[0] == "evastys" or record.levelno >= logging.WARNING


def configure(level: str = "INFO") -> None:
    """Send every logger's lines to standard error: as JSON, or plain where it is a terminal."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    if sys.stderr.isatty():
        handler.setFormatter(Plain())
        handler.addFilter(OurOwn())
    handler.addFilter(NoPeers())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = name != "uvicorn.access"
    logging.getLogger("uvicorn.access").disabled = True
    for chatty in ("alembic", "httpx", "httpcore", "websockets"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
