"""Paper forms: the agenda in print, and forms that a host enters over plain HTTP."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable

import httpx
import pytest

from tests.served import PLAIN, Event, Host

CHOICE, TEXT = "edustus", "osallisuus-kehittamistarpeet"
SHARE = "painopiste"
SECRET = "Vain paperille kirjoitettu"

Enter = Callable[..., httpx.Response]


def browser(event: Event, key: str | None = None, place: str = "console") -> httpx.Client:
    """A browser without scripts, with a key or with none."""
    client = httpx.Client(
        base_url=event.url,
        headers={"Origin": event.url},
        follow_redirects=True,
        timeout=60,
        verify=PLAIN,
    )
    event.clients.append(client)
    if key is not None:
        client.post(f"/e/{event.code}/pass", data={"key": key, "to": place})
    return client


@pytest.fixture
def console(event: Event) -> httpx.Client:
    """Whoever has the moderator's key."""
    return browser(event, event.keys["console"])


def begin(console: httpx.Client, event: Event, **more: str) -> str:
    """Begin a form; its id."""
    page = console.post(
        f"/e/{event.code}/console/paper/forms",
        data={"organisation": "laukaa", "role": "official", **more},
    )
    assert page.status_code == 200, page.text
    return page.url.path.rsplit("/", 1)[1]


def enter(
    console: httpx.Client, event: Event, form: str, prompt: str, then: str = "next", **value: str
) -> httpx.Response:
    """What a form says to one prompt."""
    own = {"prompt": prompt, "answer_id": str(uuid.uuid4()), "sequence": "1", "then": then}
    return console.post(f"/e/{event.code}/console/paper/{form}/answers", data=own | value)


def begun_after(event: Event, host: Host, console: httpx.Client) -> str:
    """A form begun when a phone has answered the choice and that has closed; its id."""
    host.show(CHOICE)
    event.phone().put(CHOICE, {"option": "en"}).raise_for_status()
    host.change(CHOICE, state="closed")
    return begin(console, event)


def exported(host: Host) -> list[dict[str, object]]:
    """Every answer as the export for programs has it."""
    return [json.loads(line) for line in host.export("answers.jsonl").splitlines()]


def test_a_form_counts_with_a_mark_however_long_its_prompt_has_been_shut(
    event: Event, host: Host, console: httpx.Client
) -> None:
    form = begun_after(event, host, console)
    enter(console, event, form, CHOICE, option="viikoittain").raise_for_status()
    enter(console, event, form, TEXT, text=SECRET).raise_for_status()  # never opened
    results = host.results(CHOICE)
    assert (results["answered"], results["joined"]) == (2, 2)
    assert [results["tally"]["counts"][key] for key in ("en", "viikoittain")] == [1, 1]
    assert {(each["prompt"], each["source"], each["late"]) for each in exported(host)} == {
        (CHOICE, "phone", False),
        (CHOICE, "paper", False),
        (TEXT, "paper", False),
    }
    paper = next(each for each in exported(host) if each["source"] == "paper")
    assert (paper["organisation"], paper["role"]) == ("laukaa", "official")
    assert [each["text"] for each in host.waiting()] == [SECRET]  # reviewed as all statements are


def test_what_a_form_leaves_empty_is_passed_over(
    event: Event, host: Host, console: httpx.Client
) -> None:
    form = begin(console, event)
    page = enter(console, event, form, TEXT, text="  ")
    assert (page.status_code, f"prompt={TEXT}" in str(page.url)) == (200, False)
    zeros = re.findall(
        r'name="(points\.[a-z-]+)"', console.get(page.url, params={"prompt": SHARE}).text
    )
    assert len(zeros) > 1
    enter(console, event, form, SHARE, **dict.fromkeys(zeros, "0")).raise_for_status()
    assert exported(host) == []


def test_a_value_that_cannot_be_is_told_and_kept_in_the_form(
    event: Event, console: httpx.Client
) -> None:
    form = begin(console, event)
    page = enter(console, event, form, TEXT, text="ä" * 2001)
    assert (page.status_code, 'id="problem"' in page.text, "ä" * 2001 in page.text) == (
        422,
        True,
        True,
    )


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"table": "12b", "headcount": "7"}, "from 1 to 999"),
        ({"table": "12", "headcount": "700"}, "from 1 to 99,"),
        ({"table": "12", "headcount": "7", "role": "nobody"}, ""),
    ],
)
def test_the_table_and_the_headcount_of_a_form_are_never_lost(
    event: Event, host: Host, console: httpx.Client, wrong: dict[str, str], sentence: str
) -> None:
    sent = {"organisation": "laukaa", "role": "official", **wrong}
    page = console.post(f"/e/{event.code}/console/paper/forms?lang=en", data=sent)
    kept = dict(re.findall(r'name="(table|headcount)"[^>]*? value="([^"]*)"', page.text))
    assert (page.status_code, kept) == (422, {name: wrong[name] for name in kept})
    assert len(kept) == 2
    assert sentence in page.text
    form = begin(console, event, table=" 12 ", headcount="7")
    enter(console, event, form, CHOICE, option="en").raise_for_status()
    (answer,) = exported(host)
    assert (answer["table"], answer["headcount"]) == (12, 7)


def rounds_offered(html: str) -> tuple[list[str], list[str]]:
    """The rounds that a page lets choose, and the chosen ones."""
    offered = html.partition('<select class="field" id="round"')[2].partition("</select>")[0]
    options = re.findall(r'<option value="(\d)" (selected)?', offered)
    return [number for number, _ in options], [number for number, chosen in options if chosen]


def hidden(html: str, name: str) -> str:
    """What a hidden field of the form of answers says."""
    return re.findall(rf'name="{name}" value="([^"]*)"', html.split('id="answer"')[1])[0]


def in_rounds(host: Host) -> list[tuple[object, object]]:
    """The round and the option of every answer, as the export has them."""
    return sorted((each["round"], each["value"]["option"]) for each in exported(host))  # type: ignore[index]


@pytest.fixture
def asked_again(event: Event, host: Host) -> None:
    """A question that was answered on a phone, and asked again."""
    host.show(CHOICE)
    event.phone().put(CHOICE, {"option": "en"}).raise_for_status()
    host.change(CHOICE, state="closed")
    host.http.post(f"/prompts/{CHOICE}/rounds", json={}).raise_for_status()


@pytest.mark.usefixtures("asked_again")
def test_a_form_counts_in_the_round_that_it_was_filled_in(
    event: Event, host: Host, console: httpx.Client
) -> None:
    form, other = begin(console, event), begin(console, event)
    page = f"/e/{event.code}/console/paper/{form}"
    assert rounds_offered(console.get(page, params={"prompt": CHOICE}).text) == (["1", "2"], ["2"])
    assert rounds_offered(console.get(page, params={"prompt": SHARE}).text) == ([], [])
    for each, number in ((form, "1"), (other, "2")):
        enter(console, event, each, CHOICE, option="viikoittain", round=number).raise_for_status()
    results = [
        host.http.get(f"/prompts/{CHOICE}/results", params={"round": n}).json() for n in (1, 2)
    ]
    assert [(each["answered"], each["tally"]["counts"]["viikoittain"]) for each in results] == [
        (2, 1),
        (1, 1),
    ]
    assert in_rounds(host) == [(1, "en"), (1, "viikoittain"), (2, "viikoittain")]


@pytest.mark.usefixtures("asked_again")
def test_an_answer_entered_in_the_wrong_round_is_entered_in_the_other_and_taken_out(
    event: Event, host: Host, console: httpx.Client
) -> None:
    form = begin(console, event)
    page = f"/e/{event.code}/console/paper/{form}?prompt={CHOICE}"
    enter(console, event, form, CHOICE, option="viikoittain", round="2").raise_for_status()
    wrong = console.get(page).text
    sent = {name: hidden(wrong, name) for name in ("prompt", "answer_id", "sequence")}
    for _ in range(2):  # sent twice it is one answer
        console.post(
            f"/e/{event.code}/console/paper/{form}/answers",
            data=sent | {"option": "viikoittain", "round": "1"},
        ).raise_for_status()
    both = console.get(page).text
    assert rounds_offered(both) == (["1", "2"], ["1"])
    (before,) = re.findall(r'name="answer_id" value="([^"]*)"', both.split('id="answer"')[0])
    assert before == sent["answer_id"]
    console.post(
        f"/e/{event.code}/console/paper/{form}/withdraw",
        data={"answer_id": before, "prompt": CHOICE},
    ).raise_for_status()
    assert in_rounds(host) == [(1, "en"), (1, "viikoittain")]


def test_a_form_that_was_open_before_the_question_was_asked_again_keeps_its_round(
    event: Event, host: Host, console: httpx.Client
) -> None:
    form = begun_after(event, host, console)
    page = console.get(f"/e/{event.code}/console/paper/{form}", params={"prompt": CHOICE}).text
    host.http.post(f"/prompts/{CHOICE}/rounds", json={}).raise_for_status()
    own = {name: hidden(page, name) for name in ("prompt", "answer_id", "sequence", "round")}
    address = f"/e/{event.code}/console/paper/{form}/answers"
    console.post(address, data=own | {"option": "viikoittain"}).raise_for_status()
    assert in_rounds(host) == [(1, "en"), (1, "viikoittain")]


@pytest.mark.usefixtures("asked_again")
@pytest.mark.parametrize("strange", ["0", "3", "x", "9" * 5_000])
def test_a_round_that_is_not_there_is_told_beside_its_field_and_the_answer_is_kept(
    event: Event, host: Host, console: httpx.Client, strange: str
) -> None:
    form = begin(console, event)
    page = enter(console, event, form, CHOICE, option="viikoittain", round=strange)
    assert page.status_code == 422
    fault = page.text.index('id="problem"')
    assert page.text.index('id="round"') < fault < page.text.index('name="option"')
    assert re.findall(r'value="([a-z-]+)"[^>]*\schecked', page.text) == ["viikoittain"]
    assert in_rounds(host) == [(1, "en")]


@pytest.mark.parametrize("name", ["points.osallisuus[]", "points.osallisuus.b"])
def test_points_that_are_no_numbers_are_refused(
    event: Event, host: Host, console: httpx.Client, name: str
) -> None:
    form = begin(console, event)
    page = enter(console, event, form, SHARE, **{name: "1"})
    assert (page.status_code, exported(host)) == (422, [])


@pytest.mark.parametrize(
    "strange", [{"sequence": "9" * 5_000}, {"answer_id": "x"}, {"prompt": "nothing"}]
)
def test_a_form_with_strange_fields_is_no_fault_of_the_server(
    event: Event, host: Host, console: httpx.Client, strange: dict[str, str]
) -> None:
    event.phone()
    form = begin(console, event)
    sent = {"prompt": CHOICE, "option": "en", "answer_id": str(uuid.uuid4()), "sequence": "1"}
    page = console.post(f"/e/{event.code}/console/paper/{form}/answers", data=sent | strange)
    assert page.status_code in (404, 422)
    assert exported(host) == []


def test_a_form_is_mended_and_taken_back_whole(
    event: Event, host: Host, console: httpx.Client
) -> None:
    event.phone()
    form = begin(console, event)
    enter(console, event, form, CHOICE, option="en")
    page = console.get(f"/e/{event.code}/console/paper/{form}", params={"prompt": CHOICE}).text
    (answer_id,) = re.findall(r'name="answer_id" value="([^"]+)"', page)
    (sequence,) = re.findall(r'name="sequence" value="(\d+)"', page)
    assert re.search(r'value="en"[^>]*checked', page)
    enter(
        console, event, form, CHOICE, option="viikoittain", answer_id=answer_id, sequence=sequence
    )
    assert [each["value"] for each in exported(host)] == [{"option": "viikoittain"}]
    thought = enter(console, event, form, TEXT, "another", text=SECRET)
    (written,) = re.findall(r'withdraw">\s*<input[^>]*value="([^"]+)"', thought.text)
    console.post(
        f"/e/{event.code}/console/paper/{form}/withdraw",
        data={"answer_id": written, "prompt": TEXT},
    )
    assert [each["prompt"] for each in exported(host)] == [CHOICE]
    console.post(f"/e/{event.code}/console/paper/{form}/drop").raise_for_status()
    results = host.results(CHOICE)
    assert (exported(host), results["answered"], results["joined"]) == ([], 0, 1)
    again = console.get(f"/e/{event.code}/console/paper/{form}")
    assert again.status_code == 404


def test_a_phone_is_no_form_of_a_host(event: Event, host: Host, console: httpx.Client) -> None:
    phone = event.phone()
    host.show(CHOICE)
    phone.put(CHOICE, {"option": "en"}).raise_for_status()
    home = f"/e/{event.code}/console/paper/{phone.participant}"
    assert console.get(home).status_code == 404
    assert console.post(f"{home}/drop").status_code == 404
    assert len(phone.own()) == 1


def test_only_who_runs_the_event_prints_and_enters(event: Event) -> None:
    nobody, screen = browser(event), browser(event, event.keys["screen"], "screen")
    for client in (nobody, screen):
        pages = (f"/e/{event.code}/paper", f"/e/{event.code}/console/paper")
        assert [client.get(page).status_code for page in pages] == [401, 401]
        begun = client.post(
            f"/e/{event.code}/console/paper/forms",
            data={"organisation": "joutsa", "role": "elected"},
        )
        assert begun.status_code in (401, 403)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_printed_form_asks_everything_in_the_order_of_its_entry(
    event: Event, host: Host, console: httpx.Client, language: str
) -> None:
    page = console.get(f"/e/{event.code}/paper", params={"lang": language}).text
    asked = httpx.get(f"{event.url}/api/events/{event.code}", verify=PLAIN).json()["prompts"]
    sections = re.findall(r'id="paper-([a-z-]+)".*?class="number">(\d+)<', page, re.DOTALL)
    assert sections == [(each["key"], str(n)) for n, each in enumerate(asked, start=1)]
    assert f'<html lang="{language}"' in page
