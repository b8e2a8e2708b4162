"""`evastys …`: the command line."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from pydantic import ValidationError

from app import __version__
from app.agenda import Agenda, AgendaFaults, read, render_faults, written
from app.errors import EvastysError, NotFound
from app.i18n import translator
from app.settings import PREFIX, Settings

if TYPE_CHECKING:
    from app.control import Control
    from app.db import Database
    from app.rehearsal import Report
    from exports.export import Audience

SERVER = "http://127.0.0.1:8000"  # where `serve` listens unless it is told otherwise
UNDRIVEN = (
    "Without a key the rehearsal does not run the agenda; its phones answer what somebody opens "
    "in the console. A key can be given as well: --key."
)
ROLES = ("owner", "moderator", "screen", "analyst")  # of keys; read here without the database
BAR = "{l_bar}{bar}| {elapsed}"
INTERRUPTED = 130  # exit code of a program that Ctrl-C ended

DATA = click.option("--data", type=click.Path(path_type=Path), help="Data folder.")


class Refused(click.ClickException):
    """A sentence for the operator; exit code 1."""


def settings_with(**given: Any) -> Settings:
    """Settings with what the command line gives; an unknown or malformed one is said in a
    sentence."""
    fields = {name: value for name, value in given.items() if value is not None}
    try:
        return carried_out(lambda: Settings(**fields))  # type: ignore[no-any-return]
    except ValidationError as fault:
        faults = [
            f"{_called(str(each['loc'][0]), fields)}: {each['msg'].removeprefix('Value error, ')}"
            for each in fault.errors()
        ]
        raise Refused("\n".join(faults)) from None


def _called(setting: str, options: dict[str, Any]) -> str:
    """What the operator wrote a setting as: an option or a variable."""
    return f"--{setting}" if setting in options else f"{PREFIX}{setting}".upper()


def carried_out(work: Callable[[], Any]) -> Any:
    """Run it; what goes wrong in the program's own terms becomes a sentence and exit code 1."""
    try:
        return work()
    except AgendaFaults as fault:
        raise Refused(render_faults(fault.faults, fault.name)) from None
    except EvastysError as fault:
        raise Refused(
            translator("en")(fault.message, **{"field": fault.field, **fault.params})
        ) from None


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="Evästys", message="%(prog)s %(version)s")
def main() -> None:
    """Evästys: a hall answers on phones, the screen shows it, the drafters get the files."""


@main.command()
@click.option("--agenda", type=click.Path(path_type=Path), help="Agenda of a fresh data folder.")
@DATA
@click.option("--host", help="Address to listen on; 0.0.0.0 opens it to the network.")
@click.option("--port", type=int, help="Port to listen on.")
def serve(agenda: Path | None, data: Path | None, host: str | None, port: int | None) -> None:
    """Run the server. A fresh data folder loads the agenda, an old one goes on where it was."""
    from app import serving  # here, so that `check` and `--help` do not wait for the server's parts

    settings = settings_with(agenda=agenda, data=data, host=host, port=port)
    carried_out(lambda: serving.serve(settings))
    click.echo(f"Stopped. What was answered stays in the folder {settings.data}.")


@main.command()
@click.argument("agenda", type=click.Path(path_type=Path))
def check(agenda: Path) -> None:
    """Check an agenda. Every fault is named with its line and what to write instead."""
    checked = carried_out(lambda: read(agenda))
    click.echo(
        f"{agenda}: in order. Event {checked.code}, {len(checked.prompts)} prompts, "
        f"{len(checked.organisations)} organisations."
    )


@main.command("agenda")
@click.argument("code")
@DATA
def agenda_of(code: str, data: Path | None) -> None:
    """Print an event's agenda as a file."""
    from app import db, events

    database = settings_with(data=data).database

    def found() -> Agenda:
        if not database.is_file():
            raise NotFound("error.keeping.no_database", path=database)
        engine = db.reading_engine(database)
        try:
            with engine.connect() as connection:
                return events.agenda_of(connection, code)
        finally:
            engine.dispose()

    click.echo(written(carried_out(found)), nl=False)


@main.command()
@click.argument("agenda", type=click.Path(path_type=Path))
@DATA
def load(agenda: Path, data: Path | None) -> None:
    """Add an event to a data folder. The server must not be running."""
    from app import events

    settings = settings_with(data=data)
    read_agenda = carried_out(lambda: read(agenda))
    database = carried_out(lambda: events.open_database(settings))
    try:
        from app import render, serving  # here: who is refused does not wait for the server's parts

        keys = carried_out(
            lambda: database.write_now(lambda batch: events.load(batch, read_agenda))
        )
    finally:
        database.close()
    address = render.Address(settings.address)
    click.echo(serving.addresses(address, read_agenda, keys, settings.data))


SIGNS = {
    "agree_is_1": "1 is agree and -1 disagree",
    "agree_is_minus_1": "-1 is agree and 1 disagree, the other way round than usual",
    "either": "both ways fit, since every comment has as many agrees as disagrees",
}


@main.command("import")
@click.argument("code")
@click.argument("prompt")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--votes",
    type=click.Path(path_type=Path),
    help="votes.csv of the same export: checked against the file, never imported.",
)
@DATA
def import_(code: str, prompt: str, file: Path, votes: Path | None, data: Path | None) -> None:
    """Bring statements from Polis or a CSV into a prompt.

    FILE is comments.csv of Polis, or a CSV with a column text. Its statements wait for the
    moderator and count as nobody's answer. The server must not be running.
    """
    from app import imported

    settings = settings_with(data=data)
    sheet = carried_out(lambda: imported.read(file))
    signs = carried_out(lambda: imported.checked(sheet, votes)) if votes else None
    database = _opened(settings)
    try:
        brought = carried_out(
            lambda: database.write_now(
                lambda batch: imported.bring_in(batch, code, prompt, sheet.rows)
            )
        )
    finally:
        database.close()
    if signs is not None:
        click.echo(f"Votes add up: {SIGNS[signs.value]}. They were checked, not imported.")
    click.echo(
        f"{code.upper()}, {prompt}: imported {brought.waiting + brought.hidden} (to review "
        f"{brought.waiting}, hidden {brought.hidden}), skipped as imported before "
        f"{brought.repeated}, refused {len(brought.refused)}."
    )
    t = translator("en")
    for each in brought.refused:
        click.echo(f"Line {each.line}: {t(each.message, **each.params)}")
    if brought.refused:
        raise Refused(
            "Not every row was imported. Mend those that are named and import the file again: what "
            "is there already is skipped."
        )


@main.command()
@click.argument("code")
@click.option("--list", "listing", is_flag=True, help="Say whose keys there are; change nothing.")
@click.option("--add", type=click.Choice(ROLES), help="Give somebody a key, with --name.")
@click.option("--name", help="Whose key it is.")
@click.option("--revoke", help="Revoke the key of this name.")
@DATA
def keys(
    code: str,
    listing: bool,
    add: str | None,
    name: str | None,
    revoke: str | None,
    data: Path | None,
) -> None:
    """Make new keys for an event, give one more, or revoke one.

    Without an option everybody who has a key gets a new one, and the old ones stop working. The
    server must not be running, except for --list; while it runs, the owner gives and revokes keys
    on the page of keys.
    """
    if sum((listing, add is not None, revoke is not None)) > 1 or (add is None) != (name is None):
        raise Refused("Give one of --list, --revoke NAME, or --add ROLE with --name NAME.")
    settings = settings_with(data=data)
    if listing:
        from app import keyring

        click.echo(carried_out(lambda: keyring.listed(settings, code)))
        return
    database = _opened(settings)

    def change() -> str:
        if add is not None and name is not None:
            return keyring.given(database, settings, code, add, name)
        if revoke is not None:
            return keyring.revoked(database, code, revoke)
        return keyring.renewed(database, settings, code)

    try:
        from app import keyring  # here: who is refused does not wait for the pages' parts

        click.echo(carried_out(change))
    finally:
        database.close()


def _opened(settings: Settings) -> Database:
    """The database of a folder that has one; a mistyped folder is not made."""
    from app import events

    def opened() -> Database:
        if not settings.database.is_file():
            raise NotFound("error.keeping.no_database", path=settings.database)
        return events.open_database(settings)

    return carried_out(opened)  # type: ignore[no-any-return]


@main.command()
@click.option(
    "--url",
    help=f"The server; when left out the one of the data folder, else {SERVER}.",
)
@click.option("--code", default="SYDAN", show_default=True, help="The event's code.")
@click.option("--phones", default=180, show_default=True, type=click.IntRange(1, 5000))
@click.option("--minutes", default=3.0, show_default=True, type=click.FloatRange(0.1, 480))
@click.option(
    "--drive/--no-drive",
    default=None,
    help="Whether it also runs the agenda. By default it does where it has a key and nobody "
    "real has joined.",
)
@click.option(
    "--key",
    envvar="EVASTYS_MODERATOR_KEY",
    help="The moderator's key; not needed on the server's own machine and data folder.",
)
@DATA
def rehearse(
    url: str | None,
    code: str,
    phones: int,
    minutes: float,
    drive: bool | None,
    key: str | None,
    data: Path | None,
) -> None:
    """Send a simulated room to a running server. It reports what it saw."""
    from app import control
    from app.rehearsal import WrongKey
    from app.rehearsal import rehearse as run

    folder = settings_with(data=data).data
    own = control.found(folder)
    server = url or (own.origin if own else SERVER)
    mine = own if own and own.is_at(server) else None
    undriven = key is None and mine is None and drive is None

    async def until_over() -> Report:
        over = asyncio.Event()
        _end_by_hand(over)
        return await run(
            server,
            code,
            phones,
            minutes,
            moderator_key=key or (mine.token if mine else None),
            drive=drive,
            over=over,
            note=f"{_not_the_folder_of(server, folder, own)} {UNDRIVEN}" if undriven else None,
        )

    try:
        report = asyncio.run(until_over())
    except WrongKey as fault:
        said = str(fault) if key else _not_the_folder_of(server, folder, None)
        raise Refused(said) from None
    except ValueError as fault:
        raise Refused(str(fault)) from None
    except KeyboardInterrupt:
        raise Refused("Left at once. What it sent can be removed in the console.") from None
    click.echo(report.text())
    sys.exit(0 if report.passed else INTERRUPTED if report.interrupted else 1)


def _not_the_folder_of(server: str, folder: Path, own: Control | None) -> str:
    """Why the data folder gives no key to a server."""
    if own is not None:
        return f"The server of the folder {folder} is {own.origin}, not {server}."
    return f"The folder {folder} belongs to no running server at {server}; name its own: --data."


def _end_by_hand(over: asyncio.Event) -> None:
    """Let Ctrl-C end the room in good order, and a second one at once. Whoever started this
    program without Ctrl-C ends it otherwise."""
    loop = asyncio.get_running_loop()

    def end() -> None:
        loop.remove_signal_handler(signal.SIGINT)
        click.echo("\nEnding: phones read back what they sent. Ctrl-C again leaves.", err=True)
        over.set()

    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        loop.add_signal_handler(signal.SIGINT, end)


@main.command()
@click.argument("code")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder to write to.")
@click.option(
    "--audience",
    type=click.Choice(["internal", "public"]),
    default="internal",
    show_default=True,
    help="Everything for the drafters, or what may be published.",
)
@click.option("--only", multiple=True, help="Only this file; may be given again.")
@click.option("--progress", is_flag=True, hidden=True)  # a line each time that more is done
@DATA
def export(
    code: str,
    out: Path,
    audience: Audience,
    only: tuple[str, ...],
    progress: bool,
    data: Path | None,
) -> None:
    """Write the files of an event, also while the server runs."""
    from exports.package import write_package

    settings = settings_with(data=data)
    with _told(progress) as told:
        files = carried_out(
            lambda: write_package(
                settings.database,
                code.upper(),
                out,
                names=only or None,
                told=told,
                audience=audience,
            )
        )
    for file in files:
        click.echo(str(file))


@contextmanager
def _told(lines: bool) -> Iterator[Callable[[float], None]]:
    """Who hears how much of the files is written: the server, in lines; people, as a bar."""
    if lines:
        yield lambda part: click.echo(f"{part:.3f}")
        return
    from tqdm import tqdm

    with tqdm(total=100, unit="%", leave=False, disable=None, bar_format=BAR) as bar:

        def told(part: float) -> None:
            bar.update(100 * part - bar.n)

        yield told


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
def verify(file: Path) -> None:
    """Check an archive, or the folder it was unpacked to.

    Exit code 1 when something in it is not as its manifest says: missing, added or changed."""
    from exports.cells import visible
    from exports.verification import verify as verified

    t = translator("en")
    found = carried_out(lambda: verified(file))
    for fault in found.faults:
        click.echo(t(f"archive.fault.{fault.what}", name=visible(fault.name)))
    if found.faults or found.manifest is None:
        raise Refused(t("archive.broken", path=str(file), n=len(found.faults)))
    click.echo(
        t(
            "archive.whole",
            path=str(file),
            code=visible(found.manifest.code),
            at=visible(found.manifest.at),
            audience=visible(found.manifest.audience),
            n=len(found.manifest.files),
        )
    )
    if found.sha256 is not None:
        click.echo(t("archive.own", sha256=found.sha256))


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@DATA
def backup(file: Path, data: Path | None) -> None:
    """Copy the database, also while the server runs. The copy is checked."""
    from app import keeping

    settings = settings_with(data=data)
    digest = carried_out(lambda: keeping.back_up(settings.database, file))
    click.echo(f"{file}  SHA-256 {digest}")


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@DATA
def restore(file: Path, data: Path | None) -> None:
    """Put a copy in the database's place. The server must not be running."""
    from app import keeping

    settings = settings_with(data=data)
    aside = carried_out(lambda: keeping.restore(file, settings.database))
    click.echo(f"Restored {settings.database}." + (f" The old one: {aside}" if aside else ""))


@main.command()
@click.argument("code")
@click.option("--yes", is_flag=True, help="Do not ask.")
@DATA
def purge(code: str, yes: bool, data: Path | None) -> None:
    """Delete an event with everything in it. The server must not be running; export first."""
    from app import events

    settings = settings_with(data=data)
    database = _opened(settings)
    try:
        with database.read() as connection:
            people, answers = carried_out(lambda: events.size(connection, code))
        if not yes:
            typed = click.prompt(
                f"{code.upper()}: {people} participants, {answers} ledger rows will be deleted. "
                "Export them first. Type the code to go on",
                default="",
                show_default=False,
            )
            if typed.strip().upper() != code.upper():
                raise Refused("Nothing was deleted.")
        carried_out(lambda: database.write_now(lambda batch: events.forget(batch, code)))
    finally:
        database.close()
    click.echo(f"Deleted {code.upper()}: {people} participants, {answers} ledger rows.")


@main.command()
@DATA
def doctor(data: Path | None) -> None:
    """Check the machine before the event. Exit code 1 when something is BAD."""
    from app import keeping

    bad = 0
    for finding in keeping.examine(settings_with(data=data)):
        bad += not finding.good
        click.echo(f"{finding.mark} {finding.name}: {finding.sentence}")
    sys.exit(1 if bad else 0)


@main.command()
@click.option("--phones", default=60, show_default=True, type=click.IntRange(1, 1000))
@click.option("--minutes", default=10.0, show_default=True, type=click.FloatRange(0.5, 60))
@click.option("--port", type=int, help="Port to listen on.")
def demo(phones: int, minutes: float, port: int | None) -> None:
    """Serve a throw-away event with a simulated room in it."""
    from app import demonstration

    settings = settings_with(port=port)
    carried_out(lambda: demonstration.run(settings, phones, minutes))
    click.echo("\nStopped. The throw-away event is gone.")
