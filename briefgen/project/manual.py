"""Floor 6. The documentation that is shipped with the program: its pages as text, and as a project that makes a site."""

import re
from collections.abc import Collection
from importlib import resources
from pathlib import Path
from typing import Final

from briefgen.content.frontmatter import write_yaml
from briefgen.disk.new_files import write_new_files
from briefgen.text.permalinks import RESERVED
from briefgen.text.words import nearest
from briefgen.values.diagnostics import CODES, BriefgenError

#: The package whose folder has the pages: the checkout's own docs/.
_DOCS: Final = "briefgen.docs"
#: The page that lists all others.
CONTENTS: Final = "index"
#: The page that has a section for each code of a finding.
_FINDINGS: Final = "findings"
#: A heading that ends the section of a code: the next code, or the next part of the page.
_HEADING: Final = re.compile(r"^(?:## [A-Z]|### `[a-z-]+`$)", re.MULTILINE)
_TITLE: Final = re.compile(r"\A# (.+)\n+")
#: A link to a file: its text, its path and its fragment.
_LINK: Final = re.compile(r"(?<!!)\[([^\]]*)\]\(([^):#]+)(#[^)]*)?\)")
_SHIPPED: Final = re.compile(r"(?:\.\./|decisions/)?([\w.-]+)\.md")
_SETTINGS: Final = """\
title: briefgen
tagline: The documentation
language: en
search: false
base_url: http://localhost/
regions:
  - key: none
    name: None
"""


def page_names() -> tuple[str, ...]:
    """Return the names of all pages, the contents first."""
    names = {entry.name.removesuffix(".md") for entry in resources.files(_DOCS).iterdir() if entry.name.endswith(".md")}
    return (CONTENTS, *sorted(names - {CONTENTS}))


def read_page(name: str) -> str:
    """Return a page as Markdown, or the section on a finding by its code; raises BriefgenError if there is none."""
    names = page_names()
    if name in CODES:
        return _section(read_page(_FINDINGS), name)
    if name not in names:
        close = nearest(name, (*names, *CODES))
        hint = f'nearest is "{close}"' if close else f"there are {', '.join(names)}"
        raise BriefgenError(f'there is no page "{name}"; {hint}')
    return resources.files(_DOCS).joinpath(f"{name}.md").read_text("utf-8")


def title_of(page: str) -> str:
    """Return the title of a page."""
    found = _TITLE.match(page)
    return found[1] if found else ""


def _section(page: str, code: str) -> str:
    """Return the section of a page under a code, with its heading."""
    start = page.index(f"### `{code}`\n")
    end = _HEADING.search(page, start + 1)
    return page[start : end.start() if end else len(page)].rstrip("\n") + "\n"


def write_manual(folder: Path) -> None:
    """Write a project whose standing pages are the documentation; raises BriefgenError."""
    decisions = resources.files(_DOCS).joinpath("decisions")
    pages = {name: read_page(name) for name in page_names()}
    for entry in decisions.iterdir():
        pages[entry.name.removesuffix(".md")] = entry.read_text("utf-8")
    menu = "".join(
        f"  - {{title: {title_of(pages[name])}, url: {address_of(name)}}}\n" for name in (CONTENTS, "start", "commands")
    )
    files = {folder / "briefgen.yml": f"{_SETTINGS}menu:\n{menu}".encode()}
    for name, page in pages.items():
        body = _LINK.sub(lambda link: _as_reference(link, pages), _TITLE.sub("", page, count=1))
        text = f"---\n{write_yaml({'title': title_of(page)})}---\n{body}"
        files[folder / "content" / "pages" / f"{_file_of(name)}.md"] = text.encode()
    for entry in resources.files(_DOCS).joinpath("images").iterdir():
        files[folder / "content" / "pages" / "images" / entry.name] = entry.read_bytes()
    write_new_files(files)


def address_of(name: str) -> str:
    """Return the address of a page, or of the section on a finding, in the site of the documentation."""
    return f"/{_FINDINGS}/#{name}" if name in CODES else f"/{_file_of(name)}/"


def _file_of(name: str) -> str:
    """Return the name of a page's file in the project. Some names are addresses that a site needs itself."""
    return f"about-{name}" if name in RESERVED or name == CONTENTS else name


def _as_reference(link: "re.Match[str]", pages: Collection[str]) -> str:
    text, path, part = link.groups()
    found = _SHIPPED.fullmatch(path)
    # Files beside docs/ are not shipped.
    return f"[{text}]({_file_of(found[1])}.md{part or ''})" if found and found[1] in pages else text
