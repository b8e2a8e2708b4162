"""The screen shows what the moderator lets it show, and nothing that is hidden."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.async_api import expect

from app.clock import moment
from tests.browser.hall import Hall
from tests.browser.inspection import Inspection
from tests.browser.pages import ScreenPage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

AREA = "hyvinvointi"
TEXT, SCALE, COMMITMENT = f"{AREA}-kehittamistarpeet", f"{AREA}-tilanne", f"{AREA}-sitoumukset"
FREE = "terveiset"  # of no goal area
SECRET = "Kyläkyydit takaisin"
LONG = "Kuntien, hyvinvointialueen ja maakunnan liiton yhteinen palveluohjaus, josta apua saa. "


def view(hall: Hall, name: str, **named: str) -> None:
    """Have the screen show this."""
    hall.host.http.put("/view", json={"view": name, **named}).raise_for_status()


def said(hall: Hall, text: str, key: str = TEXT) -> str:
    """Somebody writes a thought, and it is approved; its public id."""
    hall.host.show(key)
    phone = hall.server.phone()
    phone.put(key, {"text": text}).raise_for_status()
    hall.stage(None)
    statement = next(each for each in hall.host.waiting() if each["text"] == text)
    hall.host.moderate(statement["id"], "approved")
    return str(statement["id"])


async def shows(screen: ScreenPage, what: str) -> None:
    """Wait until the screen shows this view."""
    await expect(screen.stage).to_have_attribute("data-view", what)


async def test_an_area_of_which_nothing_was_asked_is_opened(hall: Hall) -> None:
    """The first test of this file: nothing has been asked."""
    screen = await hall.screen()
    for name in ("opener", "area"):
        view(hall, name, goal_area=AREA)
        await shows(screen, f"{name} {AREA}")
        await expect(screen.heading).to_contain_text("Hyvinvoinnin, terveyden ja turvallisuuden")
        await expect(screen.stage.get_by_role("listitem")).to_have_text(
            ["Vahvuudet", "Kehittämistarpeet", "Toimenpiteet ja toimintamallit", "Mihin sitoudumme"]
        )


async def test_blank_is_paper_and_band_and_join_is_how_to_join(hall: Hall) -> None:
    hall.stage(FREE)
    screen = await hall.screen()
    view(hall, "blank")
    await shows(screen, "blank")
    await expect(screen.stage.locator(".sheet")).to_have_text(screen.t("screen.blank"))
    await expect(screen.stage.locator(".band > i")).to_have_count(16)
    view(hall, "join")
    await shows(screen, "join")
    joined = hall.host.results(FREE)["joined"]
    hall.server.phone()
    await screen.counts(joined=joined + 1)
    view(hall, "stage")
    await screen.sees(FREE)


async def test_an_overview_shows_no_hidden_result(hall: Hall) -> None:
    said(hall, SECRET)
    screen = await hall.screen()
    hall.host.change(TEXT, results="hidden")
    view(hall, "area", goal_area=AREA)
    await shows(screen, f"area {AREA}")
    column = screen.stage.locator(f"#glance-{TEXT}")
    await expect(column).to_contain_text(screen.t("screen.glance.open"))
    for name, target in (("area", f"area {AREA}"), ("summary", "summary")):
        view(hall, name, **({"goal_area": AREA} if name == "area" else {}))
        await shows(screen, target)
        assert SECRET not in await screen.page.content()
    hall.host.change(TEXT, results="shown")
    # Nobody backs it, so the summary does not call it the strongest; the overview has it.
    await expect(screen.stage.locator("#sum-2")).to_contain_text(
        screen.t("screen.glance.thoughts", n=1).split()[-1]
    )
    view(hall, "area", goal_area=AREA)
    await expect(column.get_by_role("listitem").first).to_contain_text(SECRET)


async def test_a_spotlight_goes_out_when_its_statement_is_hidden(hall: Hall) -> None:
    name = said(hall, "Yksi lause kaikille")
    hall.stage(FREE)
    screen = await hall.screen()
    view(hall, "statement", statement=name)
    await shows(screen, f"statement {name}")
    await expect(screen.stage.locator(".said")).to_have_text("Yksi lause kaikille")
    await expect(screen.stage.get_by_text(name, exact=True)).to_be_visible()
    hall.host.moderate(name, "hidden")
    await screen.sees(FREE)
    assert "Yksi lause" not in await screen.page.content()


async def test_an_earlier_result_says_that_it_is_one(hall: Hall) -> None:
    hall.stage(SCALE)
    hall.server.phone().put(SCALE, {"ratings": {"arki": 4}}).raise_for_status()
    hall.stage(FREE)
    screen = await hall.screen()
    view(hall, "result", prompt=SCALE)
    await screen.sees(SCALE)
    await expect(screen.stage.get_by_text(screen.t("screen.earlier"))).to_be_visible()


async def test_a_frozen_screen_says_since_when_and_stands(hall: Hall) -> None:
    hall.stage(SCALE)
    answered = hall.host.results(SCALE)["answered"]
    screen = await hall.screen()
    hall.host.http.put("/freeze", json={"frozen": True}).raise_for_status()
    label = screen.stage.locator(".age.frozen")
    await expect(label).to_have_text(re.compile(r"^pysäytetty \d{1,2}\.\d{2}$"))
    hall.server.phone().put(SCALE, {"ratings": {"arki": 1}}).raise_for_status()
    await screen.counts(answered=answered)
    hall.host.http.put("/freeze", json={"frozen": False}).raise_for_status()
    await screen.counts(answered=answered + 1)
    await expect(label).to_have_count(0)


async def test_time_is_counted_by_the_servers_clock_and_changes_once_near_the_end(
    hall: Hall,
) -> None:
    hall.stage(FREE)
    hall.host.change(FREE, state="open")
    screen = await hall.screen()
    hall.watch(screen.page).allow("WebSocket connection")
    hall.host.http.post(f"/prompts/{FREE}/timer", json={"seconds": 600}).raise_for_status()
    timer = screen.stage.locator(".timer")
    await expect(timer).to_have_text(re.compile(r"^aikaa (9\.5\d|10\.00)$"))
    at = moment(await screen.stage.get_attribute("data-at") or "")
    # A computer that is an hour behind counts the same.
    await screen.page.clock.install(time=at - timedelta(hours=1))
    await screen.page.reload()
    await expect(timer).to_have_text(re.compile(r"^aikaa (9\.[45]\d|10\.00)$"))
    hall.host.http.post(f"/prompts/{FREE}/timer", json={"seconds": 0}).raise_for_status()
    await expect(timer).to_have_count(0)


async def test_the_last_seconds_are_told_apart_without_a_colour(hall: Hall) -> None:
    hall.stage(FREE)
    hall.host.change(FREE, state="open")
    screen = await hall.screen()
    timer = screen.stage.locator(".timer")
    hall.host.http.post(f"/prompts/{FREE}/timer", json={"seconds": 60}).raise_for_status()
    await expect(timer).not_to_have_class(re.compile("soon"))
    hall.host.http.post(f"/prompts/{FREE}/timer", json={"seconds": 0}).raise_for_status()
    await expect(timer).to_have_count(0)
    hall.host.http.post(f"/prompts/{FREE}/timer", json={"seconds": 19}).raise_for_status()
    await expect(timer).to_have_class(re.compile("soon"))
    await expect(timer).to_have_css("background-color", "rgb(15, 32, 36)")
    hall.host.http.post(f"/prompts/{FREE}/timer", json={"seconds": 0}).raise_for_status()


@pytest.mark.parametrize("query", ["", "?theme=dark", "?lang=sv", "?lang=en"])
async def test_every_view_is_accessible_and_nothing_is_cut(hall: Hall, query: str) -> None:
    short, long = said(hall, f"Junat{query}"), said(hall, f"{LONG * 4}{query}".strip())
    free = said(hall, f"Kiitos{query}", FREE)
    for key in (TEXT, SCALE):
        hall.host.change(key, results="shown")
    screen = await hall.screen(query)
    at = Inspection(screen.page, "screen")
    for name, target in (
        ("blank", ""), ("join", ""), ("opener", AREA), ("area", AREA), ("summary", ""),
        ("statement", short), ("statement", long), ("statement", free), ("result", SCALE),
    ):  # fmt: skip
        field = {"opener": "goal_area", "area": "goal_area", "result": "prompt"}.get(name, name)
        view(hall, name, **({field: target} if target else {}))
        await shows(screen, f"{name} {target}".strip())
        await at.look(f"{name} {target} {query}")
    assert at.found == []
