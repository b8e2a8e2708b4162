"""Multi: several of several options."""

import pytest

from app.errors import InvalidAnswer
from app.i18n import translator
from app.kinds import kinds
from tests.factories import OPTIONS, SAMPLES, counted

multi = kinds["multi"]
settings = multi.settings(SAMPLES["multi"].settings)


def test_every_option_counts_the_people_who_chose_it() -> None:
    answers = [counted(value) for value in SAMPLES["multi"].values]
    assert multi.tally(settings, answers) == {"counts": {"viikoittain": 2, "harvemmin": 1, "en": 1}}


def test_choices_are_kept_once_and_in_the_order_of_the_question() -> None:
    value = {"options": ["en", "viikoittain", "en"]}
    assert multi.parse(settings, value) == {"options": ["viikoittain", "en"]}


def test_without_a_greatest_number_every_option_may_be_chosen() -> None:
    free = multi.settings({"options": OPTIONS})
    every = {"options": [option["key"] for option in OPTIONS]}
    assert (free.most, multi.parse(free, every)) == (3, every)


def test_too_many_choices_are_told_how_many_to_keep() -> None:
    with pytest.raises(InvalidAnswer) as fault:
        multi.parse(settings, {"options": ["viikoittain", "harvemmin", "en"]})
    said = translator("fi")(fault.value.message, **fault.value.params)
    assert said == "Jätä enintään 2 valintaa"
