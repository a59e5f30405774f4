"""Floor 4. Layouts: a view in, bytes out. The only door to jinja2.

The authors of layouts are trusted, what they print is not: autoescape is always on, undefined names are errors, and the
only text that is marked safe is a body that `markup` sanitised (the filter `html`), and JSON that `structured` escaped
(the filter `linked_data`). A failing layout is a finding with the
layout's file and line.
"""

import itertools
import re
from collections.abc import Callable, Mapping, MutableMapping
from types import TracebackType
from typing import Final
from urllib.parse import urlsplit

import jinja2
from jinja2 import meta
from markupsafe import Markup

from briefgen.render.environment import LAYOUT_FAULTS, LayoutEnvironment
from briefgen.render.structured import linked_data
from briefgen.text.folding import nearest
from briefgen.text.holes import fill_holes
from briefgen.text.locales import Locale
from briefgen.values.diagnostics import Checked, Diagnostic, Span, finding, how_to_install
from briefgen.values.model import Body, Digest, FilledBody, Value
from briefgen.values.views import Chrome, View

# The sanitiser writes canonical HTML, so these are exact.
_TABLE: Final = re.compile(r"<table(?=[ >])")
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
    ) -> None:
        """Take the layout set, the frame, how to say dates and labels, what gives bodies by digest, and compiled layouts.

        `compiled` is the content of a bytecode cache: it may come from any site, and layouts that are new to it are added.
        """
        self._layout_set = layout_set
        self._environment = LayoutEnvironment(self._load, compiled)
        parts = urlsplit(chrome.base_url)
        origin = f"{parts.scheme}://{parts.netloc}"
        self._environment.globals = {"site": chrome, "t": locale.label, "asset": self._asset}
        filters: dict[str, Callable[..., object]] = {
            "html": lambda filled: _fill(filled, bodies(filled.digest), locale),
            "date": locale.calendar,
            "clock": locale.clock,
            "when": locale.when,
            "iso": locale.iso,
            "number": locale.number,
            "language": locale.language,
            "territory": locale.territory,
            "whole": lambda href: f"{origin}{href}",
            "inlined": _inline,
            "linked_data": lambda view: _script(linked_data(view, chrome, locale)),
            "country": locale.country,
        }
        self._environment.add_filters(filters)

    def render(self, layout: str, view: View, used_by: str) -> Checked[bytes]:
        """Return the page's bytes, or what is wrong with the layout. `used_by` is the file that asked for the layout."""
        try:
            text = self._environment.get_template(layout).render(page=view)
        except jinja2.TemplateNotFound as error:
            return Checked(None, (self._missing(error, layout, used_by),))
        except jinja2.TemplateSyntaxError as error:
            span = Span(path=error.filename or self._path(layout), line=error.lineno)
            return Checked(None, (finding("layout-syntax", span, _said(error), "correct the layout"),))
        except LAYOUT_FAULTS as error:
            path, line = self._position(error.__traceback__) or (self._path(layout), None)
            message = _said(error)
            hint = "correct the layout; docs/layouts.md lists what each view offers"
            return Checked(None, (finding("layout-error", Span(path=path, line=line), message, hint),))
        # Most pages end as they should, and need not be copied for it.
        is_trim = text[-1:] == "\n" and not text[-2:-1].isspace()
        return Checked((text if is_trim else text.rstrip() + "\n").encode("utf-8"))

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

    def _missing(self, error: jinja2.TemplateNotFound, layout: str, used_by: str) -> Diagnostic:
        name = str(error.name or layout)
        position = self._position(error.__traceback__)
        span = Span(path=position[0], line=position[1]) if position else Span(path=used_by)
        close = nearest(name, list(self._layout_set.layouts))
        return finding("layout-missing", span, f'layout "{name}" does not exist', f'nearest is "{close}"' if close else "")

    def _position(self, traceback: TracebackType | None) -> tuple[str, int] | None:
        # Jinja rewrites tracebacks: a template's frame carries the file name that the loader gave, and its own line.
        paths = {layout.path for layout in self._layout_set.layouts.values()}
        found = None
        while traceback is not None:
            path = traceback.tb_frame.f_code.co_filename
            if path in paths:
                found = (path, traceback.tb_lineno)
            traceback = traceback.tb_next
        return found


def _fill(filled: FilledBody, body: Body, locale: Locale) -> Markup:
    # The one place where HTML is marked safe: the parts come from `markup`'s sanitiser, the targets and labels are escaped.
    text = fill_holes(body, filled.targets)
    return Markup(_framed(text, locale) if "<table" in text else text)  # noqa: S704 - see above


def _framed(text: str, locale: Locale) -> str:
    """Put each table into a region that can be scrolled and focused: a wide one must not widen the page or be cut off.

    A cell that heads nothing is no header, and a reader's software would announce it as one.
    """
    numbers = itertools.count(1)

    def opening(_table: re.Match[str]) -> str:
        label = Markup.escape(locale.label("table", number=next(numbers)))
        return f'<div class="wide" role="region" tabindex="0" aria-label="{label}"><table'

    return _TABLE.sub(opening, _EMPTY_HEADER.sub(r"<td\1></td>", text)).replace("</table>", "</table></div>")


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


def _said(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def layout_names(theme: Mapping[str, Layout], project: Mapping[str, Layout]) -> dict[str, Layout]:
    """Lay a project's layouts over the theme's, file by file; `theme/NAME` always means the packaged one."""
    return {**theme, **project, **{f"theme/{name}": layout for name, layout in theme.items()}}


def references_of(text: str) -> tuple[str, ...] | None:
    """Return the names of the layouts that a layout extends, includes or imports; None: only running it would tell."""
    try:
        names = set(meta.find_referenced_templates(jinja2.Environment(autoescape=True).parse(text)))
    except jinja2.TemplateSyntaxError:
        return None
    return None if None in names else tuple(sorted(filter(None, names)))
