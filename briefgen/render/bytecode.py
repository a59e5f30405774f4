"""Floor 4. Layouts as compiled code, to bytes and back, so that a process need not compile them again.

Code is found by the whole text that it was compiled from, so it is always what Jinja makes of that text. It must lie where
nobody but the user, or whoever can change the program itself, can write: see docs/decisions/0006.
"""

import hashlib
import marshal
from itertools import islice
from types import CodeType
from typing import Final

import msgspec

#: Layouts that are kept: the theme's 35, a project's own, and what these were before their last edits.
_KEPT: Final = 120


class CompiledLayouts:
    """Code by what it was compiled from: text, name and path of a layout."""

    def __init__(self, data: bytes | None = None) -> None:
        """Take what `dump` returned in the same version of everything, for a site that speaks in the same way."""
        self._known: dict[str, bytes] = _DECODER.decode(data) if data else {}
        self._used: set[str] = set()
        self.has_unsaved = False

    def find(self, text: str, name: str, path: str) -> CodeType | None:
        """Return the code of a layout, if it is known."""
        key = _key(text, name, path)
        known = self._known.get(key)
        if known is None:
            return None
        self._used.add(key)
        code = marshal.loads(known)  # noqa: S302 - from a folder that no project can write to, see the decision 0006
        assert isinstance(code, CodeType)
        return code

    def add(self, text: str, name: str, path: str, code: CodeType) -> None:
        """Keep the code of a layout."""
        key = _key(text, name, path)
        self._known[key] = marshal.dumps(code)
        self._used.add(key)
        self.has_unsaved = True

    def dump(self) -> bytes:
        """Return what is known, without the oldest of what was not asked for if that is too much."""
        unused = [key for key in self._known if key not in self._used]
        dropped = set(islice(unused, max(0, len(self._known) - _KEPT)))
        return msgspec.msgpack.encode({key: code for key, code in self._known.items() if key not in dropped})


def _key(text: str, name: str, path: str) -> str:
    return hashlib.blake2b(msgspec.msgpack.encode((text, name, path)), digest_size=32).hexdigest()


_DECODER = msgspec.msgpack.Decoder(dict[str, bytes])
