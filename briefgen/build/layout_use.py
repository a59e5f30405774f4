"""Floor 8. The explanation of a layout: which file it is, what it overrides, what it needs, and the pages that use it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefgen.project.site import Site

if TYPE_CHECKING:
    from briefgen.render.renderer import Layout

#: What is before the name of a packaged layout, and before that of a project's own.
_THEME, _OWN = "theme/", "layouts/"


@dataclass(frozen=True, slots=True)
class LayoutUse:
    """What `briefgen explain` says about one layout.

    `file` is `layouts/NAME` of the project or `theme/NAME` of the theme. `overrides` is the theme's file that it replaces,
    and `overridden_by` the project's file that replaces it; empty if there is none. `needs` are the files that it extends,
    includes or imports, and `needed_by` the files in use that do so with it. `pages` are the addresses of the pages that it
    has a part in, itself or through another layout.
    """

    file: str
    overrides: str
    overridden_by: str
    needs: tuple[str, ...]
    needed_by: tuple[str, ...]
    pages: tuple[str, ...]


def layouts_meant(site: Site, wanted: str) -> tuple[LayoutUse, ...]:
    """Return the explanations of the layouts that a text means: a name, a file, or `layouts` for all of the project."""
    layouts = site.printer.layout_set.layouts
    files = {layout.path for layout in layouts.values()}
    if wanted.rstrip("/") == _OWN.rstrip("/"):
        meant = sorted(file for file in files if file.startswith(_OWN))
    else:
        file = wanted if wanted in files else layouts[wanted].path if wanted in layouts else ""
        meant = [file] if file else []
    if not meant:
        return ()
    uses = _uses(layouts)
    closures = {name: _closure(name, uses) for name in {page.layout for page in site.plan.pages}}
    return tuple(_use(file, layouts, uses, closures, site) for file in meant)


def _use(
    file: str,
    layouts: "Mapping[str, Layout]",
    uses: Mapping[str, frozenset[str]],
    closures: Mapping[str, frozenset[str]],
    site: Site,
) -> LayoutUse:
    name = file.partition("/")[2]
    own, packaged = layouts.get(name), layouts.get(f"{_THEME}{name}")
    # A layout of the theme that nothing overrides has two names: its own, and the one behind theme/.
    names = frozenset(one for one, layout in layouts.items() if layout.path == file)
    is_own = file.startswith(_OWN)
    # A file of the theme that is overridden is in use only if a layout names it, as one that extends it does.
    in_use = {one for start in layouts if not start.startswith(_THEME) for one in _closure(start, uses) if one in layouts}
    return LayoutUse(
        file=file,
        overrides=packaged.path if is_own and packaged else "",
        overridden_by=own.path if not is_own and own and own.path != file else "",
        needs=_files((one for name in names for one in uses[name]), layouts),
        needed_by=_files((one for one in in_use if uses[one] & names), layouts),
        pages=tuple(page.address for page in site.plan.pages if closures[page.layout] & names),
    )


def _files(names: Iterable[str], layouts: "Mapping[str, Layout]") -> tuple[str, ...]:
    return tuple(sorted({layouts[name].path for name in names if name in layouts}))


def _uses(layouts: "Mapping[str, Layout]") -> dict[str, frozenset[str]]:
    """Return the names that each layout extends, includes or imports; all, where only running it would tell."""
    from briefgen.render.renderer import references_of

    by_file = {layout.path: references_of(layout.text) for layout in layouts.values()}
    found = {name: by_file[layout.path] for name, layout in layouts.items()}
    return {name: frozenset(layouts if named is None else named) for name, named in found.items()}


def _closure(name: str, uses: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return a layout with all that it needs, directly or through other layouts."""
    waiting, members = [name], {name}
    while waiting:
        new = uses.get(waiting.pop(), frozenset()) - members
        members |= new
        waiting += new
    return frozenset(members)
