"""`archive.zip`: all other files with a manifest, for whoever keeps records."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from app.i18n import LANGUAGES, Translator, translator
from exports.export import Export
from exports.manifest import MANIFEST, README, SUMS, File, described, manifest, sums
from exports.zipped import zipped

if TYPE_CHECKING:
    from exports.frames import Frames

PLAIN = "text/plain; charset=utf-8"
WIDTH = 100  # characters of the line under a title


def write(frames: Frames, path: Path) -> None:
    """Copies what stands beside `path`: every file is made once, and here none is made anew."""
    others = _others()
    files = [described(each.name, each.media_type, path.parent / each.name) for each in others]
    readme = _readme(frames, others)
    files.insert(0, File(README, PLAIN, len(readme), sha256(readme).hexdigest()))
    listed = manifest(_facts(frames), files)
    hashes = [(MANIFEST, sha256(listed).hexdigest()), *((each.name, each.sha256) for each in files)]
    with zipped(path, frames.created) as archive:
        archive.add(README, readme)
        archive.add(MANIFEST, listed)
        archive.add(SUMS, sums(hashes))
        for number, each in enumerate(others):
            frames.told(number / len(others))
            archive.add_file(each.name, path.parent / each.name)


def _others() -> list[Export]:
    from exports import exports  # here: while exports are being found, this is one of them

    return [each for each in exports.values() if not each.gathers]


def _facts(frames: Frames) -> dict[str, object]:
    agenda = frames.reading.agenda
    return {
        "event": {"code": agenda.code, "title": dict(agenda.title), "date": agenda.date},
        "rehearsal": frames.reading.rehearsing,
        "audience": frames.audience,
        "snapshot": frames.snapshot,
    }


def _readme(frames: Frames, others: list[Export]) -> bytes:
    """What this is, what each file is for and how to check them, in every language of the event."""
    agenda = frames.reading.agenda
    spoken = [each for each in agenda.languages if each in LANGUAGES] or [LANGUAGES[0]]
    parts = ["\n".join(_told(frames, others, translator(each))) for each in spoken]
    return ("\n\n\n".join(parts) + "\n").encode()


def _told(frames: Frames, others: list[Export], t: Translator) -> Iterator[str]:
    agenda = frames.reading.agenda
    yield t("archive.title", event=t.text(agenda.title), code=agenda.code)
    yield "=" * WIDTH
    yield t("archive.date", date=t.date(agenda.date))
    yield t(
        "archive.snapshot",
        at=frames.stated,
        version=str(frames.reading.version),
        product=frames.product,
    )
    yield t(f"exports.audience.{frames.audience}.notice")
    if frames.reading.rehearsing:
        yield t(f"exports.cover.nothing_meant.{frames.audience}")
    yield from ("", t("archive.files"), "")
    for each in others:
        yield f"{each.name}: {t(each.label)}. {t(each.description)}."
    yield f"{MANIFEST}: {t('archive.manifest')}"
    yield f"{SUMS}: {t('archive.sums')}"
    yield from ("", t("archive.check"), "", t("archive.unsigned"))


export = Export(
    name="archive.zip",
    label="exports.file.archive",
    description="exports.file.archive_for",
    media_type="application/zip",
    place=20,
    write=write,
    gathers=True,
)
