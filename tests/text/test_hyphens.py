"""Where long Finnish words may break."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text.hyphens import SOFT_HYPHEN, soften, syllables


@pytest.mark.parametrize(
    "shown",
    [
        "kun|nan|joh|ta|ja",  # 13 letters
        "mie|len|ter|veys|pal|ve|lut",
        "hy|vin|voin|ti|alue",
        "Hy|vin|voin|ti|alueel|la",
        "KE|HIT|TÄ|MIS|TAR|PEET",
        "kau|pun|gin|aluei|den",
        "yh|den|ver|tai|suus|asia",
        "hy|vin|voin|ti|stra|te|gia",
        "sote-pal|ve|lu|jär|jes|tel|mäs|sä",
        "Lyhyt sana ja hy|vin|voin|ti|alueen yhteistyö.",
        "(toi|meen|tu|lo|tu|ki|ha|ke|mus)",
    ],
)
def test_a_long_word_breaks_at_syllables(shown: str) -> None:
    assert soften(shown.replace("|", "")).replace(SOFT_HYPHEN, "|") == shown


@pytest.mark.parametrize(
    "text",
    [
        "yhteistyö",
        "kuntayhtymän",  # 12 letters
        "Keski-Suomessa",
        "Pohjois-Karjalanmaalla",
        "hyvinvointialueella.fi",
        "https://kunnanvaltuusto.example/hyvinvointialue",
        "palautekanava@hyvinvointialue.example",
        "",
    ],
)
def test_short_words_names_and_addresses_stay_whole(text: str) -> None:
    assert soften(text) == text


def test_other_languages_are_left_to_the_browser() -> None:
    assert soften("välfärdsområdesfullmäktige", "sv") == "välfärdsområdesfullmäktige"


def test_no_break_leaves_a_letter_alone_or_comes_before_the_first_vowel() -> None:
    assert syllables("ala") == ["ala"]
    assert syllables("strategia") == ["stra", "te", "gia"]
    assert syllables("İstanbulilainen") == ["İstanbulilainen"]
    assert syllables("osallisuus") == ["osal", "li", "suus"]


@given(st.text(st.sampled_from("aeiouyäöbdghjklmnprstv -A.İ")))
def test_soft_hyphens_change_nothing_else(text: str) -> None:
    softened = soften(text)
    assert softened.replace(SOFT_HYPHEN, "") == text
    assert soften(softened) == softened
