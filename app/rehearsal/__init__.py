"""A simulated room: phones that join, answer and check afterwards that nothing was lost.

A client and nothing else: all it knows of the server comes over HTTP and WebSockets.
"""

from app.rehearsal.report import Report
from app.rehearsal.run import WrongKey, rehearse

__all__ = ["Report", "WrongKey", "rehearse"]
