"""Floor 1. Bodies as HTML: what goes into the holes, for a page of the site and for readers elsewhere."""

from typing import Final

from briefgen.model import Body

#: As markupsafe escapes, so that a body reads alike wherever it is printed.
_ESCAPED: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;"})


def fill_holes(body: Body, targets: tuple[str, ...]) -> str:
    """Return the body's HTML with each hole's target in it; an empty target leaves the attribute out."""
    pieces = []
    for part in body.parts:
        if isinstance(part, str):
            pieces.append(part)
        elif targets[part]:
            name = "src" if body.facts.refs[part].is_image else "href"
            pieces.append(f' {name}="{escape(targets[part])}"')
    return "".join(pieces)


def escape(text: str) -> str:
    """Return text as HTML, for content and for attributes in quotes of either kind."""
    return text.translate(_ESCAPED)


def whole_target(target: str, origin: str, page: str) -> str:
    """Return where a reference leads as a whole URL, given the site's origin and the URL of the page that it stands on."""
    if target.startswith("/"):
        return origin + target
    return page + target if target.startswith("#") else target
