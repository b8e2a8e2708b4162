"""Commitment: a measure and how ready it is."""

import pytest

from app.errors import InvalidAnswer
from app.i18n import translator
from app.kinds import kinds
from tests.factories import SAMPLES, counted

commitment = kinds["commitment"]
settings = commitment.settings({})


def test_strengths_are_counted_by_class_all_three_for_every_class_that_occurs() -> None:
    strengths = [("municipality", "ready"), ("county", "to_explore"), ("municipality", "ready")]
    answers = [
        counted({"measure": "Kyydit", "strength": strength}, organisation_class=each)
        for each, strength in strengths
    ]
    assert commitment.tally(settings, answers) == {
        "by_class": {
            "county": {"ready": 0, "needs_decision": 0, "to_explore": 1},
            "municipality": {"ready": 2, "needs_decision": 0, "to_explore": 0},
        },
        "total": 3,
    }


def test_no_commitments_have_no_classes() -> None:
    assert commitment.tally(settings, []) == {"by_class": {}, "total": 0}


def test_a_row_has_every_part_and_none_for_what_was_left_out() -> None:
    assert commitment.rows(settings, SAMPLES["commitment"].values[2]) == [
        {
            "measure": "Selvitämme kyydit",
            "strength": "to_explore",
            "actor": None,
            "when": "2027",
            "needs": None,
        }
    ]


def test_blank_parts_are_left_out() -> None:
    typed = {
        "measure": " Kyydit ",
        "strength": "ready",
        "actor": " \u200b",
        "when": "",
        "needs": None,
    }
    assert commitment.parse(settings, typed) == {"measure": "Kyydit", "strength": "ready"}


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ({"measure": ""}, "Kirjoita ensin toimenpide"),
        ({"strength": None}, "Valitse, kuinka valmis toimenpide on"),
        ({"strength": "promise"}, "Valitse jokin annetuista vaihtoehdoista"),
        ({"when": "x" * 201}, "Lyhennä tekstiä: 1 merkki liikaa, enintään 200"),
    ],
)
def test_a_part_that_cannot_be_kept_is_told_what_to_do(part: dict[str, str], said: str) -> None:
    with pytest.raises(InvalidAnswer) as fault:
        commitment.parse(settings, {"measure": "Kyydit", "strength": "ready", **part})
    assert fault.value.field == next(iter(part))
    assert translator("fi")(fault.value.message, **fault.value.params) == said


def test_strengths_are_named_by_the_catalogue() -> None:
    labels = commitment.labels(settings)
    assert {key: translator("fi")(str(label)) for key, label in labels.items()} == {
        "ready": "Valmis aloittamaan",
        "needs_decision": "Vaatii päätöksen",
        "to_explore": "Selvitettävä",
    }


def test_commitments_are_statements_that_nobody_has_to_approve() -> None:
    kind = commitment
    assert (kind.counts, kind.statement, kind.moderated) == ("every", True, False)
