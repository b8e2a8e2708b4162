"""Text: each answer is one statement."""

import pytest

from app.errors import InvalidAnswer
from app.i18n import translator
from app.kinds import kinds
from tests.factories import counted

text = kinds["text"]
settings = text.settings({"max_length": 2000, "support": True})


def test_only_statements_that_may_be_shown_are_listed_best_backed_first_then_by_id() -> None:
    answers = [
        counted({"text": "Hyväksytty"}, 1, state="approved", support=2, support_organisations=1),
        counted({"text": "Salattu"}, 2, state="hidden", support=9, support_organisations=9),
        counted({"text": "Odottava"}, 3, state="waiting"),
        counted({"text": "Tarkistamaton"}, 4, state="unreviewed", support=2),
        counted({"text": "Kannatettu"}, 5, state="approved", support=7, support_organisations=4),
        counted({"text": "Myöhäinen"}, 10_000, state="approved", support=2),
    ]
    statements = [
        ("T2-K-0005", "Kannatettu", 7, 4),
        ("T2-K-0001", "Hyväksytty", 2, 1),
        ("T2-K-0004", "Tarkistamaton", 2, 0),
        ("T2-K-10000", "Myöhäinen", 2, 0),
    ]
    fields = ("id", "text", "support", "organisations", "exposed")
    assert text.tally(settings, answers) == {
        "statements": [dict(zip(fields, (*each, 0), strict=True)) for each in statements],
        "total": 6,
        "waiting": 1,
    }


def test_no_statements_are_an_empty_list() -> None:
    assert text.tally(settings, []) == {"statements": [], "total": 0, "waiting": 0}


def test_a_text_is_kept_clean_with_its_line_ends() -> None:
    assert text.parse(settings, {"text": " Ja\u0308rjestetään\r\nkyydit\u202e \x00"}) == {
        "text": "Järjestetään\nkyydit"
    }


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Kirjoita ensin ajatus"),
        ("ä" * 2001, "Lyhennä tekstiä: 1 merkki liikaa, enintään 2\xa0000"),
        ("ä" * 2040, "Lyhennä tekstiä: 40 merkkiä liikaa, enintään 2\xa0000"),
        ("👩‍👩‍👧‍👦" * 2000, "Lyhennä tekstiä tai poista osa hymiöistä"),
    ],
)
def test_a_text_that_cannot_be_kept_is_told_what_to_do(typed: str, said: str) -> None:
    with pytest.raises(InvalidAnswer) as fault:
        text.parse(settings, {"text": typed})
    assert translator("fi")(fault.value.message, **fault.value.params) == said


def test_two_thousand_emoji_of_four_bytes_fit() -> None:
    assert text.parse(settings, {"text": "👍" * 2000}) == {"text": "👍" * 2000}


def test_support_is_off_unless_the_agenda_says_otherwise() -> None:
    assert text.settings({}).model_dump() == {"max_length": 2000, "support": False}


def test_texts_are_moderated_statements() -> None:
    assert (text.counts, text.statement, text.moderated) == ("every", True, True)
