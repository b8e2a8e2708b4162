"""Measures of the screen's pictures: what a tally becomes before a template draws it.

Pure functions: no HTML, no event. Lengths are percentages of the room that a picture has; heights
and widths of text are in rem of the screen, so that what is sent fits without a script on the page.
"""

from app.picture.asked import Asked, asked
from app.picture.bars import Bar, Diverging, Segment, bars, diverging
from app.picture.commitments import LEAST, STRENGTHS, Row, merged, share, totals
from app.picture.crowd import CAVEAT, Crowd, crowd, named
from app.picture.glance import Line, fit, glance, spot
from app.picture.grid import Mark, marks
from app.picture.ranks import Rank, ranks
from app.picture.sides import Compared, Sheet, Sheets, columned, compared, sheets
from app.picture.table import EXACT, WORDS, Said, Table, said_words, table
from app.picture.text import beside, code_step, em, lines, place_step, room, rooms, step
from app.picture.wall import Page, Shown, pages
from app.picture.words import Band, Cut, Typeset, typeset

__all__ = [
    "CAVEAT",
    "EXACT",
    "LEAST",
    "STRENGTHS",
    "WORDS",
    "Asked",
    "Band",
    "Bar",
    "Compared",
    "Crowd",
    "Cut",
    "Diverging",
    "Line",
    "Mark",
    "Page",
    "Rank",
    "Row",
    "Said",
    "Segment",
    "Sheet",
    "Sheets",
    "Shown",
    "Table",
    "Typeset",
    "asked",
    "bars",
    "beside",
    "code_step",
    "columned",
    "compared",
    "crowd",
    "diverging",
    "em",
    "fit",
    "glance",
    "lines",
    "marks",
    "merged",
    "named",
    "pages",
    "place_step",
    "ranks",
    "room",
    "rooms",
    "said_words",
    "share",
    "sheets",
    "spot",
    "step",
    "table",
    "totals",
    "typeset",
]
