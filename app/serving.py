"""Starting the server: the listening socket, uvicorn's limits, and what is printed first."""

from __future__ import annotations

import errno
import resource
import shlex
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import click
import uvicorn

from app import agenda, events, log
from app.agenda import Agenda, AgendaFaults
from app.control import Control, offered
from app.db import Database
from app.errors import InvalidInput
from app.events import Held, Keys
from app.kinds import kinds
from app.render import Address
from app.settings import LAST_PORT, Settings

BACKLOG = 4096  # connections that may queue: a hall joins within a minute
SEND_BUFFER = 32 * 1024  # bytes the kernel keeps for a phone that does not read
PING = 20.0  # seconds between pings of a socket, and for the answer to one
DEAD_AFTER = 20_000  # milliseconds without an acknowledgement after which a socket is dead


def serve(
    settings: Settings,
    ready: Callable[[str], None] | None = None,
    ping: float = PING,
    command: str = "serve",
) -> None:
    """Run until a signal ends it. `ready` is called with the origin once requests are taken;
    `command` is what was called, for sentences.

    Raises InvalidInput when it cannot listen there, InUse when another server has the data
    folder, AgendaFaults when the agenda of a fresh folder is wrong: then nothing has been made.
    """
    log.configure()
    _raise_file_limit()
    listening = _listen(settings, command)
    settings = _addressed(settings, listening)
    fresh = None if settings.database.exists() else agenda.read(settings.agenda)
    database = events.open_database(settings)
    try:
        # Here: who is refused the folder does not wait for the pages.
        from app.main import create_app

        made, said = _loaded(database, settings, fresh)
        app = create_app(settings, database)
        _print_addresses(settings, app.state.running.events, made)
        if said:
            click.echo(f"{said}\n")
        server = _Server(
            _config(app, ping),
            ready=lambda: _ready(settings, ready),
            leaving=app.state.broadcast.say_restart,
        )
        # uvicorn sends the signal that ended it to the process once more; the database has yet
        # to be closed then.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
        control = Control(settings.local, app.state.running.control, settings.address)
        with offered(settings.data, control):
            server.run(sockets=[listening])
    finally:
        database.close()


def _ready(settings: Settings, then: Callable[[str], None] | None) -> None:
    if sys.stdout.isatty():
        click.echo("Running. Ctrl-C stops it.")
    if then:
        then(settings.address)


class _Server(uvicorn.Server):
    """uvicorn that says when it takes requests, and tells before it takes no more."""

    def __init__(
        self,
        config: uvicorn.Config,
        ready: Callable[[], None],
        leaving: Callable[[], Awaitable[None]],
    ) -> None:
        super().__init__(config)
        self._ready = ready
        self._leaving = leaving

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell the pages, then close."""
        await self._leaving()
        await super().shutdown(sockets)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        self._ready()


def _config(app: object, ping: float) -> uvicorn.Config:
    return uvicorn.Config(
        app,  # type: ignore[arg-type]  # an ASGI app; FastAPI's own type is wider
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_max_size=8192,  # bytes; nobody has anything long to say on a socket
        ws_per_message_deflate=False,  # 15 kB can inflate to 15 MB, and costs 35 kB a phone
        ws_ping_interval=ping,
        ws_ping_timeout=ping,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        backlog=BACKLOG,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=5,
    )


def _listen(settings: Settings, command: str) -> socket.socket:
    listening = socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, DEAD_AFTER)
    try:
        listening.bind((settings.host, settings.port))
    except OSError as fault:
        listening.close()
        raise _cannot_listen(settings, fault, command) from None
    listening.listen(BACKLOG)
    return listening


def _cannot_listen(settings: Settings, fault: OSError, command: str) -> InvalidInput:
    """What is in the way of this address and port, and what to choose instead."""
    port = str(settings.port)
    if fault.errno == errno.EADDRINUSE:
        other = str(settings.port + 1 if settings.port < LAST_PORT else settings.port - 1)
        return InvalidInput(
            "error.port_taken",
            field="port",
            host=settings.host,
            port=port,
            other=other,
            command=command,
        )
    if fault.errno in (errno.EACCES, errno.EPERM):
        return InvalidInput("error.port_closed", field="port", port=port)
    # The address is another machine's, or it is a name that nobody knows.
    return InvalidInput("error.not_here", field="host", host=settings.host)


def _addressed(settings: Settings, listening: socket.socket) -> Settings:
    """Settings with the port that was given and, for a server open to the network, with an
    address that a phone can use."""
    port = listening.getsockname()[1]
    fields: dict[str, object] = {"port": port}
    if settings.public_url is None and settings.host in ("0.0.0.0", "::"):  # noqa: S104
        fields["public_url"] = f"http://{own_address()}:{port}"
    return settings.model_copy(update=fields)


def own_address() -> str:
    """This machine's address on its network; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address kept for documentation, RFC 5737
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def _loaded(
    database: Database, settings: Settings, fresh: Agenda | None
) -> tuple[Keys | None, str | None]:
    """Load the agenda where there is no event yet: its keys, None when there are events already;
    and what the operator should know of the agenda, in a sentence."""
    with database.read() as connection:
        held = {code: each.agenda for code, each in events.held(connection).items()}
    if held:
        return None, _left_out(settings, held)
    read = fresh or agenda.read(settings.agenda)
    key = settings.moderator_key.get_secret_value() if settings.moderator_key else None
    made = database.write_now(lambda batch: events.load(batch, read, key))
    if fresh:
        return made, None
    return made, (
        f"The folder {settings.data} held no event any more, so event {read.code} of "
        f"{settings.agenda} was made anew."
    )


def _left_out(settings: Settings, held: dict[str, Agenda]) -> str | None:
    """That an agenda which was asked for is another than the folder's; None when it is not."""
    if "agenda" not in settings.model_fields_set:
        return None
    goes_on = f"The folder {settings.data} goes on with what it holds ({', '.join(held)})"
    try:
        asked = agenda.read(settings.agenda)
    except AgendaFaults:
        return f"{goes_on}; {settings.agenda} cannot be read and was not needed."
    known = held.get(asked.code)
    if known is not None and _as_written(known) == _as_written(asked):
        return None
    differs = "is another event" if asked.code not in held else "differs from it"
    return (
        f"{goes_on}; {settings.agenda} {differs} and was left out. "
        "To use it, name a fresh folder: --data FOLDER"
    )


def _as_written(agenda: Agenda) -> Agenda:
    """The agenda without the settings that the program makes: an earlier version made others."""
    prompts = tuple(
        each.model_copy(
            update={
                "settings": {
                    key: value
                    for key, value in each.settings.items()
                    if key not in kinds[each.kind].made
                }
            }
        )
        for each in agenda.prompts
    )
    return agenda.model_copy(update={"prompts": prompts})


def _print_addresses(settings: Settings, held: Mapping[str, Held], keys: Keys | None) -> None:
    address = Address(settings.address)
    made = keys if len(held) == 1 else None
    for each in held.values():
        click.echo(addresses(address, each.agenda, made, settings.data))


def addresses(address: Address, agenda: Agenda, keys: Keys | None, data: Path) -> str:
    """The addresses of one event, with keys in clear where they were just made; a screen for each
    room."""
    code = agenda.code
    event = address.join(code)
    screens = [f"/screen?room={room.key}" for room in agenda.rooms] or ["/screen"]

    def line(label: str, place: str, key: str | None) -> str:
        return f"  {label:<14}{event}{place}{f'#{key}' if key else ''}"

    lines = [
        f"\nEvästys: event {code}",
        line("participants", "", None),
        *(line("screen", place, keys.screen if keys else None) for place in screens),
        line("console", "/console", keys.owner if keys else None),
        line("analysis", "/analysis", keys.analyst if keys else None),
    ]
    if keys:
        lines += [
            f"  moderator's key: {keys.owner}",
            "  The keys are shown only now; only their hashes are kept.",
        ]
    else:
        lines += [
            "  The keys were printed when the event was made. For new ones stop the server and run",
            f"  {command_line('keys', code, data=data)}",
        ]
    return "\n".join(lines) + "\n"


def command_line(*words: str, data: Path) -> str:
    """A call of this program as a shell in this folder takes it."""
    program = Path(sys.executable).with_name("evastys")
    if program.is_relative_to(Path.cwd()):
        program = program.relative_to(Path.cwd())
    folder = [] if data == Settings.model_fields["data"].default else ["--data", str(data)]
    return shlex.join([str(program), *words, *folder])


def _raise_file_limit() -> None:
    """A phone is a file descriptor; take as many as the system allows."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
