"""Words: a few expressions, counted over the room."""

from collections.abc import Iterator

import pytest

from app.kinds import kinds
from app.kinds.wording import Wording
from app.text.lemmas import Lemmas, lemmas, use
from app.text.simple import Simple
from app.text.voikko import Voikko
from tests.factories import counted

words = kinds["words"]


@pytest.fixture(autouse=True, scope="module", params=["voikko", "simplemma"])
def engine(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test runs with both engines."""
    before = lemmas("fi")
    use(Lemmas(Voikko() if request.param == "voikko" else Simple("fi"), "fi"))
    yield
    use(before)


settings = words.settings({"max_words": 3})


def tally_of(*answers: list[str], **changed: object) -> list[dict[str, object]]:
    counted_answers = [counted({"words": answer}) for answer in answers]
    asked = words.settings({"max_words": 3, **changed})
    tallied: list[dict[str, object]] = words.tally(asked, counted_answers)["words"]
    return tallied


def row(word: str, lemma: str, count: int, **forms: int) -> dict[str, object]:
    return {"word": word, "lemma": lemma, "count": count, "forms": forms or {word: count}}


def counts_of(*answers: list[str], **changed: object) -> dict[object, object]:
    return {each["word"]: each["count"] for each in tally_of(*answers, **changed)}


def test_forms_of_one_word_are_counted_together_under_the_form_typed_most() -> None:
    assert tally_of(["yhteistyö", "luonto"], ["Yhteistyö"], ["yhteistyö", "äly"], ["Luonto"]) == [
        row("yhteistyö", "yhteistyö", 3, yhteistyö=2, Yhteistyö=1),
        row("Luonto", "luonto", 2, Luonto=1, luonto=1),
        row("äly", "äly", 1),
    ]


def test_four_cases_of_one_word_are_one_word_with_count_four() -> None:
    assert tally_of(["palvelut"], ["palveluiden"], ["palveluita"], ["palveluista"]) == [
        row("palvelut", "palvelu", 4, palveluiden=1, palveluista=1, palveluita=1, palvelut=1)
    ]


def test_the_base_form_is_shown_where_it_was_typed_as_often_as_another() -> None:
    assert tally_of(["palvelut"], ["palvelu"])[0]["word"] == "palvelu"
    assert tally_of(["palvelut"], ["Palvelut"], ["palvelu"])[0]["word"] == "Palvelut"


def test_a_mistyped_word_counts_and_is_never_the_one_shown() -> None:
    typed = tally_of(["turvalisuus"], ["turvalisuus"], ["turvallisuus"])
    assert typed == [row("turvallisuus", "turvallisuus", 3, turvalisuus=2, turvallisuus=1)]


def test_a_compound_with_a_blank_in_it_counts_as_the_compound() -> None:
    assert counts_of(["edun valvonta"], ["edunvalvonta"], ["edunvalvontaa"]) == {"edunvalvonta": 3}


def test_an_expression_is_one_word_in_all_its_cases_and_apart_from_its_parts() -> None:
    typed = [["parempi bussiyhteys"], ["paremmat bussiyhteydet"], ["bussiyhteydet"], ["parempi"]]
    assert counts_of(*typed) == {"parempi bussiyhteys": 2, "bussiyhteydet": 1, "parempi": 1}
    assert counts_of(["metsät ja järvet"], ["metsät, järvet"]) == {"metsät, järvet": 2}


def test_what_is_said_against_a_thing_is_not_counted_for_it() -> None:
    typed = [["ei toimi"], ["toimii"], ["liian vähän hoitajia"], ["hoitajia"]]
    assert len(tally_of(*typed)) == 4


def test_function_words_alone_are_no_word_but_part_of_an_expression() -> None:
    assert counts_of(["ja", "kuin", "lisää"], ["lisää rahaa"]) == {"lisää rahaa": 1}


def test_synonyms_of_the_agenda_count_as_the_first_in_every_case() -> None:
    typed = [["Hyvaksin", "hyte"], ["hyvinvointialueet"], ["HVA"], ["Hyvaksin palvelut"]]
    typed.append(["hyvinvointialueen palvelut"])
    synonyms = [["hyvinvointialue", "Hyvaks", "HVA"], ["hyvinvoinnin edistäminen", "hyte"]]
    assert counts_of(*typed, synonyms=synonyms) == {
        "hyvinvointialueet": 3,
        "hyvinvointialueen palvelut": 2,
        "hyvinvoinnin edistäminen": 1,
    }


def test_stop_words_of_the_agenda_leave_in_every_case() -> None:
    assert counts_of(["asioista", "luonto"], ["asia"], stop_words=["asia"]) == {"luonto": 1}


def test_words_are_read_in_the_language_of_the_event() -> None:
    swedish = counts_of(["tjänster"], ["tjänsterna"], ["och"], language="sv")
    assert swedish == {"tjänster": 2}
    assert counts_of(["services"], ["service"], ["the"], language="en") == {"service": 2}


def test_equal_counts_stand_by_the_finnish_alphabet() -> None:
    order = [each["word"] for each in tally_of(["öljy", "åländsk", "äly"], ["zeta", "Aalto"])]
    assert order == ["Aalto", "zeta", "åländsk", "äly", "öljy"]


def test_an_answer_counts_once_for_a_word() -> None:
    assert tally_of(["palvelut", "palveluista"], ["palvelut"]) == [
        row("palvelut", "palvelu", 2, palvelut=2, palveluista=1)
    ]


WORDING = {"merges": [["apu", "palvelu"]]}


def test_merged_words_count_once_under_the_word_they_were_merged_into() -> None:
    typed = [["palvelut", "apu"], ["apua"], ["palvelut"]]
    assert tally_of(*typed, wording=WORDING) == [
        row("palvelut", "palvelu", 3, palvelut=2, apu=1, apua=1)
    ]


def test_a_form_that_was_split_off_is_a_word_of_its_own() -> None:
    typed = [["palvelut"], ["palvelut"], ["palvelu"]]
    assert counts_of(*typed, wording={"splits": ["palvelu"]}) == {"palvelut": 2, "palvelu": 1}


def test_a_renamed_word_has_the_moderators_name() -> None:
    named = {"names": {"palvelut": "Palvelut kuntoon"}}
    assert counts_of(["palveluista"], ["palvelut"], wording=named) == {"Palvelut kuntoon": 2}


def test_two_words_with_one_name_are_one_word() -> None:
    named = {"names": {"palvelu": "Apu kotiin", "apu": "apu kotiin"}}
    assert counts_of(["palvelut", "apu"], ["apua"], wording=named) == {"apu kotiin": 2}


def test_a_word_that_is_given_the_name_of_another_joins_it() -> None:
    named = {"names": {"apu": "palvelut"}}
    assert counts_of(["palvelut"], ["palvelut"], ["apu"], wording=named) == {"palvelut": 3}


def test_a_hidden_word_is_only_in_the_internal_tally() -> None:
    asked = words.settings({"wording": {"hidden": ["palvelu"]}})
    answers = [counted({"words": ["palveluista", "luonto"]}), counted({"words": ["palvelut"]})]
    assert words.tally(asked, answers)["words"] == [row("luonto", "luonto", 1)]
    assert [(each["word"], each["hidden"]) for each in words.internal(asked, answers)["words"]] == [
        ("palvelut", True),
        ("luonto", False),
    ]


def test_words_merged_in_a_ring_or_with_nobodys_word_do_no_harm() -> None:
    ring = {"merges": [["palvelu", "apu"], ["apu", "palvelu"], ["kuu", "palvelu"]]}
    assert counts_of(["palvelu"], ["apu"], wording=ring) == {"apu": 2}


def test_names_given_in_a_ring_make_one_word_with_the_last_name() -> None:
    names = {"palvelu": "yksi", "apu": "kaksi", "palvelut": "kaksi", "apua": "yksi"}
    assert counts_of(["palvelu"], ["apu"], wording={"names": names}) == {"yksi": 2}
    crossed = {"palvelu": "apu", "apu": "palvelu"}
    assert counts_of(["palvelu"], ["apu"], wording={"names": crossed}) == {"palvelu": 2}


def reworded(*steps: tuple[str, list[str]]) -> Wording:
    wording = Wording()
    for act, forms in steps:
        wording = getattr(wording, act)(forms)
    return wording


@pytest.mark.parametrize(
    "steps",
    [
        [("merge", ["apu", "kuu"]), ("merge", ["palvelu", "apu"])],
        [("merge", ["apu", "kuu"]), ("merge", ["palvelu", "kuu"])],
        [("merge", ["palvelu", "apu"]), ("merge", ["apu", "kuu"])],
        [("merge", ["apu", "palvelu"]), ("merge", ["palvelu", "apu"]), ("merge", ["apu", "kuu"])],
    ],
)
def test_a_merged_word_takes_along_what_was_merged_into_it_before(
    steps: list[tuple[str, list[str]]],
) -> None:
    typed = [["palvelu"], ["palvelu"], ["apu"], ["kuu"]]
    wording = reworded(*steps).model_dump()
    assert counts_of(*typed, wording=wording) == {"palvelu": 4}


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ([("split", ["apu"])], {"palvelut": 3, "apu": 1}),
        ([("split", ["palvelut"])], {"palveluista": 3, "palvelut": 1}),
        ([("split", ["palvelut"]), ("merge", ["kuu", "palvelut"])], {"palveluista": 3, "kuu": 2}),
        ([("split", ["palvelut"]), ("restore", ["palvelut"])], {"palvelut": 4}),
        ([("hide", ["palvelut"]), ("split", ["palvelut"])], {"palvelut": 1}),
    ],
)
def test_only_the_form_that_is_split_off_leaves_a_merged_word(
    steps: list[tuple[str, list[str]]], told: dict[str, int]
) -> None:
    typed = [["palvelut"], ["palveluista"], ["apu"], ["apua"], ["kuu"]]
    wording = reworded(("merge", ["palvelut", "apu"]), *steps).model_dump()
    kuu = {} if "kuu" in told else {"kuu": 1}
    assert counts_of(*typed, wording=wording) == told | kuu


def test_a_word_that_is_shown_again_stays_merged_and_named() -> None:
    merged = reworded(("merge", ["palvelu", "apu"])).rename(["palvelu"], "Lähipalvelut")
    assert merged.hide(["palvelu", "kuu"]).show(["palvelu"]) == merged.hide(["kuu"])


def test_the_same_word_twice_and_blank_fields_leave_room_for_others() -> None:
    typed = {"words": ["luonto", " Luonto! ", "", "kyydit", "”Luonto”", "rohkeus"]}
    assert words.parse(settings, typed) == {"words": ["luonto", "kyydit", "rohkeus"]}


def test_three_words_are_asked_for_unless_the_agenda_says_otherwise() -> None:
    assert words.settings({}).max_words == 3


def test_a_word_a_row() -> None:
    value = {"words": ["luonto", "kyydit"]}
    assert words.rows(settings, value) == [
        {"word": "luonto", "counted_as": None, "how": None},
        {"word": "kyydit", "counted_as": None, "how": None},
    ]
    assert words.text(value) == "luonto\nkyydit"
