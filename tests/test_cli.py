"""The command line: what it does, what it says, and how it ends."""

from __future__ import annotations

import os
import re
import resource
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

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
    assert str(port) in told
    assert not data.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("serve", "--port", "0"),
        ("load", SMALL),
        ("keys", "SYDAN"),
        ("purge", "SYDAN", "--yes"),
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


def test_help_names_every_command() -> None:
    told = evastys("--help").stdout
    names = re.findall(r"^  ([a-z]+)  ", told, re.MULTILINE)
    assert {"serve", "check", "load", "export", "backup", "restore", "purge"} <= set(names)
    assert {"rehearse", "doctor", "keys", "demo"} <= set(names)
