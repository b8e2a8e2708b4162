"""What the figures say: a table for people, and whether the aims are reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bench.exports import AIM as EXPORTS_AIM
from bench.exports import FILES
from bench.ingest import UNDER_WAY
from bench.words import AIM as WORDS_AIM

INGEST_AIM = 0.4  # of a route that stores nothing
FANOUT_AIM = 3.0  # times the kernel's own cost
BUSY = 1.0  # programs that want a core beside ours

Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Aim:
    """A ratio that was aimed at, in words, and what it came to."""

    text: str
    ratio: float
    met: bool


def aims(results: Figures) -> list[Aim]:
    """The aims of what was measured."""
    found = []
    if "ingest" in results:
        found += _ingest_aims(results["ingest"])
    if "fanout" in results:
        medians = results["fanout"]["medians"]
        for name, figure in (
            ("last_ms", "press to the last phone"),
            ("screen_ms", "press to the screen"),
            ("cpu_ms", "processor time"),
        ):
            ratio = medians["product"][name] / medians["kernel"][name]
            text = f"{figure}, times the kernel's loop of writes (≤ {FANOUT_AIM:.0f})"
            found.append(Aim(text, ratio, ratio <= FANOUT_AIM))
    if "exports" in results:
        medians = results["exports"]["medians"]
        for name in FILES:
            export, start, plain = (
                medians[each]["cpu_s"] for each in (name, f"start, {name}", f"plain {name}")
            )
            ratio = (export - start) / plain
            text = f"{name} without its start, times the plain writer (≤ {EXPORTS_AIM})"
            found.append(Aim(text, ratio, ratio <= EXPORTS_AIM))
    for each in results.get("words", ()):
        text = f"words counted after an answer, {each['engine']}, ms (≤ {WORDS_AIM:.0f})"
        found.append(Aim(text, each["update_ms"], each["update_ms"] <= WORDS_AIM))
    return found


def _ingest_aims(ingest: Figures) -> list[Aim]:
    found, medians = [], ingest["medians"]
    for lines in UNDER_WAY:
        stored, nothing = (
            medians[f"{name}, {lines} under way"]["per_second"] for name in ("choice", "constant")
        )
        text = f"answers stored, share of the constant route, {lines} under way (≥ {INGEST_AIM})"
        found.append(Aim(text, stored / nothing, stored / nothing >= INGEST_AIM))
        work = {
            name: medians[f"{name}, {lines} under way"]["cpu_us"] for name in ("choice", "constant")
        }
        share = work["constant"] / work["choice"]
        found.append(
            Aim(f"  the same by processor time (≥ {INGEST_AIM})", share, share >= INGEST_AIM)
        )
    promised, kept = ingest["promised"], ingest["kept"]
    text = "answers promised that were found afterwards (= 1)"
    return [*found, Aim(text, kept / promised, kept == promised)]


def table(results: Figures) -> str:
    """All figures as lines for a terminal."""
    machine = results["machine"]
    lines = [
        f"{results['at']}  {machine['cores']} cores, pinned: {machine['pinned']}, "
        f"load before {machine['load_before']}, Python {machine['python']}",
    ]
    if machine["load_before"] > BUSY:
        lines.append("The machine was busy with other work: believe processor time before rates.")
    if "ingest" in results:
        heads = {"answers/s": 11, "least–most": 14, "core": 7, "CPU µs": 8}
        heads |= dict.fromkeys(("p50 ms", "p95 ms", "p99 ms"), 8)
        lines += ["", _head("ingest", heads)]
        lines += [_ingest_row(*each) for each in results["ingest"]["medians"].items()]
    if "fanout" in results:
        fan = results["fanout"]
        heads = {"last ms": 11, "least–most": 14, "first ms": 10, "screen ms": 11}
        heads |= {"CPU ms": 8, "KiB each": 10, "joins/s": 9}
        lines += ["", _head(f"{fan['phones']} phones, {fan['frame_bytes']} bytes", heads)]
        lines += [_fanout_row(*each) for each in fan["medians"].items()]
    if "exports" in results:
        heads = {"wall s": 9, "CPU s": 8, "peak MB": 9}
        lines += ["", _head(f"{results['exports']['answers']} answers to a file", heads)]
        lines += [_export_row(*each) for each in results["exports"]["medians"].items()]
    if "words" in results:
        heads = {"first ms": 10, "update ms": 11, "worst ms": 10}
        heads |= {"answers": 9, "forms": 7, "words": 7}
        lines += ["", _head("words", heads)]
        lines += [_words_row(each, heads) for each in results["words"]]
    lines.append("")
    lines += [
        f"{'yes' if aim.met else 'NO':<4}{aim.ratio:6.2f}  {aim.text}" for aim in aims(results)
    ]
    return "\n".join(lines)


def _head(name: str, columns: dict[str, int]) -> str:
    return f"{name:<28}" + "".join(f"{title:>{wide}}" for title, wide in columns.items())


def _ingest_row(name: str, seen: dict[str, float]) -> str:
    span = f"{seen['least']:.0f}–{seen['most']:.0f}"
    row = f"{name:<28}{seen['per_second']:>11.0f}{span:>14}"
    if "cpu_us" in seen:
        row += f"{seen['cpu_share']:>7.0%}{seen['cpu_us']:>8.0f}"
        row += "".join(f"{seen[each]:>8.1f}" for each in ("p50_ms", "p95_ms", "p99_ms"))
    return row


def _fanout_row(name: str, seen: dict[str, float]) -> str:
    span = f"{seen['least']:.1f}–{seen['most']:.1f}"
    return (
        f"{name:<28}{seen['last_ms']:>11.1f}{span:>14}{seen['first_ms']:>10.1f}{seen['screen_ms']:>11.1f}"
        f"{seen['cpu_ms']:>8.1f}{seen['kib_per_phone']:>10.1f}{seen['join_per_second']:>9.0f}"
    )


def _export_row(name: str, seen: Figures) -> str:
    return f"{name:<28}{seen['wall_s']:>9.2f}{seen['cpu_s']:>8.2f}{seen['peak_mb']:>9.0f}"


def _words_row(seen: Figures, columns: dict[str, int]) -> str:
    cells = (seen[title.replace(" ", "_")] for title in columns)
    return f"{seen['engine']:<28}" + "".join(
        f"{cell:>{wide}.{int(isinstance(cell, float))}f}"
        for cell, wide in zip(cells, columns.values(), strict=True)
    )
