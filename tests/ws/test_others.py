"""Statements that were dealt to phones: what is hidden leaves them as it leaves the screen."""

from __future__ import annotations

import asyncio
import re
import uuid
from typing import Any

import anyio
import httpx

from tests.served import PLAIN, Event, Host, Phone
from tests.ws.link import Link, linked

IDEAS = "osallisuus-toimenpiteet"  # asks for support
OTHER = "elinvoima-toimenpiteet"
SOON = 2  # seconds from the press until no connected phone shows it


async def told(link: Link, *gone: list[Any]) -> None:
    """Wait for a frame that says that just these are gone."""
    with anyio.fail_after(SOON):
        await link.until(lambda frame: frame["gone"] == list(gone))


def dealt(phone: Phone, prompt: str = IDEAS) -> list[str]:
    """Ids of what others wrote and this phone has been shown."""
    said = phone.http.post(f"/prompts/{prompt}/exposures", json={}).raise_for_status()
    return sorted(each["id"] for each in said.json()["statements"])


def page(phone: Phone, path: str) -> httpx.Response:
    """A page of the participant."""
    address = f"{phone.server.url}/e/{phone.server.code}{path}"
    headers = {"Authorization": f"Bearer {phone.token}"}
    return httpx.get(address, headers=headers, verify=PLAIN).raise_for_status()


def polled(host: Host, phone: Phone) -> list[list[Any]]:
    """What a phone reads that wakes up, or has no socket."""
    host.results(IDEAS)  # what was read of the event is of now
    gone: list[list[Any]] = page(phone, "/state").json()["gone"]
    return gone


def approved(host: Host, author: Phone, *texts: str, prompt: str = IDEAS) -> list[str]:
    """Statements that anybody may be shown; the ids of their answers."""
    answers = [str(uuid.uuid4()) for _ in texts]
    for answer, text in zip(answers, texts, strict=True):
        author.put(prompt, {"text": text}, answer=answer).raise_for_status()
    for each in host.waiting():
        host.moderate(each["id"], "approved")
    host.results(prompt)
    return answers


async def test_what_is_hidden_withdrawn_or_changed_leaves_the_phones_that_have_it(
    event: Event, host: Host
) -> None:
    host.show(IDEAS)
    author, reader = event.phone(), event.phone("laukaa")
    answers = approved(host, author, "Kyydit", "Ruoka", "Talkoot")
    hidden, withdrawn, changed = dealt(reader)
    async with linked(event, "phone", reader.token) as link:
        await told(link)
        await asyncio.to_thread(host.moderate, hidden, "hidden")
        await told(link, [hidden, None])
        await asyncio.to_thread(author.http.delete, f"/answers/{answers[1]}")
        await told(link, [hidden, None], [withdrawn, None])
        again = {"text": "Talkoot pois"}
        await asyncio.to_thread(author.put, IDEAS, again, answer=answers[2], sequence=7)
        await told(link, [hidden, None], [withdrawn, None], [changed, None])
        await asyncio.to_thread(host.moderate, changed, "approved")
        await told(link, [hidden, None], [withdrawn, None], [changed, 7])
        assert await asyncio.to_thread(polled, host, reader) == [
            *([hidden, None], [withdrawn, None]),
            [changed, 7],
        ]
        assert await asyncio.to_thread(dealt, reader) == [changed]
        fragment = (await asyncio.to_thread(page, reader, f"/others?prompt={IDEAS}")).text
        shown = re.findall(r'data-statement="(\S+)" data-sequence="(\d+)"', fragment)
        assert shown == [(changed, "7")]


async def test_a_frame_tells_of_no_statement_that_nobody_can_have_seen(
    event: Event, host: Host
) -> None:
    host.show(IDEAS)
    author, reader = event.phone(), event.phone("laukaa")
    author.put(IDEAS, {"text": "Odottaa vielä"}).raise_for_status()
    assert polled(host, reader) == []
    approved(host, author, "Toisen kysymyksen", prompt=IDEAS)
    first, second = dealt(reader)
    host.moderate(first, "waiting")
    assert polled(host, reader) == [[first, None]]
    host.moderate(first, "approved")
    host.moderate(second, "hidden")
    assert polled(host, reader) == [[second, None]]
    host.show(OTHER)  # whoever is still at the first one by its own address hears of it as well
    assert polled(host, reader) == [[second, None]]
    host.change(IDEAS, state="closed")  # nothing of it can be seen any more
    assert polled(host, reader) == []


async def test_phones_read_anew_what_others_wrote_when_a_paper_form_is_dropped(
    event: Event, host: Host
) -> None:
    host.show(IDEAS)
    reader, console = event.phone("laukaa"), event.browser("console")
    begun = console.post("/console/paper/forms", data={"organisation": "joutsa", "role": "other"})
    form = begun.headers["location"].rsplit("/", 1)[1]
    said = {"prompt": IDEAS, "answer_id": str(uuid.uuid4()), "sequence": "1", "text": "Paperilta"}
    console.post(f"/console/paper/{form}/answers", data=said)
    host.moderate(host.waiting()[0]["id"], "approved")
    host.results(IDEAS)
    assert len(dealt(reader)) == 1
    before = page(reader, "/state").json()["erased"]
    assert f'data-erased="{before}"' in page(reader, "").text
    assert console.post(f"/console/paper/{form}/drop").status_code == 303
    assert page(reader, "/state").json()["erased"] != before
    assert dealt(reader) == []
