"""What an agenda file that is right gives."""

import re
from collections import Counter
from pathlib import Path

import pytest

from app.agenda import Agenda, Organisation, parse, read
from app.agenda import event as event_table
from app.agenda import file as agenda_file
from app.agenda import prompts as prompt_tables
from app.agenda.kind_settings import names
from app.agenda.models import Angle
from app.agenda.prompts import initials_of
from app.agenda.table import slug
from app.kinds import kinds

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ROOT / "agendas" / "sydamella-2025-10-24.toml"
SMALL = (ROOT / "tests" / "agendas" / "small.toml").read_text(encoding="utf-8")
FORMAT = (ROOT / "docs" / "agenda.md").read_text(encoding="utf-8")
SYNONYMS = [
    ["hyvinvointialue", "Hyvaks", "HVA", "Keski-Suomen hyvinvointialue"],
    ["hyte", "hyvinvoinnin ja terveyden edistäminen"],
    ["sote-palvelut", "sosiaali- ja terveyspalvelut"],
]
AREAS = ("osallisuus", "hyvinvointi", "elinvoima", "varautuminen")
ANGLES = ("vahvuudet", "kehittamistarpeet", "toimenpiteet", "sitoumukset")


@pytest.fixture(scope="module")
def shipped() -> Agenda:
    return read(SHIPPED)


def small(*more: str, **changed: str) -> Agenda:
    """The small agenda with lines of `[event]` changed and text added at its end."""
    source = SMALL
    for key, value in changed.items():
        source = re.sub(rf"(?m)^{key} = .*$", f"{key} = {value}", source)
    return parse("\n".join([source, *more]), "small")


def test_the_shipped_event_is_the_real_one(shipped: Agenda) -> None:
    assert shipped.code == "SYDAN"
    assert shipped.title["fi"] == "Sydämellä – yhteiset tavoitteet"
    assert shipped.date == "2025-10-24"
    assert shipped.timezone == "Europe/Helsinki"
    assert shipped.languages == ("fi", "sv", "en")
    assert shipped.attendance == 180
    assert shipped.retain_until == "2029-12-31"


def test_the_shipped_event_has_25_organisations_in_4_classes_and_3_roles(shipped: Agenda) -> None:
    assert [each.key for each in shipped.roles] == ["elected", "official", "other"]
    classes = ["municipality", "county", "council", "other"]
    assert [each.key for each in shipped.organisation_classes] == classes
    assert Counter(each.class_ for each in shipped.organisations) == {
        "municipality": 22,
        "county": 1,
        "council": 1,
        "other": 1,
    }
    keys = [each.key for each in shipped.organisations]
    assert [keys[0], keys[2], *keys[21:]] == [
        "hankasalmi",
        "jyvaskyla",
        "aanekoski",
        "keski-suomen-hyvinvointialue",
        "keski-suomen-liitto",
        "muu-organisaatio",
    ]
    assert len(set(keys)) == 25


def test_the_shipped_event_asks_23_prompts_in_the_order_of_the_afternoon(shipped: Agenda) -> None:
    rows = ("tilanne", "vahvuudet", "kehittamistarpeet", "toimenpiteet", "sitoumukset")
    middle = [f"{area}-{row}" for area in AREAS for row in rows]
    assert len(shipped.prompts) == 23
    assert [each.key for each in shipped.prompts] == [
        "edustus",
        *middle,
        "painopiste",
        "terveiset",
    ]


def test_the_shipped_prompts_have_their_place_in_the_matrix(shipped: Agenda) -> None:
    kinds_of_area = ["scale", "words", "text", "text", "commitment"]
    assert [each.kind for each in shipped.prompts] == [
        "choice",
        *kinds_of_area * 4,
        "points",
        "text",
    ]
    assert [each.goal_area for each in shipped.prompts] == [
        None,
        *(area for area in AREAS for _ in range(5)),
        None,
        None,
    ]
    assert [each.angle for each in shipped.prompts] == [None, *(ANGLES[0], *ANGLES) * 4, None, None]


def test_public_ids_of_the_shipped_event_begin_with_area_and_angle(shipped: Agenda) -> None:
    assert [each.prefix for each in shipped.prompts] == [
        "T0-E",
        *(f"T{area}-{angle}" for area in (1, 2, 3, 4) for angle in "VVKTS"),
        "T0-P",
        "T0-T",
    ]


def test_every_text_of_the_shipped_event_is_in_every_language(shipped: Agenda) -> None:
    def incomplete(tree: object, path: str) -> list[str]:
        if isinstance(tree, dict):
            if "fi" in tree:
                return [] if list(tree) == ["fi", "sv", "en"] else [path]
            return [each for key in tree for each in incomplete(tree[key], f"{path}.{key}")]
        if isinstance(tree, list | tuple):
            return [each for n, item in enumerate(tree) for each in incomplete(item, f"{path}.{n}")]
        return []

    municipalities = [f".organisations.{n}.name" for n in range(22)]  # proper names
    assert incomplete(shipped.model_dump(), "") == municipalities


def test_a_goal_area_fills_its_place_in_each_language(shipped: Agenda) -> None:
    prompt = shipped.prompts[3]
    assert prompt.text == {
        "fi": "Mitä pitää kehittää? – Osallisuus ja yhteisöllisyys",
        "sv": "Vad behöver utvecklas? – Delaktighet och gemenskap",
        "en": "What needs to be developed? – Participation and community",
    }
    assert prompt.heading == {
        "fi": "Mitä pitää kehittää?",
        "sv": "Vad behöver utvecklas?",
        "en": "What needs to be developed?",
    }


def test_goal_areas_are_the_options_of_a_prompt_that_takes_them_from_there(
    shipped: Agenda,
) -> None:
    assert shipped.prompts[21].settings == {
        "points": 100,
        "options": [{"key": each.key, "label": each.title} for each in shipped.goal_areas],
    }


def test_settings_stay_as_the_file_has_them(shipped: Agenda) -> None:
    assert shipped.prompts[2].settings == {
        "max_words": 3,
        "language": "fi",
        "synonyms": SYNONYMS,
    }
    assert shipped.prompts[3].settings == {"max_length": 2000, "support": True}
    assert shipped.prompts[5].settings == {}


def test_every_kind_takes_the_settings_of_the_shipped_event(shipped: Agenda) -> None:
    for prompt in shipped.prompts:
        kinds[prompt.kind].settings(prompt.settings)


def test_an_agenda_comes_back_from_json_as_it_was(shipped: Agenda) -> None:
    assert Agenda.model_validate_json(shipped.model_dump_json()) == shipped


def test_a_code_is_in_capitals() -> None:
    assert small(code='"pieni26"').code == "PIENI26"


def test_an_event_without_an_estimate_expects_a_thousand_people() -> None:
    assert small().attendance == 1000


def test_short_titles_are_the_titles_where_none_are_given(shipped: Agenda) -> None:
    assert [each.short["fi"] for each in shipped.goal_areas] == [
        "Osallisuus ja yhteisöllisyys",
        "Hyvinvointi ja palvelut",
        "Yhteinen edunvalvonta ja elinvoima",
        "Arjen turvallisuus ja varautuminen",
    ]
    assert [each.short for each in shipped.angles] == [each.title for each in shipped.angles]


def test_texts_come_with_the_first_language_first_and_without_spaces_around() -> None:
    agenda = small(title='{ sv = " Sist ", fi = "Ensin" }')
    assert list(agenda.title.items()) == [("fi", "Ensin"), ("sv", "Sist")]


def test_texts_inside_settings_come_with_the_first_language_first() -> None:
    agenda = small(
        '[[prompts]]\nkey = "valinta"\nkind = "choice"\ntext = { fi = "Valitse" }',
        'options = [{ key = "a", label = { sv = "Ett", fi = "Yksi" } },',
        '{ key = "b", label = { fi = "Kaksi" } }]',
    )
    label = agenda.prompts[1].settings["options"][0]["label"]
    assert list(label.items()) == [("fi", "Yksi"), ("sv", "Ett")]


def test_a_missing_translation_stays_missing() -> None:
    assert small().prompts[0].text == {"fi": "Terveisesi"}


def test_a_name_without_a_language_is_in_the_first_one() -> None:
    assert small().organisations == (
        Organisation(key="joutsa", name={"fi": "Joutsa"}, class_="all"),
        Organisation(key="multia", name={"fi": "Multia"}, class_="all"),
    )


def test_an_organisation_can_have_a_key_and_names_by_language() -> None:
    agenda = parse(
        SMALL.replace(
            'all = ["Joutsa", "Multia"]',
            'all = [{ key = "liitto", name = { fi = "Liitto", sv = "Förbundet" } },'
            ' { name = "Multia" }]',
        ),
        "small",
    )
    assert agenda.organisations == (
        Organisation(key="liitto", name={"fi": "Liitto", "sv": "Förbundet"}, class_="all"),
        Organisation(key="multia", name={"fi": "Multia"}, class_="all"),
    )


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Äänekoski", "aanekoski"),
        ("Keski-Suomen liitto", "keski-suomen-liitto"),
        ("Håkan & Söner Oy", "hakan-soner-oy"),
        ("Anár – Ađđi", "anar-addi"),
        ("???", ""),
    ],
)
def test_keys_are_made_of_plain_letters(name: str, key: str) -> None:
    assert slug(name) == key


def test_a_byte_order_mark_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "bom.toml"
    path.write_text(SMALL, encoding="utf-8-sig")
    assert read(path) == small()


ORDERED = """
[[goal_areas]]
key = "yksi"
title = { fi = "Ensimmäinen", sv = "Den första" }
[[goal_areas]]
key = "kaksi"
title = { fi = "Toinen" }
[[each_goal_area]]
key = "sanat"
kind = "words"
text = { fi = "Sanat{tail}", sv = "Ord{tail}" }
"""


def prompt(key: str, *lines: str) -> str:
    text = 'kind = "text"\ntext = { fi = "Kysymys" }'
    return "\n".join([f'[[prompts]]\nkey = "{key}"', text, *lines])


def test_prompts_come_first_ones_area_by_area_others_last_ones() -> None:
    agenda = small(
        ORDERED.replace("{tail}", ""),
        prompt("loppu", 'position = "last"'),
        prompt("toisesta", 'goal_area = "kaksi"'),
        prompt("muu"),
        prompt("ensin-toisesta", 'goal_area = "kaksi"', 'position = "first"'),
        prompt("ensimmaisesta", 'goal_area = "yksi"'),
        prompt("alku", 'position = "first"'),
    )
    assert [(each.key, each.prefix) for each in agenda.prompts] == [
        ("ensin-toisesta", "T2-E"),
        ("alku", "T0-A"),
        ("yksi-sanat", "T1-S"),
        ("ensimmaisesta", "T1-E"),
        ("kaksi-sanat", "T2-S"),
        ("toisesta", "T2-T"),
        ("terveiset", "T0-T"),
        ("muu", "T0-M"),
        ("loppu", "T0-L"),
    ]


@pytest.mark.parametrize("dash", ["–", "-", "—"])
def test_a_heading_has_no_goal_area_behind_a_dash(dash: str) -> None:
    agenda = small(ORDERED.replace("{tail}", f" {dash} {{goal_area}}"))
    second = agenda.prompts[1]
    # The second area has no Swedish title, so its first language stands in for it.
    assert second.text == {"fi": f"Sanat {dash} Toinen", "sv": f"Ord {dash} Toinen"}
    assert second.heading == {"fi": "Sanat", "sv": "Ord"}


def test_a_goal_area_within_a_text_stays_in_its_heading() -> None:
    agenda = small(ORDERED.replace("{tail}", " ({goal_area})"))
    assert agenda.prompts[0].text == {"fi": "Sanat (Ensimmäinen)", "sv": "Ord (Den första)"}
    assert agenda.prompts[0].heading == agenda.prompts[0].text


def test_a_goal_area_fills_its_place_in_help_and_labels_too() -> None:
    agenda = small(
        ORDERED.replace("{tail}", ""),
        prompt("sanat", 'goal_area = "kaksi"', 'help = { fi = "Vain {goal_area}" }'),
        '[[each_goal_area]]\nkey = "valinta"\nkind = "choice"\ntext = { fi = "Valitse" }',
        'options = [{ key = "a", label = { fi = "Heti: {goal_area}" } },',
        '{ key = "b", label = { fi = "Myöhemmin" } }]',
    )
    by_key = {each.key: each for each in agenda.prompts}
    assert by_key["sanat"].help == {"fi": "Vain Toinen"}
    assert by_key["kaksi-valinta"].settings["options"] == [
        {"key": "a", "label": {"fi": "Heti: Toinen"}},
        {"key": "b", "label": {"fi": "Myöhemmin"}},
    ]


def test_later_angles_take_more_letters_until_they_differ() -> None:
    keys = ("vahvuudet", "vaikutus", "vai", "v", "v-", "2030", "toimet")
    angles = tuple(Angle(key=key, title={}, short={}) for key in keys)
    assert initials_of(angles) == {
        "vahvuudet": "V",
        "vaikutus": "VA",
        "vai": "VAI",
        "v": "V2",
        "v-": "V3",
        "2030": "2",
        "toimet": "T",
    }


def test_the_example_in_the_docs_is_an_agenda() -> None:
    example = max(re.findall(r"```toml\n(.*?)```", FORMAT, re.DOTALL), key=len)
    agenda = parse(example, "docs")
    assert [each.key for each in agenda.prompts] == [
        "tuttuus",
        "liikkuminen-tilanne",
        "liikkuminen-ideat",
        "liikkuminen-pyoratiet",
        "asuminen-tilanne",
        "asuminen-ideat",
        "jako",
    ]
    assert [each.prefix for each in agenda.prompts if each.kind == "text"] == ["T1-I", "T2-I"]


def test_the_docs_name_every_key_and_every_kind() -> None:
    known = {
        *agenda_file.SECTIONS,
        *event_table.KEYS,
        *prompt_tables.ONCE,
        *("name", "title", "short", "options_from", *kinds),
        *(key for kind in kinds.values() for key in names(kind)),
    }
    assert {key for key in known if not re.search(rf"`\[*{key}[\] `]", FORMAT)} == set()


WORDS = """
[words]
synonyms = [["bussi", "linja-auto"]]
stop_words = ["asia"]
"""
ASKED = """
[[prompts]]
key = "matka"
kind = "words"
text = { fi = "Millä tulit?" }
synonyms = [["juna", "kiskobussi"]]
"""


def test_a_prompt_of_words_has_the_words_of_the_event_before_its_own() -> None:
    assert small(ASKED, WORDS).prompts[-1].settings == {
        "synonyms": [["bussi", "linja-auto"], ["juna", "kiskobussi"]],
        "stop_words": ["asia"],
        "language": "fi",
    }
    assert small(ASKED).prompts[-1].settings == {
        "synonyms": [["juna", "kiskobussi"]],
        "language": "fi",
    }


def test_what_a_moderator_does_to_words_stands_in_no_file() -> None:
    assert names(kinds["words"]) == ("max_words", "synonyms", "stop_words")


def test_signs_that_turn_the_direction_of_writing_do_not_come_in_with_an_agenda() -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    turned = text.replace("Kuinka usein", "Kuinka \u202eusein")
    assert "\u202e" in turned
    assert parse(turned, "turned") == parse(text, "shipped")
