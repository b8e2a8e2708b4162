"""Copies, going back to one, forgetting an event, and the check-up before it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from app.keeping import resets_safely
from tests.served import ROOT, Server

PROMPT = "edustus"


def evastys(*words: str, answer: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", *words],
        cwd=ROOT,
        input=answer,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.fixture
def copied(tmp_path: Path) -> tuple[Server, Path, str]:
    """A stopped server whose copy holds one answer of the two that were given, and its epoch."""
    server = Server(tmp_path / "data").start()
    moderator = server.moderator()
    moderator.show(PROMPT)
    server.phone().put(PROMPT, {"option": "en"})
    copy = tmp_path / "copies" / "first.sqlite3"
    done = evastys("backup", str(copy), "--data", str(server.data))
    assert (done.returncode, copy.stat().st_mode & 0o777) == (0, 0o600), done.stderr
    server.phone().put(PROMPT, {"option": "en"})
    epoch = moderator.results(PROMPT)["epoch"]
    server.stop()
    return server, copy, epoch


def test_a_copy_taken_while_the_server_runs_brings_everything_of_that_moment_back(
    copied: tuple[Server, Path, str],
) -> None:
    server, copy, epoch = copied
    done = evastys("restore", str(copy), "--data", str(server.data))
    assert done.returncode == 0, done.stderr
    aside = list(server.data.glob("evastys-*.sqlite3"))
    with closing(sqlite3.connect(aside[0])) as old:
        assert old.execute("SELECT count(*) FROM answer").fetchone() == (2,)
    server.start()
    results = server.moderator().results(PROMPT)
    server.stop()
    assert (results["answered"], results["epoch"] != epoch) == (1, True)


def test_nothing_is_restored_under_a_running_server(copied: tuple[Server, Path, str]) -> None:
    server, copy, _ = copied
    server.start()
    done = evastys("restore", str(copy), "--data", str(server.data))
    answered = server.moderator().results(PROMPT)["answered"]
    server.stop()
    assert (done.returncode, answered) == (1, 2)
    assert "already using the folder" in done.stderr


def test_a_damaged_copy_is_refused_and_changes_nothing(copied: tuple[Server, Path, str]) -> None:
    server, copy, _ = copied
    copy.write_bytes(copy.read_bytes()[:5000])
    before = server.data.joinpath("evastys.sqlite3").read_bytes()
    done = evastys("restore", str(copy), "--data", str(server.data))
    assert (done.returncode, "Take another copy" in done.stderr) == (1, True)
    assert server.data.joinpath("evastys.sqlite3").read_bytes() == before


def test_a_copy_never_overwrites_a_file(copied: tuple[Server, Path, str]) -> None:
    server, copy, _ = copied
    before = copy.read_bytes()
    done = evastys("backup", str(copy), "--data", str(server.data))
    assert (done.returncode, copy.read_bytes() == before) == (1, True)


def test_an_event_is_forgotten_only_when_its_code_is_typed(
    copied: tuple[Server, Path, str],
) -> None:
    server, _, _ = copied
    data = ["--data", str(server.data)]
    assert evastys("purge", "SYDAN", *data, answer="no\n").returncode == 1
    done = evastys("purge", "SYDAN", *data, answer="sydan\n")
    assert (done.returncode, "2 participants" in done.stdout) == (0, True)
    assert evastys("purge", "SYDAN", *data, "--yes").returncode == 1
    with closing(sqlite3.connect(server.data / "evastys.sqlite3")) as rest:
        left = rest.execute(
            "SELECT (SELECT count(*) FROM answer), (SELECT count(*) FROM participant), "
            "(SELECT count(*) FROM statement), (SELECT count(*) FROM prompt), "
            "(SELECT count(*) FROM event)"
        ).fetchone()
    assert left == (0, 0, 0, 0, 0)


def test_the_command_line_reaches_its_own_server_and_nobody_elses_can(server: Server) -> None:
    control = server.data / "control.json"
    assert control.stat().st_mode & 0o777 == 0o600
    rehearsal = ["rehearse", "--url", server.url, "--phones", "3", "--minutes", "0.2"]
    done = evastys(*rehearsal, "--data", str(server.data))
    assert (done.returncode, "Answers lost           0" in done.stdout) == (0, True), done.stdout
    event = httpx.get(f"{server.url}/api/events/SYDAN").json()
    assert (event["joined"], event["rehearsal"]) == (3, 3)
    assert any(prompt["state"] != "draft" for prompt in event["prompts"])
    server.stop()
    assert not control.exists()


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ("3.40.1", False), ("3.44.5", False), ("3.44.6", True), ("3.45.0", False),
        ("3.50.6", False), ("3.50.7", True), ("3.51.0", False), ("3.51.2", False),
        ("3.51.3", True), ("3.52.0", False), ("3.52.1", True), ("4.0.0", True),
    ],
)  # fmt: skip
def test_every_version_of_sqlite_is_told_safe_or_not(version: str, safe: bool) -> None:
    assert resets_safely(version) == safe


def test_the_check_up_names_each_thing_and_ends_well_here(tmp_path: Path) -> None:
    done = evastys("doctor", "--data", str(tmp_path / "data"))
    names = [line[5:].partition(":")[0] for line in done.stdout.splitlines()]
    assert names == [
        *("SQLite", "open files", "connection queue", "words"),
        *("disk", "commit", "database", "address"),
    ]


def address_of(done: subprocess.CompletedProcess[str]) -> tuple[int, str]:
    return done.returncode, done.stdout.splitlines()[-1]


def test_the_check_up_warns_of_a_running_server_that_no_phone_can_reach(server: Server) -> None:
    # Whether the whole ends well is the machine's matter: a busy disk is told too.
    _, line = address_of(evastys("doctor", "--data", str(server.data)))
    alone = "opens on this machine alone, on no phone"
    assert line.partition(";")[0] == f"warn address: {server.url} {alone}"


def test_the_check_up_knows_the_address_that_the_running_server_gives_to_phones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Server(tmp_path / "data", EVASTYS_PUBLIC_URL="http://evastys.invalid:9").start()
    data = ["--data", str(server.data)]
    other = "http://other.invalid"
    silent = address_of(evastys("doctor", *data))
    monkeypatch.setenv("EVASTYS_PUBLIC_URL", other)
    differing = address_of(evastys("doctor", *data))
    server.stop()
    assert [silent[0], differing[0]] == [1, 1]
    assert silent[1].startswith("BAD  address: http://evastys.invalid:9 does not answer")
    assert differing[1] == (
        f"BAD  address: the running server has http://evastys.invalid:9, these settings {other}; "
        "start it with these settings"
    )


def rehearsed(server: Server, *words: str) -> subprocess.CompletedProcess[str]:
    return evastys("rehearse", "--phones", "2", "--minutes", "0.1", "--url", server.url, *words)


def test_a_rehearsal_without_a_key_says_so_and_does_not_pass_with_nothing_answered(
    server: Server, tmp_path: Path
) -> None:
    live = rehearsed(server, "--data", str(tmp_path / "other"))
    assert (live.returncode, live.stderr.splitlines()[-1]) == (
        1,
        "Error: Event SYDAN is not rehearsing. Begin the rehearsal in its console, or give the "
        "moderator's key: --key. On the server's own machine its folder will do: --data.",
    )
    server.moderator().rehearse()
    done = rehearsed(server, "--data", str(tmp_path / "other"))
    assert (done.returncode, (tmp_path / "other").exists()) == (1, False)
    assert done.stderr.startswith(
        f"The folder {tmp_path / 'other'} belongs to no running server at {server.url}; "
        "name its own: --data. Without a key the rehearsal does not run the agenda;"
    )
    assert "Answers stored         0," in done.stdout
    assert done.stdout.splitlines()[-1].startswith("Not passed: not one answer was stored")


def test_an_event_with_real_answers_is_not_rehearsed(server: Server) -> None:
    server.moderator().show("edustus")
    assert server.phone().put("edustus", {"option": "en"}).status_code == 200
    done = rehearsed(server, "--data", str(server.data))
    assert (done.returncode, done.stderr) == (
        1,
        "Error: Event SYDAN has real answers already, so it cannot rehearse. Load its agenda "
        "under another code and rehearse there.\n",
    )
    event = httpx.get(f"{server.url}/api/events/SYDAN").json()
    assert (event["joined"], event["rehearsing"], event["rehearsal"]) == (1, False, 0)


def test_a_rehearsal_finds_the_server_of_its_folder(server: Server) -> None:
    done = evastys("rehearse", "--code", "none", "--data", str(server.data))
    assert (done.returncode, done.stderr) == (
        1,
        f"Error: There is no event NONE at {server.url}. Check the code: --code.\n",
    )


@pytest.mark.parametrize("place", ["screen", None])
def test_a_rehearsal_with_a_wrong_key_stops_at_once(server: Server, place: str | None) -> None:
    done = rehearsed(server, "--key", server.keys[place] if place else "WRONG")
    said = "is not that of the moderator of event" if place else "does not open event"
    assert (done.returncode, done.stderr) == (1, f"Error: This key {said} SYDAN.\n")
    assert httpx.get(f"{server.url}/api/events/SYDAN").json()["joined"] == 0
