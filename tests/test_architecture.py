"""The rules that a machine can hold: who imports whom, and what no file has."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Each row imports from the rows above it, and nothing beside or below it. A new module needs a row.
ROWS = (
    {"errors", "clock"},
    {"settings", "control", "log", "i18n", "auth", "prepared", "pace", "suppression"},
    {"models", "text"},
    {"migrations"},
    {"kinds"},
    {"agenda"},
    {"amendments"},
    {"db"},
    {"ledger", "keys", "dispositions", "invitations", "confirmations"},
    {"participants", "groups"},
    {"events", "acts", "support"},
    {"passes", "questions", "tally", "doors", "imported", "drafting"},
    {"stage", "picture"},
    {"render"},
    {"running"},
    {"access", "others"},
    {"exports"},
    {"web", "ws"},
    {"main"},
    {"serving", "rehearsal", "keeping"},
    {"demonstration", "keyring"},
    {"cli"},
    {"__main__"},
)

# These know less than their row would let them.
NARROWER = {
    "text": {"errors"},  # knows no event
    "suppression": set(),  # counts in, counts out
    "models": {"clock"},  # tables and nothing else
    "kinds": {"errors", "text"},  # pure functions of settings and answers
    "migrations": {"errors", "models"},  # shapes alone
    "db": {"errors", "clock", "settings", "migrations"},  # no table by name
    "ledger": {"errors", "clock", "models", "prepared", "pace", "db"},  # no kinds
    "picture": {"errors", "text"},  # pure functions of a tally
    "exports": {
        *("models", "ledger", "support", "dispositions", "kinds", "db", "agenda", "acts"),
        *("clock", "i18n", "settings", "errors", "suppression", "text"),
    },
    "rehearsal": {"kinds", "agenda", "i18n", "text"},  # a client: the rest goes over HTTP
}

WEB_FRAMEWORK = re.compile(r"app\.(main|web(\..+)?|ws\.(socket|wire))")
MADE = {"node_modules", "vendor", "data", "__pycache__", "test-results", "htmlcov"}
HOSTS = re.compile(
    r"\b(pypi|pythonhosted|npmjs|debian|jsdelivr|unpkg|googleapis|gstatic)\.(org|com|net)\b"
)
MACHINE = re.compile(r"(?<![\w.])/(work|root|farm|home|Users|tmp/team)/")
INLINE = re.compile(
    r"\|\s*safe\b|(?<![\w-])style=|(?<=[\s\"'])on[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE
)


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the program: its dotted name and its syntax tree."""
    for package in ("app", "exports"):
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def imports(name: str, tree: ast.Module) -> Iterator[str]:
    """The dotted names that a module imports, inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports with dots, line {node.lineno}"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def row(name: str) -> str | None:
    """The word that ROWS has for a dotted name; None for other people's packages."""
    parts = name.split(".")
    if parts[0] == "exports":
        return "exports"
    return parts[1] if parts[0] == "app" and parts[1:] not in ([], ["__version__"]) else None


def allowed(word: str) -> set[str]:
    """The words that a module of this row may import from; its own is one of them."""
    above: set[str] = set()
    for words in ROWS:
        if word in words:
            return {word} | (above & NARROWER.get(word, above))
        above |= words
    return set()


def texts() -> Iterator[tuple[str, str]]:
    """Every file that people wrote: its path from the root and its text."""
    for path in sorted(ROOT.rglob("*")):
        inside = path.relative_to(ROOT)
        top = inside.parts[0]
        own = not top.startswith(".") or top in {".ci", ".github", ".npmrc", ".gitignore"}
        if own and path.is_file() and not MADE & set(inside.parts):
            yield str(inside), path.read_text(encoding="utf-8", errors="ignore")


def test_every_module_has_a_row() -> None:
    known = set().union(*ROWS)
    assert {word for name, _ in modules() if (word := row(name))} - known == set()


def test_imports_point_one_way() -> None:
    wrong = [
        f"{name} imports {other}"
        for name, tree in modules()
        if (word := row(name))
        for other in imports(name, tree)
        if (target := row(other)) and target not in allowed(word)
    ]
    assert wrong == []


def test_only_the_doors_know_the_web_framework() -> None:
    wrong = [
        f"{name} imports {other}"
        for name, tree in modules()
        for other in imports(name, tree)
        if other.split(".")[0] in {"fastapi", "starlette"} and not WEB_FRAMEWORK.fullmatch(name)
    ]
    assert wrong == []


def test_only_exports_know_pandas() -> None:
    wrong = [
        f"{name} imports {other}"
        for name, tree in modules()
        for other in imports(name, tree)
        if other.split(".")[0] == "pandas" and row(name) != "exports"
    ]
    assert wrong == []


def test_no_file_names_a_registry_or_a_place_on_one_machine() -> None:
    found = [
        f"{path}: {match.group()}"
        for path, text in texts()
        for match in (*HOSTS.finditer(text), *MACHINE.finditer(text))
    ]
    assert found == []


def test_no_template_has_inline_code_style_or_unescaped_text() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in sorted((ROOT / "templates").rglob("*.*"))
        for match in INLINE.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_every_declared_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[<>=~!\[ ]", each)[0] for each in project["dependencies"]}
    locked = re.findall(
        r"^([a-z0-9-]+)==", (ROOT / "requirements/serve.txt").read_text(encoding="utf-8"), re.M
    )
    assert declared - set(locked) == set()
