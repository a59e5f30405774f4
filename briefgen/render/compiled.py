"""Floor 3. The theme's layouts as compiled code, to bytes and back, so that a process need not compile them again.

Only the theme's: its code is ours, and lies where our own modules lie compiled. A project's layouts are compiled in every
process, since nothing that comes with a project may be run as code but what Jinja makes of its layouts.
"""

import hashlib
import marshal
from types import CodeType
from typing import Final

import msgspec

#: What the paths of the theme's layouts begin with; those of a project never do.
_THEME: Final = "theme/"


class CompiledTheme:
    """Code by what it was compiled from: text, name and path of a layout."""

    def __init__(self, data: bytes | None = None) -> None:
        """Take what `dump` returned in the same version of everything, for a site that speaks in the same way."""
        self._known: dict[str, bytes] = _DECODER.decode(data) if data else {}
        self.has_news = False

    def find(self, text: str, name: str, path: str) -> CodeType | None:
        """Return the code of a layout of the theme, if it is known."""
        known = self._known.get(_key(text, name, path)) if path.startswith(_THEME) else None
        if known is None:
            return None
        code = marshal.loads(known)  # noqa: S302 - from the folder of our own modules, see the decision 0006
        assert isinstance(code, CodeType)
        return code

    def add(self, text: str, name: str, path: str, code: CodeType) -> None:
        """Keep the code of a layout, if it is one of the theme's."""
        if path.startswith(_THEME):
            self._known[_key(text, name, path)] = marshal.dumps(code)
            self.has_news = True

    def dump(self) -> bytes:
        """Return all that is known."""
        return msgspec.msgpack.encode(self._known)


def _key(text: str, name: str, path: str) -> str:
    return hashlib.blake2b(msgspec.msgpack.encode((text, name, path)), digest_size=16).hexdigest()


_DECODER = msgspec.msgpack.Decoder(dict[str, bytes])
