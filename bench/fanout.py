"""One press to a thousand phones and the screen, beside the least that it can cost."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Any

from bench.machine import LOAD_CORE, on_core, server
from bench.product import CODE, product

Figures = dict[str, Any]


def fanout(folder: Path, port: int, phones: int, rounds: int) -> Figures:
    """The product first, then both floors with frames of the product's size."""
    outcomes: dict[str, Figures] = {}
    with product(port, folder / "fanout") as under_test:
        plan = {
            "port": port,
            "pid": under_test.pid,
            "path": f"/ws/events/{CODE}/phone?lang=fi",
            "tokens": under_test.join(phones),
            "screen": [f"/ws/events/{CODE}/screen?lang=fi", under_test.key],
            "rounds": rounds,
            "trigger": "stage",
            "stage": f"/api/events/{CODE}/stage",
            "prompts": ["valinta", "ajatus"],
            "key": under_test.key,
        }
        outcomes["product"] = _heard(plan)
        print("fan-out: product", file=sys.stderr, flush=True)
    size = round(median(each["frame_bytes"] for each in outcomes["product"]["rounds"]))
    for place, name in enumerate(("kernel", "broadcast"), start=2):
        command = [sys.executable, "-m", "bench.floors", name, str(port + place)]
        with server(command, port + place, folder / f"{name}.log") as pid:
            outcomes[name] = _heard(
                {
                    "port": port + place,
                    "pid": pid,
                    "path": "/phone",
                    "tokens": [None] * phones,
                    "screen": ["/phone", None],
                    "rounds": rounds,
                    "trigger": "socket",
                    "size": size,
                }
            )
        print(f"fan-out: {name}", file=sys.stderr, flush=True)
    return {
        "phones": phones,
        "frame_bytes": size,
        "rounds": outcomes,
        "medians": {name: _medians(each) for name, each in outcomes.items()},
    }


def _heard(plan: Mapping[str, Any]) -> Figures:
    outcome = subprocess.run(
        on_core(LOAD_CORE, [sys.executable, "-m", "bench.listeners"]),
        input=json.dumps(plan),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert outcome.returncode == 0, outcome.stderr
    figures: Figures = json.loads(outcome.stdout)
    return figures


def _medians(outcome: Figures) -> dict[str, float]:
    rounds = outcome["rounds"]
    last = [each["last_ms"] for each in rounds]
    return {name: median(each[name] for each in rounds) for name in rounds[0]} | {
        "least": min(last),
        "most": max(last),
        "join_per_second": outcome["join_per_second"],
        "kib_per_phone": outcome["kib_per_phone"],
    }
