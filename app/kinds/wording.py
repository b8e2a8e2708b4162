"""What the moderator made of the words: merged, split, renamed, hidden. Words are told by a form
that people typed, because which forms are one word may change with every answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from app.kinds.settings import Strict
from app.text.words import same

Key = tuple[str, str]
"""`("word", lemma)`, or `("form", form)` for one that was split off."""

WHOLE = " "  # before a form: the word that it was a form of until it was split off

Form = Annotated[str, Field(min_length=1)]  # folded, as `same` gives it; after WHOLE maybe


class Wording(Strict):
    """All of the moderator's wording for one prompt; empty when nothing was changed."""

    merges: tuple[tuple[Form, Form], ...] = ()  # the first counts as the second
    splits: tuple[Form, ...] = ()  # forms that are words of their own
    names: dict[Form, str] = Field(default_factory=dict)
    hidden: tuple[Form, ...] = ()

    def forms(self) -> set[str]:
        """Every form that is named here, with WHOLE where that is what is meant."""
        pairs = {form for pair in self.merges for form in pair}
        return pairs | set(self.splits) | set(self.names) | set(self.hidden)

    def merge(self, forms: list[str]) -> Wording:
        """The words with the later forms count as the word with the first."""
        first, *others = map(same, forms)
        new = [(each, first) for each in dict.fromkeys(others) if each != first]
        turned = {(target, source) for source, target in new}  # what counted the other way round
        kept = [pair for pair in self.merges if pair not in turned]
        return self._with(merges=tuple(dict.fromkeys((*kept, *new))))

    def split(self, forms: list[str]) -> Wording:
        """Each form becomes a word of its own; what was done to its word stays with that."""
        new = set(map(same, forms)) - set(self.splits)

        def left(form: str) -> str:
            return WHOLE + form if form in new else form

        return self._with(
            merges=tuple((left(one), left(other)) for one, other in self.merges),
            splits=_added(self.splits, forms),
            names={left(form): name for form, name in self.names.items()},
            hidden=tuple(map(left, self.hidden)),
        )

    def rename(self, forms: list[str], name: str) -> Wording:
        """The word with the first form is shown as `name`; when that is empty, the words with
        these forms are shown as before."""
        named = set(map(same, forms if not name else forms[:1]))
        others = {each: text for each, text in self.names.items() if each not in named}
        return self._with(names=others | (dict.fromkeys(named, name) if name else {}))

    def hide(self, forms: list[str]) -> Wording:
        """The words with these forms leave every page that people see."""
        return self._with(hidden=_added(self.hidden, forms))

    def show(self, forms: list[str]) -> Wording:
        """What was hidden by these forms is seen again, merged and named as it was."""
        gone = set(map(same, forms))
        return self._with(hidden=tuple(each for each in self.hidden if each not in gone))

    def restore(self, forms: list[str]) -> Wording:
        """What was made of these forms is gone."""
        gone = set(map(same, forms))
        return Wording(
            merges=tuple(pair for pair in self.merges if not gone & set(pair)),
            splits=tuple(each for each in self.splits if each not in gone),
            names={each: text for each, text in self.names.items() if each not in gone},
            hidden=tuple(each for each in self.hidden if each not in gone),
        )

    def _with(self, **fields: object) -> Wording:
        return Wording.model_validate({**self.model_dump(), **fields})


def _added(kept: tuple[str, ...], forms: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*kept, *map(same, forms))))


class Groups:
    """Forms by their words, after the moderator."""

    def __init__(self, wording: Wording, words: Mapping[str, str]) -> None:
        """`words` has the lemma of each folded form."""
        self._words = words
        self._splits = set(wording.splits)
        self._into: dict[Key, Key] = {}
        self.names: dict[Key, str] = {}  # of roots alone
        for one, other in wording.merges:
            self._join(self.root(one), self.root(other))
        for form, name in wording.names.items():
            root = self.root(form)
            twin = next((key for key, n in self.names.items() if same(n) == same(name)), root)
            if twin == root and same(name) in words:
                twin = self.root(same(name))
            self._join(root, twin)  # two words with one name are one word
            self.names[twin] = name
        self.hidden = {self.root(form) for form in wording.hidden}
        self.named: dict[Key, list[str]] = defaultdict(list)  # forms that the moderator named
        for form in sorted(wording.forms()):
            self.named[self.root(form)].append(form)

    def _join(self, source: Key, target: Key) -> None:
        # Both are roots, so that no chain can close into a ring that `root` would never leave.
        if source != target:
            self._into[source] = target
            self.names.pop(source, None)

    def own(self, form: str) -> Key:
        """The word of a form before anything was merged."""
        if form in self._splits:
            return "form", form
        # What a program stored long ago may begin with WHOLE itself.
        typed = form if form in self._words else form.removeprefix(WHOLE)
        return "word", self._words[typed]

    def root(self, form: str) -> Key:
        """The word that a form is counted as."""
        key = self.own(form)
        while key in self._into:
            key = self._into[key]
        return key
