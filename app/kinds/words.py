"""Words: a few words or short expressions, counted over the room."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field

from app.errors import InvalidAnswer
from app.kinds.kind import Column, Counted, Kind, Strict
from app.kinds.settings import Whole
from app.text.clean import graphemes
from app.text.words import WORD_LENGTH, normalise, same


class WordsSettings(Strict):
    max_words: Annotated[Whole, Field(ge=1, le=10)] = 3


class WordsValue(Strict):
    words: tuple[str, ...] = ()


class Words(Kind):
    """`{"words": [str, …]}`, blank fields dropped, the same word twice taken once.

    The tally has one row for all forms of a word: `word` is the form typed most (of equals the
    first by alphabet), `count` the answers that hold it, `forms` how often each form was typed.
    Most frequent first, then by alphabet.
    """

    key = "words"
    counts = "latest"
    Settings = WordsSettings
    Value = WordsValue

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
        groups: dict[str, Counter[str]] = defaultdict(Counter)
        for answer in answers:
            for key, form in {same(form): form for form in answer.value["words"]}.items():
                groups[key][form] += 1
        words = [_word(forms) for forms in groups.values()]
        words.sort(key=lambda each: (-each["count"], *_alphabet(each["word"])))
        return {"words": words}

    def columns(self, settings: WordsSettings) -> list[Column]:
        return [Column("word", "column.word", "text")]

    def rows(self, settings: WordsSettings, value: dict[str, Any]) -> list[dict[str, Any]]:
        return [{"word": word} for word in value["words"]]

    def text(self, value: dict[str, Any]) -> str:
        return "\n".join(value["words"])


def _word(forms: Counter[str]) -> dict[str, Any]:
    ordered = sorted(forms.items(), key=lambda each: (-each[1], *_alphabet(each[0])))
    return {"word": ordered[0][0], "count": forms.total(), "forms": dict(ordered)}


def _alphabet(word: str) -> tuple[str, str]:
    # By code point å ä ö come last in the order ä å ö; Finnish and Swedish want å ä ö.
    return word.casefold().translate(_FINNISH), word


_FINNISH = str.maketrans("åäö", "\ue000\ue001\ue002")

kind = Words()
