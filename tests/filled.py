"""Events that have been answered already: every kind with no answers, one, twenty and a thousand.

They are written straight into a database through the product's own doors, before a server opens
it: a thousand phones over HTTP would take longer than everything that is asked of them here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import select

from app import acts, agenda, events, ledger, participants, support
from app.agenda import Agenda, AgendaPrompt, GoalArea
from app.db import Batch, Database
from app.kinds import kinds
from app.models import Event, Prompt
from app.participants import Joining
from tests.book import ANNA
from tests.served import AGENDA, ROOT, Guest, Server

PEOPLE = 1_000
TOWN = ROOT / "agendas" / "stadsmote-2026-04-16.toml"
_E, _P = Event.__table__, Prompt.__table__

LONG = (
    "Hyvinvointialueen ja kuntien yhteinen palveluohjaus ikääntyneille ja omaishoitajille",
    "Lastensuojelutarpeen ennaltaehkäiseminen varhaiskasvatuksessa ja perhekeskuksissa",
    "Maaseutumaisten kuntien joukkoliikenneyhteydet ja asiointikuljetukset",
    "Valmiussuunnittelun yhteensovittaminen poikkeusolojen häiriötilanteissa",
    "Mielenterveyspalvelujen saatavuus nuorille ilman lähetettä",
    "Työllisyysalueiden yhdyspintatyö ja kuntouttava työtoiminta",
    "Kyläyhdistysten ja järjestöjen toimitilat sekä avustuskäytännöt",
    "Keski-Suomen yhteinen edunvalvonta raideliikenteen kehittämiseksi",
    "Terveydenhuollon etäpalvelut ja digituki harvaan asutuilla alueilla",
    "Kulttuurihyvinvointipalvelut osaksi hyvinvointisuunnitelmia",
    "Vedenjakelun ja varavoiman turvaaminen pitkissä sähkökatkoissa",
    "Kansalaisopistot",
)
SHORT = ("Luonto ja järvet", "Kyyditykset", "Osaavat ihmiset", "Lyhyet välimatkat")
SAID = (
    "Kysytään nuorilta ensin.",
    "Kyläkyydit takaisin ja asiointibussi kerran viikossa joka kylälle, myös kesällä.",
    "Hyvinvointialueen ja kuntien yhteinen palveluohjaus, josta saa avun yhdellä soitolla "
    "riippumatta siitä, kenen järjestämisvastuulla palvelu on ja missä päin maakuntaa asuu.",
    "Yhteinen varautumisharjoitus vuosittain: kunnat, hyvinvointialue, pelastuslaitos, järjestöt.",
    "Kohtaamispaikka jokaiseen kirkonkylään, avoinna iltaisin, ilman ajanvarausta ja maksutta.",
)
STEMS = (
    "yhteistyö", "luonto", "järvet", "rohkeus", "hyvinvointipalvelu", "palveluohjaus", "kylät",
    "kohtaamispaikka", "joukkoliikenneyhteydet", "lastensuojelutarpeen arviointi", "turvallisuus",
    "yhteisöllisyys", "osallisuus", "vapaaehtoistyö", "varhaiskasvatussuunnitelma", "lähipalvelut",
    "mielenterveyskuntoutujat", "kulttuuri", "liikunta", "maaseutu", "kaavoitusyhteistyö", "nuoret",
    "ikääntyneet", "etäpalvelut", "sote-uudistus", "ennaltaehkäisy", "luottamus", "työllisyysalue",
    "saavutettavuus", "päätöksenteko", "tiedonkulku", "elinvoima", "matkailu", "yrittäjyys",
)  # fmt: skip


@dataclass(frozen=True)
class State:
    """One prompt of the matrix: a kind with `few` or `many` options, and so many answers."""

    kind: str
    size: str
    answers: int

    @property
    def key(self) -> str:
        """Of its prompt."""
        return f"{self.kind}-{self.size}-{self.answers}"


SIZES = {"few": 3, "some": 6, "several": 8, "many": 12}
ROWS = (
    ("few", 0), ("several", 1), ("some", 20), ("many", 20),
    ("few", PEOPLE), ("several", PEOPLE), ("many", PEOPLE),
)  # fmt: skip
OWN_ROWS = {
    "words": (("few", 0), ("few", 1), ("few", 20), ("few", PEOPLE)),
    "text": (
        ("few", 0), ("few", 1), ("few", 20), ("many", 20), ("few", PEOPLE), ("many", 2 * PEOPLE),
    ),
    "commitment": (("few", 0), ("few", 1), ("few", 20), ("few", PEOPLE), ("few", 2 * PEOPLE)),
    "choice": (*ROWS, ("most", PEOPLE)),
}  # fmt: skip
STATES = [
    State(kind, size, answers)
    for kind in sorted(kinds)
    if not kinds[kind].beside
    for size, answers in OWN_ROWS.get(kind, ROWS)
]


def settings(kind: str, size: str) -> dict[str, Any]:
    """Few short options, or as many as a kind takes, each with the longest words."""
    names = SHORT if size == "few" else LONG if size != "most" else (*LONG, *SHORT, *LONG)
    names = names[: SIZES.get(size)]
    options = [{"key": f"v{n}", "label": {"fi": name}} for n, name in enumerate(names)]
    match kind:
        case "choice" | "points" | "rank":
            return {"options": options}
        case "multi":
            return {"options": options, "max_options": 3}
        case "scale":
            ends = {"low": {"fi": "Ei lainkaan"}, "high": {"fi": "Erittäin hyvin"}}
            return {"scale": {"min": 1, "max": 5, **ends}, "items": options}
        case "grid":
            return {"items": options}
        case "words":
            return {"max_words": 3}
        case "text":
            return {"max_length": 2000, "support": size == "few"}
        case _:
            return {"max_length": 2000}


def values(kind: str, settings: dict[str, Any], number: int) -> Iterator[dict[str, Any]]:
    """So many answers, the same every time: some options are far ahead of the others."""
    chance = Random(f"{kind} {number}")
    keys = [each["key"] for each in settings.get("options", settings.get("items", ()))]
    weights = [1 / (place + 1) for place in range(len(keys))]
    texts = cycle(SAID)
    for place in range(number):
        match kind:
            case "choice":
                yield {"option": chance.choices(keys, weights)[0]}
            case "multi":
                yield {"options": list(set(chance.choices(keys, weights, k=2)))}
            case "rank":
                most = settings.get("top") or len(keys)
                yield {"order": sorted(keys, key=lambda key: (key > "v1", chance.random()))[:most]}
            case "points":
                share = settings.get("points", 100)
                first = chance.randrange(share // 2, share + 1)
                yield {"points": {keys[0]: first, chance.choice(keys[1:]): share - first}}
            case "scale":
                low, high = settings["scale"]["min"], settings["scale"]["max"]
                yield {
                    "ratings": {
                        key: chance.randint(low, high - n % 3) for n, key in enumerate(keys)
                    }
                }
            case "grid":
                spread = {key: (n * 7 % 5 + 1, n * 3 % 5 + 1) for n, key in enumerate(keys)}
                yield {
                    "placements": {
                        key: [min(5, max(1, axis + chance.randint(-1, 1))) for axis in spread[key]]
                        for key in keys
                    }
                }
            case "words":
                said = chance.choices(STEMS, [1 / (n + 1) for n in range(len(STEMS))], k=2)
                yield {"words": list(dict.fromkeys(said))}
            case "text":
                yield {"text": f"{next(texts)} ({place + 1})"}
            case _:
                strength = chance.choices(("ready", "needs_decision", "to_explore"), (5, 2, 1))[0]
                yield {"measure": f"{next(texts)} ({place + 1})", "strength": strength}


def every_kind(code: str, asked: Sequence[State]) -> Agenda:
    """The shipped event with these prompts, all in the goal area of the longest name."""
    shipped = agenda.read(AGENDA)
    area = max(shipped.goal_areas, key=lambda each: len(each.title["fi"])).key
    angle = max(shipped.angles, key=lambda each: len(each.title["fi"])).key
    prompts = tuple(
        prompt(state.key, state.kind, settings(state.kind, state.size), area, angle)
        for state in asked
    )
    return shipped.model_copy(update={"code": code, "prompts": prompts})


def prompt(key: str, kind: str, chosen: dict[str, Any], area: str, angle: str) -> AgendaPrompt:
    """One prompt; the heading takes two lines of a phone."""
    words = {"fi": "Mitä teemme yhdessä seuraavan valtuustokauden aikana?"}
    return AgendaPrompt(
        key=key,
        kind=kind,
        goal_area=area,
        angle=angle,
        text=words,
        heading=words,
        help={},
        settings=chosen,
        prefix=key.upper(),
    )


def in_areas(code: str, number: int) -> Agenda:
    """An event of so many goal areas, a kind for each angle of them, all kinds in turn."""
    shipped = agenda.read(AGENDA)
    areas = [
        GoalArea(key=f"alue{n}", title=area.title, short=area.short)
        for n, area in enumerate(islice(cycle(shipped.goal_areas), 1, number + 1), start=1)
    ]
    turn = cycle(
        ("grid", "rank", "multi", "words", "text", "scale", "choice", "points", "commitment")
    )
    prompts = tuple(
        prompt(f"{area.key}-{angle.key}", kind, settings(kind, "few"), area.key, angle.key)
        for area in areas
        for angle, kind in zip(shipped.angles, turn, strict=False)
    )
    return shipped.model_copy(update={"code": code, "goal_areas": tuple(areas), "prompts": prompts})


def town(code: str) -> Agenda:
    """The town meeting in Swedish and English, with every kind and setting."""
    return agenda.read(TOWN).model_copy(update={"code": code})


class Filling:
    """Answers one event within a commit."""

    def __init__(self, batch: Batch, event: Agenda) -> None:
        self.batch = batch
        self.event = event
        self.keys = events.load(batch, event)
        row = batch.connection.execute(select(_E).where(_E.c.code == event.code)).one()
        self.id: int = row.id
        self.secret: str = row.secret
        rows = batch.connection.execute(select(_P).where(_P.c.event_id == self.id))
        self.prompts: dict[str, int] = {row.key: row.id for row in rows}
        self.people: list[int] = []

    def join(self, number: int) -> None:
        """So many participants, from all organisations in turn."""
        places = islice(cycle(self.event.organisations), number)
        role = self.event.roles[0].key
        language = self.event.languages[0]
        for place in places:
            joining = Joining(place.key, role, language)
            joined, _ = participants.join(self.batch, self.id, self.secret, joining)
            self.people.append(joined.id)

    def answer(self, each: AgendaPrompt, number: int) -> None:
        """Open it, answer it, close it, its results shown on the screen and on the phones."""
        acts.show(self.batch, self.id, each.key, actor=ANNA)
        kind = kinds[each.kind]
        told = values(each.kind, each.settings, number)
        for place, (person, value) in enumerate(zip(cycle(self.people), told, strict=False)):
            ledger.append(
                self.batch,
                ledger.Entry(
                    event_id=self.id,
                    prompt_id=self.prompts[each.key],
                    participant_id=person,
                    answer_id=f"{each.key}-{place}",
                    sequence=1,
                    value=kind.parse(kind.settings(each.settings), value),
                    statement=kind.statement,
                    moderated=kind.moderated,
                ),
            )
        if each.settings.get("support") and number > 1:
            self._back(each)
        acts.set_phones(self.batch, self.id, each.key, True, actor=ANNA)
        acts.set_prompt(self.batch, self.id, each.key, state="closed", actor=ANNA)

    def _back(self, each: AgendaPrompt) -> None:
        """Some statements, the first ones most."""
        for place, most in enumerate((55, 21, 13, 8, 5, 3, 2, 1), start=1):
            for person in self.people[place : most + place]:
                support.back(self.batch, self.id, person, f"{each.prefix}-{place:04}", True)


@dataclass(frozen=True)
class Filled:
    """An event, how many have joined it, and how many answered each prompt."""

    event: Agenda
    people: int
    answers: dict[str, int]


def stored(file: Path, wanted: Sequence[Filled]) -> dict[str, events.Keys]:
    """These events in a database of their own; their keys by code."""
    database = Database(file, seal=ledger.seal)
    try:
        database.write_now(events.begin)
        return {
            each.event.code: database.write_now(lambda batch, each=each: _fill(batch, each))
            for each in wanted
        }
    finally:
        database.close()


def filled(data: Path, wanted: Sequence[Filled]) -> tuple[Server, dict[str, Guest]]:
    """A server of these events."""
    made = stored(data / "evastys.sqlite3", wanted)
    server = Server(data).start()
    return server, {
        code: Guest(
            server,
            code,
            {"screen": keys.screen, "console": keys.owner, "analysis": keys.analyst},
        )
        for code, keys in made.items()
    }


def _fill(batch: Batch, each: Filled) -> Any:
    filling = Filling(batch, each.event)
    acts.set_premoderation(batch, filling.id, False, actor=ANNA)
    filling.join(each.people)
    for prompt in each.event.prompts:
        filling.answer(prompt, each.answers[prompt.key])
    acts.clear(batch, filling.id, actor=ANNA)
    return filling.keys
