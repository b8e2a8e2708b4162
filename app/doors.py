"""Who may use which route: the one table of authorisation, for HTTP and sockets.

Guards read it, and so do the tests, which try every cell with the event's own keys and tokens and
with those of another event. What is not here is open to nobody.
"""

from __future__ import annotations

# Beside the roles of hosts' keys; a contact holds the link of an organisation.
NOBODY, PARTICIPANT, CONTACT = "nobody", "participant", "contact"

OWNER = frozenset({"owner"})
STAGE = OWNER | {"moderator"}
SCREEN = STAGE | {"screen"}
FILES = STAGE | {"analyst"}
HOSTS = SCREEN | FILES
DRAFTERS = OWNER | {"analyst"}
CONTACTS = frozenset({CONTACT})
PHONES = frozenset({PARTICIPANT})
RESULTS = PHONES | HOSTS  # participants and screens only while they are shown
EVERYBODY = RESULTS | CONTACTS | {NOBODY}

_E, _API, _WS = "/e/{code}", "/api/events/{code}", "/ws/events/{code}"

DOORS: dict[str, frozenset[str]] = {
    # for anybody
    "GET /": EVERYBODY,
    "POST /language": EVERYBODY,
    "GET /privacy": EVERYBODY,
    "GET /accessibility": EVERYBODY,
    "GET /docs": EVERYBODY,
    "GET /healthz": EVERYBODY,
    "GET /readyz": EVERYBODY,
    "GET /metrics": EVERYBODY,
    f"GET {_E}": EVERYBODY,
    f"GET {_E}/look.css": EVERYBODY,
    f"GET {_E}/logo": EVERYBODY,
    f"POST {_E}/join": EVERYBODY,
    f"POST {_E}/language": EVERYBODY,
    f"POST {_E}/pass": EVERYBODY,
    f"POST {_E}/confirm/pass": EVERYBODY,
    f"GET {_API}": EVERYBODY,
    f"POST {_API}/participants": EVERYBODY,
    f"GET {_E}/feedback": EVERYBODY,  # while it is open
    # phones
    f"GET {_E}/state": PHONES,
    f"GET {_E}/answers": PHONES,
    f"POST {_E}/room": PHONES,
    f"PUT {_API}/room": PHONES,
    f"POST {_E}/answers": PHONES,
    f"POST {_E}/answers/{{answer_id}}/withdraw": PHONES,
    f"GET {_E}/own": PHONES,
    f"GET {_E}/questions": PHONES,
    f"GET {_E}/others": PHONES,
    f"POST {_E}/others/more": PHONES,
    f"POST {_E}/others/back": PHONES,
    f"PUT {_API}/answers/{{answer_id}}": PHONES,
    f"DELETE {_API}/answers/{{answer_id}}": PHONES,
    f"GET {_API}/answers": PHONES,
    f"GET {_API}/prompts/{{key}}/exposures": PHONES,
    f"POST {_API}/prompts/{{key}}/exposures": PHONES,
    f"PUT {_API}/statements/{{public_id}}/support": PHONES,
    f"DELETE {_API}/statements/{{public_id}}/support": PHONES,
    f"GET {_API}/questions": PHONES,
    f"WS {_WS}/phone": PHONES,
    # results
    f"GET {_API}/prompts/{{key}}/results": RESULTS,
    f"WS {_WS}/results": RESULTS,
    # the screen
    f"GET {_E}/screen": SCREEN,
    f"GET {_E}/screen/state": SCREEN,
    f"WS {_WS}/screen": SCREEN,
    # whoever runs the event
    f"GET {_E}/console": STAGE,
    f"GET {_E}/remote": STAGE,
    f"GET {_E}/remote/state": STAGE,
    f"WS {_WS}/remote": STAGE,
    f"GET {_E}/console/state": STAGE,
    f"GET {_E}/console/review": STAGE,
    f"GET {_E}/console/questions": STAGE,
    f"GET {_E}/console/words": STAGE,
    f"POST {_E}/console/words": STAGE,
    f"POST {_E}/console/{{act}}": STAGE,
    f"GET {_E}/paper": STAGE,
    f"GET {_E}/console/paper": STAGE,
    f"POST {_E}/console/paper/forms": STAGE,
    f"GET {_E}/console/paper/{{form}}": STAGE,
    f"POST {_E}/console/paper/{{form}}/answers": STAGE,
    f"POST {_E}/console/paper/{{form}}/withdraw": STAGE,
    f"POST {_E}/console/paper/{{form}}/drop": STAGE,
    f"WS {_WS}/console": STAGE,
    f"PUT {_API}/stage": STAGE,
    f"POST {_API}/rehearsal": STAGE,
    f"PUT {_API}/view": STAGE,
    f"PUT {_API}/freeze": STAGE,
    f"POST {_API}/prompts/{{key}}/timer": STAGE,
    f"POST {_API}/prompts/{{key}}/rounds": STAGE,
    f"PATCH {_API}/prompts/{{key}}": STAGE,
    f"PATCH {_API}/goal_areas/{{key}}": STAGE,
    f"GET {_API}/prompts/{{key}}/words": STAGE,
    f"POST {_API}/prompts/{{key}}/words": STAGE,
    f"GET {_E}/console/log": STAGE,
    f"GET {_E}/console/log.csv": STAGE,
    f"GET {_API}/log": STAGE,
    f"GET {_API}/statements": STAGE,
    f"PATCH {_API}/statements/{{public_id}}": STAGE,
    f"PUT {_API}/questions/{{public_id}}/mark": STAGE,
    f"DELETE {_API}/questions/{{public_id}}/mark": STAGE,
    # whoever reads the answers
    f"GET {_E}/analysis": FILES,
    f"GET {_API}/exports/{{name}}": FILES,
    f"POST {_API}/exports/{{name}}": FILES,
    f"GET {_API}/exports/making/{{making}}": FILES,
    f"GET {_API}/exports/making/{{making}}/file": FILES,
    # whoever drafts the plan
    f"GET {_API}/dispositions": FILES,
    f"PUT {_API}/dispositions/{{public_id}}": FILES,
    f"POST {_API}/dispositions": FILES,
    f"GET {_E}/statements": FILES,
    f"POST {_E}/statements/workbook": FILES,
    f"POST {_E}/statements/feedback": FILES,
    f"PUT {_API}/feedback": FILES,
    f"POST {_E}/statements/{{public_id}}": FILES,
    # whoever runs the confirmation round
    f"GET {_E}/invitations": DRAFTERS,
    f"POST {_E}/invitations": DRAFTERS,
    f"POST {_E}/invitations/{{number}}/revoke": DRAFTERS,
    f"GET {_API}/invitations": DRAFTERS,
    f"POST {_API}/invitations": DRAFTERS,
    f"DELETE {_API}/invitations/{{number}}": DRAFTERS,
    # contact persons of organisations
    f"GET {_E}/confirm": CONTACTS,
    f"POST {_E}/confirm/finish": CONTACTS,
    f"POST {_E}/confirm/{{public_id}}": CONTACTS,
    f"GET {_API}/confirmations": CONTACTS,
    f"PUT {_API}/confirmations/{{public_id}}": CONTACTS,
    f"POST {_API}/confirmations/finish": CONTACTS,
    # a host's own pass
    f"GET {_E}/keys": HOSTS,
    f"POST {_E}/pass/end": HOSTS,
    # whoever runs the event may mend it, in the hall too
    f"GET {_E}/edit": STAGE,
    f"GET {_E}/edit/event": STAGE,
    f"POST {_E}/edit/event": STAGE,
    f"GET {_E}/edit/add": STAGE,
    f"POST {_E}/edit/add": STAGE,
    f"GET {_E}/edit/prompts/{{key}}": STAGE,
    f"POST {_E}/edit/prompts/{{key}}": STAGE,
    f"GET {_E}/edit/lists/{{section}}": STAGE,
    f"POST {_E}/edit/lists/{{section}}": STAGE,
    f"GET {_E}/edit/texts/{{language}}": STAGE,
    f"POST {_E}/edit/texts/{{language}}": STAGE,
    f"POST {_E}/edit/order": STAGE,
    f"POST {_E}/edit/questions": STAGE,
    f"POST {_E}/edit/file": STAGE,
    f"GET {_E}/agenda.toml": STAGE,
    f"GET {_API}/agenda": STAGE,
    f"PUT {_API}/agenda": STAGE,
    # the owner
    f"GET {_E}/copy": OWNER,
    f"POST {_E}/copy": OWNER,
    f"POST {_E}/console/purge": OWNER,
    f"DELETE {_API}/rehearsal": OWNER,
    f"POST {_E}/keys": OWNER,
    f"POST {_E}/keys/{{number}}/revoke": OWNER,
    f"GET {_API}/keys": OWNER,
    f"POST {_API}/keys": OWNER,
    f"DELETE {_API}/keys/{{number}}": OWNER,
}


def allowed(route: str) -> frozenset[str]:
    """Who may use a route, told as `GET /e/{code}/console` or `WS /ws/…`."""
    return DOORS.get(route, frozenset())
