"""Floor 6. The layouts, assets and labels of the theme, and those of a project, which override them by name."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias, TypeVar

import msgspec

from briefgen.disk.sources import Scan, digest, read_file, scan_theme, theme_folder
from briefgen.project.typos import unlikely_layouts, unused_blocks, unused_macros
from briefgen.render.assets import Asset, publish_assets
from briefgen.text.characters import FILE_LIMIT, decode
from briefgen.text.permalinks import site_of
from briefgen.text.words import one_edit_apart
from briefgen.values.diagnostics import Checked, Diagnostic, Span, finding
from briefgen.values.model import Settings, digest_of

if TYPE_CHECKING:
    from briefgen.render.renderer import Layout, LayoutSet
    from briefgen.text.locales import Label

T = TypeVar("T")

#: The names of layouts that a layout's text names, by the text's digest; None if a name is computed when the layout runs.
References: TypeAlias = dict[str, tuple[str, ...] | None]


#: A key at the beginning of a line.
_KEY: Final = re.compile(r"^([a-z_]+):", re.MULTILINE)


class Layouts(msgspec.Struct, frozen=True):
    """The layouts of a site, and assets and labels by name.

    `unlikely` has the findings of layouts that are probably mistyped by name, if no content file names them.
    """

    layout_set: "LayoutSet"
    assets: dict[str, Asset]
    labels: "dict[str, Label]"
    unlikely: dict[str, Diagnostic]


def read_layouts(root: Path, scan: Scan, settings: Settings) -> Checked[Layouts]:
    """Return the layouts, assets and labels of a site, and the findings of their files.

    A file of the project overrides the theme's file with the same name; a label of the project overrides a label only.
    """
    from briefgen.render.renderer import LayoutSet, layout_names

    findings: list[Diagnostic] = []
    theme, project = _files(root, scan.files)
    layouts = layout_names(_read_texts(theme, findings), _read_texts(project, findings))
    named = {
        name.removeprefix("assets/"): (file.shown, (file.folder / file.path).read_bytes())
        for name, file in {**theme, **project}.items()
        if name.startswith("assets/")
    }
    assets = keep(publish_assets(named), findings)
    labels = _labels((theme, project), settings.language, findings)
    own = [layout.text for layout in layouts.values() if layout.path.startswith("layouts/")]
    findings += _unlikely_labels(theme, project, own)
    findings += unused_blocks(layouts)
    findings += unused_macros(layouts)
    if assets is None:
        return Checked(None, tuple(findings))
    base = site_of(settings.base_url)
    hrefs = {name: base.href(asset.address) for name, asset in assets.items()}
    layout_set = LayoutSet(layouts=layouts, assets=hrefs)
    return Checked(Layouts(layout_set, assets, labels, unlikely_layouts(layouts)), tuple(findings))


def _unlikely_labels(theme: "dict[str, _File]", project: "dict[str, _File]", own: list[str]) -> Iterator[Diagnostic]:
    """Give a finding for each label of the project that the theme lacks, and that is probably one of the theme's.

    A label that one of the project's `own` layouts names is meant.
    """
    known = set(_KEY.findall((theme["strings/en.yml"].folder / "strings/en.yml").read_text("utf-8")))
    for name, file in project.items():
        text = read_text(file.folder, file.path).value if name.startswith("strings/") else None
        for number, line in enumerate((text or "").splitlines(), start=1):
            key = found[1] if (found := _KEY.match(line)) else ""
            if not key or key in known or any(key in layout for layout in own):
                continue
            close = next(
                (other for pair in sorted(one_edit_apart([*known, key])) if key in pair for other in pair if other != key),
                "",
            )
            if close:
                span = Span(path=file.shown, line=number, column=1, length=len(key))
                message = f'the theme has no label "{key}", and no layout of the project names it'
                yield finding("unlikely-label", span, message, f'nearest is "{close}"')


class _File(NamedTuple):
    """A file of the theme or of the project: its path in a folder, and the path that findings name."""

    folder: Path
    path: str
    shown: str


def _files(root: Path, paths: Iterable[str]) -> tuple[dict[str, _File], dict[str, _File]]:
    """Return the files of the theme and those of the project's layouts/, both by name."""
    theme = theme_folder()
    own = [path for path in paths if path.startswith("layouts/") and not path.endswith(".py")]
    return (
        {name: _File(theme, name, f"theme/{name}") for name in scan_theme()},
        {path.removeprefix("layouts/"): _File(root, path, path) for path in own},
    )


class Closures:
    """The digests of layouts with all layouts that they extend, include or import, directly or through other layouts."""

    def __init__(self, layouts: "Mapping[str, Layout]", known: References) -> None:
        """Take all layouts by name, and the known references of texts; references of new texts are added to `known`."""
        self._layouts = layouts
        self._known = known
        self._digests: dict[str, str] = {}
        self._texts: dict[str, str] = {}

    def digest(self, name: str) -> str:
        """Return the digest of the texts and paths of a layout and all layouts that it needs; they may be missing."""
        found = self._digests.get(name)
        if found is None:
            members = self._members(name)
            found = self._digests[name] = digest_of([(member, *self._text_of(member)) for member in members]).hex()
        return found

    def _members(self, name: str) -> list[str]:
        waiting, members = [name], {name}
        while waiting:
            references = self._references(waiting.pop())
            if references is None:
                return sorted({*self._layouts, *members})
            waiting += [other for other in references if other not in members]
            members |= set(references)
        return sorted(members)

    def _references(self, name: str) -> tuple[str, ...] | None:
        text = self._text_of(name)[1]
        if text and text not in self._known:
            from briefgen.render.renderer import references_of

            self._known[text] = references_of(self._layouts[name].text)
        return self._known.get(text, ())

    def _text_of(self, name: str) -> tuple[str, str]:
        layout = self._layouts.get(name)
        if layout is None:
            return ("", "")
        if name not in self._texts:
            self._texts[name] = digest(layout.text.encode())
        return (layout.path, self._texts[name])


def words_of(labels: "Mapping[str, Label]") -> dict[str, str]:
    """Return the labels that planning uses by key: one text each; the form `other` if a label has plural forms."""
    return {key: label if isinstance(label, str) else label["other"] for key, label in labels.items()}


def keep(checked: Checked[T], findings: list[Diagnostic]) -> T | None:
    """Return the value of a checked result, and append its findings to a list."""
    findings += checked.findings
    return checked.value


def read_text(root: Path, path: str) -> Checked[str]:
    """Return the text of a project's file, or None and the findings that say why it cannot be read."""
    data = read_file(root, path, FILE_LIMIT)
    return Checked(None, data.findings) if data.value is None else decode(data.value, path)


def _read_texts(files: dict[str, _File], findings: list[Diagnostic]) -> "dict[str, Layout]":
    from briefgen.render.renderer import Layout

    layouts = {}
    for name, file in files.items():
        if not name.startswith(("assets/", "strings/")):
            text = keep(read_text(file.folder, file.path), findings)
            if text is not None:
                layouts[name] = Layout(path=file.shown, text=text)
    return layouts


def _labels(
    places: tuple[dict[str, _File], dict[str, _File]], language: str, findings: list[Diagnostic]
) -> "dict[str, Label]":
    """Return the labels by key; later files override earlier ones: English, the language, the language with its region.

    Of each language the theme's file comes before the project's.
    """
    from briefgen.content import schema

    labels: dict[str, Label] = {}
    for tag in dict.fromkeys(("en", language.split("-", maxsplit=1)[0], language)):
        for file in [files[f"strings/{tag}.yml"] for files in places if f"strings/{tag}.yml" in files]:
            text = decode((file.folder / file.path).read_bytes(), file.shown)
            read = Checked(None, text.findings) if text.value is None else schema.read_labels(text.value, file.shown)
            findings += read.findings
            labels |= read.value or {}
    return labels
