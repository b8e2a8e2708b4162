"""A sheet of Excel's own charts, drawn from the sheets of sums: who copies one into a document
takes its numbers along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.agenda.colours import FILLS
from exports.cells import visible
from exports.tables import Table

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.chart import Chart
    from xlsxwriter.worksheet import Worksheet

    from exports.frames import Frames
    from exports.reading import Asked

A4 = 9  # Excel's number of it
INK, LINE = "#0F2024", "#C3CED0"
WIDE, BESIDE = 620, 640  # pixels of a chart, and to the next one's left edge
ROW, COLUMN = 20, 64  # pixels of a cell as Excel makes it
BAR, ROUND = 30, 110  # pixels of a bar with its gap; of title and axis
SQUARE = 440  # pixels, height of a plot
MOST = 20  # words of one chart; the sheet of sums has them all
TITLE = 110  # characters
VALUES = ("count", "mean", "sum", "mean_rank")  # what a chart of a kind shows: the first it has
STRENGTHS = ("ready", "needs_decision", "to_explore")


@dataclass(frozen=True, slots=True)
class Block:
    """The rows of one prompt, in one round and mode, on a sheet of sums."""

    sheet: str  # its name in the workbook
    prompt: Asked
    note: str  # which round or whose answers, where there are several
    first: int  # row, from 0
    last: int
    columns: Mapping[str, int]  # place by key

    def cells(self, key: str) -> list[Any]:
        """A reference to the block's cells in a column, as XlsxWriter takes it."""
        place = self.columns[key]
        return [self.sheet, self.first, place, self.last, place]


def draw(book: Workbook, sheet: Worksheet, frames: Frames, sheets: Mapping[str, str]) -> None:
    """Charts of all prompts with numbers, two side by side, in the order of the agenda; `sheets`
    are the names of the sums' sheets by that of their table."""
    heading = book.add_format({"bold": True, "font_size": 14, "font_color": INK})
    places = {prompt.key: number for number, prompt in enumerate(frames.reading.prompts)}
    blocks = [
        block for table in frames.sums for block in _blocks(frames, table, sheets[table.name])
    ]
    blocks.sort(key=lambda block: places[block.prompt.key])
    sheet.hide_gridlines(2)
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    row, area, beside, below = 0, None, False, 0
    for block in blocks:
        if area is None or block.prompt.goal_area != area.goal_area:
            row, beside, area = max(row, below), False, block.prompt
            sheet.write_string(row, 0, visible(_area(frames, block.prompt)), heading)
            row, below = row + 2, row + 2
        chart, height = _chart(book, block, frames)
        options = {
            "x_offset": BESIDE if beside else 0,
            "description": _said(frames, block),
            "object_position": 2,
        }
        sheet.insert_chart(row, 0, chart, options)
        below = max(below, row + height // ROW + 2)
        row, beside = (below, False) if beside else (row, True)


def _blocks(frames: Frames, table: Table, sheet: str) -> Iterator[Block]:
    """Of one kind's sums the rows of each prompt; a kind without subjects has no picture."""
    keys = [field.key for field in table.fields]
    if "subject" not in keys:
        return
    prompts = {prompt.key: prompt for prompt in frames.reading.prompts}
    columns = {key: place for place, key in enumerate(keys)}
    rows = list(table.rows())
    own = [columns[key] for key in ("prompt_key", "round", "mode") if key in columns]
    apart = [tuple(row[place] for place in own) for row in rows]
    again = {name[0] for name in apart if "round" in columns and name[1] > 1}
    start = 0
    for end in range(1, len(rows) + 1):
        if end < len(rows) and apart[end] == apart[start]:
            continue
        row = rows[start]
        prompt = prompts[row[columns["prompt_key"]]]
        most = MOST if prompt.kind.key == "words" else end - start
        last = min(end, start + most)  # the header is row 0
        while last > start and prompt.kind.key == "words" and _withheld(rows[last - 1], columns):
            last -= 1  # those that few said stand last
        # Excel would draw what is withheld as nothing.
        whole = not any(_withheld(each, columns) for each in rows[start:last])
        if row[columns["answered"]] and whole and last > start:
            note = _note(frames, row, columns, prompt.key in again)
            yield Block(sheet, prompt, note, start + 1, last, columns)
        start = end


def _withheld(row: tuple[Any, ...], columns: Mapping[str, int]) -> bool:
    """Whether a figure that a chart shows of the row is not told."""
    drawn = next(([key] for key in VALUES if key in columns), ["x", "y", *STRENGTHS])
    return any(isinstance(row[columns[key]], str) for key in drawn if key in columns)


def _note(frames: Frames, row: tuple[Any, ...], columns: Mapping[str, int], several: bool) -> str:
    parts = []
    if several:
        parts.append(f"{frames.words.t('exports.column.round')} {row[columns['round']]}")
    if "mode" in columns and row[columns["mode"]]:
        parts.append(row[columns["mode"]])
    return ", ".join(parts)


def _area(frames: Frames, prompt: Asked) -> str:
    words = frames.words
    if prompt.goal_area is None:
        return words.t("exports.plan.others")
    return words.areas.get(prompt.goal_area, prompt.goal_area)


def _heading(frames: Frames, block: Block) -> str:
    text = visible(frames.words.t.text(block.prompt.heading))
    text = text if len(text) <= TITLE else f"{text[: TITLE - 1]}…"
    return f"{text} ({block.note})" if block.note else text


def _said(frames: Frames, block: Block) -> str:
    """What a screen reader says of a chart: what it shows, and where its numbers are."""
    return frames.words.t(
        "exports.graphs.said",
        area=visible(_area(frames, block.prompt)),
        prompt=_heading(frames, block),
        sheet=block.sheet,
        first=block.first + 1,
        last=block.last + 1,
    )


def _chart(book: Workbook, block: Block, frames: Frames) -> tuple[Chart, int]:
    """The chart and its height in pixels."""
    many = block.last - block.first + 1
    if "x" in block.columns:
        chart, height = _plot(book, block, frames), SQUARE
    elif "ready" in block.columns:
        chart, height = _stacked(book, block, frames), ROUND + 40 + BAR * many
    else:
        chart, height = _bars(book, block, frames), ROUND + BAR * many
    title = {"size": 12, "bold": True, "color": INK}
    chart.set_title({"name": _heading(frames, block), "name_font": title, "overlay": False})
    chart.set_size({"width": WIDE, "height": height})
    chart.set_chartarea({"border": {"color": LINE}})
    return chart, height


def _bars(book: Workbook, block: Block, frames: Frames) -> Chart:
    chart = book.add_chart({"type": "bar"})
    value = next(key for key in VALUES if key in block.columns)
    whole = value in ("count", "sum")
    chart.add_series(
        {
            "name": frames.words.known(f"exports.measure.{value}", value),
            "categories": block.cells("subject"),
            "values": block.cells(value),
            "fill": {"color": _fill(frames, block.prompt)},
            "gap": 45,
            "data_labels": {"value": True, "num_format": "0" if whole else "0.0"},
        }
    )
    _axes(chart, block, value)
    chart.set_legend({"none": True})
    return chart


def _axes(chart: Chart, block: Block, value: str) -> None:
    """The first option on top; a scale from end to end, or its lowest would look like nothing."""
    lowest, most = 0, None
    if value == "mean" and (scale := getattr(block.prompt.settings, "scale", None)):
        lowest, most = scale.min, scale.max
    chart.set_y_axis({"reverse": True, "num_font": {"size": 10}, "line": {"color": INK}})
    shown = {"visible": value == "mean", "major_gridlines": {"visible": False}, "min": lowest}
    chart.set_x_axis(shown | ({"max": most, "major_unit": 1} if most is not None else {}))


def _stacked(book: Workbook, block: Block, frames: Frames) -> Chart:
    """Strengths beside one another, full, hatched and open, as on the screen."""
    chart = book.add_chart({"type": "bar", "subtype": "stacked"})
    looks: list[dict[str, Any]] = [
        {"fill": {"color": INK}},
        {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": INK, "bg_color": "#FFFFFF"}},
        {"fill": {"color": "#FFFFFF"}, "border": {"color": INK}},
    ]
    for strength, look in zip(STRENGTHS, looks, strict=True):
        chart.add_series(
            {
                "name": frames.words.t(f"strength.{strength}"),
                "categories": block.cells("subject"),
                "values": block.cells(strength),
                "gap": 45,
                **look,
            }
        )
    chart.set_y_axis({"reverse": True, "num_font": {"size": 10}, "line": {"color": INK}})
    chart.set_x_axis({"major_gridlines": {"visible": False}, "min": 0, "num_format": "0"})
    chart.set_legend({"position": "bottom"})
    return chart


def _plot(book: Workbook, block: Block, frames: Frames) -> Chart:
    """Places on two axes with their names beside them, the axes crossing in the middle."""
    chart = book.add_chart({"type": "scatter"})
    subject = block.columns["subject"]
    places = (_cell(row, subject) for row in range(block.first, block.last + 1))
    names = [{"value": f"='{block.sheet}'!{place}"} for place in places]
    chart.add_series(
        {
            "categories": block.cells("x"),
            "values": block.cells("y"),
            "marker": {
                "type": "square",
                "size": 9,
                "fill": {"color": _fill(frames, block.prompt)},
                "border": {"color": INK},
            },
            "data_labels": {"value": True, "custom": names, "position": "right"},
        }
    )
    words, settings = frames.words, block.prompt.settings
    for axis, set_axis in (("x", chart.set_x_axis), ("y", chart.set_y_axis)):
        own = getattr(settings, axis).name
        set_axis(
            {
                "name": visible(words.t.text(own) if own else words.t(f"grid.{axis}.name")),
                "min": 1,
                "max": 5,
                "major_unit": 1,
                "crossing": 3,
                "label_position": "low",
                "major_gridlines": {"visible": False},
            }
        )
    chart.set_legend({"none": True})
    return chart


def _cell(row: int, column: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))


def _fill(frames: Frames, prompt: Asked) -> str:
    """The colour of a goal area; ink for what has none, or no colour of its own."""
    keys = [area.key for area in frames.reading.agenda.goal_areas]
    fills = FILLS["light"]
    place = keys.index(prompt.goal_area) if prompt.goal_area in keys else len(keys)
    return fills[place % len(fills)] if place < min(len(keys), 2 * len(fills)) else INK
