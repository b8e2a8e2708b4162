"""The page that a rehearsal ends with."""

from collections import Counter

import pytest

from app.rehearsal.figures import Figures, percentile
from app.rehearsal.report import Report


def report(**figures: object) -> Report:
    seen = Figures(joined=3, checked=3, acked=7, changed=1)
    for name, value in figures.items():
        setattr(seen, name, value)
    return Report("http://127.0.0.1:8000", "SYDAN", 3, 90.0, seen)


@pytest.mark.parametrize(
    ("share", "time"), [(0.5, 50.0), (0.95, 95.0), (0.99, 99.0), (1.0, 100.0), (0.0, 1.0)]
)
def test_a_percentile_is_the_nearest_rank(share: float, time: float) -> None:
    assert percentile([float(each) for each in range(100, 0, -1)], share) == time


def test_without_times_there_is_no_percentile() -> None:
    assert percentile([], 0.5) is None


def test_a_room_where_everything_was_found_passes() -> None:
    assert report().passed


@pytest.mark.parametrize(
    "figures",
    [
        {"lost": ["0d0c"]},
        {"duplicates": 1},
        {"errors": Counter({"answer: 500": 1})},
        {"joined": 2},
        {"checked": 2},
    ],
)
def test_a_room_where_anything_went_wrong_does_not_pass(figures: dict[str, object]) -> None:
    assert not report(**figures).passed


def test_a_room_where_nothing_was_answered_does_not_pass() -> None:
    assert (report(acked=0).passed, report(acked=0).verdict) == (False, "empty")


def test_a_slow_room_passes_and_is_called_slow() -> None:
    slow = report(ack_ms=[20.0] * 90 + [400.0] * 10)
    assert (slow.passed, slow.slow) == (True, True)


def test_the_report_reads_as_a_page() -> None:
    page = report(
        ack_ms=[12.0, 15.0, 40.0], join_ms=[9.0, 9.0, 31.0], errors=Counter({"answer: 500": 2})
    ).text("en")
    assert page == "\n".join(
        [
            "Rehearsal SYDAN, http://127.0.0.1:8000, 1.5 minutes, 3 phones",
            "",
            "Phones that joined     3 of 3",
            "Joining took           p50 9 ms · p95 31 ms · p99 31 ms",
            "Answers stored         7, of these 1 changed",
            "Storing took           p50 15 ms · p95 40 ms · p99 40 ms",
            "From stored to screen  not measured",
            "Prompt already closed  0",
            "Tried again            0, sockets opened again 0",
            "Phones checked         3 of 3",
            "Failed                 2",
            "Answers lost           0",
            "Stored twice           0",
            "  2 × answer: 500",
            "",
            "Not passed. See above what was lost, doubled or failed, and rehearse again.",
        ]
    )


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_language_has_the_report(language: str) -> None:
    assert len(report(lost=["0d0c"]).text(language).splitlines()) == 16
