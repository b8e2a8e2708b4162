"""One word or expression: the form that is kept, and which forms are one word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text.words import normalise, same


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("Yhteistyö", "Yhteistyö"),
        (" lyhyet \n  etäisyydet. ", "lyhyet etäisyydet"),
        ("”Luonto!”", "Luonto"),
        ("(luonto)", "luonto"),
        ("sote (palvelut)", "sote (palvelut)"),
        ("- rohkeus,", "rohkeus"),
        ("hyvin\u00advointi", "hyvinvointi"),
        ("EU:n tuki", "EU:n tuki"),
        ("100 %", "100 %"),
        ("👍", "👍"),
        ("?!", ""),
        (":)", ""),
        ("", ""),
    ],
)
def test_a_form_keeps_what_was_typed_less_outer_punctuation(typed: str, form: str) -> None:
    assert normalise(typed) == form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Yhteistyö", "YHTEISTYÖ"),
        ("sote–palvelut", "Sote-palvelut"),
        ("vaa’an", "vaa'an"),
        ("Straße", "STRASSE"),
        ("a\u0308iti", "äiti"),
    ],
)
def test_case_dashes_and_apostrophes_make_no_difference(one: str, other: str) -> None:
    assert same(normalise(one)) == same(normalise(other))


def test_letters_make_a_difference() -> None:
    assert len({same(each) for each in ["sää", "saa", "työ", "tyo", "palvelu", "palvelut"]}) == 6


@given(st.text(st.one_of(st.characters(), st.sampled_from("(){}[].,-–'’ \u0308\u200c\xadaä"))))
def test_normalising_twice_is_normalising_once(text: str) -> None:
    form = normalise(text)
    assert normalise(form) == form
    assert "\n" not in form
