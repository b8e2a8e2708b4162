"""An afternoon in plain values: who answers what, and what it must add up to everywhere."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

Value = dict[str, Any]
Row = tuple[str, str, str, Any]  # prompt, organisation, answer (a key where it has one), value

PEOPLE = (
    ("joutsa", "elected"),
    ("laukaa", "official"),
    ("keski-suomen-hyvinvointialue", "official"),
)
STRENGTHS = ("ready", "needs_decision", "to_explore")
WORDS = ("luonto", "yhteistyö", "rohkeus", "lyhyet välimatkat", "järvet")


@dataclass
class Afternoon:
    """What three phones send to every prompt; `answers` in the order of the ledger."""

    event: dict[str, Any]
    answers: list[tuple[str, int, Value]] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)  # texts that the moderator hid

    def prompt(self, key: str) -> dict[str, Any]:
        return next(each for each in self.event["prompts"] if each["key"] == key)

    def value(self, number: int, person: int) -> Value:
        """What a person answers to the agenda's prompt of this number; never the same twice."""
        prompt = self.event["prompts"][number]
        settings, turn = prompt["settings"], number + person
        match prompt["kind"]:
            case "choice":
                options = settings["options"]
                return {"option": options[turn % len(options)]["key"]}
            case "scale":
                items = settings["items"][: len(settings["items"]) - (person == 2)]
                return {
                    "ratings": {
                        item["key"]: 1 + (turn + place) % 5 for place, item in enumerate(items)
                    }
                }
            case "words":
                return {"words": [WORDS[turn % 5], WORDS[(turn + 1) % 5]][: 2 - (person == 1)]}
            case "text":
                return {"text": f'Ajatus {number}.{person}: yhteinen palveluohjaus & "nuoret"'}
            case "points":
                first, second, third, *rest = (option["key"] for option in settings["options"])
                shares = {first: 50 + 10 * person, second: 20, third: 30 - 10 * person}
                return {"points": shares | dict.fromkeys(rest, 0)}
            case "commitment":
                details = {"actor": "Kunta", "when": "2026", "needs": "Päätös"}
                value = {"measure": f"Toimi {number}.{person}", "strength": STRENGTHS[turn % 3]}
                return value | (details if person == 1 else {})
            case kind:
                raise ValueError(f"the afternoon does not know {kind}")

    def sent(self, key: str) -> list[Value]:
        """Values sent to a prompt."""
        return [value for prompt, _, value in self.answers if prompt == key]

    def tally(self, key: str) -> Value:
        """What the answers to a prompt add up to, in the contract's shape but for ids and forms."""
        return getattr(self, f"_{self.prompt(key)['kind']}")(key, self.sent(key))

    def _choice(self, key: str, values: list[Value]) -> Value:
        counts = Counter(value["option"] for value in values)
        options = self.prompt(key)["settings"]["options"]
        return {"counts": {option["key"]: counts[option["key"]] for option in options}}

    def _scale(self, key: str, values: list[Value]) -> Value:
        items = {}
        for item in self.prompt(key)["settings"]["items"]:
            ratings = [v["ratings"][item["key"]] for v in values if item["key"] in v["ratings"]]
            counts = {str(rating): ratings.count(rating) for rating in range(1, 6)}
            mean = sum(ratings) / len(ratings)
            items[item["key"]] = {"mean": mean, "n": len(ratings), "counts": counts}
        return {"items": items}

    def _words(self, key: str, values: list[Value]) -> Value:
        counts = Counter(word for value in values for word in value["words"])
        ranked = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
        return {"words": [{"word": word, "count": count} for word, count in ranked]}

    def _text(self, key: str, values: list[Value]) -> Value:
        texts = [value["text"] for value in values]
        shown = [{"text": text} for text in texts if text not in self.hidden]
        return {"statements": shown, "total": len(texts)}

    def _points(self, key: str, values: list[Value]) -> Value:
        options = {}
        for option in self.prompt(key)["settings"]["options"]:
            total = sum(value["points"].get(option["key"], 0) for value in values)
            options[option["key"]] = {"sum": total, "mean": total / len(values)}
        return {"options": options}

    def _commitment(self, key: str, values: list[Value]) -> Value:
        classes: dict[str, Counter[str]] = {}
        for prompt, person, value in self.answers:
            if prompt == key:
                classes.setdefault(self.class_of(person), Counter())[value["strength"]] += 1
        by_class = {
            each: {strength: counts[strength] for strength in STRENGTHS}
            for each, counts in classes.items()
        }
        return {"by_class": by_class, "total": len(values)}

    def class_of(self, person: int) -> str:
        """The class of a person's organisation."""
        organisations = self.event["organisations"]
        return next(each["class"] for each in organisations if each["key"] == PEOPLE[person][0])

    def records(self) -> list[tuple[str, str, Value]]:
        """The lines of `answers.jsonl`: prompt, organisation, value."""
        return [(prompt, PEOPLE[person][0], value) for prompt, person, value in self.answers]

    def rows(self) -> Counter[Row]:
        """The rows of the long table."""
        rows: Counter[Row] = Counter()
        for key, person, value in self.answers:
            for answer, number in self._parts(key, value):
                rows[key, PEOPLE[person][0], answer, number] += 1
        return rows

    def _parts(self, key: str, value: Value) -> list[tuple[str, Any]]:
        prompt = self.prompt(key)
        match prompt["kind"]:
            case "scale":
                return list(value["ratings"].items())
            case "words":
                return [(word, None) for word in value["words"]]
            case "points":
                options = [option["key"] for option in prompt["settings"]["options"]]
                return [(option, value["points"].get(option, 0)) for option in options]
            case _:
                return [(next(iter(value.values())), None)]
