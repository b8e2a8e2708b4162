"""Keys and passes without a server: until when a pass is good, and what a key leaves behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from app import acts, keys, passes
from app.clock import stamp
from app.db import Batch
from app.models import Key, Pass
from app.passes import Host
from tests.book import ACTION, CHOICE, Writer

KEY, PASS = Key.__table__, Pass.__table__


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    made = Writer(tmp_path)
    yield made
    made.db.close()


def host(writer: Writer) -> Host:
    """Whoever has the owner's key."""
    with writer.db.read() as connection:
        found = passes.of_key(connection, writer.book.id, writer.book.keys.owner)
    assert found is not None
    return found


def signed_in(writer: Writer, hours: float) -> str:
    """A token that was given so many hours ago."""
    token: str = writer.db.write_now(lambda batch: passes.grant(batch, host(writer)))

    def age(batch: Batch) -> None:
        began = datetime.now(UTC) - timedelta(hours=hours)
        ends = began + timedelta(hours=passes.HOURS)
        moments = {"created_at": stamp(began), "expires_at": stamp(ends)}
        batch.connection.execute(update(PASS).values(**moments))

    writer.db.write_now(age)
    return token


def opens(writer: Writer, token: str) -> bool:
    with writer.db.read() as connection:
        return passes.of_token(connection, writer.book.id, token) is not None


def test_a_pass_is_good_for_twelve_hours(writer: Writer) -> None:
    told = {hours: opens(writer, signed_in(writer, hours)) for hours in (0, 11.9, 12.1)}
    assert told == {0: True, 11.9: True, 12.1: False}


def test_nobody_is_put_out_in_the_middle_of_an_event(writer: Writer) -> None:
    token = signed_in(writer, 12.1)
    before = opens(writer, token)
    writer(acts.show, CHOICE)
    staged = opens(writer, token)
    writer(acts.clear)
    still_open = opens(writer, token)
    writer(acts.set_prompt, CHOICE, state="closed")
    over = opens(writer, token)
    assert (before, staged, still_open, over) == (False, True, True, False)


def test_a_day_is_the_longest_that_a_pass_lives(writer: Writer) -> None:
    writer(acts.show, CHOICE)
    told = {hours: opens(writer, signed_in(writer, hours)) for hours in (23.9, 24.1)}
    assert told == {23.9: True, 24.1: False}


def test_a_pass_is_another_one_each_time_and_kept_only_as_a_hash(writer: Writer) -> None:
    tokens = [signed_in(writer, 0) for _ in range(2)]
    rows = writer.rows(PASS)
    assert (len(set(tokens)), {len(token) >= 43 for token in tokens}) == (2, {True})
    assert {row["token"] for row in rows} & set(tokens) == set()


def test_a_revoked_key_leaves_its_name_in_the_log_and_a_pass_that_opens_nothing(
    writer: Writer,
) -> None:
    made = writer(acts.give_key, "moderator", "Anna")
    with writer.db.read() as connection:
        anna = passes.of_key(connection, writer.book.id, made.key)
    assert anna is not None
    token = writer.db.write_now(lambda batch: passes.grant(batch, anna))
    assert opens(writer, token)
    writer(acts.revoke_key, made.id)
    assert not opens(writer, token)
    assert [row["key_id"] for row in writer.rows(PASS)] == [made.id]
    acted = [(row["name"], row["target"]) for row in writer.rows(ACTION)]
    assert acted == [("key_add", "Anna"), ("key_revoke", "Anna")]
    assert [row["name"] for row in writer.rows(KEY, KEY.c.revoked_at.is_not(None))] == ["Anna"]


def test_new_keys_for_everybody_keep_names_and_roles(writer: Writer) -> None:
    writer(acts.give_key, "moderator", "Anna")
    token = signed_in(writer, 0)
    with writer.db.read() as connection:
        before = keys.kept(connection, writer.book.id)
    made = writer(acts.renew_keys)
    with writer.db.read() as connection:
        after = keys.kept(connection, writer.book.id)
        old = passes.of_key(connection, writer.book.id, writer.book.keys.owner)
    assert [(each.name, each.role) for each in after] == [(k.name, k.role) for k in before]
    assert [each.id for each in after] == [each.id for each in made]
    assert (old, opens(writer, token)) == (None, False)


def test_keys_are_never_undone(writer: Writer) -> None:
    writer(acts.show, CHOICE)
    writer(acts.give_key, "screen", "Sali")
    with writer.db.read() as connection:
        newest = acts.undoable(connection, writer.book.id)
    assert newest.name == "show"


def test_questions_that_are_taken_all_the_time_keep_no_pass_alive(tmp_path: Path) -> None:
    writer = Writer(tmp_path, questions={"limit": 3})
    assert not opens(writer, signed_in(writer, 12.1))
    writer.db.close()
