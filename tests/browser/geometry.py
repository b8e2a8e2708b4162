"""Measures where text stands on a page: what is cut, covered, too small or out of its place."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.async_api import Page

# In `roots`, every line of text that is seen:
#   small     is smaller than `rem` of the page's
#   outside   leaves the page sideways, or a screen that does not scroll at any edge
#   cut       is cut by a box that hides what overflows
#   wide      leaves the box that it is set in, sideways
#   left      leaves the picture that it is a part of
#   over      lies over another line, or over a drawing that it is no part of
# and the page itself: `sideways` when it scrolls so, `unknown` for what no browser draws.
FAULTS = """([roots, rem, still]) => {
  const UNSEEN = ".vh, script, style, template, noscript, option, [aria-live] > :empty";
  // Drawings that have nothing in them, or that words may stand in.
  const NOTHING = ".vh, .plot .field > svg, .seg:not(.v1, .v2, .v3, .v4, .v5), [width='0.0%']";
  const page = document.documentElement;
  const width = page.clientWidth;
  const least = rem * parseFloat(getComputedStyle(page).fontSize);
  const found = new Map();
  const named = (node) => (node.nodeType === 3 ? node.data : node.outerHTML)
    .trim().replace(/[\\s\\u00ad]+/g, " ").slice(0, 48);
  const tell = (what, node, by = 0) => {
    const words = `${what} ${named(node)}`;
    found.set(words, Math.max(found.get(words) ?? 0, Math.round(by)));
  };
  const unread = (each) => each && (getComputedStyle(each).clipPath === "inset(50%)"
    || unread(each.parentElement)); // as .vh is: for screen readers alone
  const seen = (each) => !unread(each)
    && each.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const scrolled = (style) => /auto|scroll/.test(style.overflowX + style.overflowY);
  const boxes = new Map(); // of an element: what cuts it, and what it is set in
  const box = (each) => {
    if (boxes.has(each)) return boxes.get(each);
    const clips = [];
    let block, picture, taken, layer; // what floats above the rest of a page that scrolls
    for (let up = each; up && up !== document.body; up = up.parentElement) {
      const style = getComputedStyle(up);
      const rect = up.getBoundingClientRect();
      // All boxes that it is set in, up to one that was taken out of them.
      if (!taken && !/^(inline|contents)$/.test(style.display) && !up.closest("svg")) {
        block = { left: Math.max(rect.left, block?.left ?? rect.left),
          right: Math.min(rect.right, block?.right ?? rect.right) };
        taken = /absolute|fixed/.test(style.position);
      }
      if (up.matches(".picture, .foot, .where, .corner")) picture ??= rect;
      if (/fixed|sticky/.test(style.position)) layer ??= up;
      if (style.overflow !== "visible" && !up.matches("svg")) clips.push([rect, scrolled(style)]);
    }
    boxes.set(each, { clips, block, picture, layer });
    return boxes.get(each);
  };

  // What is seen of a letter: without the air above and below it.
  const ink = (rect, style) => {
    const size = parseFloat(style.fontSize) * 0.34;
    if (style.writingMode.startsWith("vertical")) {
      const middle = (rect.left + rect.right) / 2;
      return { ...edges(rect), left: middle - size, right: middle + size };
    }
    const middle = (rect.top + rect.bottom) / 2;
    return { ...edges(rect), top: middle - size, bottom: middle + size };
  };
  const edges = ({ left, right, top, bottom }) => ({ left, right, top, bottom });

  // The part of it that is not scrolled out of sight.
  const within = (rect, clips) => {
    const part = { ...rect };
    for (const [clip] of clips.filter(([, scrolls]) => scrolls)) {
      part.left = Math.max(part.left, clip.left);
      part.right = Math.min(part.right, clip.right);
      part.top = Math.max(part.top, clip.top);
      part.bottom = Math.min(part.bottom, clip.bottom);
    }
    return part.left < part.right && part.top < part.bottom ? part : null;
  };

  const lines = [];
  for (const root of document.querySelectorAll(roots)) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!node.data.trim() || parent.closest(UNSEEN) || !seen(parent)) continue;
      const style = getComputedStyle(parent);
      const { clips, block, picture, layer } = box(parent);
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const line of range.getClientRects()) {
        if (line.width < 1.5 || !line.height) continue;
        const rect = within(ink(line, style), clips);
        if (!rect) continue;
        const size = parseFloat(style.fontSize);
        if (size < least - 0.05) tell("small", node, size);
        const beyond = Math.max(-rect.left, rect.right - width,
          still ? Math.max(-rect.top, rect.bottom - innerHeight) : 0);
        if (beyond > 1) tell("outside", node, beyond);
        for (const [clip, scrolls] of clips) {
          const out = Math.max(clip.left - rect.left, rect.right - clip.right,
            clip.top - rect.top, rect.bottom - clip.bottom);
          if (out > 1.5 && !scrolls) tell("cut", node, out);
        }
        if (block && !parent.closest("svg")) {
          const out = Math.max(block.left - rect.left, rect.right - block.right);
          if (out > Math.max(2, size / 20)) tell("wide", node, out); // letters are set a hair out
        }
        if (picture && !parent.closest(".turn")) { // the wall's pages are told under its edge
          const out = Math.max(picture.left - rect.left, rect.right - picture.right,
            picture.top - rect.top, rect.bottom - picture.bottom);
          if (out > 3) tell("left", node, out);
        }
        lines.push({ ...rect, node, layer });
      }
    }
    for (const each of root.querySelectorAll("svg, .band")) {
      if (!seen(each) || each.closest(NOTHING) || each.querySelector("text, svg")) continue;
      const rect = edges(each.getBoundingClientRect());
      const part = rect.right - rect.left > 1 && within(rect, box(each).clips);
      if (part) lines.push({ ...part, node: each, layer: box(each).layer, drawn: true });
    }
  }

  lines.sort((one, other) => one.top - other.top);
  lines.forEach((one, place) => {
    for (let next = place + 1; next < lines.length && lines[next].top < one.bottom - 1; next += 1) {
      const other = lines[next];
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const down = Math.min(one.bottom, other.bottom) - other.top;
      const related = one.node.contains(other.node) || other.node.contains(one.node);
      if (across < 1.5 || down < 1.5 || related || (one.drawn && other.drawn)) continue;
      if (one.layer !== other.layer) continue;
      tell(`over ${named(other.node)} |`, one.node, Math.min(across, down));
    }
  });
  for (const each of document.querySelectorAll("body *"))
    if (each instanceof HTMLUnknownElement) tell("unknown", each);
  if (page.scrollWidth > width) tell("sideways", page, page.scrollWidth - width);
  return [...found].map(([words, by]) => `${words} (${by})`);
}"""


@dataclass(frozen=True)
class Surface:
    """A kind of page: where its text is, its least size, and whether it never scrolls."""

    roots: str
    least: float  # rem
    sizes: tuple[tuple[int, int], ...]
    still: bool = False


# The least text that the look allows. A screen's rem grows with its size; a page that scrolls is
# looked at so high that nothing of it is out of sight.
HIGH = 3_000
SCREEN = Surface(
    "#stage", 1.75, ((1920, 1080), (1024, 768), (1280, 720), (768, 576), (390, 844)), still=True
)
PHONE = Surface(
    "header, main, #own, #results, #dock",
    1,
    ((390, HIGH), (320, HIGH), (768, HIGH), (1280, HIGH), (1920, HIGH)),
)
CONSOLE = Surface("body", 0.9375, ((1280, HIGH), (390, HIGH), (768, HIGH), (1920, HIGH)))


async def faults(page: Page, surface: Surface, state: str, sizes: int) -> list[str]:
    """What is wrong with the page as it is now, in the first of its sizes."""
    found = []
    for width, height in surface.sizes[:sizes]:
        await page.set_viewport_size({"width": width, "height": height})
        told = await page.evaluate(FAULTS, [surface.roots, surface.least, surface.still])
        found += [f"{state} {width}: {each}" for each in told]
    return found
