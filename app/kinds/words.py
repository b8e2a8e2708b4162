"""Words: a few words or short expressions, counted over the room."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from app.errors import InvalidAnswer
from app.kinds.kind import Column, Counted, Kind, Strict
from app.kinds.settings import Whole
from app.kinds.wording import WHOLE, Groups, Key, Wording
from app.text.clean import graphemes
from app.text.groups import Place, grouped
from app.text.lemmas import lemmas
from app.text.words import WORD_LENGTH, alphabet, normalise, same


def _word(text: str) -> str:
    form = normalise(text)
    if not form or graphemes(form) > WORD_LENGTH:
        raise PydanticCustomError("word", f"Write a word of 1–{WORD_LENGTH} letters.")
    return form


def _several(group: tuple[str, ...]) -> tuple[str, ...]:
    if len(group) < 2:
        raise PydanticCustomError(
            "few", "Write two words at least: the one that is shown, and those that count as it."
        )
    return group


Word = Annotated[str, StringConstraints(strict=True), AfterValidator(_word)]
Synonyms = Annotated[tuple[Word, ...], AfterValidator(_several)]


class WordsSettings(Strict):
    max_words: Annotated[Whole, Field(ge=1, le=10)] = 3
    synonyms: tuple[Synonyms, ...] = ()
    stop_words: tuple[Word, ...] = ()
    language: Literal["fi", "sv", "en"] = "fi"
    wording: Wording = Wording()


class WordsValue(Strict):
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """One word of the room, as a moderator sees it."""

    label: str
    lemma: str
    count: int  # answers that hold any of its forms
    forms: dict[str, int]  # as typed, most typed first
    how: dict[
        str, str
    ]  # form to why it is counted here: form, typo, joined, synonym, merged, split
    hidden: bool = False
    renamed: bool = False
    named: tuple[str, ...] = ()  # forms by which the moderator merged, renamed or hid it


class Words(Kind):
    """`{"words": [str, …]}`, blank fields dropped, the same word twice taken once.

    The tally has one row for all forms of a word: `word` is the form typed most, mistyped ones
    aside (of equals the base form, then the shortest), `lemma` its base form, `count` the answers
    that hold it, `forms` how often each form was typed. Most frequent first, then by alphabet.
    Words that the moderator hid are in `internal` only.
    """

    key = "words"
    counts = "latest"
    decides = True
    Settings = WordsSettings
    Value = WordsValue
    made = frozenset({"language", "wording"})
    free = frozenset({"synonyms", "stop_words"})
    growing = frozenset({"max_words"})

    def check(self, settings: WordsSettings, value: WordsValue) -> WordsValue:
        kept: dict[str, str] = {}
        for place, typed in enumerate(value.words):
            form = normalise(typed)
            if graphemes(form) > WORD_LENGTH:
                raise InvalidAnswer(
                    "error.answer.word_too_long", field=f"words.{place}", limit=WORD_LENGTH
                )
            if form:
                kept.setdefault(same(form), form)
        if not kept:
            raise InvalidAnswer("error.answer.word_missing", field="words")
        if len(kept) > settings.max_words:
            raise InvalidAnswer("error.answer.words_too_many", field="words", n=settings.max_words)
        return WordsValue(words=tuple(kept.values()))

    def tally(self, settings: WordsSettings, answers: Sequence[Counted]) -> dict[str, Any]:
        shown = [each for each in self.said(settings, answers) if not each.hidden]
        return {"words": [_row(each) for each in shown]}

    def internal(self, settings: WordsSettings, answers: Sequence[Counted]) -> dict[str, Any]:
        words = self.said(settings, answers)
        return {"words": [_row(each) | {"hidden": each.hidden} for each in words]}

    def said(self, settings: WordsSettings, answers: Sequence[Counted]) -> list[Said]:
        """Every word of the room, hidden ones too."""
        typed = typed_forms(answers)
        places = placed(settings, typed)
        groups = Groups(settings.wording, {form: place.word for form, place in places.items()})
        roots = {form: groups.root(same(form)) for form in typed}
        for form in self._silent(settings, typed, places):
            del roots[form]
        answered: Counter[Key] = Counter()
        for answer in answers:
            answered.update({roots[form] for form in answer.value["words"] if form in roots})
        forms: dict[Key, Counter[str]] = defaultdict(Counter)
        for form, root in roots.items():
            forms[root][form] = typed[form]
        words = [_said(root, answered[root], forms[root], groups, places) for root in answered]
        return sorted(words, key=lambda each: (-each.count, *alphabet(each.label)))

    def told(
        self, settings: WordsSettings, answers: Sequence[Counted]
    ) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {
            form: {"how": "stop"} for form in self.left_out(settings, answers)
        }
        for each in self.said(settings, answers):
            for form, how in each.how.items():
                found[form] = {
                    "counted_as": each.label,
                    "how": "hidden" if each.hidden else how,
                }
        return found

    def left_out(self, settings: WordsSettings, answers: Sequence[Counted]) -> dict[str, int]:
        """Forms that say nothing by themselves, with the answers that hold them."""
        typed = typed_forms(answers)
        silent = self._silent(settings, typed, placed(settings, typed))
        return dict(sorted(silent.items(), key=lambda each: (-each[1], *alphabet(each[0]))))

    def _silent(
        self, settings: WordsSettings, typed: Mapping[str, int], places: Mapping[str, Place]
    ) -> dict[str, int]:
        split = set(settings.wording.splits)
        return {
            form: n
            for form, n in typed.items()
            if places[same(form)].how == "stop" and same(form) not in split
        }

    def columns(self, settings: WordsSettings) -> list[Column]:
        return [
            Column("word", "column.word", "text"),
            Column("counted_as", "column.counted_as", "text"),
            Column("how", "column.how", "text"),
        ]

    def rows(self, settings: WordsSettings, value: dict[str, Any]) -> list[dict[str, Any]]:
        return [{"word": word, "counted_as": None, "how": None} for word in value["words"]]

    def text(self, value: dict[str, Any]) -> str:
        return "\n".join(value["words"])


def typed_forms(answers: Sequence[Counted]) -> Counter[str]:
    """How many answers hold each form, exactly as typed."""
    return Counter(form for answer in answers for form in dict.fromkeys(answer.value["words"]))


def placed(settings: WordsSettings, typed: Mapping[str, int]) -> dict[str, Place]:
    """Where each form is counted, before the moderator; forms that the wording names too."""
    named = (form.removeprefix(WHOLE) for form in settings.wording.forms())
    counts = {**dict.fromkeys(named, 0), **typed}
    known = lemmas(settings.language)
    return grouped(counts, known, settings.synonyms, settings.stop_words)


def _row(said: Said) -> dict[str, Any]:
    return {
        "word": said.label,
        "lemma": said.lemma,
        "count": said.count,
        "forms": said.forms,
    }


def _said(
    root: Key,
    count: int,
    forms: Counter[str],
    groups: Groups,
    places: Mapping[str, Place],
) -> Said:
    ordered = sorted(forms.items(), key=lambda each: (-each[1], *alphabet(each[0])))
    name = groups.names.get(root)
    how = {form: _how(form, root, groups, places) for form, _ in ordered}
    lemma = root[1]
    own = {form: n for form, n in ordered if how[form] not in ("merged", "synonym", "typo")}
    title = next((places[same(f)].title for f, _ in ordered if places[same(f)].title), None)
    label = name or (title if title and not own else _label(own or dict(ordered), lemma))
    return Said(
        label,
        lemma,
        count,
        dict(ordered),
        how,
        hidden=root in groups.hidden,
        renamed=name is not None,
        named=tuple(groups.named[root]),
    )


def _how(form: str, root: Key, groups: Groups, places: Mapping[str, Place]) -> str:
    own = groups.own(same(form))
    if own != root:
        return "merged"
    return "split" if own[0] == "form" else places[same(form)].how


def _label(forms: Mapping[str, int], lemma: str) -> str:
    """The form typed most, whatever its capitals; of those the spelling typed most."""
    spelt: dict[str, list[str]] = defaultdict(list)
    for form in forms:
        spelt[same(form)].append(form)
    best = min(
        spelt,
        key=lambda each: (
            -sum(forms[form] for form in spelt[each]),
            each != lemma,
            each[:2] != lemma[:2],  # an abbreviation
            len(each),
            alphabet(each),
        ),
    )
    return min(spelt[best], key=lambda form: (-forms[form], alphabet(form)))


kind = Words()
