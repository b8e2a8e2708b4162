"""Settings: from variables and `.env`, and what an operator is told when one is wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import ValidationError

from app.cli import main
from app.errors import InvalidInput
from app.settings import PREFIX, Settings


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty folder and no variable of ours."""
    for name in [each for each in os.environ if each.upper().startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_a_variable_sets_and_what_is_given_outright_comes_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("EVASTYS_PORT", "8123")
    monkeypatch.setenv("evastys_host", "192.0.2.7")
    assert Settings().address == "http://192.0.2.7:8123"
    assert Settings(port=8124).port == 8124


def test_a_file_sets_what_no_variable_does(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("EVASTYS_PORT=8125\nEVASTYS_DATA=muualla\n", encoding="utf-8")
    monkeypatch.setenv("EVASTYS_PORT", "8126")
    settings = Settings()
    assert (settings.port, settings.database) == (8126, Path("muualla/evastys.sqlite3"))


@pytest.mark.parametrize(
    "name", ["EVASTYS_PROT", "evastys_prot", "EVASTYS_", "EVASTYS_TRUSTED_PROXIES"]
)
def test_a_misspelt_variable_is_named_with_what_there_is(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "8000")
    with pytest.raises(InvalidInput) as fault:
        Settings()
    assert fault.value.field == name.upper()
    assert "EVASTYS_PORT" in str(fault.value.params["known"])


def test_a_misspelt_line_of_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("EVASTYS_PUBLIC_ADDRESS=x\n", encoding="utf-8")
    with pytest.raises(InvalidInput) as fault:
        Settings()
    assert fault.value.field == "EVASTYS_PUBLIC_ADDRESS"


def test_other_programs_variables_are_none_of_ours(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("EVASTYSLIKE", "1")
    monkeypatch.setenv("PORT", "1")
    (tmp_path / ".env").write_text("COMPOSE_PROJECT_NAME=hall\nPORT=2\n", encoding="utf-8")
    assert Settings() == Settings(port=8000)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "many"),
        ("PORT", ""),
        ("PORT", "65536"),
        ("PUBLIC_URL", "evastys.example"),
        ("PUBLIC_URL", "ftp://evastys.example"),
        ("PUBLIC_URL", "https://evastys.example/hall"),
        ("PUBLIC_URL", "https://"),
        ("PUBLIC_URL", "http://[evastys"),
        ("PUBLIC_URL", "http://evastys.example:many"),
        ("MODERATOR_KEY", "short"),
        ("DATABASE_URL", "postgresql://evastys:salainen@db.example/evastys"),
        ("DATABASE_URL", "sqlite:///muualla/evastys.sqlite3"),
        ("DATABASE_URL", "sqlite:///data/toinen.sqlite3"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "data/evastys.sqlite3"),
        ("BUS_URL", "redis://evastys:salainen@bus.example:6379/0"),
        ("BUS_URL", "nats://bus.example"),
    ],
)
def test_a_malformed_variable_names_its_setting(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"{PREFIX}{name}", value)
    with pytest.raises(ValidationError) as fault:
        Settings()
    assert [each["loc"] for each in fault.value.errors()] == [(name.lower(),)]


def test_a_key_is_not_in_what_is_told_about_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVASTYS_MODERATOR_KEY", "a" * 20)
    assert "aaaa" not in repr(Settings())


@pytest.mark.parametrize(
    ("url", "address", "secure"),
    [
        ("https://Evastys.Example/", "https://evastys.example", True),
        ("http://192.0.2.7:8000", "http://192.0.2.7:8000", False),
    ],
)
def test_the_public_address_is_an_exact_origin(url: str, address: str, secure: bool) -> None:
    settings = Settings(public_url=url)
    assert (settings.address, settings.secure) == (address, secure)


@pytest.mark.parametrize("bus", ["", "memory", "memory://"])
@pytest.mark.parametrize("database", ["", "sqlite:///hall/evastys.sqlite3", "sqlite:///{absolute}"])
def test_the_database_and_bus_that_there_are_may_be_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, database: str, bus: str
) -> None:
    file = tmp_path / "hall" / "evastys.sqlite3"
    monkeypatch.setenv("EVASTYS_DATABASE_URL", database.format(absolute=file))
    monkeypatch.setenv("EVASTYS_BUS_URL", bus)
    assert Settings(data=Path("hall")).database.resolve() == file


def test_what_another_database_or_bus_is_told_says_what_there_is_and_no_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("EVASTYS_DATABASE_URL", "postgresql://evastys:salainen@db.example/evastys")
    monkeypatch.setenv("EVASTYS_BUS_URL", "redis://evastys:salainen@bus.example")
    started = CliRunner().invoke(main, ["serve"])
    assert (started.exit_code, started.output.splitlines()) == (
        1,
        [
            "Error: EVASTYS_DATABASE_URL: this version keeps everything in one SQLite file, "
            "sqlite:///data/evastys.sqlite3; leave it out, and choose the folder with EVASTYS_DATA",
            "EVASTYS_BUS_URL: this version is one process with its bus in memory; leave it out or "
            "write memory://",
        ],
    )
