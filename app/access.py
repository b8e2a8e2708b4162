"""Who is asking: cookies, tokens, keys and origins, for HTTP and sockets alike."""

from __future__ import annotations

from collections.abc import Mapping
from hmac import compare_digest
from typing import Any, Protocol

from app import doors, invitations, passes
from app.errors import Forbidden, Unknown
from app.events import Held
from app.invitations import Invited
from app.participants import Joined
from app.passes import Host
from app.running import Running
from app.settings import Settings

UNKNOWN = "error.unknown_host"


class Connection(Protocol):
    """A request or a handshake, as far as it says who asks."""

    @property
    def headers(self) -> Mapping[str, str]:
        """Headers, by lower-case name."""

    @property
    def cookies(self) -> Mapping[str, str]:
        """Cookies, by name."""

    @property
    def scope(self) -> Mapping[str, Any]:
        """What the server says of it, with the route that was found."""


def participant_cookie(settings: Settings, code: str) -> str:
    """The cookie of a participant's token; bound to the host wherever phones come over HTTPS."""
    return f"{'__Host-' if settings.secure else ''}evastys-{code}"


def host_cookie(settings: Settings, code: str) -> str:
    """The cookie of a host's pass."""
    return f"{participant_cookie(settings, code)}-host"


def contact_cookie(settings: Settings, code: str) -> str:
    """The cookie of the pass of an organisation's contact person."""
    return f"{participant_cookie(settings, code)}-contact"


def origins(settings: Settings) -> frozenset[str]:
    """The exact origins that pages of ours have."""
    local = {f"http://{host}:{settings.port}" for host in ("127.0.0.1", "localhost", "[::1]")}
    return frozenset(local | {settings.address})


def origin_allowed(connection: Connection, settings: Settings) -> bool:
    """Whether a request or handshake comes from a page of ours, or from a program that shows a
    token of its own instead of a cookie that its browser would send by itself."""
    origin = connection.headers.get("origin")
    if origin is not None:
        return origin in origins(settings)
    return bearer(connection) is not None or not _has_cookie(connection)


def _has_cookie(connection: Connection) -> bool:
    return any(name.removeprefix("__Host-").startswith("evastys-") for name in connection.cookies)


def bearer(connection: Connection) -> str | None:
    """The token after `Authorization: Bearer`."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def participant(connection: Connection, running: Running, event: Held) -> Joined:
    """The participant who asks; raises Unknown."""
    found = participant_or_none(connection, running, event)
    if found is None:
        raise Unknown("error.unknown_participant")
    return found


def participant_or_none(connection: Connection, running: Running, event: Held) -> Joined | None:
    """The participant who asks, if one does."""
    cookie = participant_cookie(running.settings, event.code)
    token = bearer(connection) or connection.cookies.get(cookie)
    return running.participant(event, token) if token else None


def route_of(connection: Connection) -> str:
    """The route as `doors` names it."""
    scope = connection.scope
    method = "WS" if scope["type"] == "websocket" else scope["method"]
    return f"{method} {scope['route'].path}"


def host(connection: Connection, running: Running, event: Held) -> Host:
    """The host who asks, if the route is open to them; raises Unknown, Forbidden."""
    found = host_or_none(connection, running, event)
    if found is None:
        if participant_or_none(connection, running, event) is not None:
            raise Forbidden("error.hosts_only")
        raise Unknown("keys.error.revoked" if revoked(connection, running, event) else UNKNOWN)
    if not may(connection, running, event):
        raise Forbidden("error.other_key")
    return found


def may(connection: Connection, running: Running, event: Held) -> bool:
    """Whether the route is open to whoever asks as a host."""
    found = host_or_none(connection, running, event)
    return found is not None and found.role in doors.allowed(route_of(connection))


def revoked(connection: Connection, running: Running, event: Held) -> bool:
    """Whether whoever asks comes with a key that was revoked, or with a pass of one."""
    secret = shown(connection, running, event)
    return secret is not None and running.revoked(event, secret)


def shown(connection: Connection, running: Running, event: Held) -> str | None:
    """What whoever asks shows to be let in as a host, right or wrong."""
    cookie = host_cookie(running.settings, event.code)
    return bearer(connection) or connection.cookies.get(cookie)


def host_or_none(connection: Connection, running: Running, event: Held) -> Host | None:
    """The host who asks, by key or by pass, if one does."""
    if (key := bearer(connection)) is not None:
        if compare_digest(key.encode(), running.control.encode()):
            return passes.of_program(event.id)
        return running.host_of_key(event, key)
    token = connection.cookies.get(host_cookie(running.settings, event.code))
    return running.host(event, token) if token else None


def contact(connection: Connection, running: Running, event: Held) -> Invited:
    """The contact person who asks, by the invitation that they hold, if the route is open to them.
    A link that was used up opens nothing any more; the pass of it still reads. Raises Unknown,
    NotNow, Forbidden."""
    found = contact_or_none(connection, running, event)
    by_link = bearer(connection) is not None
    found = invitations.usable(found) if by_link else invitations.there(found)
    if doors.CONTACT not in doors.allowed(route_of(connection)):
        raise Forbidden("error.other_key")
    return found


def contact_or_none(connection: Connection, running: Running, event: Held) -> Invited | None:
    """The invitation that whoever asks holds the link or the pass of, also when it has ended."""
    secret, cookie = bearer(connection), contact_cookie(running.settings, event.code)
    token = connection.cookies.get(cookie)
    if secret is None and token is None:
        return None
    with running.db.read() as read:
        if secret is not None:
            return invitations.of_secret(read, event.id, secret)
        return invitations.of_pass(read, event.id, event.secret, token or "")


def reader_of_results(connection: Connection, running: Running, event: Held, key: str) -> bool:
    """Whether whoever may see the results of a prompt may see them hidden too: moderators and
    analysts always, others only while they are shown. Raises NotFound, Unknown, Forbidden."""
    shown = running.results(event, key)["results"] == "shown"
    person = participant_or_none(connection, running, event)
    known = person is not None and bearer(connection) is not None  # and so no key
    asking = None if known else host_or_none(connection, running, event)
    if asking is not None and asking.role != "screen":
        return True
    if asking is None and person is None:
        raise Unknown("error.unknown_participant")
    if not shown:
        raise Forbidden("error.results_hidden")
    return False


def reader_of_groups(
    connection: Connection, running: Running, event: Held, key: str, by: str
) -> bool:
    """Moderators and analysts (True) may always see groups side by side, others while a screen
    shows them. Raises NotFound, Unknown, Forbidden."""
    if reader_of_results(connection, running, event, key):
        return True
    if not running.showing_groups(event, key, by):
        raise Forbidden("groups.error.not_shown")
    return False
