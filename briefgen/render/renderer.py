"""Floor 4. Layouts: a view in, bytes out. The only door to jinja2.

The authors of layouts are trusted, what they print is not: autoescape is always on, undefined names are errors, and the
only text that is marked safe is a body that `markup` sanitised (the filter `html`), and JSON that `structured` escaped
(the filter `linked_data`). A failing layout is a finding with the layout's file and line.
"""

import functools
import itertools
import re
from collections.abc import Callable, Collection, Mapping, MutableMapping
from traceback import walk_tb
from types import TracebackType
from typing import Final

import jinja2
from jinja2 import meta, nodes
from markupsafe import Markup

from briefgen.render.environment import LAYOUT_FAULTS, HookFilterError, LayoutEnvironment
from briefgen.render.structured import linked_data
from briefgen.text.holes import fill_holes
from briefgen.text.locales import Locale, territory
from briefgen.text.permalinks import site_of
from briefgen.text.words import nearest
from briefgen.values.diagnostics import Checked, Span, finding, how_to_install
from briefgen.values.hooks import HOOK_FAULTS, NOT_OF_HOOKS, LayoutFilter, hook_fault, is_of_hook
from briefgen.values.model import Body, Digest, FilledBody, Value
from briefgen.values.views import Chrome, View

# The sanitiser writes canonical HTML, so these are exact.
_TABLE: Final = re.compile(r"<table(?=[ >])")
_PARAGRAPH_END: Final = "</p>"
_EMPTY_HEADER: Final = re.compile(r'<th( class="align-\w+")?></th>')


class Layout(Value, frozen=True, kw_only=True):
    """A layout's text, and the path that findings name."""

    path: str
    text: str


class LayoutSet(Value, frozen=True, kw_only=True):
    """All layouts of a site by name, `theme/NAME` for the packaged ones; assets by name, as hrefs."""

    layouts: dict[str, Layout]
    assets: dict[str, str]


class Renderer:
    """Renders the pages of one plan. Holds compiled layouts and nothing of any page."""

    def __init__(
        self,
        layout_set: LayoutSet,
        chrome: Chrome,
        locale: Locale,
        bodies: Callable[[Digest], Body],
        compiled: MutableMapping[str, bytes] | None = None,
        *,
        hooks: Collection[LayoutFilter] = (),
        is_marked: bool = False,
    ) -> None:
        """Take what pages are made with; `compiled` is a bytecode cache of any sites, to which new layouts are added.

        `hooks` are the project's own filters. `is_marked` puts a mark before each tag of a layout: such
        pages are for `inspection`, and nobody else.
        """
        self._layout_set = layout_set
        self._labels = locale.keys
        self._environment = LayoutEnvironment(self._load, compiled, hooks)
        if is_marked:
            # Imported here, as the words for faults are: a build without a fault loads neither.
            from briefgen.render.marks import MarkExtension

            self._environment.add_extension(MarkExtension)
        origin = site_of(chrome.base_url).origin
        self._environment.globals = {"site": chrome, "t": locale.label, "asset": self._asset}

        def html(filled: FilledBody | Markup) -> Markup:
            """Return a body's HTML; the part of a body that a filter gave is HTML already."""
            return filled if isinstance(filled, Markup) else _fill(filled, bodies(filled.digest), locale)

        self._environment.add_filters(
            {
                "html": html,
                "first_paragraph": lambda filled: _parted(html(filled))[0],
                "below_first": lambda filled: _parted(html(filled))[1],
                "date": locale.calendar,
                "clock": locale.clock,
                "when": locale.when,
                "iso": locale.iso,
                "instant": locale.instant,
                "number": locale.number,
                "language": locale.language,
                "territory": territory,
                "whole": lambda href: f"{origin}{href}",
                "inlined": _inline,
                "linked_data": lambda view: _script(linked_data(view, chrome, locale)),
                "country": locale.country,
            }
        )

    def render(self, layout: str, view: View, used_by: str) -> Checked[bytes]:
        """Return the page's bytes, or what is wrong with the layout. `used_by` is the file that asked for the layout."""
        try:
            text = self._environment.get_template(layout).render(page=view)
        except jinja2.TemplateNotFound as error:
            name = str(error.name or layout)
            path, line = self._position(error.__traceback__) or (used_by, None)
            close = nearest(name, list(self._layout_set.layouts))
            hint = f'nearest is "{close}"' if close else ""
            message = f'layout "{name}" does not exist'
            return Checked(None, (finding("layout-missing", Span(path=path, line=line), message, hint),))
        except jinja2.TemplateSyntaxError as error:
            span = Span(path=error.filename or self._path(layout), line=error.lineno)
            message, hint = self._explain(error, span.path)
            return Checked(None, (finding("layout-syntax", span, message, hint or "correct the layout"),))
        except HookFilterError as error:
            path, line = self._position(error.__traceback__) or (self._path(layout), None)
            what = f"the filter {error.message} failed in {path}{f':{line}' if line else ''}"
            return Checked(None, (hook_fault(what, error.__cause__ or error, Span(path=path, line=line)),))
        except HOOK_FAULTS as error:
            if is_of_hook(error) and not isinstance(error, NOT_OF_HOOKS):
                path, line = self._position(error.__traceback__) or (self._path(layout), None)
                what = f"what a filter returned failed in {path}{f':{line}' if line else ''}"
                return Checked(None, (hook_fault(what, error, Span(path=path, line=line)),))
            if not isinstance(error, LAYOUT_FAULTS):
                raise
            # An argument that is not given is missed inside the macro, and the fault is where the macro is called.
            is_outside = "was not provided" in str(error)
            path, line = self._position(error.__traceback__, is_outside=is_outside) or (self._path(layout), None)
            message, hint = self._explain(error, path)
            hint = hint or "correct the layout; docs/layouts.md lists what each view offers"
            return Checked(None, (finding("layout-error", Span(path=path, line=line), message, hint),))
        # Most pages end as they should, and need not be copied for it.
        is_trim = text[-1:] == "\n" and not text[-2:-1].isspace()
        try:
            return Checked((text if is_trim else text.rstrip() + "\n").encode("utf-8"))
        except UnicodeEncodeError as error:
            message = f"the page has U+{ord(text[error.start]):04X}, half of a character, which no file can hold"
            hint = r"write the character itself, or \U and its number with eight digits"
            return Checked(None, (finding("layout-error", Span(path=self._path(layout)), message, hint),))

    def _explain(self, error: BaseException, path: str) -> tuple[str, str]:
        """Return what is wrong with the layout at a path and what to do."""
        # Imported here: a build without a fault loads no words for faults.
        from briefgen.render.faults import Known, explain

        layouts = self._layout_set.layouts
        text = next((layout.text for layout in layouts.values() if layout.path == path), "")
        known = Known(
            names=(*self._environment.globals, "page", *names_in(text)),
            filters=self._environment.filters,
            tests=self._environment.tests,
            labels=self._labels,
            assets=self._layout_set.assets,
            macros=lambda name: macros_of(layouts[name].text) if name in layouts else (),
            parameters=lambda macro: next(
                (found[macro] for layout in layouts.values() if macro in (found := macros_of(layout.text))), ()
            ),
        )
        return explain(error, known)

    def _load(self, name: str) -> tuple[str, str, None] | None:
        layout = self._layout_set.layouts.get(name)
        return (layout.text, layout.path, None) if layout else None

    def _path(self, name: str) -> str:
        layout = self._layout_set.layouts.get(name)
        return layout.path if layout else f"layouts/{name}"

    def _asset(self, name: str) -> str:
        if name not in self._layout_set.assets:
            raise LookupError(f'asset "{name}" does not exist')
        return self._layout_set.assets[name]

    def _position(self, traceback: TracebackType | None, *, is_outside: bool = False) -> tuple[str, int] | None:
        """Return the innermost file and line of a layout; with `is_outside` those from which that was called."""
        # Jinja rewrites tracebacks: a template's frame carries the file name that the loader gave, and its own line.
        paths = {layout.path for layout in self._layout_set.layouts.values()}
        frames = [(frame.f_code.co_filename, line) for frame, line in walk_tb(traceback)]
        places = [place for place in frames if place[0] in paths]
        outside = [place for place in places if place[0] != places[-1][0]] if is_outside else []
        return next(iter(outside[-1:] or places[-1:]), None)


def _fill(filled: FilledBody, body: Body, locale: Locale) -> Markup:
    """Return a body's HTML, each table in a region that can be scrolled and focused: no table may widen the page."""
    text = fill_holes(body, filled.targets)
    if "<table" in text:
        numbers = itertools.count(1)

        def opening(_table: re.Match[str]) -> str:
            label = Markup.escape(locale.label("table", number=next(numbers)))
            return f'<div class="wide" role="region" tabindex="0" aria-label="{label}"><table'

        # A cell that heads nothing is no header, and a reader's software would announce it as one.
        text = _EMPTY_HEADER.sub(r"<td\1></td>", text)
        text = _TABLE.sub(opening, text).replace("</table>", "</table></div>")
    # The one place where HTML is marked safe: the parts come from `markup`'s sanitiser, the targets and labels are escaped.
    return Markup(text)  # noqa: S704 - see above


def _parted(text: Markup) -> tuple[Markup, Markup]:
    """Return the first paragraph of a body and what follows it. The first is empty if a body begins with a list, say."""
    # A paragraph holds no other one, and texts and attributes have `<` as `&lt;`, so the first end is that of the paragraph.
    end = text.find(_PARAGRAPH_END) + len(_PARAGRAPH_END) if text.startswith(("<p>", "<p ")) else 0
    return text[:end], text[end:].strip()


def _inline(page: Markup) -> Markup:
    """Move the rules of a page's style elements onto the elements they match."""
    if not can_inline():
        raise LookupError(f'the filter "inlined" needs the extra email; {how_to_install("email")}')
    import css_inline

    # Nothing is fetched: neither a stylesheet that the page links to, nor a file.
    inliner = css_inline.CSSInliner(keep_style_tags=False, load_remote_stylesheets=False)
    return Markup(inliner.inline(str(page)) + "\n")  # noqa: S704 - what is printed was escaped, and is read and written again


def can_inline() -> bool:
    """Is the library of the extra `email` there?"""
    try:
        import css_inline
    except ImportError:
        return False
    return bool(css_inline)


def _script(data: str) -> Markup:
    # The other place where something is marked safe: JSON in which nothing can end the element.
    return Markup(f'<script type="application/ld+json">{data}</script>\n' if data else "")  # noqa: S704 - see above


def layout_names(theme: Mapping[str, Layout], project: Mapping[str, Layout]) -> dict[str, Layout]:
    """Lay a project's layouts over the theme's, file by file; `theme/NAME` always means the packaged one."""
    return {**theme, **project, **{f"theme/{name}": layout for name, layout in theme.items()}}


def names_in(text: str) -> list[str]:
    """Return the names that a layout sets, imports or takes as parameters; none if it cannot be compiled."""
    try:
        tree = jinja2.Environment(autoescape=True).parse(text)
    except jinja2.TemplateSyntaxError:
        return []
    names = [name.name for name in tree.find_all(nodes.Name) if name.ctx != "load"]
    names += [macro.name for macro in tree.find_all(nodes.Macro)]
    imported = [name for found in tree.find_all(nodes.FromImport) for name in found.names]
    return [*names, *(name if isinstance(name, str) else name[1] for name in imported)]


def macros_of(text: str) -> dict[str, list[str]]:
    """Return the parameters of each macro of a layout, in order, by the macro's name; none if it cannot be compiled."""
    try:
        tree = jinja2.Environment(autoescape=True).parse(text)
    except jinja2.TemplateSyntaxError:
        return {}
    return {macro.name: [parameter.name for parameter in macro.args] for macro in tree.find_all(nodes.Macro)}


def outer_blocks(text: str) -> list[tuple[str, int]]:
    """Return the blocks that stand in no other block, with their lines: without a parent's block, no page shows them.

    Blocks that the layout prints by `self` are left out, and all blocks of a layout that cannot be compiled.
    """
    try:
        tree = jinja2.Environment(autoescape=True).parse(text)
    except jinja2.TemplateSyntaxError:
        return []
    blocks = list(tree.find_all(nodes.Block))
    inner = {id(block) for outer in blocks for block in outer.find_all(nodes.Block) if block is not outer}
    used = {one.attr for one in tree.find_all(nodes.Getattr) if isinstance(one.node, nodes.Name) and one.node.name == "self"}
    return [(block.name, block.lineno) for block in blocks if id(block) not in inner and block.name not in used]


# Parsing the theme's layouts is most of a small build; whoever builds several projects in one process parses each text once.
@functools.lru_cache(maxsize=256)
def references_of(text: str) -> tuple[str, ...] | None:
    """Return the names of the layouts that a layout extends, includes or imports; None: only running it would tell."""
    try:
        names = set(meta.find_referenced_templates(jinja2.Environment(autoescape=True).parse(text)))
    except jinja2.TemplateSyntaxError:
        return None
    return None if None in names else tuple(sorted(filter(None, names)))
