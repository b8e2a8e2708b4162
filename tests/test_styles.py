"""Style sheets: every class and id that has rules is on some page."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = r"[A-Za-z_][\w-]*"


def read(*patterns: str) -> str:
    return "\n".join(
        path.read_text(encoding="utf-8")
        for pattern in patterns
        for path in sorted(ROOT.glob(pattern))
        if "vendor" not in path.parts
    )


def styled() -> set[str]:
    """Classes and ids in selectors; no colour and no number of a declaration is one."""
    rules = re.sub(r"/\*.*?\*/", "", read("app/static/css/**/*.css"), flags=re.DOTALL)
    selectors = re.sub(r"\{[^{}]*\}", "{}", rules)
    return set(re.findall(rf"[.#]({NAME})", selectors))


def test_no_style_rule_is_left_over() -> None:
    made = read("templates/**/*.html", "app/static/**/*.js", "app/**/*.py")
    words = set(re.findall(NAME, made))
    # `t{{ level }}` is any class of that letter and a number, `corner-{{ which }}` any of those.
    beginnings = set(re.findall(rf"\b({NAME})\{{\{{", made))
    put_together = re.compile(
        "|".join(f"{each}.+" if each.endswith("-") else rf"{each}\d+" for each in beginnings)
    )
    left_over = {each for each in styled() - words if not put_together.fullmatch(each)}
    assert left_over == set()
