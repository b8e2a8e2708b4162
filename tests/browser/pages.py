"""The pages as people see them: by role, label and word, in the language of whoever looks."""

from __future__ import annotations

import re
from typing import Any

from playwright.async_api import Locator, Page, expect

from app.i18n import translator

Value = dict[str, Any]


class EventPage:
    """What all pages of an event have in common."""

    def __init__(self, page: Page, event: dict[str, Any], language: str = "fi") -> None:
        self.page = page
        self.event = event
        self.language = language
        self.t = translator(language)

    @property
    def path(self) -> str:
        return f"/e/{self.event['code']}"

    @property
    def stage(self) -> Locator:
        """The frame: what everybody sees now."""
        return self.page.locator("#stage")

    @property
    def heading(self) -> Locator:
        return self.page.get_by_role("heading", level=1)

    def prompt(self, key: str) -> dict[str, Any]:
        """A prompt of the event."""
        return next(each for each in self.event["prompts"] if each["key"] == key)

    def said(self, texts: dict[str, str]) -> str:
        return self.t.text(texts)

    def heading_of(self, key: str) -> str:
        """A prompt's own words, without the name of its goal area."""
        return self.said(self.prompt(key)["text"]).split(" – ")[0]

    async def sees(self, key: str) -> None:
        """Wait until this prompt is on."""
        await expect(self.stage).to_have_attribute("data-prompt", key)
        await expect(self.heading).to_have_text(self.heading_of(key))

    async def tab_to(self, place: Locator) -> None:
        """Press Tab until this has the focus; a page that has no way there fails."""
        for _ in range(40):
            if await place.evaluate("(element) => element === document.activeElement"):
                return
            await self.page.keyboard.press("Tab")
        await expect(place).to_be_focused()

    async def open_with_key(self, place: str, key: str, query: str = "") -> None:
        await self.page.goto(f"{self.path}/{place}{query}#{key}")
        await self.page.wait_for_url(f"**{self.path}/{place}")


class PhonePage(EventPage):
    """A participant's phone."""

    async def open(self, query: str = "") -> None:
        await self.page.goto(f"{self.path}{query}")

    async def join(self, organisation: str = "joutsa", role: str = "elected") -> None:
        """Fill the form in and join."""
        await self.choose(organisation, role)
        await self.page.get_by_role("button", name=self.t("join.button")).click()
        await expect(self.stage).to_be_visible()

    async def choose(self, organisation: str, role: str) -> None:
        """Choose organisation and role."""
        name = next(r["name"] for r in self.event["roles"] if r["key"] == role)
        listed = self.page.get_by_role("combobox", name=self.t("join.organisation"))
        await listed.select_option(organisation)
        await self.page.get_by_role("radio", name=self.said(name)).check()

    async def speak(self, language: str) -> PhonePage:
        """Switch the language; the page in that language."""
        await self.page.locator("summary", has_text=self.t("phone.settings")).click()
        await self.page.get_by_role("button", name=self.t(f"language.{language}")).click()
        await expect(self.page.locator("html")).to_have_attribute("lang", language)
        return PhonePage(self.page, self.event, language)

    # the form

    @property
    def form(self) -> Locator:
        return self.page.locator("form#answer")

    @property
    def send(self) -> Locator:
        """The button that sends, whatever it says at the moment."""
        return self.form.locator("button#send")

    @property
    def text(self) -> Locator:
        """Where a thought is written."""
        return self.form.get_by_label(self.t("phone.text.label"))

    @property
    def arrived(self) -> Locator:
        """The bar that says that another prompt has come."""
        return self.page.get_by_role("button", name=self.t("phone.arrived"))

    @property
    def mine(self) -> Locator:
        """The panel of own answers to the prompt that is on."""
        return self.page.get_by_role("region", name=self.t("phone.mine"))

    def state(self, name: str) -> Locator:
        """Where sending stands, as a line says it: sending, offline, busy."""
        seen = self.page.locator("body > :not([role=status])")  # which says the same to readers
        return seen.get_by_text(self.t(f"phone.state.{name}"), exact=True)

    def more(self, key: str) -> Locator:
        """The link to one more answer, of a prompt that takes several."""
        another = "text.more" if self.prompt(key)["kind"] == "text" else "commitment.another"
        return self.mine.get_by_role("link", name=self.t(f"phone.{another}"))

    def act(self, name: str) -> Locator:
        """A link or button beside an own answer: edit, delete_now."""
        words = self.t(f"phone.own.{name}")
        found = self.mine.get_by_role("link", name=words, exact=True)
        return found.or_(self.mine.get_by_role("button", name=words, exact=True))

    async def fill(self, key: str, value: Value) -> None:
        """Fill the form of a prompt in."""
        kind = self.prompt(key)["kind"]
        await getattr(self, f"_fill_{kind}")(self.prompt(key)["settings"], value)

    async def _fill_choice(self, settings: Value, value: Value) -> None:
        label = label_of(settings["options"], value["option"])
        await self.form.get_by_role("radio", name=self.said(label), exact=True).check()

    async def _fill_scale(self, settings: Value, value: Value) -> None:
        for key, rating in value["ratings"].items():
            item = self.said(label_of(settings["items"], key))
            group = self.form.get_by_role("group", name=item)
            await group.get_by_role("radio").nth(rating - settings["scale"]["min"]).check()

    async def _fill_words(self, settings: Value, value: Value) -> None:
        for number, word in enumerate(value["words"], start=1):
            name = f"{self.t('phone.words.word')} {number}"
            await self.form.get_by_role("textbox", name=name).fill(word)

    async def _fill_text(self, settings: Value, value: Value) -> None:
        await self.text.fill(value["text"])

    async def _fill_points(self, settings: Value, value: Value) -> None:
        for key, points in value["points"].items():
            area = next(each for each in self.event["goal_areas"] if each["key"] == key)
            name = self.said(area.get("short") or area["title"])
            await self.form.get_by_role("spinbutton", name=name).fill(str(points))

    async def _fill_commitment(self, settings: Value, value: Value) -> None:
        await self.form.get_by_label(self.t("phone.commitment.measure")).fill(value["measure"])
        strength = self.t(f"strength.{value['strength']}")
        await self.form.get_by_role("radio", name=strength).check()
        details = [part for part in ("actor", "when", "needs") if part in value]
        if details and not await self.form.get_by_label(self._detail(details[0])).is_visible():
            await self.form.get_by_text(self.t("phone.commitment.more")).click()
        for part in details:
            await self.form.get_by_label(self._detail(part)).fill(value[part])

    def _detail(self, part: str) -> str:
        return self.t(f"phone.commitment.{part}")

    async def answer(self, key: str, value: Value) -> None:
        """Fill the form in, send it, and wait for the word that it is stored."""
        await self.fill(key, value)
        await self.send.click()
        await self.is_stored()

    async def answer_again(self, key: str, value: Value) -> None:
        """One more answer to a prompt that takes several."""
        await self.more(key).click()
        await self.answer(key, value)

    async def withdraw(self, words: str) -> None:
        """Take back the own answer that says this."""
        item = self.mine.get_by_role("listitem").filter(has_text=words)
        await item.get_by_text(self.t("phone.own.delete"), exact=True).click()
        await item.get_by_role("button", name=self.t("phone.own.delete_now")).click()

    async def is_stored(self) -> None:
        """Wait until the panel says that the answer is stored."""
        stored = self.mine.get_by_text(self.t("phone.state.stored"), exact=True)
        await expect(stored).to_be_visible()

    async def sends_all(self) -> None:
        """Wait until nothing waits to be sent."""
        key = f"evastys:{self.event['code']}:outbox"
        script = "(key) => localStorage.getItem(key) === '[]'"
        await self.page.wait_for_function(script, arg=key)

    async def kept(self, name: str) -> Any:
        """What this browser keeps under a name."""
        key = f"evastys:{self.event['code']}:{name}"
        return await self.page.evaluate("(key) => JSON.parse(localStorage.getItem(key))", key)


class ScreenPage(EventPage):
    """The presenter screen."""

    async def open(self, key: str, query: str = "") -> None:
        await self.open_with_key("screen", key)
        if query:
            await self.page.goto(f"{self.path}/screen{query}")

    async def counts(self, **counts: int) -> None:
        """Wait until these counters say so: answered, connected, joined."""
        for name, number in counts.items():
            words = f"{self.t.number(number)} {self.t(f'count.{name}')}"
            await expect(self.stage.get_by_text(words, exact=True).first).to_be_visible()

    def row(self, label: str) -> Locator:
        """The cells of a row of the picture's table."""
        return self.stage.get_by_role("row", name=label).get_by_role("cell")

    @property
    def statements(self) -> Locator:
        """The statements on the wall, on the page of it that is seen."""
        return self.stage.locator("section:visible ol > li > p")

    async def shows(self, key: str, tally: Value) -> None:
        """Wait until the picture's figures are those of this tally."""
        await expect(self.stage).to_have_attribute("data-prompt", key)
        prompt = self.prompt(key)
        await getattr(self, f"_shows_{prompt['kind']}")(prompt["settings"], tally)

    async def _shows_choice(self, settings: Value, tally: Value) -> None:
        await self._bars(settings, tally["counts"])

    async def _shows_points(self, settings: Value, tally: Value) -> None:
        await self._bars(settings, {key: each["mean"] for key, each in tally["options"].items()})

    async def _bars(self, settings: Value, figures: dict[str, float]) -> None:
        for key, figure in figures.items():
            label = self.said(label_of(settings["options"], key))
            bar = self.stage.get_by_role("listitem").filter(has_text=label)
            await expect(bar.locator("b")).to_have_text(self.t.number(figure))

    async def _shows_scale(self, settings: Value, tally: Value) -> None:
        for key, item in tally["items"].items():
            cells = [self.t.number(count) for count in item["counts"].values()]
            cells.append(self.t.number(item["mean"], 1) if item["n"] else "–")
            label = self.said(label_of(settings["items"], key))
            await expect(self.row(label)).to_have_text(cells)

    async def _shows_words(self, settings: Value, tally: Value) -> None:
        often = [each for each in tally["words"] if each["count"] > 1]
        lines = [f"{self.t.number(each['count'])} {each['word']}" for each in often]
        await expect(self.stage.locator("ol > li")).to_have_text(lines)

    async def _shows_text(self, settings: Value, tally: Value) -> None:
        await expect(self.statements).to_have_text([each["text"] for each in tally["statements"]])

    async def _shows_commitment(self, settings: Value, tally: Value) -> None:
        """With few answers all classes stand in one row."""
        rows = tally["by_class"].values()
        strengths = ("ready", "needs_decision", "to_explore")
        cells = [self.t.number(sum(row[strength] for row in rows)) for strength in strengths]
        await expect(self.row(self.t("screen.commitment.everyone"))).to_have_text(cells)
        total = self.t("screen.commitment.total", n=tally["total"])
        total = f"{self.t.number(tally['total'])} {total}"
        await expect(self.stage.get_by_text(total, exact=True)).to_be_visible()


class ConsolePage(EventPage):
    """The moderator's console."""

    async def open(self, key: str) -> None:
        await self.open_with_key("console", key)

    async def switch_on_every_key(self) -> None:
        """Also those that change the question for everybody."""
        await self.press("?")
        await self.page.locator("#keys-far").check()
        await self.button("console.keys.close").click()

    async def press(self, key: str) -> None:
        """Press a key of the keyboard, with no field in focus."""
        await self.page.keyboard.press(key)

    def button(self, key: str, **said: Any) -> Locator:
        """A button by its words."""
        return self.page.get_by_role("button", name=self.t(key, **said), exact=True)

    @property
    def next(self) -> Locator:
        """The button that puts the following prompt on stage."""
        words = f"{self.t('console.live.first')}|{self.t('console.live.following')}"
        onward = self.stage.get_by_role("main").locator("#onward")  # a rehearsal begins as well
        return onward.get_by_role("button", name=re.compile(f"^({words})"))

    def half(self, name: str) -> Locator:
        """A half of a switch: open, closed, hidden, shown."""
        return self.stage.get_by_role("main").get_by_role(
            "button", name=self.t(f"console.live.{name}"), exact=True
        )

    async def is_pressed(self, name: str) -> None:
        """Wait until this half of a switch is the chosen one."""
        await expect(self.half(name)).to_have_attribute("aria-pressed", "true")

    def statement(self, text: str) -> Locator:
        """A statement in the queue, by its text."""
        return self.stage.get_by_role("listitem").filter(has_text=text)

    async def decide(self, text: str, decision: str) -> None:
        """Approve or hide a statement that waits, with its own button."""
        words = self.t(f"console.queue.{decision}")
        await self.statement(text).get_by_role("button", name=words, exact=True).click()

    async def waiting(self, number: int) -> None:
        """Wait until so many statements are in the queue."""
        words = self.t("console.queue.waiting", n=number)
        title = f"{self.t('console.queue.title')} {words}"
        await expect(self.stage.get_by_role("region", name=title)).to_be_visible()


def label_of(things: list[dict[str, Any]], key: str) -> dict[str, str]:
    """The words of an option or item."""
    return next(each["label"] for each in things if each["key"] == key)
