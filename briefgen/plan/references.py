"""Floor 3. What the references of a body name: files of content/, and addresses on this site."""

import posixpath
from typing import Final
from urllib.parse import unquote

from briefgen.values.model import Image, Ref

_CONTENT: Final = "content/"


def linked_files(refs: tuple[Ref, ...], from_path: str, image: Image | None = None) -> dict[str, None]:
    """Return the paths in content/ that references and a picture name, each once, in order; the files need not exist."""
    targets = [(path_of(ref), ref) for ref in refs if not (ref.target.startswith("//") or is_address(ref))]
    named = [unquote(target) for target, ref in targets if target or ref.is_image]
    if image:
        named.append(unquote(image.src))
    return {path: None for target in named if (path := resolve(target, from_path))}


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
    """Return a target's path, relative to the content file, or to content/ after a slash; None if outside content/."""
    start = _CONTENT if target.startswith("/") else posixpath.dirname(from_path)
    resolved = posixpath.normpath(posixpath.join(start, target.lstrip("/")))
    return resolved if resolved.startswith(_CONTENT) and "\\" not in resolved else None
