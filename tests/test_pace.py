"""The window of an event by the clock: its two parts, and what stands at a moment."""

from __future__ import annotations

import pytest

from app.pace import Phase, Span, opened_by, phase_at, span_at, spans

HELSINKI = "Europe/Helsinki"
DAY = "2026-04-16"
BEFORE = Span("2026-04-09T21:00:00.000Z", "2026-04-15T21:00:00.000Z")  # summer time, +3
AFTER = Span("2026-04-16T21:00:00.000Z", "2026-04-20T21:00:00.000Z")
WINDOW = (BEFORE, AFTER)


@pytest.mark.parametrize(
    ("opens", "closes", "parts"),
    [
        ("2026-04-10", "2026-04-20", WINDOW),
        ("2026-04-10", None, (BEFORE,)),
        (None, "2026-04-20", (AFTER,)),
        ("2026-04-10", "2026-04-12", (Span(BEFORE.begins, "2026-04-12T21:00:00.000Z"),)),
        ("2026-04-18", "2026-04-20", (Span("2026-04-17T21:00:00.000Z", AFTER.ends),)),
        ("2026-04-16", "2026-04-16", ()),
        (
            "2026-04-10T08:30:00",
            "2026-04-17T16:00:00",
            (
                Span("2026-04-10T05:30:00.000Z", BEFORE.ends),
                Span(AFTER.begins, "2026-04-17T13:00:00.000Z"),
            ),
        ),
    ],
)
def test_a_window_is_what_lies_before_and_after_the_day(
    opens: str | None, closes: str | None, parts: tuple[Span, ...]
) -> None:
    assert spans(DAY, HELSINKI, opens, closes) == parts


@pytest.mark.parametrize("opens", ["0001-01-01", "0001-01-01T00:00:00"])
@pytest.mark.parametrize("closes", ["9999-12-31", "9999-12-31T23:59:59"])
def test_a_window_without_end_stays_in_years_that_a_clock_can_count(
    opens: str, closes: str
) -> None:
    before, after = spans(DAY, HELSINKI, opens, closes)
    assert (before.begins[:4], before.ends) == ("1899", BEFORE.ends)  # midnight in Helsinki
    assert (after.begins, after.ends[:4]) == (AFTER.begins, "2200")
    assert spans("9999-12-31", HELSINKI, "2026-04-10", None)[0].ends[:4] == "2200"


def test_a_day_is_as_long_as_the_clock_has_it() -> None:
    (part,) = spans("2026-03-30", HELSINKI, "2026-03-29", None)  # 23 hours: summer time begins
    assert part == Span("2026-03-28T22:00:00.000Z", "2026-03-29T21:00:00.000Z")


@pytest.mark.parametrize(
    ("at", "phase"),
    [
        ("2026-04-09T20:59:59.999Z", Phase("later", BEFORE.begins)),
        (BEFORE.begins, Phase("open", BEFORE.ends)),
        ("2026-04-15T20:59:59.999Z", Phase("open", BEFORE.ends)),
        (BEFORE.ends, Phase("day", AFTER.begins)),
        (AFTER.begins, Phase("open", AFTER.ends)),
        (AFTER.ends, Phase("over", AFTER.ends)),
    ],
)
def test_the_phase_turns_at_the_moment_itself(at: str, phase: Phase) -> None:
    assert phase_at(WINDOW, DAY, HELSINKI, at) == phase


def test_without_a_part_after_it_the_event_says_nothing_of_a_window() -> None:
    for at in ("2026-04-15T22:00:00.000Z", "2026-04-17T12:00:00.000Z"):
        assert phase_at((BEFORE,), DAY, HELSINKI, at) == Phase("day", BEFORE.ends)
    assert phase_at((), DAY, HELSINKI, BEFORE.begins) is None


@pytest.mark.parametrize(
    ("at", "grace", "part"),
    [
        ("2026-04-15T20:59:59.999Z", 0, BEFORE),
        (BEFORE.ends, 0, None),
        ("2026-04-15T21:00:15.000Z", 15, BEFORE),
        ("2026-04-15T21:00:15.001Z", 15, None),
        ("2026-04-09T20:59:59.000Z", 15, None),
    ],
)
def test_a_part_lasts_to_its_end_and_its_grace(at: str, grace: int, part: Span | None) -> None:
    assert span_at(WINDOW, at, grace) == part


@pytest.mark.parametrize(
    ("state", "closed_at", "opened"),
    [
        ("draft", None, True),
        ("open", None, False),  # by a host already
        ("closed", "2026-04-16T10:00:00.000Z", True),  # on the day
        ("closed", "2026-04-18T10:00:00.000Z", False),  # by hand, while the window is open
    ],
)
def test_what_is_closed_by_hand_in_the_window_stays_closed(
    state: str, closed_at: str | None, opened: bool
) -> None:
    assert opened_by(AFTER, state, closed_at) == opened
    assert opened_by(None, state, closed_at) is False
