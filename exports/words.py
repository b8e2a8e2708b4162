"""What an export calls things: the event's own names and the product's words, in one language."""

from __future__ import annotations

from app.agenda import Agenda
from app.errors import InvalidInput
from app.i18n import LANGUAGES, Translator, catalogue, translator
from app.kinds import Kind
from exports.reading import Asked


class Words:
    """Names of keys in the language of the export; a key without a name is shown as it is."""

    def __init__(self, agenda: Agenda, language: str | None = None) -> None:
        """Raises InvalidInput for a language that the product does not speak."""
        language = language or agenda.languages[0]
        if language not in LANGUAGES:
            raise InvalidInput(
                "error.export.language", field="language", languages=", ".join(LANGUAGES)
            )
        self.t: Translator = translator(language, agenda.timezone)
        self._known = catalogue(language)
        self.organisations = {each.key: self.t.text(each.name) for each in agenda.organisations}
        self.classes = {each.key: self.t.text(each.name) for each in agenda.organisation_classes}
        self.roles = {each.key: self.t.text(each.name) for each in agenda.roles}
        self.rooms = {each.key: self.t.text(each.name) for each in agenda.rooms}
        self.areas = {each.key: self.t.text(each.short) for each in agenda.goal_areas}
        self.angles = {each.key: self.t.text(each.short) for each in agenda.angles}
        self._labels: dict[str, dict[str, str]] = {}

    @property
    def withheld(self) -> str:
        """The sign of a figure that is not told; never an empty cell and never 0."""
        return self.t("exports.withheld")

    def known(self, key: str, otherwise: str) -> str:
        """A text of the catalogue, or what stands in for it where a new kind brought no text."""
        return self._known.get(key, otherwise)

    def kind(self, kind: Kind) -> str:
        """The name of a kind."""
        return self.known(kind.label, kind.key)

    def state(self, key: str, kind: Kind | None = None) -> str:
        """The name of a statement's state. Where the kind's texts are never shown, nobody reviews
        them, and that none was reviewed is as it should be."""
        exempt = kind is not None and not kind.moderated and key == "unreviewed"
        return self.known(f"exports.state.{'exempt' if exempt else key}", key)

    def labels(self, prompt: Asked) -> dict[str, str]:
        """Options, items or strengths of a prompt: key to name."""
        if prompt.key not in self._labels:
            self._labels[prompt.key] = {
                key: self.known(name, key) if isinstance(name, str) else self.t.text(name)
                for key, name in prompt.kind.labels(prompt.settings).items()
            }
        return self._labels[prompt.key]

    def ends(self, prompt: Asked) -> dict[str, str]:
        """What the ends of a scale mean, by their numbers; empty for other kinds."""
        scale = getattr(prompt.settings, "scale", None)
        if scale is None:
            return {}
        ends = ((scale.min, scale.low), (scale.max, scale.high))
        return {str(step): self.t.text(name) for step, name in ends if name}
