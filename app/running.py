"""The running program: the parts that requests and sockets share."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from app import keys, participants, passes, render, stage
from app.auth import new_token
from app.clock import now
from app.db import Database
from app.errors import InvalidInput, NotFound
from app.events import Held, edition, held, held_as, window_of
from app.kinds.words import Said, Words
from app.pace import phase_at
from app.participants import Joined
from app.passes import Host
from app.render import Address
from app.settings import Settings
from app.stage import Scene
from app.tally import EventTally
from app.text.hints import hint

PACE = 0.25  # seconds between two readings of a busy event; faster than this eyes do not see


@dataclass(slots=True)
class _Reading:
    scene: Scene
    generation: int
    staging: int
    at: float


class Running:
    """Settings, the database, and what is kept in memory of each event."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.db = database
        self.address = Address(settings.address)
        self.control = new_token()  # the command line's, for as long as this program runs
        self.connected: Callable[[int], dict[str, int]] = lambda event_id: {}  # phones by room
        self._tallies: dict[int, EventTally] = {}
        self._readings: dict[tuple[int, str], _Reading] = {}  # by event and room
        self._generations: dict[int, int] = {}
        self._stagings: dict[int, int] = {}
        self._people: dict[tuple[int, str], Joined] = {}
        self._hosts: dict[tuple[int, str, str], tuple[int, Host]] = {}  # with the staging of then
        self._handed: dict[tuple[int, str, str], object] = {}  # secrets on their way to a page
        self._acted: set[int] = set()  # events that a host has changed, perhaps in their agenda
        with database.read() as connection:
            self._events = held(connection)

    @property
    def events(self) -> dict[str, Held]:
        """Every event by its code, as its last amendment left it."""
        if self._acted:
            while self._acted:
                event_id = self._acted.pop()
                # A reading for each, begun after it was taken off the list: one that was begun
                # before does not see what has been put there meanwhile.
                with self.db.read() as connection:
                    self._look_again(connection, event_id)
        return self._events

    def _look_again(self, connection: Connection, event_id: int) -> Held | None:
        """The event as it is in this reading, new ones too."""
        known = next((each for each in self._events.values() if each.id == event_id), None)
        if known is not None and edition(connection, event_id) == known.edition:
            return known
        fresh = held_as(connection, event_id)
        if fresh is not None:
            self._events[fresh.code] = fresh
            if event_id in self._tallies:
                self._tallies[event_id].amended(fresh.agenda)
        return fresh

    def changed(self, events: dict[int, bool]) -> None:
        """Hear of a commit, on the writer's thread, before anybody is answered."""
        for event_id, staged in events.items():
            self._generations[event_id] = self._generations.get(event_id, 0) + 1
            if staged:
                self._stagings[event_id] = self._stagings.get(event_id, 0) + 1
                self._acted.add(event_id)

    def event(self, code: str) -> Held:
        """The event with this code, in any case; raises NotFound."""
        found = self.events.get(code.strip().upper().replace(" ", "").replace("-", ""))
        if found is None:
            raise NotFound("error.no_such_event")
        return found

    def scene(self, event: Held, *, fresh: bool = True, room: str | None = None) -> Scene:
        """What everybody in a room sees now, the main one by default. A reading that is not `fresh`
        may be a PACE behind in its counts, never in what is on stage."""
        generation = self._generations.get(event.id, 0)
        staging = self.staging(event)
        place = (event.id, room or event.rooms[0])
        known = self._readings.get(place)
        if known is not None and known.staging == staging:
            recent = time.monotonic() - known.at < PACE
            if recent and (known.generation == generation or not fresh):
                return known.scene
        with self.db.read() as connection:
            # In the same reading as the rest: an amendment may have come a moment ago.
            event = self._look_again(connection, event.id) or event
            connected = self.connected(event.id)
            scene = stage.scene(
                connection,
                self.tally(event),
                event.agenda,
                sum(connected.values()),
                hint,
                place[1],
                connected,
            )
        self._readings[place] = _Reading(scene, generation, staging, time.monotonic())
        return scene

    def overdue(self, event: Held) -> bool:
        """Whether a timer has run out and its prompt is still open. What was read of the main room
        before the last act of a host does not tell: perhaps nobody has looked there since."""
        known = self._readings.get((event.id, event.rooms[0]))
        current = known is not None and known.staging == self.staging(event)
        scene = known.scene if known is not None and current else self.scene(event)
        return any(
            view.state == "open" and view.ends_at is not None and view.ends_at <= now()
            for view in scene.prompts
        )

    def turned(self, event: Held) -> bool:
        """Whether the event's window has opened or closed since something of it was read. Those
        readings are dropped, or one of a room where nobody looks would tell it for ever; so are
        those of rooms that are no more."""
        agenda = event.agenda
        phase = phase_at(window_of(agenda), agenda.date, agenda.timezone, now())
        turned = False
        for place, known in list(self._readings.items()):
            if place[0] != event.id:
                continue
            window = known.scene.window
            past = window is not None and window.phase != phase
            if past or place[1] not in event.rooms:
                del self._readings[place]
            turned = turned or past
        return turned

    def staging(self, event: Held) -> int:
        """A number that is another one after every act of a host."""
        return self._stagings.get(event.id, 0)

    def results(
        self, event: Held, key: str, round_: int | None = None, *, whole: bool = True
    ) -> dict[str, Any]:
        """The contract's snapshot of one prompt, of an earlier round when that is named; if not
        `whole`, as everybody may see it. Raises NotFound."""
        scene = self.scene(event)
        view = scene.view(key)
        tally = self.tally(event)
        prompt = tally.by_key(key)
        if round_ is not None:
            if not 1 <= round_ <= view.round:
                raise NotFound("rounds.error.none", field="round")
            prompt = prompt.of_round(round_)
            view = replace(view, answered=prompt.answered, round=round_)
        return render.snapshot(scene, view, tally.tally(prompt), prompt, whole=whole)

    def groups(self, event: Held, key: str, by: str, *, whole: bool) -> dict[str, Any]:
        """The snapshot of a prompt with its groups side by side; raises NotFound, InvalidInput."""
        snapshot = self.results(event, key, whole=whole)
        tally = self.tally(event)
        prompt = tally.by_key(key)
        if not prompt.kind.compares:
            raise InvalidInput("groups.error.kind", field="prompt")
        with self.db.read() as connection:
            return snapshot | {"groups": render.sides(tally.compare(connection, prompt, by))}

    def showing_groups(self, event: Held, key: str, by: str) -> bool:
        """Whether the screen of any room shows these groups side by side."""
        scenes = (self.scene(event, fresh=False, room=room) for room in event.rooms)
        return any(
            scene.target == key and scene.comparison is not None and scene.comparison.by == by
            for scene in scenes
        )

    def statements(self, event: Held, state: str) -> list[stage.StatementView]:
        """Statements in a moderation state, oldest first."""
        self.scene(event)
        return stage.statements(self.tally(event), hint, state)

    def counts(self, event: Held) -> dict[str, int]:
        """How many statements are in each moderation state."""
        self.scene(event)
        tally = self.tally(event)
        return {state: len(tally.statements(state)) for state in stage.STATES}

    def words(self, event: Held, key: str) -> tuple[list[Said], dict[str, int]]:
        """Every word of a prompt, hidden ones too, and the forms that are left out with the
        answers that hold them; raises NotFound, InvalidInput for a prompt that counts no words."""
        self.scene(event).view(key)
        tally = self.tally(event)
        found = tally.by_key(key)
        if not isinstance(found.kind, Words):
            raise InvalidInput("wording.error.kind", field="prompt", key=key)
        counted = tally.counted(found)
        return (
            found.kind.said(found.settings, counted),
            found.kind.left_out(found.settings, counted),
        )

    def tally(self, event: Held) -> EventTally:
        """What is counted of an event; as of the newest `scene`."""
        if event.id not in self._tallies:
            self._tallies[event.id] = EventTally(event.id, event.agenda)
        return self._tallies[event.id]

    def forget(self, event: Held) -> None:
        """Count anew and know nobody, after participants were deleted."""
        self.tally(event).restart()
        for room in event.rooms:
            self._readings.pop((event.id, room), None)
        self._people.clear()

    def people(self, event: Held) -> set[int]:
        """Everybody who has joined."""
        with self.db.read() as connection:
            return participants.everybody(connection, event.id)

    async def move(self, event: Held, who: Joined, room: str) -> Joined:
        """Have a participant be in another room; raises NotFound."""
        key = event.room(room)
        await self.db.write(lambda batch: participants.move(batch, event.id, who.id, key))
        moved = replace(who, room=key)
        for place, known in self._people.items():
            if known.id == who.id:
                self._people[place] = moved
        return moved

    def room_of(self, event: Held, who: Joined) -> str:
        """The room that a participant is in; the main one when theirs is no more."""
        return who.room if who.room in event.rooms else event.rooms[0]

    def participant(self, event: Held, token: str) -> Joined | None:
        """Whose token this is; one indexed read the first time, none after."""
        known = self._people.get((event.id, token))
        if known is None:
            with self.db.read() as connection:
                known = participants.of_token(connection, event.id, event.secret, token)
            if known is not None:
                self._people[event.id, token] = known
        return known

    def host(self, event: Held, token: str) -> Host | None:
        """Whose pass this is."""
        return self._known(event, "pass", token, passes.of_token)

    def host_of_key(self, event: Held, key: str) -> Host | None:
        """Whose key this is."""
        return self._known(event, "key", key, passes.of_key)

    def revoked(self, event: Held, secret: str) -> bool:
        """Whether a key, or a pass of it, has been revoked."""
        with self.db.read() as connection:
            return keys.revoked(connection, event.id, secret)

    def hand(self, event: Held, place: str, secret: str, made: object) -> None:
        """Keep new keys or links for the next time that whoever made them, known by their own key
        or pass, comes to a place: an address, a cookie or a log would tell them to others."""
        self._handed[event.id, place, secret] = made

    def handed(self, event: Held, place: str, secret: str) -> object:
        """What waits for a place, once; None without anything."""
        return self._handed.pop((event.id, place, secret), None)

    def let_go(self, event: Held, place: str, secret: str, made: object) -> None:
        """Forget what no page has come for."""
        if self._handed.get((event.id, place, secret)) is made:
            del self._handed[event.id, place, secret]

    def _known(
        self,
        event: Held,
        kind: str,
        secret: str,
        read: Callable[[Connection, int, str], Host | None],
    ) -> Host | None:
        """Read once, and again after any act of a host: it may have ended keys and passes."""
        staging = self._stagings.get(event.id, 0)  # before reading, so that none is missed
        known = self._hosts.get((event.id, kind, secret))
        if known is not None and known[0] == staging and known[1].expires_at >= now():
            return known[1]
        with self.db.read() as connection:
            found = read(connection, event.id, secret)
        if found is None:
            self._hosts.pop((event.id, kind, secret), None)
        else:
            self._hosts[event.id, kind, secret] = (staging, found)
        return found
