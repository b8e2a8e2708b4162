"""The command line: what it does, what it says, and how it ends."""

from __future__ import annotations

import json
import os
import pty
import re
import resource
import shlex
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import httpx
import pytest

from app import __version__
from app.agenda import read
from app.db import Database
from app.settings import PREFIX
from tests.served import AGENDA, PLAIN, ROOT, Event, Host, Server

SMALL = ROOT / "tests" / "agendas" / "small.toml"
QUICK = 2.0  # seconds of processor time within which a refusal comes


def evastys(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return subprocess.run(
        [sys.executable, "-m", "app", *map(str, words)],
        cwd=ROOT,
        env=own | environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The sentence of a refusal: exit code 1, and nobody sees a trace."""
    assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
    return done.stderr.removeprefix("Error: ").strip()


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A data folder with one event, and what loading it printed."""
    data = tmp_path_factory.mktemp("loaded") / "data"
    done = evastys("load", AGENDA, "--data", data)
    assert done.returncode == 0, done.stderr
    return data, done.stdout


def test_a_good_agenda_is_in_order() -> None:
    done = evastys("check", AGENDA)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"in order\. Event SYDAN, \d+ prompts, \d+ organisations\.", done.stdout)


def test_every_fault_of_an_agenda_is_told_with_its_line(tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    text = AGENDA.read_text(encoding="utf-8")
    lines = text.replace('kind = "choice"', 'kind = "choise"', 1).splitlines()
    kind = next(n for n, line in enumerate(lines, start=1) if "choise" in line)
    lines.append("[event.nonsense]\nx = 1")
    bad.write_text("\n".join(lines) + "\n", encoding="utf-8")
    told = refused(evastys("check", bad))
    assert "choise" in told
    assert re.search(rf"\b{kind}\b", told)
    assert "nonsense" in told


def test_statements_come_in_from_a_file_and_what_did_not_is_told(
    loaded: tuple[Path, str], tmp_path: Path
) -> None:
    file, votes = tmp_path / "comments.csv", tmp_path / "votes.csv"
    file.write_text(
        "comment-id,agrees,disagrees,moderated,comment-body\n"
        "0,0,1,1,Luonto\n1,0,0,-1,Poistettu\n2,0,0,0,\n"
    )
    votes.write_text("comment-id,voter-id,vote\n0,1,1\n")
    words = ("import", "sydan", "terveiset", file, "--votes", votes, "--data", loaded[0])
    done = evastys(*words)
    assert done.stdout == (
        "Votes add up: -1 is agree and 1 disagree, the other way round than usual. They were "
        "checked, not imported.\n"
        "SYDAN, terveiset: imported 2 (to review 1, hidden 1), skipped as imported before 0, "
        "refused 1.\n"
        "Line 4: Write a thought first\n"
    )
    assert refused(done).startswith("Not every row was imported.")
    votes.write_text("comment-id,voter-id,vote\n0,1,1\n0,2,1\n")
    done = evastys(*words)
    assert done.stdout == ""
    assert refused(done).startswith("The votes on comment 0 do not add up")


def test_an_event_is_printed_as_a_file_that_is_the_same_agenda(
    loaded: tuple[Path, str], tmp_path: Path
) -> None:
    printed = evastys("agenda", "sydan", "--data", loaded[0])
    assert (printed.returncode, printed.stderr) == (0, "")
    file = tmp_path / "again.toml"
    file.write_text(printed.stdout, encoding="utf-8")
    assert read(file) == read(AGENDA)
    assert "no event" in refused(evastys("agenda", "NOBODY", "--data", loaded[0])).lower()


@pytest.mark.parametrize("text", [None, "", "event = 3\n", "[event\n", "\x00\x01"])
def test_what_is_no_agenda_is_refused_in_a_sentence(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "agenda.toml"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    assert refused(evastys("check", file)) != ""


def test_loading_prints_keys_that_are_kept_only_as_hashes(loaded: tuple[Path, str]) -> None:
    data, printed = loaded
    keys = re.findall(r"#(\S+)$", printed, re.MULTILINE)
    database = b"".join(file.read_bytes() for file in data.iterdir())
    assert len(set(keys)) == 3
    assert [key for key in keys if key.encode() in database] == []


def test_an_event_is_loaded_once(loaded: tuple[Path, str]) -> None:
    data, _ = loaded
    assert "SYDAN" in refused(evastys("load", AGENDA, "--data", data))


def test_a_second_event_goes_into_the_same_folder(loaded: tuple[Path, str]) -> None:
    data, _ = loaded
    done = evastys("load", SMALL, "--data", data)
    assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(data / "evastys.sqlite3")) as database:
        codes = [code for (code,) in database.execute("SELECT code FROM event ORDER BY id")]
    assert (codes[0], len(codes)) == ("SYDAN", 2)


def test_new_keys_take_the_place_of_the_old(loaded: tuple[Path, str]) -> None:
    data, printed = loaded
    done = evastys("keys", "sydan", "--data", data)
    old, new = (set(re.findall(r"#(\S+)$", text, re.MULTILINE)) for text in (printed, done.stdout))
    assert (done.returncode, len(new), new & old) == (0, 3, set())
    assert "event" in refused(evastys("keys", "NONE", "--data", data))


def test_a_misspelt_setting_stops_the_start(tmp_path: Path) -> None:
    data = tmp_path / "data"
    told = refused(evastys("serve", "--data", data, EVASTYS_PROT="8001"))
    assert "EVASTYS_PROT" in told
    assert "EVASTYS_PORT" in told
    assert not data.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [("EVASTYS_PORT", "many"), ("EVASTYS_PUBLIC_URL", "no"), ("EVASTYS_MODERATOR_KEY", "short")],
)
def test_a_malformed_setting_stops_the_start(tmp_path: Path, name: str, value: str) -> None:
    data = tmp_path / "data"
    told = refused(evastys("serve", "--data", data, **{name: value}))
    assert told.startswith(f"{name}: ")
    assert not data.exists()


def test_a_taken_port_is_told_before_anything_is_made(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        told = refused(evastys("serve", "--data", data, "--port", str(port)))
        demo = refused(evastys("demo", "--port", str(port)))
    said = f"Port {port} on 127.0.0.1 is already in use. Choose another: --port {port + 1}, or make"
    assert told == f'{said} serve ARGS="--port {port + 1}".'
    assert demo == f'{said} demo ARGS="--port {port + 1}".'
    assert not data.exists()


@pytest.mark.parametrize("host", ["192.0.2.55", "no.such.invalid"])
def test_an_address_of_another_machine_is_told_as_such(tmp_path: Path, host: str) -> None:
    data = tmp_path / "data"
    told = refused(evastys("serve", "--data", data, "--host", host, "--port", "0"))
    assert told.startswith(f"This machine has no address {host}.")
    assert not data.exists()


def test_a_wrong_port_is_told_in_the_words_it_was_given_in(tmp_path: Path) -> None:
    form = "is no port; write a whole number from 0 to 65535, for example 8001"
    data = tmp_path / "data"
    assert refused(evastys("serve", "--data", data, "--port", "99999")) == f'--port: "99999" {form}'
    assert refused(evastys("serve", "--data", data, EVASTYS_PORT="abc")) == (
        f'EVASTYS_PORT: "abc" {form}'
    )


@pytest.mark.parametrize("text", [None, "event = 3\n"], ids=["missing", "faulty"])
def test_a_start_without_a_good_agenda_makes_nothing(tmp_path: Path, text: str | None) -> None:
    data, file = tmp_path / "data", tmp_path / "agenda.toml"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    told = refused(evastys("serve", "--data", data, "--agenda", file, "--port", "0"))
    assert str(file) in told
    assert not data.exists()


@pytest.mark.parametrize("command", ["keys", "purge"])
def test_a_mistyped_folder_is_not_made(tmp_path: Path, command: str) -> None:
    data = tmp_path / "mistyped"
    assert str(data) in refused(evastys(command, "SYDAN", "--data", data))
    assert not data.exists()


@pytest.mark.parametrize("words", [("load", SMALL), ("keys", "SYDAN"), ("purge", "SYDAN", "--yes")])
def test_who_is_refused_a_folder_does_not_wait_for_what_makes_pages(
    tmp_path: Path, words: tuple[str | Path, ...]
) -> None:
    database = Database(tmp_path / "evastys.sqlite3", seal=lambda batch: None)
    try:
        done = evastys(*words, "--data", tmp_path, PYTHONPROFILEIMPORTTIME="1")
    finally:
        database.close()
    assert (done.returncode, str(tmp_path) in done.stderr) == (1, True)
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "app.db" in loaded
    assert loaded & {"fastapi", "jinja2", "uvicorn", "alembic", "simplemma", "pandas"} == set()


def test_a_folder_that_is_made_keeps_itself_out_of_git(loaded: tuple[Path, str]) -> None:
    data, _ = loaded
    assert (data / ".gitignore").read_text(encoding="utf-8") == "*\n"


def test_a_folder_that_was_there_is_left_as_it_was(tmp_path: Path) -> None:
    assert evastys("load", SMALL, "--data", tmp_path).returncode == 0
    assert not (tmp_path / ".gitignore").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("serve", "--port", "0"),
        ("load", SMALL),
        ("keys", "SYDAN"),
        ("purge", "SYDAN", "--yes"),
        ("import", "SYDAN", "terveiset", ROOT / "tests" / "imported" / "comments.csv"),
    ],
    ids=lambda words: words[0],
)
def test_nothing_else_writes_to_the_folder_of_a_running_server(
    event: Event, host: Host, words: tuple[str | Path, ...]
) -> None:
    data: Path = event.server.data  # type: ignore[attr-defined]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = refused(evastys(*words, "--data", data))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert str(data) in told
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert spent <= QUICK
    host.show("edustus")
    assert event.phone().put("edustus", {"option": "en"}).status_code == 200
    assert host.results("edustus")["answered"] == 1


def test_the_package_is_written_beside_the_running_server(
    event: Event, host: Host, tmp_path: Path
) -> None:
    host.show("edustus")
    event.phone().put("edustus", {"option": "en"})
    data: Path = event.server.data  # type: ignore[attr-defined]
    done = evastys("export", event.code, "--out", tmp_path / "out", "--data", data)
    assert done.returncode == 0, done.stderr
    written = sorted(Path(line) for line in done.stdout.splitlines())
    assert written == sorted((tmp_path / "out").iterdir())
    assert {"answers.csv", "answers.jsonl"} <= {file.name for file in written}
    assert (tmp_path / "out" / "answers.jsonl").read_bytes().count(b"\n") == 1
    assert event.phone().put("edustus", {"option": "en"}).status_code == 200

    archive = tmp_path / "out" / "archive.zip"
    done = evastys("verify", archive)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"in order. Event {event.code}, " in done.stdout
    assert sha256(archive.read_bytes()).hexdigest() in done.stdout
    with ZipFile(archive, "a") as opened:
        opened.writestr("more\x1b[31m.txt", "?")
    done = evastys("verify", archive)
    assert "not in order. One fault." in refused(done)
    assert done.stdout.startswith("more␛[31m.txt: a name that leaves the folder")


def test_an_event_that_is_not_there_is_not_exported(event: Event, tmp_path: Path) -> None:
    data: Path = event.server.data  # type: ignore[attr-defined]
    out = tmp_path / "out"
    assert "NONE" in refused(evastys("export", "NONE", "--out", out, "--data", data))
    assert list(out.iterdir()) == []


@pytest.fixture
def own_key(tmp_path: Path) -> Iterator[Server]:
    """A server whose moderator's key the operator chose."""
    server = Server(tmp_path / "data", EVASTYS_MODERATOR_KEY="an operator's own long key")
    yield server.start()
    server.stop()


def test_an_operators_own_key_opens_the_console(own_key: Server) -> None:
    opened = httpx.post(
        f"{own_key.url}/e/SYDAN/pass",
        data={"key": "an operator's own long key", "to": "console"},
        headers={"Origin": own_key.url},
        verify=PLAIN,
    )
    assert (opened.status_code, opened.headers["location"]) == (303, "/e/SYDAN/console")


def test_an_agenda_that_the_folder_does_not_hold_is_told_to_be_left_out(tmp_path: Path) -> None:
    changed = tmp_path / "changed.toml"
    text = AGENDA.read_text(encoding="utf-8")
    changed.write_text(text.replace("attendance = ", "attendance = 1"), encoding="utf-8")
    server = Server(tmp_path / "data").start()
    server.stop()
    told = []
    for agenda in (AGENDA, changed, SMALL, tmp_path / "missing.toml"):
        told.append(server.start("--agenda", str(agenda)).printed)
        server.stop()
    goes_on = f"The folder {server.data} goes on with what it holds (SYDAN); "
    fresh = "was left out. To use it, name a fresh folder: --data FOLDER"
    assert [goes_on in each for each in told] == [False, True, True, True]
    assert f"{changed} differs from it and {fresh}" in told[1]
    assert f"{SMALL} is another event and {fresh}" in told[2]


def test_a_folder_of_an_earlier_version_holds_the_same_agenda(tmp_path: Path) -> None:
    server = Server(tmp_path / "data").start()
    server.stop()
    with closing(sqlite3.connect(server.data / "evastys.sqlite3")) as database:
        kept = json.loads(database.execute("SELECT agenda FROM event").fetchone()[0])
        counting = [each["settings"] for each in kept["prompts"] if each["kind"] == "words"]
        assert [settings.pop("language") for settings in counting] == ["fi"] * len(counting)
        database.execute("UPDATE event SET agenda = ?", (json.dumps(kept),))
        database.commit()
    server.start()
    server.stop()
    assert "was left out" not in server.printed


def test_a_start_after_the_only_event_was_deleted_says_that_it_begins_anew(tmp_path: Path) -> None:
    server = Server(tmp_path / "data").start()
    server.stop()
    anew = f"The folder {server.data} held no event any more, so event SYDAN of {AGENDA} was made"
    assert anew not in server.printed
    assert evastys("purge", "SYDAN", "--yes", "--data", server.data).returncode == 0
    server.start()
    server.stop()
    assert anew in server.printed


def test_a_later_start_prints_a_command_that_makes_new_keys(tmp_path: Path) -> None:
    server = Server(tmp_path / "my data").start()
    server.stop()
    server.start()
    server.stop()
    command = re.search(r"^  (\S*evastys keys SYDAN .*)$", server.printed, re.MULTILINE)
    assert command is not None
    made = subprocess.run(
        shlex.split(command.group(1)), cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert (made.returncode, made.stdout.count("#")) == (0, 3), made.stderr


def on_a_terminal(*words: str | Path, until: str) -> tuple[str, int]:
    """Run a command on a terminal, press Ctrl-C after `until`: what was shown, the exit code."""
    terminal, end = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "app", *map(str, words)],
        cwd=ROOT,
        stdout=end,
        stderr=end,
        start_new_session=True,
    )
    os.close(end)
    shown = b""
    while until.encode() not in shown:
        shown += os.read(terminal, 4096)
    os.killpg(process.pid, signal.SIGINT)
    with suppress(OSError):  # the other end is closed
        while more := os.read(terminal, 4096):
            shown += more
    os.close(terminal)
    return shown.decode().replace("\r\n", "\n"), process.wait(60)


def test_a_server_on_a_terminal_says_calmly_that_it_runs_and_that_it_stopped(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    shown, code = on_a_terminal(
        *("serve", "--data", data, "--port", "0"), until="Running. Ctrl-C stops it."
    )
    assert shown.endswith(
        f"Running. Ctrl-C stops it.\nStopped. What was answered stays in the folder {data}.\n"
    )
    assert ("{" in shown, code) == (False, 0)


def test_a_demonstration_ends_calmly_with_its_room() -> None:
    shown, code = on_a_terminal("demo", "--port", "0", until="Running. Ctrl-C stops it.")
    assert shown.endswith("\nStopped. The throw-away event is gone.\n")
    assert ("Aborted" in shown, "Traceback" in shown, code) == (False, False, 0)


def test_the_version_is_told() -> None:
    assert evastys("--version").stdout == f"Evästys {__version__}\n"


def test_help_names_every_command() -> None:
    told = evastys("--help", COLUMNS="80").stdout
    assert re.findall(r"^  [a-z]+  .*\.\.\.$", told, re.MULTILINE) == []
    names = re.findall(r"^  ([a-z]+)  ", told, re.MULTILINE)
    assert {"serve", "check", "load", "export", "backup", "restore", "purge"} <= set(names)
    assert {"rehearse", "doctor", "keys", "demo"} <= set(names)


def test_one_gets_a_key_and_loses_it_and_everybody_is_listed(tmp_path: Path) -> None:
    data = tmp_path / "data"
    evastys("load", AGENDA, "--data", data)

    def names() -> list[str]:
        told = evastys("keys", "sydan", "--list", "--data", data).stdout
        return [" ".join(line.split()[:2]) for line in told.splitlines() if line]

    first = names()
    given = evastys("keys", "SYDAN", "--add", "moderator", "--name", "Anna", "--data", data)
    assert re.findall(r"^  (\w+) +(\w+) +\S+/console#\S+$", given.stdout, re.MULTILINE) == [
        ("Anna", "moderator")
    ]
    with_anna = names()
    renewed = evastys("keys", "SYDAN", "--data", data).stdout
    gone = evastys("keys", "SYDAN", "--revoke", "anna", "--data", data)
    assert (given.returncode, gone.returncode, "Anna" in renewed) == (0, 0, True)
    assert first == ["owner Omistaja", "screen Näyttö", "analyst Valmistelija"]
    assert (with_anna, names()) == ([*first, "moderator Anna"], first)
    for words in (
        ("--revoke", "Anna"),
        ("--revoke", "Omistaja"),
        ("--add", "moderator"),
        ("--name", "Bo"),
        ("--list", "--revoke", "Omistaja"),
        ("--add", "screen", "--name", "Näyttö"),
    ):
        assert refused(evastys("keys", "SYDAN", *words, "--data", data)) != ""
    assert names() == first
