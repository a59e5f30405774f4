"""Floor 4. Assets of the layouts: each has its digest in its address, and stylesheets refer to assets by these addresses."""

import hashlib
import posixpath
import re
from collections.abc import Mapping
from typing import Final

from briefgen.text import permalinks
from briefgen.text.words import nearest
from briefgen.values.diagnostics import Checked, Diagnostic, Span, finding
from briefgen.values.model import UrlPath, Value

# CSS Syntax Module Level 3: a URL token or string after `url(`, or a string after `@import`.
_REFERENCE: Final = re.compile(r"""(url\(\s*["']?|@import\s+["'])([^"')]+)""")
_NOT_OURS: Final = re.compile(r"[a-z][a-z0-9+.-]*:|[/#]", re.IGNORECASE)


class Asset(Value, frozen=True, kw_only=True):
    """An asset ready to be published: the path of its file, its address and its bytes."""

    path: str
    address: UrlPath
    content: bytes


def publish_assets(files: Mapping[str, tuple[str, bytes]]) -> Checked[dict[str, Asset]]:
    """Return the assets by name, given (path, bytes) by name; a stylesheet's reference to a missing one is a finding."""
    published: dict[str, Asset] = {}
    findings: list[Diagnostic] = []
    # Stylesheets come last, since their bytes contain addresses of other assets. A stylesheet can refer only to stylesheets
    # whose names come before its own.
    for name in sorted(files, key=lambda name: (name.endswith(".css"), name)):
        path, content = files[name]
        if name.endswith(".css"):
            content = _with_addresses(name, path, content, published, findings)
        digest = hashlib.sha256(content).hexdigest()
        published[name] = Asset(path=path, address=permalinks.asset(name, digest), content=content)
    return Checked(published, tuple(findings))


def _with_addresses(
    name: str, path: str, content: bytes, published: Mapping[str, Asset], findings: list[Diagnostic]
) -> bytes:
    text = content.decode("utf-8", "replace")

    def address(reference: re.Match[str]) -> str:
        target = reference[2].strip()
        if _NOT_OURS.match(target):
            return reference[0]
        wanted = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
        if wanted in published:
            # All assets are published in one folder, so the last part of the address is enough.
            return reference[1] + posixpath.basename(published[wanted].address)
        before = text[: reference.start(2)]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        span = Span(path=path, line=line, column=column, length=len(target))
        close = nearest(wanted, list(published))
        hint = f'nearest is "{close}"' if close else "put the file into layouts/assets/"
        findings.append(finding("stylesheet-reference", span, f'"{target}" is not among the assets', hint))
        return reference[0]

    replaced = _REFERENCE.sub(address, text)
    return replaced.encode() if replaced != text else content
