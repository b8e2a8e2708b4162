"""Text as it comes in: what stays, what goes."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text.clean import clean, cut, graphemes

FINNISH = "Hyvää päivää, Åbo – žurnalisti, šakki"
SAMI = "Sámegiella čđŋšŧž áâ ǩǧʒǯ ʹ"
EMOJI = "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 1️⃣ ❤️‍🔥 🇫🇮 🏴󠁧󠁢󠁳󠁣󠁴󠁿 👩🏾‍⚕️"

# What makes texts go wrong, beside ordinary letters.
hostile = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "a\u0308\u0301\u0323\u200b\u200c\u200d\u2060\ufeff\xad\ufe0f\u20e3\u202e\u2066"
            "\r\n\t\x00\x85\u2028👩🏽🏴\U000e0067\U000e007f\u1112\u1161\u11ab\uffff ك"
        ),
    )
)


@pytest.mark.parametrize("text", [FINNISH, SAMI, EMOJI, "می‌خواهم", "rivi\nrivi\n\nrivi"])
def test_letters_emoji_and_line_ends_stay_as_typed(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text) == text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\u0308iti", "äiti"),
        ("  ajatus \n", "ajatus"),
        ("yksi\r\nkaksi\rkolme\u2028neljä\x85viisi", "yksi\nkaksi\nkolme\nneljä\nviisi"),
        ("yksi\tkaksi", "yksi kaksi"),
        ("a\x00b\x1bc\x7fd\x9fe", "abcde"),
        ("\u202eolleh\u202c \u2066x\u2069", "olleh x"),
        ("a\u200bb\ufeffc\u2060d\u200ee\xadf", "abcdef"),
        ("a\u200db", "ab"),
        ("a\u200b\u0308", "ä"),
        ("\u200ckunta\u200c 1\u200c2", "kunta 12"),
        ("Z\u0300\u0301\u0302\u0303\u0304algo", "Z\u0300\u0301algo"),
        ("tag\U000e0041\U000e0042", "tag"),
        ("\ud800a\uffffb", "ab"),
        ("\u200b \u200d", ""),
    ],
)
def test_what_could_break_a_line_a_screen_or_a_file_goes(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@given(hostile)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(hostile)
def test_a_clean_text_is_composed_and_holds_no_control_but_line_ends(text: str) -> None:
    kept = clean(text)
    assert unicodedata.is_normalized("NFC", kept)
    assert {each for each in kept if unicodedata.category(each) in {"Cc", "Cs"}} <= {"\n"}
    assert kept == kept.strip()


@given(st.text(st.sampled_from("aåäöÅÄÖšžčđŋŧž 😀👍é"), min_size=1))
def test_letters_of_the_north_are_never_touched(text: str) -> None:
    assert clean(f"x{text}x") == f"x{text}x"


def test_a_reader_counts_an_emoji_family_as_one() -> None:
    assert [graphemes(each) for each in ["", "äiti", "a\u0308", "👩‍👩‍👧‍👦", "🇫🇮🇸🇪", "a\nb"]] == [
        0,
        4,
        1,
        1,
        2,
        3,
    ]


def test_a_screen_shows_so_many_characters_and_line_ends_and_says_that_more_was_left_out() -> None:
    assert cut("lyhyt") == "lyhyt"
    assert cut("ä" * 280) == "ä" * 280
    assert cut("ä" * 281) == "ä" * 279 + "…"
    assert cut("👩‍👩‍👧" * 5, limit=3) == "👩‍👩‍👧" * 2 + "…"
    assert cut("a b c d", limit=3) == "a…"
    assert cut("1\n2\n3\n4") == "1\n2\n3\n4"
    assert cut("1\n2\n3\n4\n5") == "1\n2\n3\n4…"
