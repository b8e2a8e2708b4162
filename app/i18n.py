"""Texts of the product in every language, and numbers and times as that language writes them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal

from app.clock import moment

LANGUAGES = ("fi", "sv", "en")


@cache
def catalogue(language: str) -> dict[str, str]:
    """Every text of one language, key to text. A text with a plural has `.one` and `.other`."""
    texts: dict[str, str] = {}
    for file in sorted((files("app") / "locale").iterdir(), key=lambda each: each.name):
        if file.name.endswith(f".{language}.toml"):
            texts |= _flat(tomllib.loads(file.read_text(encoding="utf-8")))
    return texts


def _flat(tree: Mapping[str, Any], above: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in tree.items():
        path = f"{above}{key}"
        flat |= {path: value} if isinstance(value, str) else _flat(value, f"{path}.")
    return flat


class Translator:
    """One language: `t("join.button")`, `t("count.statements", n=3)`, `t.number(3.2)`.

    A missing key raises KeyError, so that no page can show one.
    """

    def __init__(self, language: str, timezone: str = "Europe/Helsinki") -> None:
        self.language = language
        self.timezone = ZoneInfo(timezone)
        self._texts = catalogue(language)
        # Dates as Europe writes them: 24/10/2025, never the month first.
        self._locale = Locale.parse("en_GB" if language == "en" else language)

    def __call__(self, key: str, /, **params: object) -> str:
        if key not in self._texts and isinstance(number := params.get("n"), int):
            key = f"{key}.{'one' if self._locale.plural_form(number) == 'one' else 'other'}"
        shown = {
            name: self.number(value) if isinstance(value, int | float) else value
            for name, value in params.items()
        }
        return self._texts[key].format(**shown)

    def text(self, texts: Mapping[str, str]) -> str:
        """An event's own text in this language, else in the event's first."""
        return texts.get(self.language) or next(iter(texts.values()), "")

    def language_of(self, texts: Mapping[str, str]) -> str:
        """The language that `text` really gives, for `lang`."""
        return self.language if texts.get(self.language) else next(iter(texts), self.language)

    def number(self, value: float, decimals: int = 0) -> str:
        """3,2 or 2 000 in Finnish; rounded half up to `decimals`."""
        rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return format_decimal(rounded, format=pattern, locale=self._locale)

    def time(self, stamp: str) -> str:
        """Ledger time as a wall clock of the event: 13.42, in Finland's Swedish too."""
        time = moment(stamp).astimezone(self.timezone)
        written = format_time(time, "short", locale=self._locale)
        return written.replace(":", ".") if self.language == "sv" else written

    def left(self, seconds: int) -> str:
        """Seconds as minutes and seconds: 1.30, in English 1:30."""
        return f"{seconds // 60}{':' if self.language == 'en' else '.'}{seconds % 60:02d}"

    def date(self, iso: str) -> str:
        """An ISO date or ledger time as a date: 24.10.2025."""
        day = moment(iso).astimezone(self.timezone) if "T" in iso else moment(f"{iso}T12:00:00Z")
        return format_date(day, "short", locale=self._locale)


@cache
def translator(language: str, timezone: str = "Europe/Helsinki") -> Translator:
    """The shared translator of a language; an unknown one gives Finnish."""
    return Translator(language if language in LANGUAGES else LANGUAGES[0], timezone)
