"""Floor 7. The new project on the disk: written into a new folder, or over what an earlier run wrote and nobody changed.

`migration/files.json` has the digests of what was written. It is written before the files, so that a killed run may be run
again: a file has one of its digests, or is not there.
"""

import hashlib
import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from briefgen.importing.files import digest_of, refuse_links, write_file
from briefgen.importing.migrating.categories import MAP_FILE
from briefgen.importing.migrating.files import OldFiles, UnreadableError
from briefgen.values.diagnostics import BriefgenError

RECORD: Final = "migration/files.json"
#: What is no file of a migration and may be there all the same: what builds make, and version control.
_OTHERS: Final = frozenset({".briefgen", "site", ".git"})
_LIMIT: Final = 1 << 27
_NAMED: Final = 3


class Target:
    """The folder of the new project."""

    def __init__(self, root: Path) -> None:
        """Look at a folder; raises BriefgenError if it has files that no migration wrote, or that were changed since."""
        self.root = root
        self.known = self._read_record()
        if not root.exists():
            return
        foreign = [path for path in self._files() if not self._is_own(path)]
        if foreign:
            named = ", ".join(foreign[:_NAMED]) + (f" and {len(foreign) - _NAMED} more" if len(foreign) > _NAMED else "")
            raise BriefgenError(
                f"{root} has files that no migration wrote, or that were changed since: {named}; name a new folder with --to"
            )

    def map_text(self) -> str | None:
        """Return the map of categories that an earlier run left, as a person may have edited it; None if there is none."""
        path = self.root / MAP_FILE
        if not self.known or not os.path.lexists(path):
            return None
        refuse_links(self.root, [MAP_FILE])
        try:
            return path.read_bytes()[: 1 << 20].decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise BriefgenError(f"cannot read {path}: {error}") from error

    def write(self, texts: dict[str, str], copies: dict[str, str], old: OldFiles) -> dict[str, str]:
        """Write the files of a project, remove what an earlier run wrote and this one does not; return what went wrong.

        `copies` leads from a new path to that of a file of the old site. Raises BriefgenError where the disk refuses.
        """
        wanted = {path: text.encode() for path, text in texts.items()}
        failed: dict[str, str] = {}
        digests = {path: hashlib.sha256(data).hexdigest() for path, data in wanted.items()}
        for path, source in copies.items():
            try:
                digests[path] = hashlib.sha256(old.data(source)).hexdigest()
            except UnreadableError as error:
                failed[source] = str(error)
        both = {path: [*self.known.get(path, []), digest] for path, digest in digests.items()}
        self._save(self.known | both)
        for path, data in wanted.items():
            self._write_one(path, data)
        for path, source in copies.items():
            if source not in failed:
                self._write_one(path, old.data(source))
        for path in self.known.keys() - digests.keys() - {RECORD}:
            self._remove(path)
        self._save({path: [digest] for path, digest in digests.items()})
        return failed

    def _write_one(self, path: str, data: bytes) -> None:
        write_file(self.root, path, data, replaces=digest_of(self.root, path))

    def _remove(self, path: str) -> None:
        if self._is_own(path) and digest_of(self.root, path):
            (self.root / path).unlink()

    def _is_own(self, path: str) -> bool:
        if path in {RECORD, MAP_FILE} and self.known:
            return True
        return digest_of(self.root, path) in self.known.get(path, [])

    def _read_record(self) -> dict[str, list[str]]:
        try:
            data = (self.root / RECORD).read_bytes()
        except OSError:
            return {}
        try:
            found = json.loads(data[:_LIMIT])
        except (ValueError, RecursionError):
            return {}
        rows = found.items() if isinstance(found, dict) else ()
        return {str(path): [str(one) for one in digests] for path, digests in rows if isinstance(digests, list)}

    def _save(self, rows: dict[str, list[str]]) -> None:
        self.known = dict(sorted(rows.items()))
        data = (json.dumps(self.known, indent=0, ensure_ascii=False) + "\n").encode()
        self._write_one(RECORD, data)

    def _files(self) -> Iterator[str]:
        """Give the paths of all files and links in the folder, but of what may be there all the same."""
        if not self.root.is_dir():
            yield self.root.name
            return
        for parent, folders, names in os.walk(self.root, followlinks=False):
            inner = os.path.relpath(parent, self.root)
            prefix = "" if inner == "." else inner.replace(os.sep, "/") + "/"
            if not prefix:
                folders[:] = [name for name in folders if name not in _OTHERS]
            links = [name for name in folders if stat.S_ISLNK(os.lstat(os.path.join(parent, name)).st_mode)]  # noqa: PTH118 - as os.walk gives it
            yield from (f"{prefix}{name}" for name in sorted([*links, *names]))
