"""What simulated people write is what the kinds take, whatever the settings of an event."""

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kinds import kinds
from app.rehearsal import material
from app.rehearsal.answers import MAKERS, answer
from app.rehearsal.gathering import Asked, Person, read

KEYS = st.from_regex(r"[a-z0-9_-]{1,40}", fullmatch=True)


def options(least: int) -> st.SearchStrategy[list[dict[str, Any]]]:
    option = st.builds(lambda key: {"key": key, "label": {"fi": key}}, KEYS)
    return st.lists(option, min_size=least, max_size=12, unique_by=lambda each: each["key"])


TWO = st.integers(1, 2)  # as many as there are options at least

SETTINGS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "choice": st.fixed_dictionaries({"options": options(2)}),
    "scale": st.fixed_dictionaries(
        {"items": options(1)},
        optional={
            "scale": st.builds(
                lambda low, steps: {"min": low, "max": low + steps},
                st.integers(-5, 5),
                st.integers(1, 10),
            )
        },
    ),
    "words": st.fixed_dictionaries({}, optional={"max_words": st.integers(1, 10)}),
    "text": st.fixed_dictionaries({}, optional={"max_length": st.integers(1, 2000)}),
    "points": st.fixed_dictionaries(
        {"options": options(2)}, optional={"points": st.integers(1, 10_000)}
    ),
    "commitment": st.fixed_dictionaries({}, optional={"max_length": st.integers(1, 2000)}),
    "multi": st.fixed_dictionaries({"options": options(2)}, optional={"max_options": TWO}),
    "rank": st.fixed_dictionaries({"options": options(2)}, optional={"top": TWO}),
    "grid": st.fixed_dictionaries({"items": options(1)}),
}


def asked(kind: str, settings: dict[str, Any], area: str | None, measures: bool) -> Asked:
    typed = kinds[kind].settings(settings)
    filled = typed.model_dump(mode="json", by_alias=True)
    return Asked("key", kind, area, measures, filled)


def person(language: str = "fi") -> Person:
    return Person("multia", "Multia", "elected", language, None, None)


def test_every_kind_has_content() -> None:
    asked = {key for key, kind in kinds.items() if not kind.beside}
    assert set(MAKERS) == set(SETTINGS) == asked


@pytest.mark.parametrize("kind", sorted(SETTINGS))
@given(draw=st.data())
def test_every_value_is_one_that_its_kind_leaves_as_it_is(kind: str, draw: st.DataObject) -> None:
    settings = draw.draw(SETTINGS[kind])
    area = draw.draw(st.sampled_from([None, "Arjen turvallisuus", "Something else"]))
    prompt = asked(kind, settings, area, draw.draw(st.booleans()))
    who = person(draw.draw(st.sampled_from(["fi", "sv", "en"])))

    value = answer(prompt, who, Random(draw.draw(st.integers())))

    assert value is not None
    assert kinds[kind].parse(kinds[kind].settings(settings), value) == value


@pytest.mark.parametrize("kind", sorted(SETTINGS))
@given(draw=st.data())
def test_the_same_seed_makes_the_same_answers(kind: str, draw: st.DataObject) -> None:
    prompt = asked(kind, draw.draw(SETTINGS[kind]), None, False)
    seed = draw.draw(st.integers())

    def several() -> list[dict[str, Any] | None]:
        chance = Random(seed)
        return [answer(prompt, person(), chance) for _ in range(5)]

    assert several() == several()


def test_a_kind_that_nobody_knows_gets_no_answer() -> None:
    prompt = Asked("key", "dance", None, False, {})
    assert answer(prompt, person(), Random(1)) is None


def test_a_goal_area_hears_what_belongs_to_it() -> None:
    everyday = material.sentences(
        asked("text", {}, "Arjen turvallisuus ja varautuminen", False), "fi"
    )
    vitality = material.sentences(
        asked("text", {}, "Yhteinen edunvalvonta ja elinvoima", False), "fi"
    )

    assert "Pitkään sähkökatkoon ei ole varauduttu haja-asutusalueella." in everyday
    assert "Tiet ovat huonossa kunnossa, alempi tieverkko rapautuu käsiin." in vitality
    assert set(everyday).isdisjoint(vitality)


def test_a_goal_area_of_another_event_hears_from_every_topic() -> None:
    elsewhere = material.sentences(asked("text", {}, "Matkailun kärkihankkeet", False), "fi")
    assert len(set(elsewhere)) == 88


def test_there_is_enough_to_say() -> None:
    nowhere = [asked("text", {}, "Muu", measures) for measures in (False, True)]
    texts = {each for prompt in nowhere for each in material.sentences(prompt, "fi")}
    commitments = {each["measure"] for each in material.promises(nowhere[0], "fi")}
    forms = {form for group in material.expressions("fi") for form in group}

    assert len(texts) >= 120
    assert len(commitments) >= 60
    assert len(forms) >= 60


def test_a_room_does_not_say_one_thing() -> None:
    prompt = asked("text", {}, "Osallisuus ja yhteisöllisyys", False)
    chance = Random(1)
    said = {str(answer(prompt, person(), chance)) for _ in range(180)}
    assert len(said) > 60


EVENT: dict[str, Any] = {
    "code": "TALVI",
    "languages": ["fi", "sv"],
    "goal_areas": [{"key": "arki", "title": {"fi": "Arki", "sv": "Vardag"}}],
    "organisations": [
        {"key": "alue", "name": {"fi": "Alue"}, "class": "county"},
        *(
            {"key": f"kunta-{place}", "name": {"fi": f"Kunta {place}"}, "class": "municipality"}
            for place in range(20)
        ),
    ],
    "roles": [
        {"key": "elected", "name": {"fi": "Luottamushenkilö"}},
        {"key": "official", "name": {"fi": "Viranhaltija"}},
    ],
    "prompts": [
        {
            "key": "arki-toimenpiteet",
            "kind": "text",
            "goal_area": "arki",
            "angle": None,
            "text": {"fi": "Millä toimenpiteillä?"},
            "settings": {"max_length": 300},
        },
        {
            "key": "tanssi",
            "kind": "dance",
            "goal_area": None,
            "angle": None,
            "text": {"fi": "Tanssi"},
            "settings": {},
        },
    ],
}


def test_an_event_is_read_with_what_its_prompts_are_about() -> None:
    gathering = read(EVENT)

    assert gathering.unknown_kinds == ("dance",)
    assert gathering.prompts == {
        "arki-toimenpiteet": Asked(
            "arki-toimenpiteet", "text", "Arki", True, {"max_length": 300, "support": False}
        )
    }


def test_a_room_comes_from_everywhere_and_some_speak_swedish() -> None:
    gathering = read(EVENT)
    people = [gathering.person(Random(number)) for number in range(1000)]
    county = sum(each.organisation == "alue" for each in people)
    elected = sum(each.role == "elected" for each in people)
    swedish = sum(each.language == "sv" for each in people)

    assert len({each.organisation for each in people}) == 21
    assert 50 < county < 250
    assert 550 < elected < 780
    assert 20 < swedish < 90
