"""Samples that many tests share: for every kind settings and answers to them, by the kind's key."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.kinds import Counted

OPTIONS = [
    {"key": "viikoittain", "label": {"fi": "Viikoittain", "en": "Weekly"}},
    {"key": "harvemmin", "label": {"fi": "Harvemmin", "en": "Less often"}},
    {"key": "en", "label": {"fi": "En lainkaan", "en": "Not at all"}},
]


@dataclass(frozen=True)
class Sample:
    """Settings of one prompt, values it takes, and values it refuses with the field at fault."""

    settings: dict[str, Any]
    values: list[dict[str, Any]]
    refused: list[tuple[Any, str]] = field(default_factory=list)


SAMPLES: dict[str, Sample] = {
    "choice": Sample(
        settings={"options": OPTIONS},
        values=[{"option": "viikoittain"}, {"option": "en"}, {"option": "viikoittain"}],
        refused=[({}, "option"), ({"option": "joskus"}, "option"), ({"option": 3}, "option")],
    ),
    "scale": Sample(
        settings={
            "scale": {
                "min": 1,
                "max": 5,
                "low": {"fi": "Ei lainkaan", "en": "Not at all"},
                "high": {"fi": "Erittäin hyvin", "en": "Very well"},
            },
            "items": [
                {"key": "yhteistyo", "label": {"fi": "Yhteistyö toimii", "en": "We cooperate"}},
                {"key": "arki", "label": {"fi": "Tulokset näkyvät arjessa", "en": "It shows"}},
            ],
        },
        values=[
            {"ratings": {"yhteistyo": 4, "arki": 2}},
            {"ratings": {"yhteistyo": 5}},
            {"ratings": {"arki": 1, "yhteistyo": 4}},
        ],
        refused=[
            ({}, "ratings"),
            ({"ratings": {}}, "ratings"),
            ({"ratings": {"arki": 6}}, "ratings.arki"),
            ({"ratings": {"arki": 0}}, "ratings.arki"),
            ({"ratings": {"arki": 3.5}}, "ratings.arki"),
            ({"ratings": {"arki": True}}, "ratings.arki"),
            ({"ratings": {"arki": "neljä"}}, "ratings.arki"),
            ({"ratings": {"talvi": 3}}, "ratings"),
        ],
    ),
    "words": Sample(
        settings={"max_words": 3},
        values=[
            {"words": ["luonto", "Yhteistyö"]},
            {"words": ["yhteistyö", "lyhyet etäisyydet", "sote-palvelut"]},
            {"words": ["Yhteistyö"]},
        ],
        refused=[
            ({}, "words"),
            ({"words": []}, "words"),
            ({"words": ["", " ", "?"]}, "words"),
            ({"words": ["a", "b", "c", "d"]}, "words"),
            ({"words": ["luonto", "a" * 61]}, "words.1"),
            ({"words": ["luonto", 5]}, "words.1"),
        ],
    ),
    "text": Sample(
        settings={"max_length": 2000, "support": True},
        values=[
            {"text": "Yhteinen palveluohjaus kuntiin"},
            {"text": "Kysytään nuorilta ensin.\nVasta sitten päätetään."},
            {"text": '=HYPERLINK("https://example.org") 👩‍👩‍👧 čđŋšŧž'},
        ],
        refused=[
            ({}, "text"),
            ({"text": " \n\u200b "}, "text"),
            ({"text": "ä" * 2001}, "text"),
            ({"text": ["ajatus"]}, "text"),
        ],
    ),
    "points": Sample(
        settings={
            "points": 100,
            "options": [
                {"key": "osallisuus", "label": {"fi": "Osallisuus", "en": "Participation"}},
                {"key": "elinvoima", "label": {"fi": "Elinvoima", "en": "Vitality"}},
                {"key": "arki", "label": {"fi": "Arjen turvallisuus", "en": "Everyday safety"}},
            ],
        },
        values=[
            {"points": {"osallisuus": 50, "elinvoima": 30, "arki": 20}},
            {"points": {"elinvoima": 100}},
            {"points": {"arki": 60, "osallisuus": 40, "elinvoima": 0}},
        ],
        refused=[
            ({}, "points"),
            ({"points": {"arki": 99}}, "points"),
            ({"points": {"arki": 99, "elinvoima": 2}}, "points"),
            ({"points": {"arki": 101}}, "points.arki"),
            ({"points": {"arki": -1, "elinvoima": 100}}, "points.arki"),
            ({"points": {"talvi": 100}}, "points"),
        ],
    ),
    "commitment": Sample(
        settings={"max_length": 2000},
        values=[
            {"measure": "Avaamme kohtaamispaikan", "strength": "ready"},
            {
                "measure": "Yhteinen varautumisharjoitus",
                "strength": "needs_decision",
                "actor": "Kunta ja hyvinvointialue",
                "when": "2026 keväällä",
                "needs": "Valtuuston päätös",
            },
            {"measure": "Selvitämme kyydit", "strength": "to_explore", "when": "2027"},
        ],
        refused=[
            ({}, "measure"),
            ({"measure": " ", "strength": "ready"}, "measure"),
            ({"measure": "Kyydit"}, "strength"),
            ({"measure": "Kyydit", "strength": "promise"}, "strength"),
            ({"measure": "Kyydit", "strength": "ready", "actor": "a" * 201}, "actor"),
        ],
    ),
    "questions": Sample(
        settings={"limit": 3, "max_length": 500},
        values=[
            {"text": "Milloin aloitetaan?"},
            {"text": "Kuka maksaa?\nEntä ylläpidon?"},
            {"text": "=1+1 ja 👩‍👩‍👧"},
        ],
        refused=[
            ({}, "text"),
            ({"text": " \n"}, "text"),
            ({"text": "ä" * 501}, "text"),
            ({"text": 7}, "text"),
        ],
    ),
    "multi": Sample(
        settings={"options": OPTIONS, "max_options": 2},
        values=[
            {"options": ["viikoittain", "en"]},
            {"options": ["harvemmin"]},
            {"options": ["viikoittain"]},
        ],
        refused=[
            ({}, "options"),
            ({"options": []}, "options"),
            ({"options": ["joskus"]}, "options"),
            ({"options": ["viikoittain", "harvemmin", "en"]}, "options"),
            ({"options": "viikoittain"}, "options"),
            ({"options": ["en", 3]}, "options.1"),
        ],
    ),
    "rank": Sample(
        settings={"options": OPTIONS},
        values=[
            {"order": ["viikoittain", "harvemmin", "en"]},
            {"order": ["harvemmin", "viikoittain", "en"]},
            {"order": ["viikoittain", "en", "harvemmin"]},
        ],
        refused=[
            ({}, "order"),
            ({"order": []}, "order"),
            ({"order": ["viikoittain", "joskus", "en"]}, "order.1"),
            ({"order": ["viikoittain", "en", "viikoittain"]}, "order.2"),
            ({"order": ["viikoittain", "en"]}, "order.2"),
            ({"order": {"0": "en"}}, "order"),
        ],
    ),
    "grid": Sample(
        settings={
            "items": [
                {"key": "kotivara", "label": {"fi": "Kotivara", "en": "Home supplies"}},
                {"key": "varavoima", "label": {"fi": "Varavoima", "en": "Backup power"}},
            ],
            "x": {"name": {"fi": "Hyöty", "en": "Benefit"}, "low": {"fi": "pieni"}},
            "corners": {"both": {"fi": "Aloita tästä", "en": "Start here"}},
        },
        values=[
            {"placements": {"kotivara": [4, 5], "varavoima": [5, 2]}},
            {"placements": {"varavoima": [1, 1]}},
            {"placements": {"kotivara": [2, 4], "varavoima": [4, 3]}},
        ],
        refused=[
            ({}, "placements"),
            ({"placements": {}}, "placements"),
            ({"placements": {"talvi": [3, 3]}}, "placements"),
            ({"placements": {"kotivara": [6, 3]}}, "placements.kotivara.0"),
            ({"placements": {"kotivara": [3, 0]}}, "placements.kotivara.1"),
            ({"placements": {"kotivara": [3, 2.5]}}, "placements.kotivara.1"),
            ({"placements": {"kotivara": [3]}}, "placements.kotivara.1"),
            ({"placements": {"kotivara": [3, 3, 3]}}, "placements.kotivara"),
            ({"placements": {"kotivara": {"1": "4"}}}, "placements.kotivara.0"),
            ({"placements": {"kotivara": {"0": "4"}}}, "placements.kotivara.1"),
        ],
    ),
}


def counted(
    value: dict[str, Any],
    position: int = 1,
    *,
    organisation_class: str = "municipality",
    state: str | None = None,
    support: int = 0,
    support_organisations: int = 0,
) -> Counted:
    """An answer that counts, from participant number `position` of Laukaa."""
    return Counted(
        position=position,
        participant=position,
        value=value,
        organisation="laukaa",
        organisation_class=organisation_class,
        role="official",
        statement=None if state is None else f"T2-K-{position:04}",
        statement_state=state,
        support=support,
        support_organisations=support_organisations,
    )
