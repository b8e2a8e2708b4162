"""Looks at a page as axe-core and a ruler see it, in light and dark, wide and narrow."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal

from playwright.async_api import Page

from tests.browser.hall import DEVICES

AXE = (Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = {"phone": "color-contrast", "console": "color-contrast"}
CONTRAST["screen"] = "color-contrast-enhanced"  # 7:1, for the back rows

# What axe cannot decide by itself: in which states, what it says, and why that is right there.
ALLOWED = (
    ("", "has no value", "the same field is looked at again with a value in it"),
    ("", "only non-text characters", "a plus or minus in the ink of the words beside it"),
    ("", "too short", "a figure in the ink of the words of its row; in a bar see FAINT"),
    ("analysis", "overlap|obscured", "slanted heads overlap in their boxes, not in their ink"),
    (
        "menu open|folds open|to delete",
        "overlapped",
        "a fold lies over it, and it is looked at without",
    ),
)

RUN = """async ([rules, only]) => {
  const { violations, incomplete } = await axe.run(document, {
    runOnly: only ? { type: "rule", values: only } : { type: "tag", values: rules.tags },
    rules: only ? {} : rules.more,
    resultTypes: ["violations", "incomplete"],
    iframes: false, // the preview is the screen itself, which is looked at on its own
  });
  const told = (kind) => ({ id, nodes }) => nodes.map((node) => {
    const [check] = [...node.any, ...node.all, ...node.none];
    return [kind, id, node.target.join(" "), check?.message ?? ""];
  });
  return [...violations.flatMap(told("violation")), ...incomplete.flatMap(told("undecided"))];
}"""

# Anything that is pressed, smaller than `least` pixels; a link within a sentence is as high as it.
SMALL = """(least) => {
  const all = "button, a[href], summary, input:not([type=hidden]), select, textarea";
  return [...document.querySelectorAll(all)].flatMap((each) => {
    const radio = each.matches("[type=radio], [type=checkbox]");
    const target = radio ? each.closest("label") ?? each : each;
    const { width, height } = target.getBoundingClientRect();
    const inline = each.matches("a") && getComputedStyle(each).display === "inline";
    const seen = target.checkVisibility({ visibilityProperty: true }) && width * height > 4;
    if (!seen || inline || each.closest(".vh") || each.disabled) return [];
    if (width >= least - 0.5 && height >= least - 0.5) return [];
    const size = `${width.toFixed(0)} × ${height.toFixed(0)}`;
    return [`${each.id || each.outerHTML.slice(0, 60)}: ${size}`];
  });
}"""

SIDEWAYS = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const wide = root.clientWidth + 1;
  return [...document.querySelectorAll("body *")]
    .filter((each) => each.getBoundingClientRect().right > wide && each.checkVisibility())
    .map((each) => each.id || each.outerHTML.slice(0, 60));
}"""

# Text that is cut, or that stands outside the screen.
CUT = """() => [...document.querySelectorAll("#stage *")].flatMap((each) => {
  if (each.closest(".vh, [aria-hidden=true], svg") || !each.checkVisibility()) return [];
  const text = [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  if (!text) return [];
  const box = each.getBoundingClientRect();
  const out = box.left < -1 || box.top < -1
    || box.right > innerWidth + 1 || box.bottom > innerHeight + 1;
  const style = getComputedStyle(each);
  const cut = style.display !== "inline" && style.overflowX !== "visible"
    && (each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 8);
  return out || cut ? [`${each.id || each.outerHTML.slice(0, 80)}`] : [];
})"""

# Figures in the bars of a scale, with less than 7:1 between ink and bar.
FAINT = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const light = (colour) => {
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((each) => {
      const part = each / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  return [...document.querySelectorAll("svg.seg text")].flatMap((each) => {
    const ink = light(getComputedStyle(each).fill);
    const bar = light(getComputedStyle(each.closest("svg")).backgroundColor);
    const ratio = (Math.max(ink, bar) + 0.05) / (Math.min(ink, bar) + 0.05);
    return ratio < 7 ? [`${each.closest("svg").classList} ${ratio.toFixed(1)}:1`] : [];
  });
}"""

Audience = Literal["phone", "screen", "console"]


class Inspection:
    """Looks at one page state after state; `found` is everything that is wrong."""

    def __init__(self, page: Page, audience: Audience) -> None:
        self.page = page
        self.audience = audience
        self.found: list[str] = []

    async def look(self, state: str, dark: bool = True) -> None:
        """Look at the page as it is now."""
        await self.page.emulate_media(reduced_motion="reduce")
        await self.page.evaluate("() => document.fonts.ready")
        size = DEVICES[self.audience]["viewport"]
        if self.audience != "screen":  # so high that the bar at the bottom covers nothing
            await self.page.set_viewport_size(size | {"height": 6_000})
        await self._axe(state)
        if dark and self.audience != "screen":  # which is dark only by its address
            await self.page.emulate_media(color_scheme="dark", reduced_motion="reduce")
            await self._axe(f"{state}, dark", [CONTRAST[self.audience]])
            await self.page.emulate_media(color_scheme="light", reduced_motion="reduce")
        await self.page.set_viewport_size(size)
        await getattr(self, f"_measure_{self.audience}")(state)

    async def contrast(self, state: str) -> None:
        """Look at the contrast alone."""
        await self._axe(state, [CONTRAST[self.audience]])
        await self._tell(state, "faint", FAINT)

    async def fits(self, state: str) -> None:
        """Only whether the page is as wide as its window."""
        await self._tell(state, "sideways", SIDEWAYS)

    async def narrow(self, state: str) -> None:
        """Only whether the page fits the narrowest window that there is."""
        await self._at(320, 640, state, "sideways", SIDEWAYS)

    async def _axe(self, state: str, only: list[str] | None = None) -> None:
        if not await self.page.evaluate("() => 'axe' in globalThis"):
            await self.page.evaluate(AXE)
        more = {"target-size": {"enabled": True}}
        if self.audience == "screen":
            more[CONTRAST["screen"]] = {"enabled": True}
        told: list[list[Any]] = await self.page.evaluate(RUN, [{"tags": TAGS, "more": more}, only])
        self.found += [
            f"{state}: {kind} {rule} {target} ({message})"
            for kind, rule, target, message in told
            if kind == "violation" or not _allowed(state, message)
        ]

    async def _measure_phone(self, state: str) -> None:
        await self._tell(state, "small", SMALL, 44)
        await self._at(320, 640, state, "sideways", SIDEWAYS)

    async def _measure_console(self, state: str) -> None:
        await self._tell(state, "sideways", SIDEWAYS)
        await self._tell(state, "small", SMALL.replace("all)]", "`main :is(${all})`)]"), 44)

    async def _measure_screen(self, state: str) -> None:
        await self._tell(state, "cut", CUT)
        await self._tell(state, "faint", FAINT)
        await self._at(1024, 768, state, "cut", CUT)

    async def _at(self, width: int, height: int, state: str, what: str, script: str) -> None:
        size = DEVICES[self.audience]["viewport"]
        await self.page.set_viewport_size({"width": width, "height": height})
        await self._tell(f"{state}, {width} wide", what, script)
        await self.page.set_viewport_size(size)

    async def _tell(self, state: str, what: str, script: str, *argument: int) -> None:
        told = await self.page.evaluate(script, *argument)
        self.found += [f"{state}: {what} {each}" for each in told]


def _allowed(state: str, message: str) -> bool:
    return any(re.search(where, state) and re.search(says, message) for where, says, _ in ALLOWED)
