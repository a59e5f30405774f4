"""Floor 8. A build after edits of what some articles say: without reading or planning the others.

The manifest says how all lay there, and the last build kept its recipes. So those that show an edited article are taken
again, and each whose key is another gives a page. Whatever is not as simple as that is for a whole build.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from briefgen.disk.signatures import Look, Stamp, look_at, young_until_ns
from briefgen.build.rows import Made
from briefgen.build.manifest import (
    Manifest,
    forget_manifest,
    known_of,
    lies_as_left,
    load_look,
    load_plan,
    save_manifest,
    save_plan,
)
from briefgen.disk.output import RECORD, OutputFolder, Staged, Written
from briefgen.plan.batches import Batch
from briefgen.plan.recipes import Document, Page
from briefgen.project.edits import Edit, read_edit
from briefgen.project.kept import RevisedSite, StaleError, thaw_site
from briefgen.project.memory import Memory
from briefgen.project.entries import NOTE_FOLDERS, pack_reading
from briefgen.project.site import make_all
from briefgen.disk.sources import Signature, is_settled, racy_until_ns
from briefgen.disk.cache import CacheFolder, note_engine

#: Edited articles up to which this pays.
_FEW = 32


class Revised(msgspec.Struct, frozen=True):
    """What was written, and the outputs that had to be made, by path in order."""

    written: Written
    made: tuple[str, ...]


def changed_articles(
    cache: CacheFolder, root: Path, output: Path, manifest: Manifest, look: Look
) -> dict[str, Stamp] | None:
    """Return how files lay that changed since the last build, if these are a few articles and nothing else did."""
    packed = load_look(cache, root, output, manifest)
    changed = look.changed_since(packed) if packed is not None else None
    if not changed or len(changed) > _FEW or not all(map(_is_article, changed)):
        return None
    return None if any(found.span.path in changed for found in manifest.findings) else changed


def _is_article(path: str) -> bool:
    return path.startswith("content/") and path.endswith(".md") and not path.startswith(NOTE_FOLDERS)


def revise(
    cache: CacheFolder,
    root: Path,
    output: Path,
    manifest: Manifest,
    look: Look,
    changed: Mapping[str, Stamp],
) -> Revised | None:
    """Bring a site up to date with edits of some articles; None where that is not enough, and nothing was written.

    Raises BriefgenError, and CacheDamagedError.
    """
    data = load_plan(cache, root, output, manifest)
    if data is None:
        return None
    with Memory(cache) as memory:
        try:
            if memory.settings != manifest.frame["settings"]:
                return None
            with RevisedSite(root, thaw_site(data), memory, manifest.frame, look.scan.files) as site:
                edits = _read(root, memory, site, look, changed)
                batches, outputs = site.outputs(edits)
                # Looked at last: where more than this is to be done, a whole build looks at them.
                there = lies_as_left(manifest, root, str(output), changed)
                if there is None:
                    return None
                for edit in edits.values():
                    memory.revise(memory.keep(pack_reading(edit.reading, site.desk), edit.signature, edit.known))
                return _write(_Revision(cache, root, output, manifest, look, memory, edits, there), site, batches, outputs)
        except StaleError:
            return None
        finally:
            # A whole build may follow, and needs the room.
            memory.forget()


class _Revision(msgspec.Struct, frozen=True):
    """All that is known before anything is made; `there` is how the outputs lay, in the order of the manifest."""

    cache: CacheFolder
    root: Path
    output: Path
    manifest: Manifest
    look: Look
    memory: Memory
    edits: Mapping[str, Edit]
    there: list[Stamp]


def _write(
    revision: _Revision, site: RevisedSite, batches: Iterable[Batch], outputs: Sequence[Page | Document]
) -> Revised | None:
    """Make the outputs whose keys are others, publish them, and keep what the next build can use."""
    folder, manifest = revision.output, revision.manifest
    keys = {made.output: made.key for made in outputs}
    if not manifest.outputs.keys() >= keys.keys():
        return None
    known = {path: manifest.outputs[path] for path in keys}
    if any(made.layout != known[made.output].layout for made in outputs):
        return None
    todo = [made for made in outputs if keys[made.output] != known[made.output].key]
    digests: dict[str, str] = {}
    with OutputFolder(folder, known_of(manifest)) as opened:

        def take(path: str, staged: Staged) -> None:
            opened.take(path, staged)
            digests[path] = staged.digest

        if not opened.keep_known() or make_all(site.site, todo, opened.stage, take):
            return None  # A layout fails: whether on these pages alone, all pages have to say.
        written = opened.publish()
    fresh: dict[str, _Fresh] = {}
    for path, digest in digests.items():
        seen_at, signature = time.time_ns(), look_at(f"{folder}/{path}")
        if signature is not None:
            fresh[path] = _Fresh(Made(keys[path], known[path].layout, digest, signature), seen_at)
    record = look_at(f"{folder}/{RECORD}")
    revised = None
    if record is not None and len(fresh) == len(digests):
        names = {batch.name: batch.key for batch in batches}
        revised = _manifest(revision, fresh, names, record, opened.record_digest)
    _save(revision, revised, site.keep())
    return Revised(written, tuple(sorted(digests)))


def _read(root: Path, memory: Memory, site: RevisedSite, look: Look, changed: Mapping[str, Stamp]) -> dict[str, Edit]:
    """Return the edits by path; StaleError where one is more than what an article says."""
    edits: dict[str, Edit] = {}
    for path, signature in changed.items():
        record = memory.record(path)
        # A build that wrote nothing may have read the file since: then nothing is known of it as it was published.
        is_known = record is not None and record.signature == signature
        edit = read_edit(root, memory, record, site.desk) if record is not None and is_known else None
        if edit is None or edit.reading.findings or edit.signature != look.scan.files[path]:
            raise StaleError(path)
        edits[path] = edit
    return edits


class _Fresh(msgspec.Struct, frozen=True):
    """An output that was made, and when it was looked at."""

    made: Made
    seen_at_ns: int


def _manifest(
    revision: _Revision, fresh: Mapping[str, _Fresh], batches: Mapping[str, bytes], record: Signature, record_digest: str
) -> Manifest:
    """Return the manifest after edits, given what was made, the keys of batches, and the new record."""
    old, look, edits = revision.manifest, revision.look, revision.edits
    # What was looked at closer and had its bytes need not be asked again, once it is old enough.
    is_old = look.at_ns > old.settled_from_ns
    racy = {} if is_old else {path: digest for path, digest in (old.racy or {}).items() if path not in edits}
    young = {} if is_old else {path: digest for path, digest in old.young.items() if path not in fresh}
    times = [0 if is_old else old.settled_from_ns]
    for path, edit in edits.items():
        if not is_settled(edit.signature, edit.reading.read_at_ns):
            racy[path] = edit.reading.digest
            times.append(racy_until_ns(edit.signature))
    for path, one in fresh.items():
        if one.seen_at_ns <= young_until_ns(one.made.signature):
            young[path] = one.made.digest
            times.append(young_until_ns(one.made.signature))
    lay, packed = old.outputs.revised({path: one.made for path, one in fresh.items()}, revision.there)
    return msgspec.structs.replace(
        old,
        inputs=look.inputs,
        record=record,
        record_digest=record_digest,
        racy=racy,
        young=young,
        settled_from_ns=max(times),
        lay=lay,
        batches=[(name, batches.get(name, key), size) for name, key, size in old.batches],
        packed=packed,
    )


def _save(revision: _Revision, manifest: Manifest | None, kept: bytes | None) -> None:
    """Keep what the next build can use; a cache that cannot be written is no fault of the site's."""
    cache, root, output = revision.cache, revision.root, revision.output
    with cache.writing() as may_write:
        if may_write:
            revision.memory.save()
            note_engine(cache.folder, cache.engine)
            if manifest is not None:
                if kept is not None:
                    manifest = msgspec.structs.replace(manifest, plan=save_plan(cache, root, output, kept))
                save_manifest(cache, root, output, manifest, revision.look)
            else:
                forget_manifest(cache, root, output)
