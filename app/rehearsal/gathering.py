"""The event as `GET /api/events/{code}` tells it, in the shape that simulated phones use."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from app.kinds import Kind, kinds

LANGUAGES = {"sv": 0.05}  # share of phones in a language other than the event's first


@dataclass(frozen=True, slots=True)
class Asked:
    """One prompt; `settings` has the kind's defaults filled in."""

    key: str
    kind: str
    goal_area: str | None  # its Finnish title, or the first there is
    about_measures: bool
    settings: dict[str, Any]

    @property
    def rules(self) -> Kind:
        """The kind's own code."""
        return kinds[self.kind]


@dataclass(frozen=True, slots=True)
class Person:
    """Who holds a phone; keys but for the organisation's name."""

    organisation: str
    organisation_name: str
    role: str
    language: str
    table: int | None
    headcount: int | None


@dataclass(frozen=True, slots=True)
class Gathering:
    """What joining and answering need to know of an event."""

    code: str
    languages: tuple[str, ...]
    organisations: tuple[tuple[str, str, float], ...]  # key, name, weight in the room
    roles: tuple[tuple[str, float], ...]
    prompts: dict[str, Asked]  # in agenda order
    unknown_kinds: tuple[str, ...]  # that this program has no code for

    def person(self, chance: Random) -> Person:
        """Somebody who may be in this room."""
        (key, name, _weight) = chance.choices(
            self.organisations, [weight for *_, weight in self.organisations]
        )[0]
        role = chance.choices(self.roles, [weight for _, weight in self.roles])[0][0]
        scribe = chance.random() < 0.05
        return Person(
            organisation=key,
            organisation_name=name,
            role=role,
            language=self._language(chance),
            table=chance.randint(1, 20) if scribe else None,
            headcount=chance.randint(3, 8) if scribe else None,
        )

    def _language(self, chance: Random) -> str:
        for language, share in LANGUAGES.items():
            if language in self.languages[1:] and chance.random() < share:
                return language
        return self.languages[0]


def read(event: dict[str, Any]) -> Gathering:
    """The answer of `GET /api/events/{code}` as a gathering."""
    areas = {each["key"]: _text(each.get("title") or {}) for each in event["goal_areas"]}
    known = [each for each in event["prompts"] if each["kind"] in kinds]
    return Gathering(
        code=event["code"],
        languages=tuple(event.get("languages") or ("fi",)),
        organisations=_organisations(event["organisations"]),
        roles=tuple((role["key"], 1 / (2 * place)) for place, role in enumerate(event["roles"], 1)),
        prompts={each["key"]: _asked(each, areas) for each in known},
        unknown_kinds=tuple(sorted({each["kind"] for each in event["prompts"]} - set(kinds))),
    )


def _asked(prompt: dict[str, Any], areas: dict[str, str]) -> Asked:
    kind = prompt["kind"]
    typed = kinds[kind].settings(prompt["settings"])
    words = f"{prompt['key']} {prompt.get('angle') or ''} {_text(prompt['text'])}".lower()
    return Asked(
        key=prompt["key"],
        kind=kind,
        goal_area=areas.get(prompt.get("goal_area") or ""),
        about_measures=any(stem in words for stem in ("toimenpi", "measure", "åtgärd")),
        settings=typed.model_dump(mode="json", by_alias=True),
    )


def _organisations(listed: list[dict[str, Any]]) -> tuple[tuple[str, str, float], ...]:
    """Weights by class: a lone organisation of its class sends several people, as do the first
    ones of a long list; the tail of small ones sends one or two each."""
    sizes: dict[str, int] = {}
    weighed = []
    for each in listed:
        place = sizes[each["class"]] = sizes.get(each["class"], 0) + 1
        weighed.append((each["key"], _text(each["name"]), 6 / (1 + place**0.5)))
    return tuple(weighed)


def _text(texts: dict[str, str]) -> str:
    return texts.get("fi") or next(iter(texts.values()), "")
