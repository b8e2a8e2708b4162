"""A county's afternoon: 24 organisations, most of them small, and 16 questions, four goal areas
by four angles. The same seed gives the same afternoon."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from app.agenda import Agenda, AgendaPrompt, Angle, GoalArea, Named, Organisation
from tests.exports.room import CODE, Room

AREAS = ("osallisuus", "hyvinvointi", "elinvoima", "varautuminen")
ANGLES = ("vahvuudet", "kehitys", "toimet", "sitoumukset")
ROLES = ("Luottamushenkilö", "Viranhaltija")
CLASSES = {"municipality": 20, "county": 1, "council": 1, "others": 2}
OPTIONS = [{"key": key, "label": {"fi": f"Vaihtoehto {key}"}} for key in "abcde"]
WEIGHTS = (40, 25, 20, 3, 1)
SETTINGS: dict[str, dict[str, Any]] = {
    "choice": {"options": OPTIONS},
    "multi": {"options": OPTIONS, "max_options": 2},
    "scale": {"items": OPTIONS[:2]},
    "rank": {"options": OPTIONS[:4]},
    "text": {"support": True},
    "commitment": {},
}
KINDS = {  # of each area, angle by angle
    "osallisuus": ("choice", "text", "text", "commitment"),
    "hyvinvointi": ("multi", "text", "text", "commitment"),
    "elinvoima": ("scale", "text", "text", "commitment"),
    "varautuminen": ("rank", "text", "text", "commitment"),
}
STATES = {"approved": 80, "waiting": 12, "hidden": 8}


@dataclass
class County:
    """What really happened, for who compares with what is told."""

    joined: Counter[str] = field(default_factory=Counter)  # by organisation
    answered: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    options: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    ratings: dict[tuple[str, str], Counter[int]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    strengths: dict[str, Counter[tuple[str, str]]] = field(
        default_factory=lambda: defaultdict(Counter)
    )  # by prompt, of class and strength
    texts: dict[str, str] = field(default_factory=dict)  # state by text


def planned() -> Agenda:
    """The agenda: one prompt a goal area and angle."""
    classes = [class_ for class_, n in CLASSES.items() for _ in range(n)]
    return Agenda(
        code=CODE,
        title={"fi": "Maakunnan iltapäivä"},
        date="2025-10-24",
        timezone="Europe/Helsinki",
        languages=("fi",),
        attendance=180,
        retain_until=None,
        roles=tuple(Named(key=name.lower(), name={"fi": name}) for name in ROLES),
        organisation_classes=tuple(Named(key=key, name={"fi": f"L-{key}"}) for key in CLASSES),
        organisations=tuple(
            Organisation(key=f"org-{n}", name={"fi": f"Organisaatio {n}"}, class_=class_)
            for n, class_ in enumerate(classes)
        ),
        goal_areas=tuple(
            GoalArea(key=key, title={"fi": key.title()}, short={"fi": key.title()}) for key in AREAS
        ),
        angles=tuple(
            Angle(key=key, title={"fi": key.title()}, short={"fi": key.title()}) for key in ANGLES
        ),
        prompts=tuple(
            AgendaPrompt(
                key=f"{area}-{angle}",
                kind=kind,
                goal_area=area,
                angle=angle,
                text={"fi": f"Kysymys {area} {angle}"},
                heading={"fi": f"Kysymys {angle}"},
                help={},
                settings=SETTINGS[kind],
                prefix=f"{area[0]}{angle[0]}".upper(),
            )
            for area in AREAS
            for angle, kind in zip(ANGLES, KINDS[area], strict=True)
        ),
    )


def held(folder: Path, seed: int) -> tuple[Room, County]:
    """The afternoon in a room of its own."""
    room, county, random = Room(folder, planned()), County(), Random(seed)
    room.together(lambda: _filled(room, county, random))
    return room, county


def _filled(room: Room, county: County, random: Random) -> None:
    for organisation in room.agenda.organisations:
        large = organisation.class_ in ("county", "council")
        size = random.choice((6, 12, 28)) if large else random.choice((0, 1, 2, 3, 4, 5, 6, 9, 16))
        for _ in range(size):
            role = random.choice(ROLES).lower()
            person = room.join(organisation.key, role=role, table=random.randint(1, 30))
            county.joined[organisation.key] += 1
            for prompt in room.agenda.prompts:
                if random.random() < random.choice((0.4, 0.75, 0.9)):
                    _answer(room, county, random, person, prompt, organisation)
    for text, name in zip(list(county.texts), _statements(room), strict=True):
        state = random.choices(list(STATES), list(STATES.values()))[0]
        county.texts[text] = state
        if state != "waiting":
            room.moderate(name, state)


def _answer(
    room: Room,
    county: County,
    random: Random,
    person: int,
    prompt: AgendaPrompt,
    organisation: Organisation,
) -> None:
    key = prompt.key
    county.answered[key][organisation.key] += 1
    if prompt.kind in ("text", "commitment"):
        for _ in range(random.choice((1, 1, 1, 2))):
            _write(room, county, random, person, prompt, organisation)
        return
    chosen = random.choices("abcde", WEIGHTS)[0]
    if prompt.kind == "choice":
        value: dict[str, Any] = {"option": chosen}
        county.options[key][chosen] += 1
    elif prompt.kind == "multi":
        several = sorted({chosen, random.choices("abcde", WEIGHTS)[0]})
        value = {"options": several}
        county.options[key].update(several)
    elif prompt.kind == "scale":
        value = {"ratings": {item: random.choices((5, 4, 3, 2, 1), WEIGHTS)[0] for item in "ab"}}
        for item, rating in value["ratings"].items():
            county.ratings[key, item][rating] += 1
    else:
        order = random.sample("abcd", 4)
        value = {"order": order}
        for place, option in enumerate(order, start=1):
            county.ratings[key, option][place] += 1
    room.answer(person, key, value)


def _write(
    room: Room,
    county: County,
    random: Random,
    person: int,
    prompt: AgendaPrompt,
    organisation: Organisation,
) -> None:
    if prompt.kind == "commitment":
        strength = random.choices(("ready", "needs_decision", "to_explore"), (6, 3, 1))[0]
        county.strengths[prompt.key][organisation.class_, strength] += 1
        room.answer(person, prompt.key, {"measure": "Vahvistamaton lupaus", "strength": strength})
        return
    text = f"Ajatus numero {len(county.texts)}"
    county.texts[text] = "waiting"
    room.answer(person, prompt.key, {"text": text})


def _statements(room: Room) -> list[str]:
    """Public ids of the texts in the order in which they came."""
    sql = "select s.public_id from statement s join prompt p on p.id = s.prompt_id"
    return room.change(
        lambda batch: list(
            batch.connection.exec_driver_sql(f"{sql} where p.kind = 'text' order by s.id").scalars()
        )
    )
