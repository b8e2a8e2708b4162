"""The event as a conversation of Polis: columns, votes, and what everybody may have of it."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from app import imported
from app.models import Exposure
from exports.conversation import Conversation
from exports.export import AUDIENCES, Audience
from exports.frames import Frames, frames
from exports.snapshot import opened, take
from exports.to_polis import letters, write
from tests.exports.readers import members, plain_csv
from tests.exports.room import CODE, Room

TEXT, OTHER = "osallisuus-text", "lopuksi-text"
Tables = dict[str, list[dict[str, str]]]
_X = Exposure.__table__


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[Audience, Frames]]:
    """Three who write in two questions, and votes: backed, passed by, taken back, on what changed
    since, on what was hidden since, and of somebody who wrote nothing."""
    folder = tmp_path_factory.mktemp("polis")
    room = Room(folder / "data")

    def fill() -> None:
        anna = room.join("laukaa")
        bea, carl, silent = room.join("multia"), room.join("hyva"), room.join("hyva")
        room.answer(anna, TEXT, {"text": 'Yhteinen, avoin ja "oma" talo\nkaikille'})
        changed = room.answer(anna, TEXT, {"text": "Ennen muutosta"})
        room.answer(bea, TEXT, {"text": "=1+1"})
        room.answer(bea, "osallisuus-words", {"words": ["luonto"]})
        gone = room.answer(carl, OTHER, {"text": "Otan tämän pois"})
        room.answer(carl, OTHER, {"text": "Odottaa vielä"})
        for name in ("TO-TE-0001", "TO-TE-0002", "TO-TE-0003", "T0-TE-0001"):
            room.moderate(name, "approved")
        room.back(bea, "TO-TE-0001")
        room.back(silent, "TO-TE-0001")
        room.back(carl, "TO-TE-0001")
        room.take_back(carl, "TO-TE-0001")
        room.back(carl, "TO-TE-0002")
        room.back(carl, "TO-TE-0003")
        room.back(bea, "T0-TE-0001")
        room.answer(anna, TEXT, {"text": "Muutoksen jälkeen"}, again=changed)
        room.withdraw(carl, gone)
        room.moderate("TO-TE-0003", "hidden")
        seen = update(_X).values(shown_at="2025-10-24T07:00:00.123Z")
        room.change(lambda batch: batch.connection.execute(seen))
        room.close_long_ago(TEXT)
        room.answer_late(bea, TEXT, {"text": "Myöhästyin"})

    room.together(fill)
    with opened(take(room.file, folder)) as connection:
        yield {audience: frames(connection, CODE, audience=audience) for audience in AUDIENCES}
    room.close()


def tables(of: Frames, tmp_path: Path) -> Tables:
    write(of, tmp_path / "polis.zip")
    return {name: plain_csv(text) for name, text in members(tmp_path / "polis.zip").items()}


@pytest.fixture
def inside(read: dict[Audience, Frames], tmp_path: Path) -> Tables:
    return tables(read["internal"], tmp_path)


@pytest.fixture
def outside(read: dict[Audience, Frames], tmp_path: Path) -> Tables:
    return tables(read["public"], tmp_path)


def test_the_columns_are_those_of_polis(read: dict[Audience, Frames], tmp_path: Path) -> None:
    write(read["internal"], tmp_path / "polis.zip")
    found = members(tmp_path / "polis.zip")
    assert {name: text.split("\r\n")[0] for name, text in found.items()} == {
        "summary.csv": "topic,Koe & näyte",
        "comments.csv": "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,"
        "comment-body",
        "votes.csv": "timestamp,datetime,comment-id,voter-id,vote",
        "participant-votes.csv": "participant,group-id,n-comments,n-votes,n-agree,n-disagree,"
        "0,1,2,3",
        "comment-groups.csv": "comment-id,comment,total-votes,total-agrees,total-disagrees,"
        "total-passes,group-a-votes,group-a-agrees,group-a-disagrees,group-a-passes,"
        "group-b-votes,group-b-agrees,group-b-disagrees,group-b-passes",
        "comments-prompts.csv": "comment-id,statement,prompt,goal-area,goal-area-name,question",
    }
    assert not any(text.startswith("\ufeff") for text in found.values())


def test_the_summary_tells_what_a_vote_is_and_how_many_there_are(
    read: dict[Audience, Frames], tmp_path: Path
) -> None:
    write(read["internal"], tmp_path / "polis.zip")
    rows = list(csv.reader(StringIO(members(tmp_path / "polis.zip")["summary.csv"], newline="")))
    found = dict(rows)
    assert list(found) == [
        *("topic", "url", "voters", "voters-in-conv", "commenters", "comments", "groups"),
        *("conversation-description", "vote-convention"),
    ]
    assert found["url"] == f"/e/{CODE}"
    numbers = ("voters", "voters-in-conv", "commenters", "comments", "groups")
    assert [found[each] for each in numbers] == ["3", "3", "3", "4", "2"]
    assert "-1" in found["vote-convention"]


def test_a_comment_is_a_statement_as_it_reads_with_what_was_decided(inside: Tables) -> None:
    names = ("comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body")
    assert [tuple(row[name] for name in names) for row in inside["comments.csv"]] == [
        ("0", "1", "2", "0", "1", 'Yhteinen, avoin ja "oma" talo\nkaikille'),
        ("1", "2", "1", "0", "-1", "=1+1"),
        ("2", "1", "0", "0", "0", "Muutoksen jälkeen"),
        ("3", "3", "0", "0", "0", "Odottaa vielä"),
    ]


def test_a_vote_is_one_for_a_backing_and_nought_for_what_was_seen_and_not_backed(
    inside: Tables,
) -> None:
    votes = [(row["comment-id"], row["voter-id"], row["vote"]) for row in inside["votes.csv"]]
    assert votes == [
        ("0", "2", "1"),
        ("0", "3", "0"),
        ("0", "4", "1"),
        ("1", "3", "1"),
    ]


def test_times_are_milliseconds_and_the_clock_of_the_venue(inside: Tables) -> None:
    (row,) = [row for row in inside["comments.csv"] if row["comment-id"] == "0"]
    at = datetime.fromtimestamp(int(row["timestamp"]) / 1000, ZoneInfo("Europe/Helsinki"))
    assert row["datetime"] == f"{at:%a %b %d %H:%M:%S} {at.tzname()} {at.year}"


def test_every_table_counts_the_same_votes(inside: Tables) -> None:
    votes = Counter((row["comment-id"], row["vote"]) for row in inside["votes.csv"])
    for row in inside["comments.csv"]:
        assert int(row["agrees"]) == votes[row["comment-id"], "1"]
    for row in inside["comment-groups.csv"]:
        key = row["comment-id"]
        assert int(row["total-agrees"]) == votes[key, "1"]
        assert int(row["total-passes"]) == votes[key, "0"]
        for what in ("votes", "agrees", "disagrees", "passes"):
            parts = [int(row[f"group-{letter}-{what}"]) for letter in "ab"]
            assert sum(parts) == int(row[f"total-{what}"])
    cells = [
        (comment, number["participant"], number[comment])
        for number in inside["participant-votes.csv"]
        for comment in "0123"
        if number[comment]
    ]
    assert sorted(cells) == sorted(
        (row["comment-id"], row["voter-id"], row["vote"]) for row in inside["votes.csv"]
    )


def test_the_check_of_an_import_finds_its_votes_in_order(
    read: dict[Audience, Frames], tmp_path: Path
) -> None:
    for audience in AUDIENCES:
        write(read[audience], tmp_path / "polis.zip")
        for name, text in members(tmp_path / "polis.zip").items():
            (tmp_path / name).write_text(text, encoding="utf-8", newline="")
        comments = imported.read(tmp_path / "comments.csv")
        assert imported.checked(comments, tmp_path / "votes.csv") is imported.Signs.AGREE_IS_1


def test_participants_have_their_kind_of_organisation_and_how_much_they_did(
    inside: Tables,
) -> None:
    names = ("participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree")
    assert [tuple(row[name] for name in names) for row in inside["participant-votes.csv"]] == [
        ("1", "0", "2", "0", "0", "0"),
        ("2", "0", "1", "1", "1", "0"),
        ("3", "1", "1", "2", "1", "0"),
        ("4", "1", "0", "1", "1", "0"),
    ]


def test_each_comment_can_be_traced_to_its_statement_and_question(inside: Tables) -> None:
    names = ("comment-id", "statement", "prompt", "goal-area", "goal-area-name")
    assert [tuple(row[name] for name in names) for row in inside["comments-prompts.csv"]] == [
        ("0", "TO-TE-0001", TEXT, "osallisuus", "Osallisuus"),
        ("1", "TO-TE-0003", TEXT, "osallisuus", "Osallisuus"),
        ("2", "TO-TE-0002", TEXT, "osallisuus", "Osallisuus"),
        ("3", "T0-TE-0002", OTHER, "", ""),
    ]


def test_everybody_reads_what_was_approved_without_author_group_and_hour(outside: Tables) -> None:
    comments, people = outside["comments.csv"], outside["participant-votes.csv"]
    assert [(row["moderated"], row["comment-body"]) for row in comments] == [
        ("1", 'Yhteinen, avoin ja "oma" talo\nkaikille')
    ]
    assert [row["statement"] for row in outside["comments-prompts.csv"]] == ["TO-TE-0001"]
    assert {row["author-id"] for row in comments} == {""}
    assert {(row["group-id"], row["n-comments"]) for row in people} == {("", "")}
    assert not [name for name in outside["comment-groups.csv"][0] if name.startswith("group-")]
    times = {(row["timestamp"], row["datetime"]) for row in comments + outside["votes.csv"]}
    assert times == {("1761253200000", "Fri Oct 24 00:00:00 EEST 2025")}
    assert [row["participant"] for row in people] == ["1", "2", "3"]
    assert sorted(row["0"] for row in people) == ["0", "1", "1"]


def test_numbers_of_everybody_say_nothing_about_who_joined_when(tmp_path: Path) -> None:
    """With another secret another order: nobody without it can try which number is whose."""
    orders = set()
    for attempt in range(4):
        room = Room(tmp_path / f"data{attempt}")

        def fill(room: Room = room) -> None:
            author = room.join()
            for place in range(8):
                room.answer(author, TEXT, {"text": f"Ajatus {place}"})
                room.moderate(f"TO-TE-{place + 1:04d}", "approved")
                room.back(room.join(), f"TO-TE-{place + 1:04d}")

        room.together(fill)
        folder = tmp_path / f"copy{attempt}"
        folder.mkdir()
        with opened(take(room.file, folder)) as connection:
            read = frames(connection, CODE, audience="public")
            talk = Conversation(read.reading, read.words, public=True)
            assert sorted(talk.people) == list(range(2, 10))
            orders.add(tuple(sorted(talk.people, key=talk.people.__getitem__)))
        room.close()
    assert len(orders) > 1
    assert any(order != tuple(range(2, 10)) for order in orders)


@pytest.mark.parametrize(("group", "called"), [(0, "a"), (25, "z"), (26, "aa"), (52, "ba")])
def test_groups_have_letters_however_many_there_are(group: int, called: str) -> None:
    assert letters(group) == called
