"""Floor 3. Files beside the articles."""

from briefgen.values.model import Value


class Media(Value, frozen=True, kw_only=True):
    """A file beside the articles; width and height in pixels where it is an image."""

    path: str
    digest: str
    width: int = 0
    height: int = 0
    is_animated: bool = False
