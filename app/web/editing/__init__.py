"""An event made and edited in the browser: plain forms over the agenda's file."""

from app.web.editing import api, copying, event, overview, prompts, rows, texts

ROUTERS = tuple(each.router for each in (api, overview, prompts, event, rows, texts, copying))

__all__ = ["ROUTERS"]
