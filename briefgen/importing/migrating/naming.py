"""Floor 7. Names of the new files: articles by day and slug, standing pages by a key, pictures by their old path."""

import posixpath
import re
from collections.abc import Callable
from typing import Final

import msgspec

from briefgen.content import schema
from briefgen.content.schema.kinds import is_key
from briefgen.text.characters import without_controls
from briefgen.text.permalinks import RESERVED
from briefgen.text.slugs import address_part, is_device_name, is_spelt_in_ascii, slug, slug_in_script

#: Where migrated articles are, so that settings can name all of them.
ARTICLES: Final = "content/archive"
#: Where the pictures and files are that texts name.
MEDIA: Final = "content/media"
_NOT_PORTABLE: Final = re.compile(r"[\\<>:\"|?*]|[. ]$")
_SAFE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)
_DATE_LIKE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_PART_LIMIT: Final = 200
#: Characters for a hyphen and a number behind a slug.
_NUMBER: Final = 4


class Names(msgspec.Struct, kw_only=True):
    """The names that are taken, in small letters."""

    regions: frozenset[str]
    taken: set[str] = msgspec.field(default_factory=set)

    def article(self, day: str, wanted: str, region: str) -> tuple[str, str]:
        """Return the path and the slug of an article; `day` is in ISO 8601, or empty for one without a date.

        The file's name gives the slug, but for one in a script of its own, which ASCII cannot spell.
        """
        base = slug(wanted) or schema.slug_of_name(wanted)
        # A leading date would be left out of the slug again.
        base = schema.slug_of_name(base)
        folder = f"{ARTICLES}/{day[:4]}" if day else ARTICLES
        free = self._free(lambda name: f"{folder}/{day or 'undated'}-{name}.md {region}", base)
        own = "" if is_spelt_in_ascii(wanted) else slug_in_script(wanted, room=_NUMBER)
        # Two names of files can have one slug, such as one with vowel signs and one without.
        free_slug = self._free(lambda name: f"{day}/{name} {region}", own) if own else free
        return f"{folder}/{day or 'undated'}-{free}.md", free_slug

    def page(self, address: str, wanted: str) -> tuple[str, str]:
        """Return the path and the name of a standing page: the parts of its old address, else its file's name."""
        parts = [part for part in address.removesuffix(".html").removesuffix("/index").split("/") if part]
        # What says only that it is a page says nothing.
        parts = parts[1:] if len(parts) > 1 and parts[0] == "pages" else parts
        name = slug("-".join(parts)) if parts else ""
        name = name or address_part(wanted, "page")
        if name in RESERVED or name in self.regions or _DATE_LIKE.fullmatch(name) or not is_key(name):
            name = f"{name}-page"[-80:].strip("-")
        free = self._free(lambda one: f"content/pages/{one}.md", name)
        return f"content/pages/{free}.md", free

    def media(self, path: str) -> str:
        """Return the path in the project of a picture or a file that a text names."""
        folders, _, name = path.rpartition("/")
        stem, dot, form = name.rpartition(".")
        parts = [part if _SAFE.fullmatch(part) else address_part(part, "files") for part in folders.split("/") if part]
        base = stem if _SAFE.fullmatch(stem) and not is_device_name(stem) else address_part(stem, "file")
        folder = posixpath.join(MEDIA, *parts)
        free = self._free(lambda one: f"{folder}/{one}{dot}{form}", base)
        return f"{folder}/{free}{dot}{form.lower()}"

    def _free(self, path_of: Callable[[str], str], base: str) -> str:
        name, number = base, 2
        while path_of(name).casefold() in self.taken:
            name, number = f"{base[:76]}-{number}", number + 1
        self.taken.add(path_of(name).casefold())
        return name


def is_portable(address: str) -> bool:
    """Can a file be published at an address on every common system?"""
    parts = address.strip("/").split("/")
    return address != "/" and all(
        part and not _NOT_PORTABLE.search(part) and without_controls(part) == part
        and len(part.encode()) <= _PART_LIMIT and not is_device_name(part)
        for part in parts
    )  # fmt: skip
