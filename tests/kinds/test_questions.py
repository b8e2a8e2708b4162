"""Questions from the audience: a tally that is the list that people read."""

from dataclasses import replace

from app.kinds import Counted, kinds
from tests.factories import counted

kind = kinds["questions"]
settings = kind.settings({})


def question(number: int, support: int = 0, state: str = "approved", **more: str) -> Counted:
    asked = counted({"text": f"Kysymys {number}"}, number, state=state, support=support)
    return replace(asked, statement=f"Q-{number:04}", **more)


def test_pinned_ones_come_first_then_the_best_backed_and_the_answered_last() -> None:
    answers = [
        question(1, 2),
        question(2, 9, mark="answered", marked_at="2026-04-16T10:00:00.000Z"),
        question(3, 5),
        question(4, 1, mark="pinned", marked_at="2026-04-16T10:05:00.000Z"),
        question(5, 2),
        question(6, 3, mark="pinned", marked_at="2026-04-16T10:09:00.000Z"),
        question(7, 1, mark="answered", marked_at="2026-04-16T10:04:00.000Z"),
        question(10_000, 2),
    ]
    listed = [each["id"] for each in kind.tally(settings, answers)["statements"]]
    assert listed == [
        *("Q-0006", "Q-0004"),  # the newest pin first
        *("Q-0003", "Q-0001", "Q-0005", "Q-10000"),
        *("Q-0007", "Q-0002"),  # answered last, answered first
    ]


def test_what_waits_is_hidden_or_archived_is_counted_and_not_listed() -> None:
    answers = [
        question(1, 2),
        question(2, state="waiting"),
        question(3, state="hidden"),
        question(4, 4, mark="archived", marked_at="2026-04-16T10:00:00.000Z"),
        question(5, state="hidden", mark="archived", marked_at="2026-04-16T10:00:00.000Z"),
    ]
    first = {"id": "Q-0001", "text": "Kysymys 1", "support": 2, "organisations": 0, "mark": None}
    old = {"id": "Q-0004", "text": "Kysymys 4", "support": 4, "organisations": 0}
    tally = {"statements": [first], "total": 5, "waiting": 1, "archived": 1}
    assert kind.tally(settings, answers) == tally
    assert kind.internal(settings, answers) == tally | {"archive": [old | {"mark": "archived"}]}


def test_ten_questions_of_five_hundred_characters_are_the_default() -> None:
    assert settings.model_dump() == {"limit": 10, "max_length": 500, "support": True}
    assert (kind.most(settings), kinds["text"].most(None)) == (10, None)
