"""What is not in the documents fails: settings, commands, routes, problems, close codes, kinds."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from app import __version__, access
from app.cli import main
from app.events import open_database
from app.kinds import kinds
from app.main import create_app
from app.settings import Settings
from app.web import (
    analysis,
    api,
    deeds,
    host,
    keys,
    operations,
    others,
    paper,
    participant,
    questions,
    reference,
    steering,
    support,
    wording,
)
from app.ws import socket
from exports import exports

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
NAMES = [str(path.relative_to(ROOT)) for path in DOCUMENTS]
BLOCK = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
SLUG = re.compile(
    r"""\bslug(?::\s*ClassVar\[str\])?\s*=\s*"([a-z-]+)"|"""  # an error's own
    r"""\b(?:problem|_refuse|_answer)\(\s*(?:\w+,\s*)?\d{3},\s*"([a-z-]+)"|"""  # said on the way
    r"""^\s*\d{3}:\s*\("([a-z-]+)",|"""  # the framework's
    r"""\.get\(fault\.status_code, \("([a-z-]+)",""",
    re.MULTILINE,
)

REQUIREMENTS = {"R1": 15, "R2": 11, "R3": 19, "R4": 10, "R5": 11, "R7": 11}
FAULTS = 43
ROW = re.compile(r"^\| ([RT][\d.]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def text(name: str) -> str:
    """A document."""
    return (ROOT / name).read_text(encoding="utf-8")


def without_blocks(name: str) -> str:
    """A document less its blocks of code."""
    return BLOCK.sub("", text(name))


def commands(name: str) -> Iterator[list[str]]:
    """Calls of `evastys` in a document's blocks and lines, as lists of words."""
    shell = [block for language, block in BLOCK.findall(text(name)) if language == "sh"]
    calls = re.findall(r"`((?:\.venv/bin/)?evastys [^`]*)`", without_blocks(name))
    lines = [line for block in shell for line in block.replace("\\\n", " ").splitlines()]
    for line in (*lines, *calls):
        if found := re.search(r"(?:^|[\s/])evastys ([a-z].*)", line):
            yield shlex.split(found.group(1), comments=True)


def anchors(name: str) -> set[str]:
    """What a document's headings are called in an address."""
    headings = re.findall(r"^#+ (.+)$", without_blocks(name), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in headings}


def named_as_code(word: str, *documents: str) -> bool:
    """Whether one of the documents has the word in code marks or in a block."""
    pattern = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
    marked = [
        part
        for name in documents
        for part in (
            *re.findall(r"`([^`\n]+)`", without_blocks(name)),
            *(block for _, block in BLOCK.findall(text(name))),
        )
    ]
    return any(pattern.search(part) for part in marked)


def test_every_setting_is_in_the_table_of_hosting() -> None:
    rows = re.findall(r"^\| `(EVASTYS_\w+)` \|", text("docs/hosting.md"), re.MULTILINE)
    assert sorted(rows) == sorted(f"EVASTYS_{name}".upper() for name in Settings.model_fields)


def test_no_document_names_a_setting_that_is_not_there() -> None:
    known = {f"EVASTYS_{name}".upper() for name in Settings.model_fields}
    named = {word for name in NAMES for word in re.findall(r"EVASTYS_[A-Z_]*[A-Z]", text(name))}
    assert named - known == set()


def test_every_command_is_named() -> None:
    given = {words[0] for name in NAMES for words in commands(name) if words}
    named = {
        command
        for command in main.commands
        if named_as_code(command, "README.md", "CHANGELOG.md", "docs/hosting.md")
    }
    assert (set(main.commands) - named - given, "serve" in given) == (set(), True)


@pytest.mark.parametrize("name", NAMES)
def test_calls_of_the_program_are_real(name: str) -> None:
    wrong = []
    for words in commands(name):
        command = main.commands.get(words[0]) if words else None
        if command is None:
            wrong.append(words)
            continue
        options = {name for each in command.params for name in (*each.opts, *each.secondary_opts)}
        given = {word for word in words if word.startswith("--")}
        wrong += [[words[0], *sorted(given - options)]] if given - options else []
        arguments = [each for each in command.params if isinstance(each, click.Argument)]
        if len(words) > 1 and arguments and words[1].startswith("--"):
            wrong.append([words[0], "without its argument"])
    assert wrong == []


@pytest.mark.parametrize("name", NAMES)
def test_targets_of_make_are_real(name: str) -> None:
    blocks = [block for language, block in BLOCK.findall(text(name)) if language == "sh"]
    marked = re.findall(r"`(make [^`]+)`", text(name))
    called = {
        target
        for line in (*marked, *(line for block in blocks for line in block.splitlines()))
        for target in re.findall(r"\bmake ([a-z]+)", line)
    }
    assert called - set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE)) == set()


def test_every_problem_is_in_the_protocol_and_no_other() -> None:
    sources = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "app").rglob("*.py"))]
    slugs = {slug for source in sources for found in SLUG.findall(source) for slug in found if slug}
    section = text("docs/protocol.md").split("## Problems", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| `([a-z-]+)` \|", section, re.MULTILINE)
    assert (sorted(rows), {"late", "origin", "busy", "method", "refused"} - slugs) == (
        sorted(slugs),
        set(),
    )


def test_every_close_code_is_in_the_protocol() -> None:
    ours = {
        value
        for value in vars(socket).values()
        if isinstance(value, int) and 1000 <= value < 5000 and not isinstance(value, bool)
    }
    page = (ROOT / "app/static/link.js").read_text(encoding="utf-8")
    handled = {int(code) for code in re.findall(r"code === (\d{4})", page)}
    section = text("docs/protocol.md").split("### Close codes", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| ([\d, ]+) \|", section, re.MULTILINE)
    named = {int(code) for row in rows for code in re.findall(r"\d+", row)}
    assert ((ours | handled) - named, 4501 in ours) == (set(), True)


def test_every_call_of_the_api_is_in_the_protocol(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    database = open_database(settings)
    try:
        paths = create_app(settings, database).openapi()["paths"]
    finally:
        database.close()
    calls = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    rows = re.findall(r"^\| `([A-Z]+ /\S+)` \|", text("docs/protocol.md"), re.MULTILINE)
    assert sorted(rows) == sorted(calls)


def test_every_page_and_socket_is_in_the_protocol() -> None:
    routers = (
        *(participant, host, analysis, operations, api, steering, support, wording, others),
        *(reference, socket, keys, deeds, paper, questions),
    )
    paths = {route.path for module in routers for route in module.router.routes}  # type: ignore[attr-defined]
    protocol = text("docs/protocol.md")
    assert {path for path in paths if f"{path}`" not in protocol} == set()


def test_cookies_are_in_the_protocol() -> None:
    safe = Settings(public_url="https://evastys.example")
    names = [
        make(settings, "CODE")
        for settings in (Settings(), safe)
        for make in (access.participant_cookie, access.host_cookie, access.contact_cookie)
    ]
    assert [name for name in names if not named_as_code(name, "docs/protocol.md")] == []


def test_what_a_browser_keeps_is_in_the_protocol_and_in_the_privacy_notice() -> None:
    rows = set(re.findall(r"^\| `evastys:CODE:(\w+)", text("docs/protocol.md"), re.MULTILINE))
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "app/static").glob("*.js")]
    used = {
        name
        for source in sources
        for found in re.findall(r"\bkeep\(\s*[\"`](\w+)|evastys:\$\{[^}]*\}:(\w+)", source)
        for name in found
        if name
    }
    notice = text("templates/notices/privacy.html")
    told = set(re.findall(r'":(\w+)', notice)) & rows
    assert (used, told) == (rows, rows)


@pytest.mark.parametrize("kind", list(kinds))
def test_every_kind_is_documented(kind: str) -> None:
    rows = [
        re.search(rf"^\| `{kind}` \|", text(name), re.MULTILINE) is not None
        for name in ("docs/agenda.md", "docs/protocol.md")
    ]
    assert rows == [True, True]


@pytest.mark.parametrize("export", list(exports))
def test_every_export_is_documented(export: str) -> None:
    assert named_as_code(export, "docs/exports.md")


def test_every_decision_has_its_parts_and_is_numbered_in_order() -> None:
    files = sorted((ROOT / "docs/decisions").glob("*.md"))
    heads = {
        path.name: re.findall(r"^## (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        for path in files
    }
    parts = ["Context", "Decision", "Consequences", "Alternatives"]
    assert {name: found for name, found in heads.items() if found != parts} == {}
    assert [name[:4] for name in heads] == [f"{n:04d}" for n in range(1, len(files) + 1)]


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_somewhere(name: str) -> None:
    broken = []
    for link in LINK.findall(without_blocks(name)):
        if link.startswith(("https://", "http://")):
            continue
        path, _, anchor = link.partition("#")
        target = (ROOT / name).parent / path if path else ROOT / name
        there = target.exists() and target.resolve().is_relative_to(ROOT)
        if not there or (anchor and anchor not in anchors(str(target.resolve().relative_to(ROOT)))):
            broken.append(link)
    assert broken == []


def test_every_document_is_reached_from_the_readme() -> None:
    reached, waiting = set(), ["README.md"]
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        for link in LINK.findall(without_blocks(name)):
            target = ((ROOT / name).parent / link.partition("#")[0]).resolve()
            inside = target.is_relative_to(ROOT)
            if inside and target.is_dir():
                waiting += [str(each.relative_to(ROOT)) for each in target.glob("*.md")]
            elif inside and target.suffix == ".md" and target.exists():
                waiting.append(str(target.relative_to(ROOT)))
    assert set(NAMES) - reached == set()


def test_files_that_documents_name_are_there() -> None:
    named = {
        (name, path)
        for name in NAMES
        for path in re.findall(
            r"`((?:app|exports|templates|tests|scripts|bench|docs|agendas|requirements)/[\w./-]+)`",
            text(name),
        )
        if "my-event" not in path and not path.startswith("agendas/tapahtuma")
    }
    assert sorted((name, path) for name, path in named if not (ROOT / path).exists()) == []


def test_every_module_is_in_the_architecture() -> None:
    document = text("docs/architecture.md")
    modules = {path.name for path in (ROOT / "app").glob("[!_]*.py")}
    rooms = {f"{path.name}/" for path in (ROOT / "app").iterdir() if path.is_dir()}
    rooms -= {"__pycache__/", "web/", "ws/"}  # theirs are named one by one
    modules |= {f"{path.name}" for path in (ROOT / "app/ws").glob("[!_]*.py")}
    missing = {name for name in modules | rooms if not named_as_code(name, "docs/architecture.md")}
    pages = {path.stem for path in (ROOT / "app/web").glob("[!_]*.py")}
    assert (missing, {name for name in pages if name not in document}) == (set(), set())


def test_the_changelog_has_the_current_version() -> None:
    project = re.search(r'^version = "(.+)"$', text("pyproject.toml"), re.MULTILINE)
    newest = re.search(r"^## \[(.+)\]", text("CHANGELOG.md"), re.MULTILINE)
    assert [found and found.group(1) for found in (project, newest)] == [__version__] * 2


def test_every_demand_stands_once_in_the_assurance_with_a_known_state() -> None:
    rows = ROW.findall(text("docs/assurance.md"))
    expected = [f"{part}.{n}" for part, last in REQUIREMENTS.items() for n in range(1, last + 1)]
    expected += [f"T{n}" for n in range(1, FAULTS + 1)]
    assert Counter(row[0] for row in rows) == Counter(expected)
    assert {state for _, _, state, _ in rows} == {"met", "partly", "not yet"}


def test_what_is_said_to_be_met_names_a_test_that_is_there() -> None:
    rows = ROW.findall(text("docs/assurance.md"))
    tests = {row[0]: re.findall(r"`(tests/[\w/.-]+)`", row[3]) for row in rows}
    gone = [path for paths in tests.values() for path in paths if not (ROOT / path).exists()]
    unheld = [row[0] for row in rows if row[2] == "met" and not tests[row[0]]]
    assert (gone, unheld) == ([], [])
