"""The moderator's wording on a real server: merge, split, rename, hide, undo, and who sees what."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.served import Event, Host

KEY = "osallisuus-vahvuudet"
TYPED = (["palvelut", "apu"], ["palveluiden"], ["palveluita", "ja"], ["palveluista"])


@pytest.fixture
def asked(event: Event, host: Host) -> Host:
    """Four people have answered, and the results are shown to everybody."""
    host.show(KEY)
    for words in TYPED:
        event.phone().put(KEY, {"words": words}).raise_for_status()
    host.change(KEY, results="shown", phones="shown")
    return host


def reword(host: Host, act: str, *words: str, **more: str) -> httpx.Response:
    body = {"act": act, "words": list(words), **more}
    return host.http.post(f"/prompts/{KEY}/words", json=body)


def counts(said: httpx.Response) -> dict[str, int]:
    return {each["word"]: each["count"] for each in said.json()["words"]}


def results(event: Event, token: str) -> dict[str, int]:
    said = event.client(token).get(f"/prompts/{KEY}/results")
    return {each["word"]: each["count"] for each in said.json()["tally"]["words"]}


def page(event: Event, place: str) -> str:
    return event.browser("screen" if place == "screen" else "console").get(f"/{place}").text


def undo(event: Event) -> None:
    browser = event.browser("console")
    action = browser.get("/console").text.split('name="action" value="')[1].split('"')[0]
    assert browser.post("/console/undo", data={"action": action}).status_code == 303


def test_four_cases_of_a_word_are_one_in_the_api_and_on_every_page(
    event: Event, asked: Host
) -> None:
    phone = event.phone()
    assert results(event, phone.token)["palvelut"] == 4
    said = asked.http.get(f"/prompts/{KEY}/words").json()
    assert said["words"][0] == {
        "word": "palvelut",
        "lemma": "palvelu",
        "count": 4,
        "forms": [
            {"form": form, "count": 1, "how": "form"}
            for form in ("palveluiden", "palveluista", "palveluita", "palvelut")
        ],
        "hidden": False,
        "renamed": False,
    }
    assert said["left_out"] == {"ja": 1}
    assert "palvelut" in page(event, "screen")
    assert "palveluiden" not in page(event, "screen")
    assert "palveluiden" in page(event, f"console/words?prompt={KEY}")


def test_words_are_merged_split_renamed_and_restored(event: Event, asked: Host) -> None:
    assert counts(reword(asked, "merge", "palvelut", "apu")) == {"palvelut": 4}
    assert counts(reword(asked, "split", "palveluista")) == {"palvelut": 3, "palveluista": 1}
    renamed = reword(asked, "rename", "palvelut", name="Lähellä olevat palvelut")
    assert counts(renamed) == {"Lähellä olevat palvelut": 3, "palveluista": 1}
    assert counts(reword(asked, "restore", "palvelut", "palveluista", "apu")) == {
        "palvelut": 4,
        "apu": 1,
    }


def test_a_hidden_word_leaves_what_people_see_and_stays_with_the_moderator(
    event: Event, asked: Host
) -> None:
    phone = event.phone()
    assert reword(asked, "hide", "palveluiden").json()["words"][0]["hidden"] is True
    assert results(event, phone.token) == {"apu": 1}
    assert results(event, asked.key) == {"apu": 1}
    assert "palvelut" not in page(event, "screen")


def test_a_word_is_shown_again_by_any_of_its_forms_merged_and_named_as_it_was(
    event: Event, asked: Host
) -> None:
    reword(asked, "merge", "palvelut", "apu")
    named = reword(asked, "rename", "palvelut", name="Lähipalvelut")
    reword(asked, "hide", "palveluita")
    assert results(event, asked.key) == {}
    assert counts(reword(asked, "show", "Palveluista")) == counts(named)
    assert results(event, asked.key) == counts(named) == {"Lähipalvelut": 4}
    assert counts(reword(asked, "rename", "apu", name="")) == {"palvelut": 4}
    assert counts(reword(asked, "restore", "palveluista")) == {"palvelut": 4, "apu": 1}


def test_the_longest_word_that_can_be_sent_can_be_hidden(event: Event, asked: Host) -> None:
    word = "ß" * 60  # folds to twice as many letters
    event.phone().put(KEY, {"words": [word]}).raise_for_status()
    assert reword(asked, "hide", word).status_code == 200
    assert word not in results(event, asked.key)


def test_an_act_on_words_is_undone_as_every_other(event: Event, asked: Host) -> None:
    reword(asked, "hide", "palvelut")
    undo(event)
    assert results(event, asked.key) == {"palvelut": 4, "apu": 1}


def test_answers_that_come_later_follow_what_was_merged(event: Event, asked: Host) -> None:
    reword(asked, "merge", "palvelut", "apu")
    event.phone().put(KEY, {"words": ["apua"]}).raise_for_status()
    assert results(event, asked.key) == {"palvelut": 5}


@pytest.mark.parametrize(
    ("key", "body", "status", "field"),
    [
        (KEY, {"act": "merge", "words": ["palvelut"]}, 422, "words"),
        (KEY, {"act": "merge", "words": ["palvelut", "palvelut"]}, 422, "words"),
        (KEY, {"act": "hide", "words": []}, 422, "words"),
        (KEY, {"act": "hide", "words": ["?"]}, 422, "words"),
        (KEY, {"act": "hide", "words": ["a" * 61]}, 422, "words"),
        (KEY, {"act": "rename", "words": ["apu"], "name": "a" * 61}, 422, "name"),
        (KEY, {"act": "burn", "words": ["apu"]}, 422, "act"),
        ("edustus", {"act": "hide", "words": ["apu"]}, 422, "prompt"),
    ],
)
def test_what_cannot_be_done_names_its_field(
    host: Host, key: str, body: dict[str, Any], status: int, field: str
) -> None:
    refused = host.http.post(f"/prompts/{key}/words", json=body)
    assert (refused.status_code, refused.json()["field"].rpartition(".")[2]) == (status, field)


def test_only_the_moderator_sees_and_changes_the_wording(event: Event) -> None:
    path = f"/prompts/{KEY}/words"
    body = {"act": "hide", "words": ["apu"]}
    for token in (event.phone().token, *map(event.keys.get, ("screen", "analysis"))):
        client = event.client(token)
        assert (client.get(path).status_code, client.post(path, json=body).status_code) == (
            403,
            403,
        )


def test_the_page_works_without_script(event: Event, asked: Host) -> None:
    merge = {"prompt": KEY, "act": "merge", "word": ["palvelut", "apu"]}
    done = event.browser("console").post("/console/words", data=merge)
    assert (done.status_code, done.headers["location"]) == (
        303,
        f"/e/{event.code}/console/words?prompt={KEY}#list-title",
    )
    assert results(event, asked.key) == {"palvelut": 4}


def test_what_was_wrong_with_a_form_is_said_on_the_page(event: Event, asked: Host) -> None:
    one = {"prompt": KEY, "act": "merge", "word": "palvelut"}
    refused = event.browser("console").post("/console/words", data=one)
    assert (refused.status_code, "Valitse vähintään 2 sanaa." in refused.text) == (422, True)
    assert results(event, asked.key) == {"palvelut": 4, "apu": 1}
