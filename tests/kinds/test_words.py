"""Words: a few expressions, counted over the room."""

from app.kinds import kinds
from tests.factories import counted

words = kinds["words"]
settings = words.settings({"max_words": 3})


def tally_of(*answers: list[str]) -> list[dict[str, object]]:
    counted_answers = [counted({"words": answer}) for answer in answers]
    tallied: list[dict[str, object]] = words.tally(settings, counted_answers)["words"]
    return tallied


def test_forms_of_one_word_are_counted_together_under_the_form_typed_most() -> None:
    assert tally_of(["yhteistyö", "luonto"], ["Yhteistyö"], ["yhteistyö", "äly"], ["Luonto"]) == [
        {"word": "yhteistyö", "count": 3, "forms": {"yhteistyö": 2, "Yhteistyö": 1}},
        {"word": "Luonto", "count": 2, "forms": {"Luonto": 1, "luonto": 1}},
        {"word": "äly", "count": 1, "forms": {"äly": 1}},
    ]


def test_equal_counts_stand_by_the_finnish_alphabet() -> None:
    order = [each["word"] for each in tally_of(["öljy", "åländsk", "äly"], ["zeta", "Aalto"])]
    assert order == ["Aalto", "zeta", "åländsk", "äly", "öljy"]


def test_an_answer_counts_once_for_a_word() -> None:
    assert tally_of(["luonto", "Luonto"]) == [
        {"word": "Luonto", "count": 1, "forms": {"Luonto": 1}}
    ]


def test_the_same_word_twice_and_blank_fields_leave_room_for_others() -> None:
    typed = {"words": ["luonto", " Luonto! ", "", "kyydit", "”Luonto”", "rohkeus"]}
    assert words.parse(settings, typed) == {"words": ["luonto", "kyydit", "rohkeus"]}


def test_three_words_are_asked_for_unless_the_agenda_says_otherwise() -> None:
    assert words.settings({}).max_words == 3


def test_a_word_a_row() -> None:
    value = {"words": ["luonto", "kyydit"]}
    assert words.rows(settings, value) == [{"word": "luonto"}, {"word": "kyydit"}]
    assert words.text(value) == "luonto\nkyydit"
