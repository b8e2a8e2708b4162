"""The moderation log in words, for whoever reads it."""

from __future__ import annotations

from app.acts.log import Deed
from app.acts.record import PROGRAM, PROGRAMS
from app.agenda import Agenda
from app.i18n import LANGUAGES, Translator, translator

# Keys that an event is made with, by the names that they get in each language.
FIRST = {
    translator(language)(f"keys.first.{role}"): role
    for language in LANGUAGES
    for role in ("owner", "screen", "analyst")
}

OF_ORGANISATION = ("invite", "revoke_invitation")  # acts whose target is the key of one


def doer(t: Translator, deed: Deed) -> str:
    """Who did it: a key by its name, the program itself in words."""
    return named(t, deed.actor) if deed.role == PROGRAM else called(t, deed.actor)


def called(t: Translator, name: str) -> str:
    """A key by its name; one that the program named, in the reader's language."""
    return t(f"keys.first.{FIRST[name]}") if name in FIRST else name


def named(t: Translator, actor: str) -> str:
    """The name of a key, or what a part of the program is called."""
    return t(f"log.program.{actor.replace(' ', '_')}") if actor in PROGRAMS else called(t, actor)


def sentence(t: Translator, agenda: Agenda, deed: Deed) -> str:
    """What was done; a statement by its public id alone."""
    target = deed.target or ""
    prompt = next((each for each in agenda.prompts if each.key == target), None)
    area = next((each for each in agenda.goal_areas if each.key == target), None)
    if deed.act == "enter":
        target = t(f"key.{target}")
    if deed.act in OF_ORGANISATION:
        target = organisation(t, agenda, target)
    said = t.text(prompt.heading) if prompt else t.text(area.short) if area else target
    done = t(f"console.act.{deed.act}", target=said)
    return t("log.taken_back", what=done) if deed.undoes else done


def organisation(t: Translator, agenda: Agenda, key: str) -> str:
    """The name of an organisation; its key where the agenda has it no more."""
    found = next((each for each in agenda.organisations if each.key == key), None)
    return t.text(found.name) if found else key
