"""A simulated room against the real program, and proof that it would notice a loss."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from random import Random

import httpx
import pytest

from app.rehearsal import rehearse, run
from app.rehearsal.calls import Calls
from app.rehearsal.figures import Figures
from app.rehearsal.outbox import Outbox
from tests.served import ROOT, Host, Phone, Server
from tests.ws.link import linked

CHOICE, TEXT = "edustus", "osallisuus-kehittamistarpeet"
VALUE = {"option": "viikoittain"}


@pytest.fixture
def phone(server: Server, moderator: Host) -> Phone:
    """A participant, while a choice is open."""
    moderator.show(CHOICE)
    return server.phone()


@pytest.fixture
def figures() -> Figures:
    return Figures()


@pytest.fixture
async def outbox(server: Server, phone: Phone, figures: Figures) -> AsyncIterator[Outbox]:
    async with Calls(server.url, 1) as calls:
        yield Outbox(calls, server.code, 0, phone.token, figures, Random(1))


async def test_a_room_that_runs_the_agenda_loses_nothing(server: Server, moderator: Host) -> None:
    report = await rehearse(
        server.url, server.code, 20, 0.2, moderator.key, progress=False, drive=True
    )

    assert report.passed, report.text()
    assert report.figures.joined == report.figures.checked == 20
    assert report.figures.acked == len(report.figures.ack_ms) > 0
    assert report.figures.lag_ms
    asked = await asyncio.to_thread(httpx.get, f"{server.url}/api/events/{server.code}")
    event = asked.json()
    assert event["current"] is None
    assert "open" not in {prompt["state"] for prompt in event["prompts"]}
    assert moderator.http.get("/statements", params={"state": "approved"}).json()


async def test_a_room_without_a_moderator_answers_what_is_open(
    server: Server, moderator: Host
) -> None:
    moderator.rehearse()
    moderator.show(CHOICE)
    report = await rehearse(server.url, server.code, 10, 0.25, progress=False)

    assert report.passed, report.text()
    assert moderator.results(CHOICE)["answered"] == report.figures.acked - report.figures.changed
    assert report.figures.acked > 0


async def test_a_room_with_phones_in_it_is_left_to_its_moderator(
    server: Server, moderator: Host, phone: Phone, capsys: pytest.CaptureFixture[str]
) -> None:
    async with linked(server, "phone", phone.token) as link:
        await link.next()
        await rehearse(server.url, server.code, 1, 0.002, moderator.key)
        event = await asyncio.to_thread(httpx.get, f"{server.url}/api/events/{server.code}")
    assert (event.json()["current"], event.json()["rehearsing"]) == (CHOICE, True)
    assert capsys.readouterr().err.splitlines()[0] == (
        "Phones are in the room already, so the rehearsal does not run the agenda; its phones "
        "answer what the moderator opens. To run it all the same: --drive"
    )


async def test_a_moderator_whose_time_is_over_leaves_the_rest_and_clears_the_stage(
    server: Server, moderator: Host
) -> None:
    moderator.rehearse()
    moderator.show(TEXT)
    writer = server.phone()
    for number in range(3):
        writer.put(TEXT, {"text": f"Tarve {number}"}).raise_for_status()

    await rehearse(server.url, server.code, 1, 0.001, moderator.key, progress=False, drive=True)

    event = (await asyncio.to_thread(httpx.get, f"{server.url}/api/events/{server.code}")).json()
    assert event["current"] is None
    assert "open" not in {prompt["state"] for prompt in event["prompts"] if prompt["key"] != TEXT}
    assert len([each for each in event["prompts"] if each["state"] != "draft"]) < 4
    # On a slow machine one look may have come about; the hour did not wait for more.
    assert len(moderator.waiting()) in (2, 3)


async def test_a_server_that_stands_still_at_the_end_ends_the_rehearsal_all_the_same(
    server: Server, moderator: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "ENDING", 0.1)
    monkeypatch.setattr(run, "CHECKING", 0.1)
    moderator.rehearse()
    moderator.show(CHOICE)
    rehearsal = asyncio.create_task(rehearse(server.url, server.code, 20, 0.15, progress=False))
    async with linked(server, f"results?prompt={CHOICE}", moderator.key) as results:
        await results.until(lambda each: each["answered"] > 0, "results")
        os.kill(server.pid, signal.SIGSTOP)
    report = await rehearsal
    os.kill(server.pid, signal.SIGCONT)

    assert (report.passed, report.figures.checked) == (False, 0)
    assert list(report.figures.errors) == ["answer: no reply when the time was over"]


async def test_a_rehearsal_that_is_interrupted_reports_what_it_has(
    server: Server, moderator: Host
) -> None:
    moderator.show(CHOICE)
    words = ("rehearse", "--url", server.url, "--phones", "10", "--data", str(server.data))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "app", *words, "--no-drive"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        # What a shell starts in the background ignores it, and so would the program.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    async with linked(server, f"results?prompt={CHOICE}", moderator.key) as results:
        await results.until(lambda each: each["answered"] > 0, "results")
        process.send_signal(signal.SIGINT)
    out, err = await process.communicate()

    assert (process.returncode, b"Aborted" in err) == (130, False)
    assert out.decode().splitlines()[-2:] == [
        "Ended before its time. Everything that was stored until then was found.",
        "The simulated answers stay until the rehearsal is ended in the console: "
        "End the rehearsal.",
    ]


async def test_an_answer_that_disappears_is_lost(
    outbox: Outbox, phone: Phone, figures: Figures
) -> None:
    note = outbox.write(CHOICE, VALUE)
    assert await outbox.send(note)
    await outbox.check()
    assert figures.lost == []

    phone.http.delete(f"/answers/{note.answer}").raise_for_status()
    await outbox.check()
    assert figures.lost == [note.answer]


async def test_an_answer_that_comes_back_different_is_lost(
    outbox: Outbox, phone: Phone, figures: Figures
) -> None:
    note = outbox.write(CHOICE, VALUE)
    assert await outbox.send(note)
    phone.put(CHOICE, {"option": "en"}, answer=note.answer, sequence=2).raise_for_status()

    await outbox.check()
    assert figures.lost == [note.answer]


async def test_an_answer_that_nobody_wrote_is_a_duplicate(
    outbox: Outbox, phone: Phone, figures: Figures
) -> None:
    assert await outbox.send(outbox.write(CHOICE, VALUE))
    phone.put(CHOICE, VALUE).raise_for_status()

    await outbox.check()
    assert (figures.duplicates, figures.lost) == (1, [])


async def test_an_answer_outlives_a_killed_server(
    outbox: Outbox, server: Server, figures: Figures
) -> None:
    note = outbox.write(CHOICE, VALUE)
    server.kill()
    sending = asyncio.create_task(outbox.send(note))
    await asyncio.to_thread(server.start)

    assert await sending
    await outbox.check()
    assert (figures.lost, figures.duplicates, figures.errors.total()) == ([], 0, 0)


async def test_a_change_of_an_answer_is_kept_as_one_answer(
    outbox: Outbox, figures: Figures, moderator: Host
) -> None:
    note = outbox.write(CHOICE, VALUE)
    assert await outbox.send(note)
    note.values.append({"option": "en"})
    assert await outbox.send(note)

    await outbox.check()
    assert (figures.acked, figures.changed, figures.lost, figures.duplicates) == (2, 1, [], 0)
    assert moderator.results(CHOICE)["tally"]["counts"]["en"] == 1


async def test_a_prompt_that_is_not_open_is_no_error(outbox: Outbox, figures: Figures) -> None:
    assert not await outbox.send(outbox.write("terveiset", {"text": "Kiitos."}))
    assert (figures.refused, figures.errors.total()) == (1, 0)


async def test_a_value_that_the_server_refuses_is_an_error(
    outbox: Outbox, figures: Figures
) -> None:
    assert not await outbox.send(outbox.write(CHOICE, {"option": "joskus"}))
    assert dict(figures.errors) == {"answer: invalid-answer": 1}


@pytest.mark.parametrize(
    ("phones", "minutes", "drive"),
    [(0, 1.0, False), (5001, 1.0, False), (1, 0.0, False), (1, 1.0, True)],
)
async def test_sizes_are_bounded_and_driving_takes_a_key(
    phones: int, minutes: float, drive: bool
) -> None:
    with pytest.raises(ValueError, match=r"phones|minutes|key"):
        await rehearse("http://127.0.0.1:1", "SYDAN", phones, minutes, drive=drive)


async def test_a_server_that_is_not_there_is_said_at_once() -> None:
    with pytest.raises(ValueError, match="does not answer"):
        await rehearse("http://127.0.0.1:1", "SYDAN", 1, 1)


async def test_an_event_that_is_not_there_is_said_at_once(server: Server) -> None:
    with pytest.raises(ValueError, match=r"There is no event NIMI at http://127\.0\.0\.1"):
        await rehearse(server.url, "NIMI", 1, 1)
