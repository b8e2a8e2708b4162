"""Hosts' keys at the command line: whose there are, one more, one less, all anew."""

from __future__ import annotations

from collections.abc import Sequence

from app import acts, events, keys
from app.acts import OPERATOR
from app.db import Batch, Database, reading_engine
from app.errors import NotFound
from app.keys import Kept, Made
from app.render import Address
from app.settings import Settings

PLACES = {"owner": "/console", "moderator": "/console", "screen": "/screen", "analyst": "/analysis"}


def listed(settings: Settings, code: str) -> str:
    """Names and roles of the keys that open something, also while the server runs. Raises
    NotFound."""
    if not settings.database.is_file():
        raise NotFound("error.keeping.no_database", path=settings.database)
    engine = reading_engine(settings.database)
    try:
        with engine.connect() as connection:
            kept = keys.kept(connection, events.id_of(connection, code))
    finally:
        engine.dispose()
    return "\n".join(f"  {each.role:<11}{each.name:<24}{_used(each)}" for each in kept)


def _used(key: Kept) -> str:
    return f"last came in {key.used_at}" if key.used_at else "never used on a page"


def renewed(database: Database, settings: Settings, code: str) -> str:
    """New keys for everybody who has one, with their addresses. Raises NotFound."""

    def change(batch: Batch) -> list[Made]:
        return acts.renew_keys(batch, events.id_of(batch.connection, code), actor=OPERATOR)

    return told(settings, code, database.write_now(change))


def given(database: Database, settings: Settings, code: str, role: str, name: str) -> str:
    """A key for one more, with its address. Raises NotFound, InvalidInput."""

    def change(batch: Batch) -> Made:
        event_id = events.id_of(batch.connection, code)
        return acts.give_key(batch, event_id, role, name, actor=OPERATOR)

    return told(settings, code, [database.write_now(change)])


def revoked(database: Database, code: str, name: str) -> str:
    """One key less, told in a sentence. Raises NotFound, InvalidInput."""

    def change(batch: Batch) -> None:
        event_id = events.id_of(batch.connection, code)
        kept = keys.kept(batch.connection, event_id)
        named = [each.id for each in kept if each.name.casefold() == name.strip().casefold()]
        if not named:
            raise NotFound("keys.error.no_name", name=name)
        acts.revoke_key(batch, event_id, named[0], actor=OPERATOR)

    database.write_now(change)
    return f"Revoked the key of {name.strip()}; whoever came in with it is out."


def told(settings: Settings, code: str, made: Sequence[Made]) -> str:
    """Addresses with keys in clear, a line each."""
    event = Address(settings.address).join(code.upper())
    width = max(len(each.name) for each in made) + 2
    lines = [
        f"  {each.name:<{width}}{each.role:<11}{event}{PLACES[each.role]}#{each.key}"
        for each in made
    ]
    return "\n".join(
        [
            f"\nEvästys: event {code.upper()}",
            *lines,
            "  The keys are shown only now; only their hashes are kept.\n",
        ]
    )
