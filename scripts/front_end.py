"""Copy what the browser gets from other hands into app/static/vendor/ (run by `make`).

Needs node_modules as `npm ci` leaves it, and fontTools.
"""

import shutil
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "app" / "static" / "vendor"
IDIOMORPH = ROOT / "node_modules" / "idiomorph"
TYPEFACE = ROOT / "node_modules" / "@fontsource-variable" / "atkinson-hyperlegible-next"
FONT = "atkinson-hyperlegible-next-{}-wght-normal.woff2"

# Letters a phone needs before it fetches more: Finnish, Swedish and English. The typeface has no
# arrows and no tick; they stay in the list for the day it gets them, and fall back until then.
PHONE_LETTERS = "".join(map(chr, range(0x20, 0x7F))) + "åäöüéÅÄÖÜÉ«»“”‘’–—…•·−×½°€→←✓\u00a0\u00ad"
PHONE_WEIGHTS = (400, 700)  # the pages use nothing lighter than text and nothing heavier than bold
PHONE_LIMIT = 14 * 1024  # bytes; the page, its style and this font stay under 60 kB together


def script() -> None:
    """Idiomorph as a module, from its small build: 10 kB where the readable one has 50."""
    source = (IDIOMORPH / "dist" / "idiomorph.min.js").read_text(encoding="utf-8").rstrip()
    module = f"{source}\nexport {{ Idiomorph }};\n"
    (VENDOR / "idiomorph.js").write_text(module, encoding="utf-8")
    shutil.copyfile(ROOT / "scripts" / "idiomorph.d.ts", VENDOR / "idiomorph.d.ts")
    shutil.copyfile(IDIOMORPH / "LICENSE", VENDOR / "idiomorph-LICENSE.txt")


def fonts() -> None:
    """The typeface whole for the large pages, and a small cut of it for phones."""
    for letters in ("latin", "latin-ext"):
        shutil.copyfile(
            TYPEFACE / "files" / FONT.format(letters), VENDOR / f"atkinson-{letters}.woff2"
        )
    shutil.copyfile(TYPEFACE / "LICENSE", VENDOR / "atkinson-OFL.txt")
    phone_font(VENDOR / "atkinson-latin.woff2", VENDOR / "atkinson-phone.woff2")


def phone_font(whole: Path, small: Path) -> None:
    """Cut the letters and weights of `whole` down to what phones show.

    Raises SystemExit when the result is over PHONE_LIMIT.
    """
    font = TTFont(whole, recalcTimestamp=False)
    options = subset.Options(flavor="woff2", hinting=False, layout_features=["ccmp", "kern"])
    cutter = subset.Subsetter(options)
    cutter.populate(text=PHONE_LETTERS)
    cutter.subset(font)
    # Weights go second: a glyph that no longer varies has no row left, and the cutter asks for one.
    instancer.instantiateVariableFont(font, {"wght": PHONE_WEIGHTS}, inplace=True)
    subset.save_font(font, small, options)
    size = small.stat().st_size
    if size > PHONE_LIMIT:
        raise SystemExit(f"{small.name} is {size} bytes, over the limit of {PHONE_LIMIT}")


if __name__ == "__main__":
    VENDOR.mkdir(parents=True, exist_ok=True)
    script()
    fonts()
