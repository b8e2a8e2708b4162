"""What every kind promises, whatever it asks."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app import render
from app.errors import InvalidAnswer
from app.i18n import LANGUAGES, translator
from app.kinds import Counted, Kind, kinds
from tests.factories import SAMPLES, counted

every_kind = pytest.mark.parametrize("kind", kinds.values(), ids=list(kinds))

ODD = [None, [], "sana", 3, float("nan"), b"x", {"": ""}]
ODD_FIELDS = [
    None,
    float("nan"),
    float("inf"),
    10**400,
    {},
    [],
    [None],
    {"a": {"b": "c"}},
    "\ud800",
]


def settings_of(kind: Kind) -> Any:
    return kind.settings(SAMPLES[kind.key].settings)


def answers_of(kind: Kind) -> list[Counted]:
    """The samples twice over, from two classes, statements in every state."""
    settings = settings_of(kind)
    states = ["approved", "waiting", "unreviewed", "hidden"]
    return [
        counted(
            kind.parse(settings, value),
            position,
            organisation_class="county" if position % 2 else "municipality",
            state=states[position % len(states)] if kind.statement else None,
            support=position // 2,
        )
        for position, value in enumerate(SAMPLES[kind.key].values * 2, start=1)
    ]


def sentence_of(fault: InvalidAnswer) -> list[str]:
    return [translator(language)(fault.message, **fault.params) for language in LANGUAGES]


def test_every_kind_has_a_sample_with_something_to_take_and_to_refuse() -> None:
    assert set(SAMPLES) == set(kinds)
    assert all(len(sample.values) > 1 and sample.refused for sample in SAMPLES.values())


@every_kind
def test_a_kind_has_a_name_and_column_names_in_every_language(kind: Kind) -> None:
    keys = [kind.label, *(column.label for column in kind.columns(settings_of(kind)))]
    for language in LANGUAGES:
        assert all(translator(language)(key) for key in keys)


@every_kind
def test_settings_survive_storage(kind: Kind) -> None:
    settings = settings_of(kind)
    stored = json.loads(json.dumps(settings.model_dump(mode="json")))
    assert kind.settings(stored) == settings


@every_kind
def test_a_setting_that_a_kind_does_not_know_is_named_with_what_to_write(kind: Kind) -> None:
    with pytest.raises(ValidationError) as fault:
        kind.settings({**SAMPLES[kind.key].settings, "colour": "red"})
    known = ", ".join(kind.Settings.model_fields)
    assert [(each["loc"], each["msg"]) for each in fault.value.errors()] == [
        (("colour",), f"Remove `colour` or correct its spelling. What can stand here: {known}.")
    ]


@every_kind
def test_a_value_that_was_taken_is_taken_again_unchanged(kind: Kind) -> None:
    settings = settings_of(kind)
    for value in SAMPLES[kind.key].values:
        parsed = kind.parse(settings, value)
        assert parsed == value
        assert kind.parse(settings, json.loads(json.dumps(parsed))) == parsed


@every_kind
def test_numbers_may_come_as_text_from_a_form(kind: Kind) -> None:
    settings = settings_of(kind)
    for value in SAMPLES[kind.key].values:
        assert kind.parse(settings, _as_form(value)) == value


def _as_form(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_form(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_as_form(each) for each in value]
    return str(value)


@every_kind
def test_a_refused_value_names_its_field_and_says_what_to_do(kind: Kind) -> None:
    settings = settings_of(kind)
    for value, field in SAMPLES[kind.key].refused:
        with pytest.raises(InvalidAnswer) as fault:
            kind.parse(settings, value)
        assert (value, fault.value.field) == (value, field)
        assert all(sentence_of(fault.value))


@every_kind
@pytest.mark.parametrize("value", ODD, ids=repr)
def test_what_is_no_value_at_all_is_refused(kind: Kind, value: object) -> None:
    with pytest.raises(InvalidAnswer) as fault:
        kind.parse(settings_of(kind), value)
    assert fault.value.field
    assert all(sentence_of(fault.value))


@every_kind
@pytest.mark.parametrize("odd", ODD_FIELDS, ids=lambda odd: repr(odd)[:20])
def test_a_field_of_another_type_is_refused(kind: Kind, odd: object) -> None:
    settings = settings_of(kind)
    for field in SAMPLES[kind.key].values[0]:
        inside = SAMPLES[kind.key].values[0][field]
        for value in [odd, dict.fromkeys(inside, odd) if isinstance(inside, dict) else [odd]]:
            with pytest.raises(InvalidAnswer) as fault:
                kind.parse(settings, {**SAMPLES[kind.key].values[0], field: value})
            assert fault.value.field is not None
            assert fault.value.field.split(".")[0] == field
            assert all(sentence_of(fault.value))


@every_kind
def test_an_unknown_field_is_refused_and_a_strange_name_is_not_repeated(kind: Kind) -> None:
    value = SAMPLES[kind.key].values[0]
    unknown, malformed = "error.answer.unknown_field", "error.answer.malformed"
    for name, message, field in [
        ("extra", unknown, "extra"),
        ("<b>nimi</b>", unknown, "value"),
        ("\ud800", malformed, "value"),
    ]:
        with pytest.raises(InvalidAnswer) as fault:
            kind.parse(settings_of(kind), {**value, name: 1})
        assert (fault.value.message, fault.value.field) == (message, field)


@every_kind
def test_no_answers_add_up_to_a_tally(kind: Kind) -> None:
    tally = kind.tally(settings_of(kind), [])
    assert json.loads(json.dumps(tally, allow_nan=False)) == tally


@every_kind
@given(data=st.data())
def test_a_tally_does_not_depend_on_the_order_of_answers(kind: Kind, data: st.DataObject) -> None:
    settings, answers = settings_of(kind), answers_of(kind)
    expected = json.dumps(kind.tally(settings, answers), allow_nan=False)
    mixed = data.draw(st.permutations(answers))
    assert json.dumps(kind.tally(settings, mixed), allow_nan=False) == expected


@every_kind
def test_rows_have_exactly_the_columns_of_their_kind(kind: Kind) -> None:
    settings = settings_of(kind)
    columns = kind.columns(settings)
    types: dict[str, tuple[type, ...]] = {"text": (str, type(None)), "number": (int,)}
    for value in SAMPLES[kind.key].values:
        rows = kind.rows(settings, kind.parse(settings, value))
        assert rows
        for row in rows:
            assert list(row) == [column.key for column in columns]
            assert all(isinstance(row[column.key], types[column.type]) for column in columns)


@every_kind
def test_every_key_in_a_labelled_column_has_a_text(kind: Kind) -> None:
    settings = settings_of(kind)
    labelled = [column.key for column in kind.columns(settings) if column.labelled]
    texts = kind.labels(settings)
    assert bool(labelled) == bool(texts)
    for value in SAMPLES[kind.key].values:
        for row in kind.rows(settings, value):
            assert all(_name(texts[row[key]]) for key in labelled)


def _name(label: dict[str, str] | str) -> str:
    t = translator("fi")
    return t(label) if isinstance(label, str) else t.text(label)


@every_kind
def test_text_holds_all_that_the_participant_wrote(kind: Kind) -> None:
    settings = settings_of(kind)
    keys = {column.key for column in kind.columns(settings) if column.type == "text"}
    keys -= {column.key for column in kind.columns(settings) if column.labelled}
    for value in SAMPLES[kind.key].values:
        written = [row[key] for row in kind.rows(settings, value) for key in keys if row[key]]
        assert sorted(kind.text(value).split("\n")) == sorted("\n".join(written).split("\n"))


@pytest.mark.parametrize(
    "kind", [kind for kind in kinds.values() if not kind.beside], ids=lambda kind: kind.key
)
@pytest.mark.parametrize("macro", ["edit", "own", "button", "results", "glance", "phone"])
def test_every_kind_of_the_product_has_its_form_and_all_its_pictures(
    kind: Kind, macro: str
) -> None:
    template = render.environment("fi", "Europe/Helsinki").get_template(f"kinds/{kind.key}.html")
    assert callable(getattr(template.make_module(), macro, None))
