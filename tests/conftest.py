"""What every test has in common. Fixtures live beside the tests that use them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.served import Host, Server

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
