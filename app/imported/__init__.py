"""Statements from elsewhere: read from a file, checked, and kept as nobody's of this event."""

from app.imported.file import Row, read
from app.imported.signs import Signs, checked
from app.imported.statements import Brought, Refused, bring_in

__all__ = ["Brought", "Refused", "Row", "Signs", "bring_in", "checked", "read"]
