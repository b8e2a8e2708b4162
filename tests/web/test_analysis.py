"""The analyst's page: what its tables call things."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.served import PLAIN, Event, Host

SCALE, CHOICE = "osallisuus-tilanne", "edustus"


@pytest.mark.parametrize(
    ("lang", "item", "option"),
    [
        ("fi", "Arvioitava asia", "Vaihtoehto"),
        ("sv", "Det som bedöms", "Alternativ"),
        ("en", "Item rated", "Option"),
    ],
)
def test_what_is_rated_is_not_called_an_option(
    event: Event, host: Host, lang: str, item: str, option: str
) -> None:
    phone = event.phone()
    prompts = {each["key"]: each for each in httpx.get(event_url(event)).json()["prompts"]}
    rated = {each["key"]: 3 for each in prompts[SCALE]["settings"]["items"]}
    for prompt, value in ((SCALE, {"ratings": rated}), (CHOICE, {"option": "en"})):
        host.show(prompt)
        phone.put(prompt, value).raise_for_status()
    page = httpx.get(
        f"{event.url}/e/{event.code}/analysis?lang={lang}",
        headers={"Authorization": f"Bearer {event.keys['analysis']}"},
        verify=PLAIN,
    )
    heads = {
        key: re.search(
            rf'id="numbers-{key}".*?<table class="numbers.*?<th scope="col">(.*?)</th>',
            page.text,
            re.S,
        )
        for key in (SCALE, CHOICE)
    }
    assert {key: found and found[1] for key, found in heads.items()} == {
        SCALE: item,
        CHOICE: option,
    }


def event_url(event: Event) -> str:
    return f"{event.url}/api/events/{event.code}"


@pytest.mark.parametrize(
    ("audience", "expected"),
    [
        ("internal", {"Hankasalmi": "2", "Joutsa": "7", "Keuruu": "9"}),
        ("public", {"Hankasalmi": "withheld", "Joutsa": "withheld", "Keuruu": "9"}),
    ],
)
def test_how_many_joined_from_a_small_organisation_is_told_to_the_drafters_alone(
    event: Event, audience: str, expected: dict[str, str]
) -> None:
    for organisation, people in (("hankasalmi", 2), ("joutsa", 7), ("keuruu", 9)):
        for _ in range(people):
            event.phone(organisation)
    page = httpx.get(
        f"{event.url}/e/{event.code}/analysis?lang=en&audience={audience}",
        headers={"Authorization": f"Bearer {event.keys['analysis']}"},
        verify=PLAIN,
    ).text
    rows = re.findall(r'<tr>\s*<th scope="row">(.*?)</tr>', page, re.S)
    told = {
        re.sub("<.*?>", "", row.partition("</th>")[0]).strip(): re.findall(
            r'<td class="people">(.*?)</td>', row
        )
        for row in rows
    }
    assert {name: n[0] for name, n in told.items() if n and n[0] != "0"} == expected


def test_the_files_and_the_switch_follow_whom_the_material_is_for(event: Event) -> None:
    analyst = event.client(event.keys["analysis"])
    address = f"{event.url}/e/{event.code}/analysis"
    for audience, other in (("internal", "public"), ("public", "internal")):
        page = analyst.get(f"{address}?lang=en&audience={audience}").text
        links = re.findall(r'href="([^"]*/exports/[^"]*)"', page)
        assert {link.endswith("?audience=public") for link in links} == {audience == "public"}
        switch = re.findall(r'<a href="([^"]*)" (aria-current="true")?>(\w+)</a>', page)
        assert [
            (current != "", name) for _, current, name in switch if name in ("Internal", "Public")
        ] == [
            (audience == "internal", "Internal"),
            (audience == "public", "Public"),
        ]
        assert f"audience={other}" in page
    assert 'aria-current="true">Internal' in analyst.get(f"{address}?lang=en").text


def test_every_figure_stands_beside_its_picture_and_is_read_aloud_once(
    event: Event, host: Host
) -> None:
    phone = event.phone()
    prompts = {each["key"]: each for each in httpx.get(event_url(event)).json()["prompts"]}
    rated = {each["key"]: 3 for each in prompts[SCALE]["settings"]["items"]}
    given = {
        CHOICE: {"option": "en"},
        SCALE: {"ratings": rated},
        "osallisuus-vahvuudet": {"words": ["luonto"]},
        "osallisuus-kehittamistarpeet": {"text": "Kyydit"},
    }
    for prompt, value in given.items():
        host.show(prompt)
        phone.put(prompt, value).raise_for_status()
    page = event.client(event.keys["analysis"]).get(f"{event.url}/e/{event.code}/analysis").text
    articles = {key: page.split(f'aria-labelledby="numbers-{key}"')[1] for key in given}
    drawn = {
        key: article.split("</article>")[0].count('<div class="drawn" aria-hidden="true">')
        for key, article in articles.items()
    }
    assert drawn == dict.fromkeys(given, 1) | {"osallisuus-kehittamistarpeet": 0}
