"""A hundred thousand answers to a file, beside a plain writer of the same rows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from bench.machine import SERVER_CORE, on_core

CODE = "VIENTI"
PEOPLE = 4_350  # each answers every prompt of the shipped agenda once: 100,050 answers
FILES = ("answers.csv", "workbook.xlsx")
AIM = 1.5  # times the plain writer

Figures = dict[str, Any]


def exports(folder: Path, rounds: int) -> Figures:
    """Rounds of the export and of the plain writer in turn, each a process of its own; beside them
    an export of two people's answers, for what a start costs, and one of a quarter of all, for what
    memory grows by."""
    runs: dict[str, list[Figures]] = {}
    whole, quarter, nothing = folder / "whole", folder / "quarter", folder / "nothing"
    answers = _filled(whole, PEOPLE)
    fewer = _filled(quarter, PEOPLE // 4)
    _filled(nothing, 2)
    for number in range(rounds):
        for name in FILES:
            out = folder / "out"
            runs.setdefault(name, []).append(_timed(_export(whole, out, name)))
            runs.setdefault(f"start, {name}", []).append(
                _timed(_export(nothing, folder / "no", name))
            )
            source = out / "answers.csv"  # the same rows for both writers
            plain = [sys.executable, "-m", "bench.plain", str(source), str(out / f"plain-{name}")]
            runs.setdefault(f"plain {name}", []).append(_timed(plain))
            print(f"exports {number + 1}/{rounds}: {name}", file=sys.stderr, flush=True)
    for name in FILES:
        runs[f"{name}, {fewer} answers"] = [_timed(_export(quarter, folder / "out", name))]
    medians = {
        name: {key: median(run[key] for run in some) for key in some[0]}
        for name, some in runs.items()
    }
    return {"answers": answers, "medians": medians}


def _filled(folder: Path, people: int) -> int:
    command = [sys.executable, "-m", "bench.filling", str(folder), CODE, str(people)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return int(done.stdout)


def _export(data: Path, out: Path, name: str) -> list[str]:
    command = [sys.executable, "-m", "app", "export", CODE]
    return [*command, "--data", str(data), "--out", str(out), "--only", name]


def _timed(command: Sequence[str]) -> Figures:
    """Wall and processor seconds of a process, its start included, and its greatest memory; what
    a plain writer says of its writing alone goes before."""
    began = time.perf_counter()
    process = subprocess.Popen(on_core(SERVER_CORE, command), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = process.stdout.read()
    process.stdout.close()
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, command
    seen = {
        "wall_s": time.perf_counter() - began,
        "cpu_s": usage.ru_utime + usage.ru_stime,
        "peak_mb": usage.ru_maxrss / 1024,
    }
    return seen | json.loads(said) if said.startswith("{") else seen
