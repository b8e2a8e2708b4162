"""What becomes of the words of a prompt: merged, split, renamed, hidden, and taken back again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from app.acts.record import Actor, State, log, prompt_row, set_prompt
from app.db import Batch
from app.errors import InvalidInput
from app.kinds import kinds
from app.kinds.wording import Wording
from app.text.clean import graphemes
from app.text.words import WORD_LENGTH, normalise

REWORDED = ("merge", "split", "rename", "hide", "show", "restore")
MOST = 100  # words that one act names at most


def reword(
    batch: Batch,
    event_id: int,
    key: str,
    act: str,
    words: Sequence[str],
    name: str = "",
    also: Iterable[str] = (),
    *,
    actor: Actor,
) -> None:
    """Carry out one of REWORDED on words, each told by any form that people typed.

    `merge` counts the later words as the first; `split` makes a word of each form; `rename` shows
    the first word as `name`, or as before when that is empty; `hide` takes words off every page
    that people see and `show` brings them back; `restore` takes back all that was done to them.
    What is taken back was told by other forms maybe: `also` has those of the same words.
    Raises NotFound, InvalidInput.
    """
    row = prompt_row(batch, event_id, key)
    if "wording" not in kinds[row.kind].made:
        raise InvalidInput("wording.error.kind", field="prompt", key=key)
    forms = [normalise(each) for each in words]
    if act not in REWORDED or len(forms) > MOST:
        raise InvalidInput("wording.error.act", field="act")
    if not forms or not all(forms) or (act == "merge" and len(set(forms)) < 2):
        raise InvalidInput("wording.error.words", field="words", n=2 if act == "merge" else 1)
    if any(graphemes(each) > WORD_LENGTH for each in forms):
        raise InvalidInput("wording.error.long", field="words", n=WORD_LENGTH)
    shown = normalise(name)
    if graphemes(shown) > WORD_LENGTH:
        raise InvalidInput("wording.error.name", field="name", n=WORD_LENGTH)
    before = Wording.model_validate(row.settings.get("wording", {}))
    back = act in ("show", "restore") or (act == "rename" and not shown)
    after = _changes(shown)[act](before, [*forms, *also] if back else forms)
    if after == before:
        return
    settings = {**row.settings, "wording": after.model_dump(mode="json")}
    set_prompt(batch, event_id, key, {"settings": settings})
    said = {"words": forms, "name": shown}
    log(
        batch, event_id, f"words_{act}", key, actor,
        _state(key, row.settings), _state(key, settings) | said,
    )  # fmt: skip


def _state(key: str, settings: State) -> State:
    return {"prompts": {key: {"settings": settings}}}


def _changes(name: str) -> dict[str, Callable[[Wording, list[str]], Wording]]:
    return {
        "merge": Wording.merge,
        "split": Wording.split,
        "rename": lambda wording, forms: wording.rename(forms, name),
        "hide": Wording.hide,
        "show": Wording.show,
        "restore": Wording.restore,
    }
