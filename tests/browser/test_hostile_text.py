"""What people write stays text and stays in its place: on phones, the console and the screen."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.hall import Hall
from tests.exports.hostile import CONTROLS, DIRECTIONS, LINKS, LONG, MARKUP, SIGNS
from tests.served import Phone

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

RUNS = "globalThis.pwned=1"
XSS = [
    f"<script>{RUNS}</script>",
    f"<ScRiPt>{RUNS}</sCrIpT>",
    f"<<script>{RUNS}//<</script>",
    f"</script><script>{RUNS}</script>",
    f"</template><script>{RUNS}</script>",
    f"</textarea><script>{RUNS}</script>",
    f"</title><script>{RUNS}</script>",
    f"<img src=x onerror={RUNS}>",
    f"<img src=x onerror='{RUNS}'//",
    f'"><img src=x onerror={RUNS}>',
    f"'><img src=x onerror={RUNS}>",
    f"<svg onload={RUNS}>",
    f"<svg><script>{RUNS}</script></svg>",
    f"<svg><animate onbegin={RUNS} attributeName=x dur=1s>",
    f"<math><mi xlink:href='javascript:{RUNS}'>x</mi></math>",
    f"<iframe srcdoc='<script>parent.{RUNS}</script>'></iframe>",
    f"<iframe src=javascript:{RUNS}></iframe>",
    f"<a href=javascript:{RUNS}>avaa</a>",
    f"<details open ontoggle={RUNS}>x</details>",
    f"<input autofocus onfocus={RUNS}>",
    f"<body onload={RUNS}>",
    f"<video><source onerror={RUNS}></video>",
    f"<object data=javascript:{RUNS}></object>",
    f"<form action=javascript:{RUNS}><button autofocus>x",
    f"<style>@import 'javascript:{RUNS}';</style>",
    "<style>*{display:none}</style>",
    "<link rel=stylesheet href=//x.example/a.css>",
    "<meta http-equiv=refresh content='0;url=//x.example'>",
    "<base href=//x.example/>",
    "<plaintext>",
    "<!--",
    "<p style=position:fixed;inset:0>peitto</p>",
    f'" autofocus onfocus="{RUNS}',
    f"' onmouseover='{RUNS}",
    f"`-{RUNS}-`",
    f"${{{RUNS}}}",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#x3C;img src=x onerror=alert(1)&#x3E;",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "hx-get=/x data-page=console id=stage",
]
WIDE = [
    "Lentokonesuihkuturbiinimoottoriapumekaanikkoaliupseerioppilas" * 3,
    "https://" + "pitkäosoite." * 30 + "example",
    "m" * 600,
    "WWWWWWWW" * 40,
    "😀" * 300,
    "👩‍👩‍👧‍👦" * 120,
    "﷽" * 60,
    "e" + "\u0301\u0316\u0325\u033f" * 40,
    "rivi\n" * 60,
    "\u202e" + "nurinpäin " * 20,
    "a\u00adb" * 200,
    "ℵ" * 200,
]


def sendable(text: str) -> bool:
    """Half a surrogate pair is no text in any request."""
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


OTHERS = [*MARKUP, *DIRECTIONS, *LINKS, *SIGNS, *CONTROLS[:8], *LONG]
STRINGS = [text for text in [*XSS, *WIDE, *OTHERS] if sendable(text)]

TEXTS = ("osallisuus-kehittamistarpeet", "hyvinvointi-kehittamistarpeet")
TEXTS += ("elinvoima-kehittamistarpeet", "varautuminen-kehittamistarpeet")
WALLS = ("osallisuus-toimenpiteet", "hyvinvointi-toimenpiteet")
WALLS += ("elinvoima-toimenpiteet", "varautuminen-toimenpiteet")
COMMITMENT, WORDS = "osallisuus-sitoumukset", "osallisuus-vahvuudet"

# Text that leaves its card sideways, or leaves the page; a line's own box may be a little higher
# than the line, and is clipped there.
OUTSIDE = """(cards) => cards.flatMap((card) => {
  const box = card.getBoundingClientRect();
  if (box.left < -1 || box.right > innerWidth + 1) return [`card ${card.id}`];
  const walker = document.createTreeWalker(card, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const unseen = ".vh, details:not([open]) > :not(summary)";
    if (walker.currentNode.parentElement.closest(unseen)) continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    for (const rect of range.getClientRects()) {
      const high = Math.max(rect.height / 2, 4);
      const out = rect.left < box.left - 1 || rect.right > box.right + 1
        || rect.top < box.top - high || rect.bottom > box.bottom + high;
      if (rect.width > 0 && out) found.push(`${card.id}: ${walker.currentNode.data.slice(0, 60)}`);
    }
  }
  return [...new Set(found)];
})"""
PWNED = "() => globalThis.pwned ?? null"
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


async def is_harmless(page: Page, cards: Locator) -> None:
    """Nothing ran, nothing was made of the text, and no text is outside its card."""
    assert await page.evaluate(PWNED) is None
    assert await page.locator("main :is(img, video, object, embed, base, style, link)").count() == 0
    assert await cards.evaluate_all(OUTSIDE) == []
    assert await page.evaluate(SIDEWAYS) <= 0


def send_all(phone: Phone, keys: tuple[str, ...], field: str, **more: Any) -> int:
    """Send every string; how many were taken. One refused is refused with a sentence."""
    taken = 0
    for number, text in enumerate(STRINGS):
        answer = phone.put(keys[number % len(keys)], {field: text, **more})
        assert answer.status_code in (200, 413, 422), text
        taken += answer.status_code == 200
    return taken


async def test_a_hidden_statement_leaves_the_screen_within_two_seconds(hall: Hall) -> None:
    key = "varautuminen-toimenpiteet"
    hall.stage(key)
    hall.host.change(key, results="shown")
    text = f"Asiaton {XSS[7]}"
    hall.server.phone().put(key, {"text": text})
    screen, console = await hall.screen(), await hall.console()
    await console.decide(text, "approve")
    wall = screen.stage.get_by_text(text, exact=True)
    await expect(wall).to_be_visible()
    await console.page.locator("#decided > summary").click()
    hide = console.t("console.queue.hide")
    await console.statement(text).get_by_role("button", name=hide).click()
    await expect(wall).to_have_count(0, timeout=2_000)
    await expect(screen.stage).not_to_contain_text("Asiaton")


async def test_on_phones_and_for_the_moderator(hall: Hall) -> None:
    phone = await hall.phone(viewport={"width": 320, "height": 640})
    program = await hall.program(phone)
    for key in (*TEXTS, COMMITMENT):
        hall.stage(key)
    assert send_all(program, TEXTS, "text") >= 60
    details = {"strength": "ready", "actor": XSS[0], "when": XSS[9], "needs": WIDE[0][:180]}
    assert send_all(program, (COMMITMENT,), "measure", **details) >= 60
    for path in ("/answers", f"?prompt={COMMITMENT}", f"?prompt={TEXTS[0]}"):
        await phone.open(path)
        await is_harmless(phone.page, phone.page.get_by_role("listitem"))
    await phone.open("/answers")
    shown = await phone.page.locator("li .said > p:first-child").all_text_contents()
    sent = [each["value"].get("text") or each["value"]["measure"] for each in program.own()]
    assert sorted(shown) == sorted(sent)
    console = await hall.console()
    await is_harmless(console.page, console.page.locator("li[data-statement]"))
    await console.page.goto(f"{console.path}/console/review")
    cards, more = console.page.locator("li[data-statement]"), console.page.locator("[rel=next]")
    read = await cards.locator("p.text").all_text_contents()
    await is_harmless(console.page, cards)
    while await more.count():
        await more.click()
        await is_harmless(console.page, cards)
        read += await cards.locator("p.text").all_text_contents()
    assert sorted(read) == sorted(each["text"] for each in hall.host.waiting())


SIZES = ((1920, 1080), (1024, 768))  # of the screens


async def test_on_the_wall_of_statements(hall: Hall) -> None:
    """Filled before it is shown: every statement that comes while it is seen is a frame more."""
    program = hall.server.phone()
    for key in WALLS:
        hall.stage(key)
    for number, text in enumerate(STRINGS):
        program.put(WALLS[number % len(WALLS)], {"text": text})
    walls: dict[str, list[str]] = {key: [] for key in WALLS}
    for each in hall.host.waiting():
        if each["prompt"] in walls:
            hall.host.moderate(each["id"], "approved")
            walls[each["prompt"]].append(each["id"])
    screen = await hall.screen()
    for key, ids in walls.items():
        hall.host.change(key, results="shown")
        hall.stage(key)
        await expect(screen.stage.locator(f"#{ids[-1]}")).to_be_attached()
        for width, height in SIZES:
            await screen.page.set_viewport_size({"width": width, "height": height})
            for _ in range(await screen.stage.locator(".page").count()):
                seen = screen.stage.locator(".page:visible")
                await is_harmless(screen.page, seen.get_by_role("listitem"))
                assert await seen.evaluate(BELOW) == []
                await screen.page.keyboard.press("ArrowRight")


# Statements that reach under the figures at the foot of the sheet.
BELOW = """(page) => {
  const foot = page.closest(".sheet").querySelector(".foot").getBoundingClientRect().top;
  return [...page.querySelectorAll("li")]
    .filter((each) => each.getBoundingClientRect().bottom > foot + 1)
    .map((each) => each.textContent.slice(0, 60));
}"""


async def test_among_the_words(hall: Hall) -> None:
    hall.stage(WORDS)
    hall.host.change(WORDS, results="shown")
    words = [text for text in STRINGS if len(text) <= 60]
    taken = 0
    for at in range(0, len(words), 3):
        for organisation in ("joutsa", "laukaa"):
            answer = hall.server.phone(organisation).put(WORDS, {"words": words[at : at + 3]})
            taken += answer.status_code == 200
    assert taken >= 20
    screen = await hall.screen()
    await screen.sees(WORDS)
    for width, height in SIZES:
        await screen.page.set_viewport_size({"width": width, "height": height})
        await expect(screen.stage.locator("li.said").first).to_be_visible()
        await is_harmless(screen.page, screen.stage.get_by_role("listitem"))
    console = await hall.console()
    await console.page.goto(f"{console.path}/analysis")
    rows = console.page.get_by_role("article").get_by_role("row")
    await is_harmless(console.page, rows)
    assert await rows.count() > 20
