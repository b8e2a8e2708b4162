"""Finnish words with both engines: which forms are one word, typos, what must not merge."""

from __future__ import annotations

import csv
import itertools
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.text.groups import grouped
from app.text.lemmas import Engine, Lemmas, lemmas
from app.text.simple import Simple
from app.text.tokens import tokenise
from app.text.typos import mistyped
from app.text.voikko import Voikko
from app.text.words import same

MERGED_WRONGLY = 2  # of 60 pairs at most


def rows(name: str) -> list[dict[str, str]]:
    with (Path(__file__).parent / f"{name}.tsv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.fixture(scope="module", params=[Voikko, lambda: Simple("fi")], ids=["voikko", "simplemma"])
def finnish(request: pytest.FixtureRequest) -> Lemmas:
    make: Callable[[], Engine] = request.param
    return Lemmas(make(), "fi")


def word_of(lemmas: Lemmas, *forms: str) -> list[str]:
    places = grouped(dict.fromkeys(forms, 1), lemmas)
    return [places[same(form)].word for form in forms]


def test_forms_of_this_field_are_grouped_as_a_person_groups_them(finnish: Lemmas) -> None:
    gold = {same(row["form"]): row["lemma"] for row in rows("domain_forms")}
    found = dict(zip(gold, word_of(finnish, *gold), strict=True))
    pairs = [
        (gold[one] == gold[other], found[one] == found[other])
        for one, other in itertools.combinations(gold, 2)
    ]
    right, wrong = (
        pairs.count((True, True)),
        pairs.count((False, True)) + pairs.count((True, False)),
    )
    least = {"voikko": 0.99, "simplemma": 0.98}[finnish.engine.name]
    assert 2 * right / (2 * right + wrong) >= least


def test_typos_find_their_word(finnish: Lemmas) -> None:
    typos = rows("typos")
    vocabulary = {row[key] for row in typos for key in ("correct_form", "lemma")}
    vocabulary |= {same(row["form"]) for row in rows("domain_forms")}
    found = []
    for row in typos:
        form = " ".join(tokenise(row["typo"]))
        counts = {**dict.fromkeys(vocabulary, 3), form: 1}
        places = grouped(counts, finnish)
        found.append((" " in form, places[form].word == places[row["lemma"]].word))
    assert found.count((False, True)) >= 63
    assert found.count((True, True)) == 7  # a blank inside a compound


def test_words_that_only_look_alike_stay_apart(finnish: Lemmas) -> None:
    merged = [
        (row["a"], row["b"])
        for row in rows("nomerge")
        if len(set(word_of(finnish, row["a"], row["b"]))) == 1
    ]
    assert len(merged) <= MERGED_WRONGLY


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("palveluista", "palvelu"),
        ("hyvinvointialue", "hyvinvointialue"),
        ("työ", "työ"),
        ("kehittämistä", "kehittäminen"),
        ("SOTE-palveluita", "sote-palvelu"),
        ("palveluidenkin", "palvelu"),
        ("HELSINGISSÄ", "helsinki"),
        ("EU:n", "eu"),
        ("THL:n", "thl"),
        ("kotona", "koti"),
        ("kukkia", "kukka"),
        ("talkoot", "talkoot"),
        ("2030-luvulla", "2030-luku"),
        ("👍", "👍"),
    ],
)
def test_tricky_forms_have_the_lemma_that_people_expect(
    finnish: Lemmas, form: str, lemma: str
) -> None:
    assert word_of(finnish, form) == [lemma]


def test_a_form_with_two_readings_goes_with_what_others_wrote() -> None:
    finnish = Lemmas(Voikko(), "fi")
    assert word_of(finnish, "sanoja") == ["sanoja"]
    assert word_of(finnish, "sanoja", "sanat") == ["sana", "sana"]


def test_what_many_people_write_is_no_typo() -> None:
    assert mistyped({"turvalisuus": 3}, {"turvallisuus"}) == {}
    assert mistyped({"turvalisuus": 2}, {"turvallisuus"}) == {"turvalisuus": "turvallisuus"}
    assert mistyped({"hyvaks": 4, "hyväks": 1}, set()) == {"hyväks": "hyvaks"}


@pytest.mark.parametrize(
    ("language", "forms", "lemma"),
    [
        ("sv", ["tjänster", "tjänsterna", "tjänst"], "tjänst"),
        ("sv", ["vägar", "vägarna"], "väg"),
        ("en", ["services", "service", "service's"], "service"),
        ("en", ["municipalities'", "municipality"], "municipality"),
    ],
)
def test_swedish_and_english_have_their_lists(language: str, forms: list[str], lemma: str) -> None:
    assert set(word_of(lemmas(language), *forms)) == {lemma}


def test_an_engine_gives_the_same_in_many_threads(finnish: Lemmas) -> None:
    forms = [same(row["form"]) for row in rows("domain_forms")] * 4
    expected = [finnish.engine.analyse(form) for form in forms]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(finnish.engine.analyse, forms)) == expected


def test_all_languages_together_stay_under_eighty_megabytes() -> None:
    program = """
import resource
def held():
    return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize()
import app.text.groups
before = held()
from app.text.lemmas import Lemmas, load
from app.text.simple import Simple
load(("fi", "sv", "en"))
Lemmas(Simple("fi"), "fi")
print((held() - before) // 2**20)
"""
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert int(told.stdout) < 80
