"""Backing what others wrote, over HTTP."""

from __future__ import annotations

import uuid
from typing import Any

from tests.served import Event, Host, Phone

IDEAS = "osallisuus-toimenpiteet"  # asks for support


def dealt(phone: Phone) -> list[dict[str, Any]]:
    said = phone.http.post(f"/prompts/{IDEAS}/exposures", json={})
    assert said.status_code == 201, said.text
    return said.json()["statements"]


def stands(host: Host) -> list[tuple[str, int, int]]:
    return [
        (each["text"], each["support"], each["exposed"])
        for each in host.results(IDEAS)["tally"]["statements"]
    ]


def test_who_backed_a_statement_is_shown_what_it_was_changed_to_and_does_not_back_it(
    event: Event, host: Host
) -> None:
    host.show(IDEAS)
    author, backer, answer = event.phone(), event.phone(), str(uuid.uuid4())
    author.put(IDEAS, {"text": "Kyydit kuntoon"}, answer=answer).raise_for_status()
    (waiting,) = host.waiting()
    host.moderate(waiting["id"], "approved")
    assert stands(host) == [("Kyydit kuntoon", 0, 0)]
    assert [each["text"] for each in dealt(backer)] == ["Kyydit kuntoon"]
    path = f"/statements/{waiting['id']}/support"
    assert backer.http.put(path).json()["backs"] is True
    assert stands(host) == [("Kyydit kuntoon", 1, 1)]

    author.put(IDEAS, {"text": "Kyydit pois"}, answer=answer, sequence=2).raise_for_status()
    assert stands(host) == []
    assert backer.http.put(path).status_code == 404
    host.moderate(waiting["id"], "approved")
    assert stands(host) == [("Kyydit pois", 0, 0)]
    shown = {"id": waiting["id"], "sequence": 2, "text": "Kyydit pois", "backed": False}
    assert dealt(backer) == [shown]
    assert stands(host) == [("Kyydit pois", 0, 1)]
