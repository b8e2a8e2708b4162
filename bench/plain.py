"""`python -m bench.plain ROWS.csv OUT`: the rows of an `answers.csv` once more, by the library's
own writer and nothing else. They come from a table of the same cells, as an export's rows come from
a database; that the table is made does not count."""

from __future__ import annotations

import csv
import json
import sqlite3
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any


def main(source: Path, out: Path) -> dict[str, float]:
    """Seconds of reading the table and writing the file."""
    connection = sqlite3.connect(out.with_suffix(".sqlite3"))
    with source.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file, delimiter=";")
        head = next(rows)
        names = ",".join(f"c{place}" for place in range(len(head)))
        connection.execute("DROP TABLE IF EXISTS cells")
        connection.execute(f"CREATE TABLE cells ({names})")
        marks = ",".join("?" * len(head))
        connection.executemany(f"INSERT INTO cells VALUES ({marks})", rows)  # noqa: S608 our names
        connection.commit()
    wall, cpu = time.perf_counter(), time.process_time()
    cursor = connection.execute("SELECT * FROM cells")
    (_to_csv if out.suffix == ".csv" else _to_xlsx)(out, head, cursor)
    return {"wall_s": time.perf_counter() - wall, "cpu_s": time.process_time() - cpu}


def _to_csv(out: Path, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(head)
        writer.writerows(rows)


def _to_xlsx(out: Path, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, head)
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, place, cell)


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]))))
