"""Answers stored a second, beside a FastAPI route that stores nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Any

from bench.floors import executemany
from bench.machine import LOAD_CORE, on_core, server
from bench.product import CODE, Product, product

PHONES = 1000  # participants that the answers come from, in turn
UNDER_WAY = (64, 256)  # requests that are not answered yet, each on a connection of its own
OFFERED = (330, 1000)  # answers a second: a live hall of a thousand, and three of them at once
BATCHES = (1, 100)

Figures = dict[str, Any]

BODIES = {
    "choice": {"prompt": "valinta", "value": {"option": "kuukausittain"}, "sequence": 1},
    "text": {
        "prompt": "ajatus",
        "value": {"text": "Hoitoon pääsy kestää liian kauan, ensimmäinen yhteys samana päivänä."},
        "sequence": 1,
    },
}


def ingest(folder: Path, port: int, rounds: int, seconds: float) -> Figures:
    """Rounds of product and floor in turn, so that both meet the same moods of the machine."""
    constant = [sys.executable, "-m", "bench.floors", "constant", str(port + 1)]
    with (
        product(port, folder / "ingest") as under_test,
        server(constant, port + 1, folder / "constant.log") as floor,
    ):
        tokens = under_test.join(PHONES)
        for prompt in ("valinta", "ajatus"):
            under_test.call("PUT", "/stage", {"prompt": prompt})
        plans = _plans(under_test, floor, tokens, seconds)
        outcomes: dict[str, list[Figures]] = {name: [] for name in plans}
        for number in range(rounds):
            for name, plan in plans.items():
                outcomes[name].append(loaded(plan))
                print(f"ingest {number + 1}/{rounds}: {name}", file=sys.stderr, flush=True)
        kept = _kept(under_test, tokens)
    promised = sum(
        each["answered"]
        for name, runs in outcomes.items()
        for each in runs
        if not name.startswith("constant")
    )
    for batch in BATCHES:
        rates = [executemany(folder, batch) for _ in range(rounds)]
        outcomes[f"sqlite, batches of {batch}"] = [{"per_second": rate} for rate in rates]
    return {
        "promised": promised,
        "kept": kept,
        "rounds": outcomes,
        "medians": {name: _medians(runs) for name, runs in outcomes.items()},
    }


def _plans(
    under_test: Product, floor: int, tokens: list[str], seconds: float
) -> dict[str, Figures]:
    path = f"/api/events/{CODE}/answers/{{id}}"

    def plan(port: int, pid: int, method: str, path: str, kind: str, **more: Any) -> Figures:
        body = json.dumps(BODIES[kind])
        return {
            "port": port, "pid": pid, "method": method, "path": path, "body": body,
            "tokens": tokens, "seconds": seconds, **more,
        }  # fmt: skip

    port, pid = under_test.port, under_test.pid
    plans = {}
    for lines in UNDER_WAY:
        plans[f"constant, {lines} under way"] = plan(
            port + 1, floor, "POST", "/answer", "choice", lines=lines
        )
        for kind in BODIES:
            plans[f"{kind}, {lines} under way"] = plan(port, pid, "PUT", path, kind, lines=lines)
    for rate in OFFERED:
        plans[f"choice, {rate} a second"] = plan(
            port, pid, "PUT", path, "choice", lines=256, rate=rate
        )
    return plans


def loaded(plan: Mapping[str, Any]) -> Figures:
    """One run of the load process on its own core; a wrong answer ends the measurement."""
    outcome = subprocess.run(
        on_core(LOAD_CORE, [sys.executable, "-m", "bench.load"]),
        input=json.dumps(plan),
        capture_output=True,
        text=True,
        timeout=plan["seconds"] + 60,
    )
    assert outcome.returncode == 0, outcome.stderr
    assert not outcome.stderr, outcome.stderr
    figures: Figures = json.loads(outcome.stdout)
    assert figures["refused"] == figures["hung_up"] == 0, figures
    assert figures["unanswered"] == 0, figures
    return figures


def _kept(under_test: Product, tokens: list[str]) -> int:
    """Answers that the participants get back."""
    return sum(len(under_test.call("GET", "/answers", token=token)) for token in tokens)


def _medians(runs: list[Figures]) -> dict[str, float]:
    names = [name for name, value in runs[0].items() if isinstance(value, float)]
    figures = {name: median(run[name] for run in runs) for name in names}
    rates = [run["per_second"] for run in runs]
    return figures | {"least": min(rates), "most": max(rates)}
