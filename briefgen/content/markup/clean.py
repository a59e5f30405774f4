"""Floor 2. HTML in which nothing is left to take out."""

from briefgen.values.model import Value


class Clean(Value, frozen=True, kw_only=True):
    """Sanitised HTML in parts (text, or the number of a target); `images` are the targets that are images."""

    parts: tuple[str | int, ...]
    targets: tuple[str, ...]
    images: frozenset[int] = frozenset()
    frames: int = 0
    controls: frozenset[str] = frozenset()
