"""Scene -> frame: HTML for an audience and language, JSON for programs.

The first paint of a page and its live updates use the same template.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, Literal

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app import picture
from app.acts.rounds import MOST
from app.acts.sentences import called
from app.agenda.models import QUESTIONS
from app.groups import LEAST, LEAST_OF, STEP, Comparison
from app.i18n import translator
from app.kinds import kinds
from app.stage import PromptView, Scene
from app.tally import PromptCount
from app.text.clean import cut
from app.text.hyphens import soften

Audience = Literal["phone", "screen", "console", "remote", "asking", "desk"]
PHONES: tuple[Audience, ...] = ("phone", "asking")
TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
_STAGE = {  # asking is a phone on the page for audience questions, desk a console on its own
    "phone": "participant/stage.html",
    "asking": "participant/stage.html",
    "screen": "screen/stage.html",
    "console": "console/stage.html",
    "remote": "remote/stage.html",
    "desk": "console/asked.html",
}
_AT_QUESTIONS: dict[Audience, Audience] = {"phone": "asking", "console": "desk"}
_WITHOUT_QUESTIONS = {at: page for page, at in _AT_QUESTIONS.items()}


@cache
def environment(language: str, timezone: str) -> Environment:
    """The templates in one language; never shared between languages."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    t = translator(language, timezone)
    made.globals.update(
        t=t,
        lang=language,
        qr_svg=qr_svg,
        static=static,
        there=there,
        audience=None,
        theme=None,
        picture=picture,
        settings_of=settings_of,
        shown=shown,
        ends_of=ends_of,
        compares=compares,
        groups_least=LEAST,
        groups_least_of=LEAST_OF,
        groups_step=STEP,
        most_rounds=MOST,
        called=partial(called, t),
    )

    def soft(text: str, of: str = language) -> str:
        return soften(text, of)

    made.filters.update(soft=soft, cut=cut)
    return made


@cache
def qr_svg(text: str) -> Markup:
    """The text as a QR code: an SVG that takes its box's size, ink on nothing."""
    code = segno.make(text, error="m", micro=False)
    return Markup(  # noqa: S704 segno's own output, made of numbers
        code.svg_inline(
            omitsize=True, border=4, svgclass="qr-code", lineclass="qr-modules", dark="#0f2024"
        )
    )


@cache
def static(path: str) -> str:
    """The address of a file under `app/static`, with its age so that a new one is fetched."""
    file = Path(__file__).resolve().parent / "static" / path
    return f"/static/{path}?{int(file.stat().st_mtime)}" if file.exists() else f"/static/{path}"


@cache
def there(path: str) -> bool:
    """Whether `app/static` has this file: a kind may bring a script and styles of its own."""
    return (Path(__file__).resolve().parent / "static" / path).exists()


@dataclass(frozen=True, slots=True)
class Address:
    """Where phones go: `https://host`, without a slash at the end."""

    origin: str

    def join(self, code: str) -> str:
        """What the QR code holds."""
        return f"{self.origin}/e/{code}"

    @property
    def readable(self) -> str:
        """What people read from the wall and type: the host without its scheme."""
        return self.origin.partition("://")[2]


def at_page(audience: Audience, at: str) -> Audience:
    """The audience of a page: phones and consoles have one of their own at `questions`."""
    return _AT_QUESTIONS.get(audience, audience) if at == QUESTIONS else audience


def settings_of(view: PromptView | None) -> Any:
    """The typed settings of a prompt; None without one."""
    if view is None:
        return None
    return kinds[view.prompt.kind].settings(view.prompt.settings)


def compares(view: PromptView | None) -> bool:
    """Whether a prompt's groups, or its rounds, can be put side by side."""
    return view is not None and bool(kinds[view.prompt.kind].compares)


def ends_of(view: PromptView) -> tuple[float | None, float | None]:
    """Where the bars of a comparison begin and end; None for 0 and for the largest figure."""
    return kinds[view.prompt.kind].ends(settings_of(view))


def stage_context(scene: Scene, address: Address, view: PromptView | None) -> dict[str, Any]:
    """What every stage template is given."""
    return {
        "scene": scene,
        "view": view,
        "settings": settings_of(view),
        "tally": scene.tally,
        "shared": on_phones(scene, view),
        "address": address.readable,
        "url": address.join(scene.code) + scene.asking,  # a room's QR picture offers that room
    }


def seen_by(scene: Scene, audience: Audience) -> Scene:
    """The scene as this audience has it: the screen may show something else than the stage."""
    return scene.screen or scene if audience == "screen" else scene


def on_phones(scene: Scene, view: PromptView | None) -> Scene | None:
    """The scene whose figures phones show under the prompt on stage: none unless the moderator
    shares them, and the frozen ones while the screen stands still, whatever it shows."""
    current = scene.current
    if view is None or current is None or view.prompt.key != current.prompt.key:
        return None
    if not (current.phones and current.results == "shown"):
        return None
    return scene.still or scene


def results(scene: Scene, language: str, address: Address) -> str:
    """The inner HTML of a phone's `#shown`, the same for everybody; empty when there is none."""
    if on_phones(scene, scene.current) is None:
        return ""
    made = environment(language, scene.agenda.timezone).get_template("participant/results.html")
    return made.render(stage_context(scene, address, scene.current)).strip()


def stage(scene: Scene, audience: Audience, language: str, address: Address) -> str:
    """The inner HTML of `#stage`."""
    scene = seen_by(scene, audience)
    template = environment(language, scene.agenda.timezone).get_template(_STAGE[audience])
    return template.render(stage_context(scene, address, scene.current))


def shown(scene: Scene) -> str:
    """What the screen shows in one word: `stage`, `area osallisuus`, `statement T1-K-0001`."""
    by = f" {scene.comparison.by}" if scene.comparison else ""
    return f"{scene.showing} {scene.target}{by}" if scene.target else scene.showing


def _named(view: PromptView | None, audience: Audience) -> str | None:
    """The prompt by its key; for phones by its round as well, since each has a form of its own."""
    if view is None:
        return None
    return view.asked if audience == "phone" else view.prompt.key


def frame(scene: Scene, audience: Audience, language: str, address: Address) -> str:
    """One WebSocket message: everything that this audience sees now."""
    if scene.questions is None:
        audience = _WITHOUT_QUESTIONS.get(audience, audience)
    current = seen_by(scene, audience).current
    return json.dumps(
        {
            "type": "frame",
            "epoch": scene.epoch,
            "version": scene.version,
            "stage": {
                "prompt": _named(current, audience),
                "kind": current.prompt.kind if current else None,
                "state": current.state if current else None,
                "results": current.results if current else None,
                "pace": scene.walked.key if scene.walked else None,
            }
            | ({"view": shown(scene)} if audience == "screen" else {}),
            "html": stage(scene, audience, language, address),
        }
        | ({"shown": results(scene, language, address)} if audience in PHONES else {})
        | ({"gone": scene.gone, "erased": scene.erased} if audience == "phone" else {})
        | ({"questions": _standings(scene)} if audience == "asking" else {}),
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _standings(scene: Scene) -> list[tuple[str, int, str]]:
    """Audience questions in their order, each with its support and its mark; the texts come when
    somebody asks for them."""
    asked = scene.questions.tally["statements"] if scene.questions else []
    return [(each["id"], each["support"], each["mark"] or "") for each in asked]


def page(template: str, language: str, timezone: str, **context: Any) -> str:
    """A whole page."""
    return environment(language, timezone).get_template(template).render(**context)


def snapshot(
    scene: Scene,
    view: PromptView,
    tally: dict[str, Any],
    count: PromptCount | None = None,
    *,
    whole: bool = True,
) -> dict[str, Any]:
    """The contract's results of one prompt; `apart` where some answer alone and some as tables. If
    not `whole`, without what is too small to be told, nor what would give it back."""
    mix = count.mix if count and count.apart else None
    apart: dict[str, dict[str, Any]] | None = (
        {
            "alone": {"answered": mix.alone, "tally": count.apart["alone"]},
            "tables": {
                "answered": mix.tables,
                "people": mix.people,
                "tally": count.apart["tables"],
            },
        }
        if mix and count
        else None
    )
    if apart and count and not whole and len(count.sides) == 1:
        (told,) = count.sides
        tally, apart = apart[told]["tally"], {told: apart[told]}
    return {
        "type": "results",
        "epoch": scene.epoch,
        "version": scene.version,
        "prompt": view.prompt.key,
        "kind": view.prompt.kind,
        "state": view.state,
        "round": view.round,
        "results": view.results,
        "answered": view.answered,
        "connected": scene.connected,
        "joined": scene.joined,
        "at": scene.at,
        "tally": tally,
    } | ({"apart": apart} if apart else {})


def sides(comparison: Comparison) -> dict[str, Any]:
    """Groups or rounds side by side, for programs; null is withheld, or of nobody."""
    return {
        "by": comparison.by,
        "sides": [{"keys": list(side.keys), "n": side.n} for side in comparison.sides],
        "lines": [
            {
                "key": line.key,
                "measure": "share" if line.measure == "count" else line.measure,
                "values": list(line.values),
                "withheld": list(line.withheld),
            }
            for line in comparison.lines
        ],
    }
