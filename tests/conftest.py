"""What every test has in common. Fixtures live beside the tests that use them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.served import Event, Guest, Host, Server, standing

# The same examples on every run, and none judged by the speed of a shared machine.
settings.register_profile("evastys", derandomize=True, deadline=None)
settings.load_profile("evastys")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """The program on a fresh data folder."""
    server = Server(tmp_path / "data").start()
    yield server
    server.stop()


@pytest.fixture
def moderator(server: Server) -> Host:
    """Whoever has the moderator's key."""
    return server.moderator()


@pytest.fixture(scope="session")
def halls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Iterator[Guest]]:
    """Fresh events on a server that stands as long as the tests run."""
    servers: list[Server] = []

    def fresh() -> Iterator[Guest]:
        while True:
            folder = tmp_path_factory.mktemp("standing") / "data"
            server, guests = standing(folder, [f"KOE{number}" for number in range(100, 180)])
            servers.append(server)
            yield from guests.values()

    yield fresh()
    for server in servers:
        server.stop()


@pytest.fixture
def event(halls: Iterator[Guest]) -> Iterator[Event]:
    """An event that nobody has joined yet; much quicker than a server of its own."""
    guest = next(halls)
    yield guest
    guest.leave()


@pytest.fixture
def host(event: Event) -> Host:
    """Whoever has that event's moderator's key."""
    return event.moderator()
