"""What hosts do while the window of an event is open, and what phones see then."""

from __future__ import annotations

from pathlib import Path

from app import events
from tests.book import EVENT, Book, Writer


def test_an_event_that_cannot_be_read_keeps_no_other_from_coming_up(tmp_path: Path) -> None:
    writer = Writer(tmp_path)
    writer.db.write_now(lambda batch: Book(batch, "TOINEN"))
    writer.db.write_now(
        lambda batch: batch.connection.execute(
            EVENT.update().where(EVENT.c.code == "KIRJA").values(agenda={"code": "KIRJA"})
        )
    )
    with writer.db.read() as connection:
        assert list(events.held(connection)) == ["TOINEN"]
    writer.db.close()
