"""Who was shown which statement and whether they back it, one by one."""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from sqlalchemy import Connection

if TYPE_CHECKING:
    from exports.reading import Asked, Person

# The newest backing of a pair is what stands; who took theirs back has seen the statement still.
_VOTES = """
WITH stands AS (
  SELECT participant_id, statement_id, max(id), backs, stored_at FROM backing
  WHERE {backing} GROUP BY participant_id, statement_id
)
SELECT s.public_id, x.participant_id, coalesce(stands.backs, 0),
  max(x.shown_at, coalesce(stands.stored_at, ''))
FROM exposure x
JOIN statement s ON s.id = x.statement_id
LEFT JOIN stands
  ON stands.participant_id = x.participant_id AND stands.statement_id = x.statement_id
WHERE {exposure}
ORDER BY x.statement_id, x.participant_id
"""
_OF_PROMPT = _VOTES.format(
    backing="statement_id IN (SELECT id FROM statement WHERE prompt_id = :of)",
    exposure="s.prompt_id = :of",
)
_OF_PERSON = _VOTES.format(backing="participant_id = :of", exposure="x.participant_id = :of")


class Vote(NamedTuple):
    """That somebody was shown a statement, and whether they back it as it reads now."""

    statement: str  # public id
    voter: int  # number of the participant
    backs: bool
    at: str  # ledger time: when they backed it or took that back, else when it was shown


class Votes:
    """The votes of an event, read anew each time: those of one prompt, or of one participant."""

    def __init__(self, connection: Connection, people: Mapping[int, Person], secret: str) -> None:
        self._connection = connection
        self._numbers = {key: person.number for key, person in people.items()}
        self._keys = {number: key for key, number in self._numbers.items()}
        self._secret = bytes.fromhex(secret)

    def of(self, prompt: Asked) -> Iterator[Vote]:
        """Votes on the statements of a prompt, statement by statement."""
        return self._read(_OF_PROMPT, prompt.id)

    def by(self, number: int) -> Iterator[Vote]:
        """Votes of the participant of this number, in the order of the statements."""
        return self._read(_OF_PERSON, self._keys[number])

    def _read(self, statement: str, of: int) -> Iterator[Vote]:
        driver = cast(sqlite3.Connection, self._connection.connection.driver_connection)
        rows: Iterable[tuple[Any, ...]] = driver.execute(statement, {"of": of})
        for name, voter, backs, at in rows:
            yield Vote(name, self._numbers[voter], bool(backs), at)

    def mixed(self, numbers: Iterable[int]) -> list[int]:
        """The same numbers in an order that says nothing about who joined when. It is that of a
        hash under the event's secret: whoever has the file could try all numbers without one."""

        def place(number: int) -> bytes:
            said = f"order of voters {self._keys[number]}".encode()
            return hmac.new(self._secret, said, hashlib.sha256).digest()

        return sorted(numbers, key=place)
