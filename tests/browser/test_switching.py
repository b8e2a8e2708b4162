"""A new prompt never takes what somebody is writing, and reaches everybody else by itself."""

from __future__ import annotations

import asyncio
import os
import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.async_api import WebSocketRoute, expect

from tests.browser.hall import Hall
from tests.browser.pages import PhonePage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CHOICE = "edustus"
SWITCHES = int(os.environ.get("SWITCHES", "200"))  # 1,000 take some minutes
ROUND = 20  # switches while everybody writes to one prompt; two more while they send
LETTERS = "aeiouyäö bdfghjklmnprstv"
SPENT = 60  # characters that a short field takes


async def test_a_press_on_the_console_reaches_phone_and_screen(hall: Hall) -> None:
    """The first here: Next goes to what has not been asked."""
    console, screen, phone = await hall.console(), await hall.screen(), await hall.phone()
    hall.stage(CHOICE)
    await console.sees(CHOICE)
    await console.switch_on_every_key()
    await console.press("n")
    for page in (console, screen, phone):
        await page.sees("osallisuus-tilanne")
    await console.half("closed").click()
    await expect(
        phone.page.locator("#stage").get_by_text(phone.t("phone.state.closed"), exact=True)
    ).to_be_visible()
    await console.press("r")
    await expect(screen.stage.get_by_role("table")).to_be_attached()
    await console.press("o")
    await expect(phone.send).to_be_visible()
    await console.press("c")
    await expect(phone.heading).to_have_text(phone.t("phone.wait.title"))
    await expect(screen.page.get_by_text(screen.t("screen.join.code"))).to_be_visible()
    await console.press("z")
    await asyncio.gather(phone.sees("osallisuus-tilanne"), screen.sees("osallisuus-tilanne"))


async def test_switches_at_random_moments_lose_no_character(hall: Hall) -> None:
    """Four phones write in every field that takes text while the moderator does all there is."""
    chance = random.Random(25)
    asked = [
        each for each in hall.event["prompts"] if each["kind"] in ("text", "words", "commitment")
    ]
    phones = [await hall.phone() for _ in range(4)]
    sent: list[tuple[str, str]] = []
    for _ in range(SWITCHES // ROUND):
        prompt = chance.choice(asked)
        own = prompt["key"]
        hall.stage(own)
        await asyncio.gather(*(ready(phone, own) for phone in phones))
        writers = [Writer(phone, random.Random(chance.random())) for phone in phones]
        await asyncio.gather(*(writer.start() for writer in writers))
        done = asyncio.Event()
        writing = [writer.write(done) for writer in writers]
        await asyncio.gather(*writing, switch(hall, chance, own, ROUND, done))
        for writer in writers:
            await expect(writer.phone.heading).to_have_text(writer.phone.heading_of(own))
            await writer.has_all()
        if prompt["kind"] == "text":
            pressed = [phone.send.click() for phone in phones]
            await asyncio.gather(*pressed, switch(hall, chance, own, 2, asyncio.Event()))
            await asyncio.gather(*(phone.sends_all() for phone in phones))
            sent += [(own, writer.written.strip()) for writer in writers]
        else:
            await asyncio.gather(*(writer.clear() for writer in writers))
    assert filed(hall) == sorted(sent)


class Writer:
    """Somebody who writes in one of a form's fields, and then in the next when it is full."""

    def __init__(self, phone: PhonePage, chance: random.Random) -> None:
        self.phone = phone
        self.chance = chance
        self.fields = phone.form.locator("textarea, input[type=text]")
        self.place = 0
        self.values: list[str] = []

    @property
    def written(self) -> str:
        """What stands in the field that is written in."""
        return self.values[self.place]

    async def start(self) -> None:
        """Write a first letter into one of the fields: an untouched form goes when it closes."""
        fold = self.phone.form.locator("details:not([open]) > summary")
        if await fold.count():
            await fold.click()
        self.values = [""] * await self.fields.count()
        self.place = self.chance.randrange(len(self.values))
        field = self.fields.nth(self.place)
        await field.press_sequentially("a")
        await expect(field).to_have_value("a")
        self.values[self.place] = "a"

    async def write(self, done: asyncio.Event) -> None:
        """A few letters at a time, until all switches are done."""
        while not done.is_set():
            if len(self.written) > SPENT and len(self.values) > 1:
                self.place = (self.place + 1) % len(self.values)
                await self.fields.nth(self.place).focus()
                if len(self.written) > SPENT:  # all are full: what was written is kept meanwhile
                    await done.wait()
                    return
            letters = "".join(self.chance.choices(LETTERS, k=self.chance.randrange(1, 7)))
            await self.phone.page.keyboard.type(letters, delay=self.chance.uniform(0, 12))
            self.values[self.place] += letters

    async def has_all(self) -> None:
        """Every letter is in its field, and the cursor where it was."""
        for place, value in enumerate(self.values):
            await expect(self.fields.nth(place)).to_have_value(value)
        await expect(self.fields.nth(self.place)).to_be_focused()

    async def clear(self) -> None:
        """Write nothing after all."""
        for place, value in enumerate(self.values):
            if value:
                await self.fields.nth(place).fill("")


async def ready(phone: PhonePage, key: str) -> None:
    """At the form of a prompt."""
    there = phone.page.locator(f'#stage[data-prompt="{key}"]')
    await expect(there.or_(phone.arrived).first).to_be_visible()
    if await phone.arrived.is_visible():  # the cursor is still in a field of the one before
        await phone.arrived.click()
    await phone.sees(key)
    if await phone.mine.is_visible():
        await phone.more(key).click()
    await expect(phone.send).to_be_visible()


async def switch(
    hall: Hall, chance: random.Random, own: str, number: int, done: asyncio.Event
) -> None:
    """So many acts of the moderator, each after a moment."""
    keys = [each["key"] for each in hall.event["prompts"]]
    areas = [each["key"] for each in hall.event["goal_areas"]]
    http = hall.host.http
    acts: list[Callable[[], Any]] = [
        *[lambda: hall.stage(chance.choice(keys))] * 4,
        lambda: hall.stage(own),
        lambda: hall.stage(None),
        lambda: http.put("/stage", json={"goal_area": chance.choice(areas)}),
        lambda: hall.host.change(own, state="closed"),
        lambda: hall.host.change(own, state="open"),
        lambda: hall.host.change(own, results="shown"),
        lambda: hall.host.change(own, phones="shown"),
        lambda: hall.host.change(own, results="hidden"),
        lambda: http.put("/view", json={"view": chance.choice(["blank", "join", "stage"])}),
        lambda: http.put("/freeze", json={"frozen": chance.random() < 0.5}),
    ]
    for _ in range(number):
        await asyncio.sleep(chance.uniform(0, 0.12))
        await asyncio.to_thread(chance.choice(acts))
    done.set()


def filed(hall: Hall) -> list[tuple[str, str]]:
    """Every statement that waits, with its prompt."""
    return sorted((each["prompt"], each["text"]) for each in hall.host.waiting())


async def test_a_draft_waits_with_its_own_prompt(hall: Hall) -> None:
    own, other = "osallisuus-toimenpiteet", "elinvoima-sitoumukset"
    hall.stage(own)
    phone = await hall.phone()
    await phone.text.press_sequentially("Kysytään nuorilta")
    hall.stage(other)
    await expect(phone.arrived).to_be_visible()
    await expect(phone.page.get_by_role("status")).to_have_text(phone.t("phone.say.arrived"))
    await expect(phone.text).to_be_focused()
    await phone.arrived.click()
    await phone.sees(other)
    await expect(phone.heading).to_be_focused()
    measure = phone.form.get_by_label(phone.t("phone.commitment.measure"))
    await expect(measure).to_have_value("")
    await measure.press_sequentially("Selvitämme")
    hall.stage(own)
    await phone.arrived.click()
    await phone.sees(own)
    await expect(phone.text).to_have_value("Kysytään nuorilta")
    await phone.send.click()
    await phone.is_stored()
    hall.stage(other)
    await phone.sees(other)
    await expect(measure).to_have_value("Selvitämme")


async def test_who_still_writes_is_told_that_the_prompt_closed_and_opened(hall: Hall) -> None:
    own, other = "hyvinvointi-kehittamistarpeet", "elinvoima-sitoumukset"
    hall.stage(own)
    phone = await hall.phone()
    await phone.text.press_sequentially("Kyydit kylille")
    hall.stage(other)
    await expect(phone.arrived).to_be_visible()
    await expect(phone.state("closed_typing")).to_be_hidden()
    hall.host.change(own, state="closed")
    await expect(phone.state("closed_typing")).to_be_visible()
    await expect(phone.text).to_have_value("Kyydit kylille")
    await expect(phone.text).to_be_focused()
    hall.host.change(own, state="open")
    await expect(phone.state("closed_typing")).to_be_hidden()
    hall.host.change(own, state="closed")
    await expect(phone.state("closed_typing")).to_be_visible()
    await phone.send.click()
    await phone.sees(other)
    assert (own, "Kyydit kylille") in filed(hall)
    hall.host.change(own, state="open")


async def test_a_prompt_that_was_chosen_says_that_it_closed(hall: Hall) -> None:
    hall.stage(CHOICE)
    phone = await hall.phone()
    hall.stage("elinvoima-sitoumukset")
    await phone.open(f"?prompt={CHOICE}")
    await expect(phone.send).to_be_visible()
    hall.host.change(CHOICE, state="closed")
    closed = phone.page.locator("#stage").get_by_text(phone.t("phone.state.closed"), exact=True)
    await expect(closed).to_be_visible()
    await expect(phone.send).to_be_hidden()
    hall.host.change(CHOICE, state="open")
    await expect(phone.send).to_be_visible()


async def test_who_chose_another_prompt_is_told_only_of_what_comes(hall: Hall) -> None:
    staged = "elinvoima-sitoumukset"
    hall.stage(CHOICE)
    hall.stage(staged)
    phone = await hall.phone()
    await phone.open(f"?prompt={CHOICE}")
    await phone.answer(CHOICE, {"option": "en"})  # a frame has come meanwhile
    hall.host.change(staged, state="closed")
    hall.host.change(staged, state="open")
    others = phone.page.locator("summary", has_text=re.compile(r"\d"))
    await expect(phone.arrived).to_be_hidden()
    await others.click()
    await phone.stage.locator(f'[data-other="{staged}"]').click()
    await phone.sees(staged)  # the stage again, which it follows
    hall.stage("painopiste")
    await phone.sees("painopiste")
    await phone.open(f"?prompt={CHOICE}")
    hall.stage(staged)
    await expect(phone.arrived).to_be_visible()


async def test_who_does_not_write_gets_the_new_prompt_by_itself(hall: Hall) -> None:
    hall.stage(CHOICE)
    idle, done = await hall.phone(), await hall.phone("laukaa")
    await done.answer(CHOICE, {"option": "en"})
    hall.stage("painopiste")
    for phone in (idle, done):
        await phone.sees("painopiste")
        await expect(phone.arrived).to_be_hidden()
        told = f"{phone.t('phone.say.arrived')}: {phone.heading_of('painopiste')}"
        await expect(phone.page.get_by_role("status")).to_have_text(told)
    hall.stage(CHOICE)
    await idle.sees(CHOICE)
    await done.is_stored()
    hall.stage(None)
    for phone in (idle, done):
        await expect(phone.heading).to_have_text(phone.t("phone.wait.title"))


async def test_without_sockets_prompts_come_and_answers_go(hall: Hall) -> None:
    hall.stage(CHOICE)
    context = await hall.context("phone")
    phone = PhonePage(await context.new_page(), hall.event)
    await phone.page.route_web_socket("**/ws/**", refuse)
    await phone.open()
    await phone.join()
    hall.stage("osallisuus-vahvuudet")
    await phone.sees("osallisuus-vahvuudet")
    await phone.answer("osallisuus-vahvuudet", {"words": ["luonto", "järvet"]})


async def refuse(socket: WebSocketRoute) -> None:
    """A network that lets no socket through."""
    await socket.close(code=1006 - 2)


async def test_a_phone_that_wakes_up_shows_what_is_on(hall: Hall) -> None:
    hall.stage(CHOICE)
    context = await hall.context("phone")
    await context.add_init_script(LOCK)
    phone = PhonePage(await context.new_page(), hall.event)
    await phone.open()
    await phone.join()
    await phone.sees(CHOICE)
    hall.watch(phone.page).allow("Failed to load resource|WebSocket connection")
    for key in ("elinvoima-vahvuudet", "varautuminen-tilanne", "hyvinvointi-toimenpiteet"):
        await phone.page.evaluate("lock(true)")
        await context.set_offline(True)
        hall.stage(key)
        await context.set_offline(False)
        await phone.page.evaluate("lock(false)")
        await expect(phone.stage).to_have_attribute("data-prompt", key, timeout=3_000)


# What a browser tells a page when the phone is locked and opened.
LOCK = """
let locked = false;
Object.defineProperty(Document.prototype, "hidden", { get: () => locked });
Object.defineProperty(Document.prototype, "visibilityState", {
  get: () => (locked ? "hidden" : "visible"),
});
globalThis.lock = (now) => {
  locked = now;
  document.dispatchEvent(new Event("visibilitychange"));
};
"""


async def test_when_every_prompt_is_closed_and_the_stage_clear_it_is_over(hall: Hall) -> None:
    hall.stage(CHOICE)
    phone = await hall.phone()
    after = phone.stage.get_by_text(phone.t("phone.wait.maybe"))
    comes = phone.stage.get_by_text(phone.t("phone.wait.comes"))
    hall.host.change(CHOICE, state="closed")
    await expect(comes).to_be_visible()
    await expect(after).to_be_hidden()
    for prompt in hall.event["prompts"]:
        hall.host.change(prompt["key"], state="open")
        hall.host.change(prompt["key"], state="closed")
    await phone.sees(CHOICE)
    for _ in range(2):  # as it comes, and as the page itself has it
        await expect(after).to_be_visible()
        await expect(comes).to_be_hidden()
        await phone.open()
    hall.stage(None)
    await expect(phone.heading).to_have_text(phone.t("phone.wait.over"))
    await expect(phone.page.get_by_text(phone.t("phone.wait.own"))).to_be_visible()
    await expect(phone.page.get_by_role("status")).to_have_text(phone.t("phone.wait.over"))
