"""What of an agenda may change, what may not once somebody has answered, and that answers stay
what they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.event import listen

from app import acts, events, ledger, stage
from app.agenda import Agenda, parse, tree_of
from app.agenda.toml import text_of
from app.amendments import Change, Relied, compare
from app.errors import Clash, InvalidInput, Refused
from app.ledger import Entry
from app.running import Running
from app.settings import Settings
from tests.book import ACTION, ANNA, CHOICE, EVENT, PROMPT, TEXT, Book, Writer
from tests.served import AGENDA

POINTS = "painopiste"
SCALE = "osallisuus-tilanne"
WORDS = "osallisuus-vahvuudet"


def agenda_with(agenda: Agenda, change: Any) -> Agenda:
    """The agenda as it is read after its file has been changed."""
    tree = tree_of(agenda, single=True)
    change(tree)
    return parse(text_of(tree), "changed")


def row(tree: dict[str, Any], key: str) -> dict[str, Any]:
    return next(each for each in tree["prompts"] if each["key"] == key)


@pytest.fixture(scope="module")
def shipped() -> Agenda:
    return parse(AGENDA.read_text(encoding="utf-8"), "shipped")


ANSWERED = Relied(
    asked=frozenset({CHOICE, SCALE, WORDS, TEXT, POINTS}),
    answered={CHOICE: 3, SCALE: 3, WORDS: 3, TEXT: 3, POINTS: 1},
    chosen={CHOICE: {"viikoittain": 2}},
    joined={"roles": {"elected": 3}, "organisations": {"joutsa": 3}, "languages": {"fi": 3}},
)


def told(held: Agenda, change: Any, relied: Relied = ANSWERED) -> list[tuple[str, str, str | None]]:
    return [
        (".".join(each.where), each.what, each.refused)
        for each in compare(held, agenda_with(held, change), relied)
    ]


def test_an_agenda_that_is_the_same_has_no_changes(shipped: Agenda) -> None:
    assert told(shipped, lambda tree: None) == []


def test_texts_may_always_change(shipped: Agenda) -> None:
    def change(tree: dict[str, Any]) -> None:
        tree["event"]["title"]["fi"] = "Toinen"
        tree["roles"][0]["name"]["sv"] = "En annan"
        tree["organisations"]["municipality"][0] = {"key": "hankasalmi", "name": {"fi": "Hanka"}}
        row(tree, CHOICE)["text"]["fi"] = "Toinen kysymys?"
        row(tree, CHOICE)["help"] = {"fi": "Apu"}
        row(tree, CHOICE)["options"][0]["label"]["fi"] = "Toinen vaihtoehto"

    changes = told(shipped, change)
    assert {refused for _, _, refused in changes} == {None}
    first = tree_of(shipped, single=True)["prompts"][0]["options"][0]["key"]
    assert [where for where, _, _ in changes] == [
        "event.title.fi",
        "roles.elected.name.sv",
        "organisations.hankasalmi.name.fi",
        f"prompts.{CHOICE}.text.fi",
        f"prompts.{CHOICE}.help.fi",
        f"prompts.{CHOICE}.options.{first}.label.fi",
    ]


def test_the_title_of_a_goal_area_changes_wherever_it_ends_a_question(shipped: Agenda) -> None:
    def change(tree: dict[str, Any]) -> None:
        tree["goal_areas"][0]["title"]["fi"] = "Mukana"

    after = agenda_with(shipped, change)
    assert next(each for each in after.prompts if each.key == SCALE).text["fi"].endswith("– Mukana")


def test_an_option_may_be_added_and_moved_and_one_that_nobody_chose_removed(
    shipped: Agenda,
) -> None:
    def change(tree: dict[str, Any]) -> None:
        options = row(tree, CHOICE)["options"]
        options.append({"key": "uusi", "label": {"fi": "Uusi"}})
        options.insert(0, options.pop(1))
        del options[-2]

    options = next(each for each in shipped.prompts if each.key == CHOICE).settings["options"]
    last = options[-1]["key"]
    relied = Relied(asked=ANSWERED.asked, answered={CHOICE: 3}, chosen={CHOICE: {"toinen": 3}})
    assert told(shipped, change, relied) == [
        (f"prompts.{CHOICE}.options.{last}", "removed", None),
        (f"prompts.{CHOICE}.options.uusi", "added", None),
        (f"prompts.{CHOICE}.options", "moved", None),
    ]
    chosen = Relied(asked=ANSWERED.asked, answered={CHOICE: 3}, chosen={CHOICE: {last: 3}})
    assert told(shipped, change, chosen)[0][2] == "chosen"


def refusals() -> list[tuple[str, Any, str, str]]:
    def code(tree: dict[str, Any]) -> None:
        tree["event"]["code"] = "TOINEN"

    def role(tree: dict[str, Any]) -> None:
        del tree["roles"][0]

    def organisation(tree: dict[str, Any]) -> None:
        names = tree["organisations"]["municipality"]
        names.remove("Joutsa")

    def of_class(tree: dict[str, Any]) -> None:
        tree["organisations"]["municipality"].remove("Joutsa")
        tree["organisations"]["county"].append("Joutsa")

    def language(tree: dict[str, Any]) -> None:
        tree["event"]["languages"] = ["sv", "en"]
        _without(tree, "fi")

    def area(tree: dict[str, Any]) -> None:
        tree["goal_areas"].reverse()

    def kind(tree: dict[str, Any]) -> None:
        row(tree, WORDS).update(kind="text")
        row(tree, WORDS).pop("max_words", None)

    def gone(tree: dict[str, Any]) -> None:
        tree["prompts"].remove(row(tree, TEXT))

    def scale(tree: dict[str, Any]) -> None:
        row(tree, SCALE)["scale"]["max"] = 4

    def points(tree: dict[str, Any]) -> None:
        row(tree, POINTS)["points"] = 50

    def fewer(tree: dict[str, Any]) -> None:
        row(tree, WORDS)["max_words"] = 1

    def shorter(tree: dict[str, Any]) -> None:
        row(tree, TEXT)["max_length"] = 10

    def elsewhere(tree: dict[str, Any]) -> None:
        row(tree, TEXT)["goal_area"] = "elinvoima"

    def order(tree: dict[str, Any]) -> None:
        tree["prompts"].reverse()

    return [
        ("code", code, "event.code", "code"),
        ("role", role, "roles.elected", "joined"),
        ("organisation", organisation, "organisations.joutsa", "joined"),
        ("class", of_class, "organisations.joutsa.class_", "joined"),
        ("language", language, "event.languages.fi", "language"),
        ("goal area's place", area, "goal_areas.osallisuus", "numbered"),
        ("kind", kind, f"prompts.{WORDS}.kind", "answered"),
        ("prompt", gone, f"prompts.{TEXT}", "answered"),
        ("scale", scale, f"prompts.{SCALE}.scale", "counts"),
        ("points", points, f"prompts.{POINTS}.points", "counts"),
        ("fewer words", fewer, f"prompts.{WORDS}.max_words", "counts"),
        ("shorter texts", shorter, f"prompts.{TEXT}.max_length", "counts"),
        ("another goal area", elsewhere, f"prompts.{TEXT}.goal_area", "answered"),
        ("order of what was asked", order, f"prompts.{POINTS}", "order"),
    ]


def _without(value: Any, language: str) -> None:
    if isinstance(value, dict):
        if value.get(language) is not None and len(value) > 1:
            value.pop(language)
        for each in value.values():
            _without(each, language)
    elif isinstance(value, list):
        for each in value:
            _without(each, language)


@pytest.mark.parametrize("name", [name for name, *_ in refusals()])
def test_what_answers_rest_on_is_refused_and_free_before_them(shipped: Agenda, name: str) -> None:
    _, change, where, reason = next(each for each in refusals() if each[0] == name)
    if name == "language":
        shipped = shipped.model_copy(
            update={
                "organisations": tuple(
                    each.model_copy(update={"name": dict.fromkeys(shipped.languages, "X")})
                    for each in shipped.organisations
                )
            }
        )
    refused = {w: why for w, _, why in told(shipped, change) if why}
    assert refused[where] == reason
    if name != "code":
        nobody = [why for w, _, why in told(shipped, change, Relied()) if why]
        assert nobody == []


def test_a_question_that_was_asked_stays_though_nobody_has_answered(shipped: Agenda) -> None:
    relied = Relied(asked=frozenset({TEXT}))
    gone = lambda tree: tree["prompts"].remove(row(tree, TEXT))  # noqa: E731
    assert (f"prompts.{TEXT}", "removed", "asked") in told(shipped, gone, relied)


def test_questions_to_come_are_moved_around_those_that_were_asked(shipped: Agenda) -> None:
    def change(tree: dict[str, Any]) -> None:
        tree["prompts"].insert(1, tree["prompts"].pop(5))

    relied = Relied(asked=frozenset({CHOICE, SCALE}), answered={CHOICE: 1})
    assert told(shipped, change, relied) == [("prompts", "moved", None)]


def test_a_rule_may_be_loosened(shipped: Agenda) -> None:
    def change(tree: dict[str, Any]) -> None:
        row(tree, WORDS)["max_words"] = 9
        row(tree, WORDS)["stop_words"] = ["asia"]
        row(tree, TEXT)["max_length"] = 2000
        row(tree, TEXT)["support"] = True

    short = agenda_with(shipped, lambda tree: row(tree, TEXT).update(max_length=100, support=False))
    assert {why for _, _, why in told(short, change)} == {None}
    back = compare(agenda_with(short, change), short, ANSWERED)
    assert ("support", "counts") in [(each.where[-1], each.refused) for each in back]


def test_a_new_language_needs_every_text(shipped: Agenda) -> None:
    def fewer(tree: dict[str, Any]) -> None:
        tree["event"]["languages"] = ["fi", "sv"]
        _without(tree, "en")

    held = agenda_with(shipped, fewer)
    added = lambda tree: tree["event"].update(languages=["fi", "sv", "en"])  # noqa: E731
    change = next(
        each
        for each in compare(held, agenda_with(held, added), Relied())
        if each.where == ("event", "languages", "en")
    )
    assert (change.refused, change.n > 50) == ("untranslated", True)
    assert {each.refused for each in compare(held, shipped, ANSWERED)} == {None}


# --- on an event --------------------------------------------------------------


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    """An event with an answer to the choice and one to a text."""
    made = Writer(tmp_path)
    made(acts.set_prompt, TEXT, state="open")
    made(acts.show, CHOICE)
    person = made.join()
    made.put(person, CHOICE, {"option": first_option(made)}, "a")
    made.put(person, TEXT, {"text": "Salainen ajatus"}, "b")
    yield made
    made.db.close()


def first_option(writer: Writer) -> str:
    found: str = stored(writer).prompts[0].settings["options"][0]["key"]
    return found


def stored(writer: Writer) -> Agenda:
    with writer.db.read() as connection:
        return events.agenda_of(connection, "KIRJA")


def amend(writer: Writer, change: Any, edition: int | None = None) -> tuple[Change, ...]:
    seen = writer.rows(EVENT)[0]["edition"] if edition is None else edition
    found: tuple[Change, ...] = writer(acts.amend, agenda_with(stored(writer), change), seen)
    return found


def settings(tree: dict[str, Any]) -> None:
    row(tree, CHOICE)["options"].append({"key": "uusi", "label": {"fi": "Uusi"}})
    row(tree, CHOICE)["text"]["fi"] = "Uusi kysymys?"
    more = {"key": "lisa", "position": "first", "kind": "text", "text": {"fi": "Lisä"}}
    tree["prompts"].insert(1, more)


def test_an_amendment_is_one_commit_with_its_row_of_the_log(writer: Writer) -> None:
    version, before = writer.version, writer.rows(PROMPT)
    amend(writer, settings)
    event, logged = writer.rows(EVENT)[0], writer.rows(ACTION)[-1]
    prompts = {each["key"]: each for each in writer.rows(PROMPT)}
    assert (writer.version, event["edition"]) == (version + 1, 1)
    assert (logged["name"], logged["actor"], logged["target"]) == ("amend", "Anna", None)
    assert "Salainen" not in str(logged)
    assert prompts[CHOICE]["text"]["fi"] == "Uusi kysymys?"
    assert prompts[CHOICE]["settings"]["options"][-1]["key"] == "uusi"
    assert (prompts[CHOICE]["edition"], prompts[TEXT]["edition"]) == (1, 0)
    assert (prompts["lisa"]["position"], prompts["lisa"]["state"]) == (1, "draft")
    assert {each["id"] for each in before} < {each["id"] for each in writer.rows(PROMPT)}


def test_a_tally_that_goes_on_equals_a_recount_after_an_amendment(writer: Writer) -> None:
    tally = writer.book.tally()
    with writer.db.read() as connection:
        tally.catch_up(connection)
    amend(writer, settings)
    with writer.db.read() as connection:
        tally.catch_up(connection)
        kept = {each.key: tally.tally(each) for each in tally.prompts.values()}
        assert kept == writer.book.recounted(connection)
    assert kept[CHOICE]["counts"] == {**kept[CHOICE]["counts"], first_option(writer): 1, "uusi": 0}
    assert "lisa" in kept


def test_undo_brings_the_agenda_back_and_may_be_repeated(writer: Writer) -> None:
    before = stored(writer)
    amend(writer, settings)
    amend(writer, lambda tree: tree["event"]["title"].update(fi="Toinen"))
    for _ in range(2):
        with writer.db.read() as connection:
            act = acts.undoable(connection, writer.book.id)
        assert act.name == "amend"
        writer(acts.undo, act.id)
    assert stored(writer) == before
    assert [each["key"] for each in writer.rows(PROMPT)] == [each.key for each in before.prompts]


def test_an_amendment_that_somebody_has_answered_since_stays(writer: Writer) -> None:
    amend(writer, settings)
    act = writer.rows(ACTION)[-1]
    writer.put(writer.join(), CHOICE, {"option": "uusi"}, "c")
    with pytest.raises(InvalidInput):
        writer(acts.undo, act["id"])
    with writer.db.read() as connection:
        assert acts.undoable(connection, writer.book.id).name == "show"
    amend(writer, lambda tree: row(tree, CHOICE)["text"].update(fi="Kolmas?"))
    writer(acts.undo, writer.rows(ACTION)[-1]["id"])
    assert stored(writer).prompts[0].text["fi"] == "Uusi kysymys?"


def test_a_clash_and_a_refusal_store_nothing(writer: Writer) -> None:
    before, version = stored(writer), writer.version
    with pytest.raises(Clash):
        amend(writer, settings, edition=7)

    def both(tree: dict[str, Any]) -> None:
        settings(tree)
        del row(tree, CHOICE)["options"][0]

    with pytest.raises(Refused) as refused:
        amend(writer, both)
    assert [each.refused for each in refused.value.changes if each.refused] == ["chosen"]
    assert (stored(writer), writer.version) == (before, version)


def test_ids_of_statements_begin_as_they_did_when_angles_come_and_go(writer: Writer) -> None:
    prefix = next(each.prefix for each in stored(writer).prompts if each.key == TEXT)

    def another(tree: dict[str, Any]) -> None:
        tree["angles"].insert(0, {"key": "kehitys", "title": {"fi": "Kehitys"}})

    amend(writer, another)
    assert next(each.prefix for each in stored(writer).prompts if each.key == TEXT) == prefix
    assert writer.rows(PROMPT, PROMPT.c.key == TEXT)[0]["prefix"] == prefix


def test_an_answer_that_was_parsed_for_an_earlier_edition_is_not_stored(writer: Writer) -> None:
    entry = writer.book.entry(writer.join(), CHOICE, {"option": first_option(writer)}, "d")
    early = Entry(**{name: getattr(entry, name) for name in Entry.__slots__} | {"edition": 0})
    amend(writer, settings)
    with pytest.raises(Clash):
        writer.db.write_now(lambda batch: ledger.append(batch, early))


def test_what_the_moderator_made_of_words_stays(writer: Writer) -> None:
    writer(acts.reword, WORDS, "hide", ["yhteistyö"])
    kept = writer.rows(PROMPT, PROMPT.c.key == WORDS)[0]["settings"]["wording"]
    amend(writer, lambda tree: row(tree, WORDS).update(max_words=5))
    settings = writer.rows(PROMPT, PROMPT.c.key == WORDS)[0]["settings"]
    assert (settings["wording"], settings["max_words"]) == (kept, 5)


def test_the_scene_has_the_new_question_and_a_screen_never_shows_what_is_gone(
    writer: Writer,
) -> None:
    last = stored(writer).goal_areas[-1].key
    writer(acts.set_view, {"name": "area", "goal_area": last})

    def without(tree: dict[str, Any]) -> None:
        tree["goal_areas"].pop()
        tree["prompts"] = [each for each in tree["prompts"] if each.get("goal_area") != last]

    amend(writer, without)
    with writer.db.read() as connection:
        seen = stage.scene(connection, writer.book.tally(), stored(writer), 0, lambda text: None)
    assert seen.showing == "stage"


def test_an_event_that_is_amended_while_another_is_read_is_not_missed(tmp_path: Path) -> None:
    writer = Writer(tmp_path)
    other = writer.db.write_now(lambda batch: Book(batch, "TOINEN"))
    running = Running(Settings(data=tmp_path), writer.db)
    writer.db.nudge = running.changed

    def amended(book: Book) -> None:
        proposed = book.agenda.model_copy(update={"title": {"fi": "Toinen nimi"}})
        writer.db.write_now(lambda batch: acts.amend(batch, book.id, proposed, 0, ANNA))

    begun: list[str] = []

    def meanwhile(_c: Any, _k: Any, statement: str, *_: Any) -> None:
        if "event.edition" in statement:
            begun.append(statement)
            if len(begun) == 1:  # the first event is being read
                amended(other)

    amended(writer.book)
    listen(writer.db.readers, "after_cursor_execute", meanwhile)
    titles = {held.agenda.title["fi"] for held in running.events.values()}
    writer.db.close()
    assert titles == {"Toinen nimi"}
