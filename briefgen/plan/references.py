"""Floor 3. What the references of a body name: files of content/, and addresses on this site."""

import posixpath
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from briefgen.values.model import Image, Ref

_CONTENT: Final = "content/"


def linked_files(refs: tuple[Ref, ...], from_path: str, image: Image | None = None) -> dict[str, None]:
    """Return the paths in content/ that references and an article's picture name, each once, in order.

    The values are all None. The files need not exist.
    """
    found = dict.fromkeys(_files(refs, from_path))
    picture = resolve(unquote(image.src), from_path) if image else None
    return found | {picture: None} if picture else found


def linked_addresses(refs: tuple[Ref, ...]) -> dict[str, None]:
    """Return the addresses on this site that references name, each once, in order; the values are all None."""
    return {unquote(path_of(ref)): None for ref in refs if is_address(ref)}


def is_address(ref: Ref) -> bool:
    """Does a reference name an address on this site, and no file?"""
    path = path_of(ref)
    return path.startswith("/") and not (ref.is_image or path.endswith(".md") or ref.target.startswith("//"))


def path_of(ref: Ref) -> str:
    """Return the target of a reference without its query and its fragment."""
    return ref.target.partition("#")[0].partition("?")[0]


def resolve(target: str, from_path: str) -> str | None:
    """Return the path of the file that a content file names; None if the file is outside content/.

    A target is relative to the content file, or to content/ if it begins with a slash.
    """
    start = _CONTENT if target.startswith("/") else posixpath.dirname(from_path)
    resolved = posixpath.normpath(posixpath.join(start, target.lstrip("/")))
    return resolved if resolved.startswith(_CONTENT) and "\\" not in resolved else None


def relative(path: str, from_path: str) -> str:
    """Return a path relative to the folder of a content file."""
    return posixpath.relpath(path, posixpath.dirname(from_path))


def _files(refs: tuple[Ref, ...], from_path: str) -> Iterator[str]:
    for ref in refs:
        target = path_of(ref)
        if ref.target.startswith("//") or is_address(ref) or not (target or ref.is_image):
            continue
        if resolved := resolve(unquote(target), from_path):
            yield resolved
