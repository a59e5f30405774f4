"""Floor 8. The check of `build --verify`: a build without a cache, in memory, must have the same findings and bytes."""

import hashlib
from pathlib import Path

from briefgen.build.result import BuildResult
from briefgen.build.search_index import make_index
from briefgen.disk.output import Staged, read_record
from briefgen.project.reader import ProjectReader
from briefgen.project.site import make_all
from briefgen.values.diagnostics import BriefgenError, in_order
from briefgen.values.model import Options

#: Paths that the message names at most.
_NAMED = 3


def verify(root: Path, output: Path, options: Options, result: BuildResult) -> None:
    """Compare the result of a build with a build without a cache; raises BriefgenError if findings or bytes differ."""
    read = ProjectReader(root).read(options)
    digests: dict[str, str] = {}

    def store(path: str, content: bytes) -> Staged:
        digests[path] = hashlib.sha256(content).hexdigest()
        return Staged(digests[path])

    faults = make_all(read.value, read.value.outputs(), store) if read.value else ()
    found = tuple(one for one in result.findings if one.code != "changed-output")
    if in_order((*read.findings, *faults)) != found:
        raise _differs("what was found")
    if result.written is None:
        return
    kept = {one.span.path for one in result.findings if one.code == "changed-output"}
    there = {path: _digest_of(output / path) for path in read_record(output) if path not in kept}
    if site := read.value:
        for index in site.plan.indexes:
            digests |= {path: hashlib.sha256(content).hexdigest() for path, content in make_index(site, index)}
    different = sorted(path for path in {*digests, *there} if digests.get(path) != there.get(path))
    if different:
        others = f" and {len(different) - _NAMED} more" if len(different) > _NAMED else ""
        raise _differs(f"{', '.join(different[:_NAMED])}{others}")


def _digest_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _differs(what: str) -> BriefgenError:
    return BriefgenError(f"a build from nothing gives something else: {what}; run briefgen clean, build, and report this")
