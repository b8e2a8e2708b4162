"""`python -m bench`: measure, print a table, keep the figures in `bench/results.json`."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.exports import exports
from bench.fanout import fanout
from bench.ingest import ingest
from bench.machine import described, many_files
from bench.table import aims, table
from bench.words import words

RESULTS = Path(__file__).parent / "results.json"

Figures = dict[str, Any]


def main() -> int:
    """Exit code 1 when an aim is missed."""
    asked = _arguments()
    many_files()
    results: Figures = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": described(),
    }
    with tempfile.TemporaryDirectory(prefix="evastys-bench-") as name:
        folder = Path(name)
        if asked.what in ("all", "ingest"):
            results["ingest"] = ingest(folder, asked.port, asked.rounds, asked.seconds)
        if asked.what in ("all", "fanout"):
            results["fanout"] = fanout(folder, asked.port + 4, asked.phones, asked.rounds)
        if asked.what in ("all", "exports"):
            results["exports"] = exports(folder, asked.rounds)
        if asked.what in ("all", "words"):
            results["words"] = words(20 * asked.rounds)
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    print(table(results))
    return 0 if all(aim.met for aim in aims(results)) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "what", nargs="?", choices=("all", "ingest", "fanout", "exports", "words"), default="all"
    )
    parser.add_argument("--rounds", type=_between(1, 50), default=5)
    parser.add_argument("--seconds", type=_between(1, 60), default=2, help="of each ingest run")
    parser.add_argument("--phones", type=_between(10, 5000), default=1000)
    parser.add_argument("--port", type=_between(1024, 65000), default=8140)
    return parser.parse_args()


def _between(least: int, most: int) -> Any:
    def number(text: str) -> int:
        value = int(text)
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"from {least} to {most}")
        return value

    return number


if __name__ == "__main__":
    sys.exit(main())
