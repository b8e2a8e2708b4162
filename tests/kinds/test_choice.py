"""Choice: one of several options."""

from app.kinds import kinds
from tests.factories import OPTIONS, counted

choice = kinds["choice"]
settings = choice.settings({"options": OPTIONS})


def test_every_option_is_counted_in_the_order_of_the_settings() -> None:
    answers = [counted({"option": each}) for each in ["en", "viikoittain", "en"]]
    tally = choice.tally(settings, answers)
    assert tally == {"counts": {"viikoittain": 1, "harvemmin": 0, "en": 2}}
    assert list(tally["counts"]) == ["viikoittain", "harvemmin", "en"]


def test_no_answers_leave_every_option_at_nought() -> None:
    assert choice.tally(settings, []) == {"counts": {"viikoittain": 0, "harvemmin": 0, "en": 0}}


def test_an_answer_is_one_row_with_the_options_key() -> None:
    assert choice.rows(settings, {"option": "en"}) == [{"option": "en"}]
    assert choice.labels(settings)["en"] == {"fi": "En lainkaan", "en": "Not at all"}
