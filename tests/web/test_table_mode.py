"""Tables: one scribe answers for several people, and nothing mixes the two into one figure."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import httpx
import pytest

from tests.served import PLAIN, Event, Host
from tests.web.test_window import serving
from tests.ws.link import linked

CHOICE, TEXT, SCALE = "edustus", "osallisuus-kehittamistarpeet", "osallisuus-tilanne"


@pytest.fixture
def answered(event: Event, host: Host) -> Host:
    """Two alone and a table of six have answered a choice, a scale and a text."""
    for prompt in (TEXT, SCALE, CHOICE):
        host.change(prompt, state="open")
    host.show(CHOICE)
    alone = [event.phone(), event.phone()]
    table = event.phone(table=3, headcount=6)
    for phone, option, rating in (
        (*alone[:1], "en", 1),
        (*alone[1:], "en", 2),
        (table, "viikoittain", 5),
    ):
        phone.put(CHOICE, {"option": option}).raise_for_status()
        phone.put(SCALE, {"ratings": {"yhteistyo": rating}}).raise_for_status()
        phone.put(TEXT, {"text": f"Ajatus {option} {rating}"}).raise_for_status()
    return host


def test_results_have_those_alone_and_tables_apart_each_with_its_n(answered: Host) -> None:
    choice, scale, text = (answered.results(prompt) for prompt in (CHOICE, SCALE, TEXT))
    assert (choice["answered"], sum(choice["tally"]["counts"].values())) == (3, 3)
    alone, tables = choice["apart"]["alone"], choice["apart"]["tables"]
    assert (alone["answered"], tables["answered"], tables["people"]) == (2, 1, 6)
    assert [alone["tally"]["counts"][key] for key in ("en", "viikoittain")] == [2, 0]
    assert [tables["tally"]["counts"][key] for key in ("en", "viikoittain")] == [0, 1]
    means = [
        scale["apart"][side]["tally"]["items"]["yhteistyo"]["mean"] for side in ("alone", "tables")
    ]
    assert means == [1.5, 5]
    assert "apart" not in text  # statements are statements


async def test_neither_part_is_told_while_results_are_hidden(event: Event, answered: Host) -> None:
    phone = await asyncio.to_thread(event.phone)
    async with linked(event, f"results?prompt={CHOICE}", phone.token) as link:
        told = await link.next("results")
    assert (told["results"], told["tally"], "apart" in told) == ("hidden", {}, False)


def test_the_screen_and_the_phone_draw_two_marked_parts(event: Event, answered: Host) -> None:
    answered.change(CHOICE, results="shown", phones="shown")
    phone = event.phone()
    pages = [
        answered.http.get(f"{event.url}/e/{event.code}/screen").text,
        phone.http.get(f"{event.url}/e/{event.code}").text,
    ]
    for page in pages:
        assert ("1 pöytä, 6 ihmistä" in page, "Yksin vastanneet" in page) == (True, True)
        assert set(re.findall(r">(\d+)\s%<", page)) == {"0", "100"}  # of two, and of one table
    console = answered.http.get(f"{event.url}/e/{event.code}/console").text
    assert "joista 1 pöytä" in console


def test_a_table_without_its_size_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    with serving(tmp_path / "data", {"POYTA": {"tables": True}}) as events:
        event = events["POYTA"]
        sent = {"organisation": "joutsa", "role": "official", "mode": "table", "table": "4"}
        refused = httpx.post(f"{event.url}/e/{event.code}/join", data=sent, verify=PLAIN)
        kept = ('value="official" required' in refused.text, 'value="4"' in refused.text)
        assert (refused.status_code, kept) == (422, (True, True))
        assert "vähintään kaksi" in refused.text
        joined = httpx.post(
            f"{event.url}/e/{event.code}/join", data=sent | {"headcount": "5"}, verify=PLAIN
        )
        assert joined.status_code == 303


def test_the_analysis_has_a_table_for_each(event: Event, answered: Host) -> None:
    page = answered.http.get(f"{event.url}/e/{event.code}/analysis").text
    of_choice = page.split(f'id="numbers-{CHOICE}"')[1].split("</article>")[0]
    assert (of_choice.count("<table"), "1 pöytä, 6 ihmistä" in of_choice) == (2, True)
