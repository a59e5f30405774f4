"""Floor 7. An old site and a map of its categories to the files of a new project, and what became of everything.

The same old site and map give the same plan. Nothing is written here.
"""

import posixpath
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

import msgspec

from briefgen.content import schema
from briefgen.content.frontmatter import write_yaml
from briefgen.content.markup import read_body
from briefgen.content.schema.article import TAGS_LIMIT
from briefgen.importing.migrating.bodies import Place, alt_of, clean_text, write_body
from briefgen.importing.migrating.categories import RegionMap
from briefgen.importing.migrating.claims import Claims, alias_of
from briefgen.importing.migrating.copies import Copies
from briefgen.importing.migrating.dates import day_of
from briefgen.importing.migrating.mapping import Mapped, as_json, map_front, why_hidden
from briefgen.importing.migrating.markup import html_as_markdown, title_in
from briefgen.importing.migrating.model import Change, Data, FileFate, KeyFate, OldPage, OldSite, Options, Plan
from briefgen.importing.migrating.naming import Names
from briefgen.importing.migrating.references import OldAddresses, Reference, forms_of
from briefgen.importing.migrating.settings import base_url_of, settings_text
from briefgen.importing.migrating.shortcodes import prepare
from briefgen.importing.migrating.tables import table_of
from briefgen.importing.migrating.ways import clean
from briefgen.plan.media import IMAGES
from briefgen.text import permalinks
from briefgen.text.slugs import anchor, term_slug
from briefgen.values.model import Region, UrlPath

#: Tools whose keys may be written in any letter case.
_ANY_CASE: Final = frozenset({"hugo", "pelican"})
_ALIASES_LIMIT: Final = 100
#: Where files are kept that a person has to take over.
BY_HAND: Final = "by-hand"


class Draft(msgspec.Struct, kw_only=True):
    """A page on its way: its new path and address, its front matter so far, its text, and what became of its parts."""

    page: OldPage
    mapped: Mapped
    path: str
    address: str
    day: str
    region: str
    body: str
    changes: list[Change]
    tasks: list[str] = msgspec.field(default_factory=list)
    anchors: frozenset[str] = frozenset()
    aliases: list[str] = msgspec.field(default_factory=list)


def plan_project(
    options: Options,
    site: OldSite,
    regions: RegionMap,
    name: str,
    is_picture: Callable[[str], bool],
    held: Mapping[str, str],
) -> Plan:
    """Return the plan of a new project.

    `name` stands for a missing title, `is_picture` says whether a file is a picture as its name says, and `held` has the old
    paths of pages that the house finds wrong, with the reason: they are left for a person.
    """
    return _Planner(options, site, regions, is_picture, held).plan(name)


def _fate_of_empty(page: OldPage) -> FileFate:
    """Return the fate of a page that is left out, with what its front matter said."""
    note = "its page has no text, and was left out"
    keys = tuple(KeyFate(key=key, was=as_json(value), note=note) for key, value in page.front.items())
    reason = "it has no text of its own: a template of the old site made the page"
    return FileFate(path=page.path, what="left out", reason=reason, keys=keys)


class _Planner:
    def __init__(
        self, options: Options, site: OldSite, regions: RegionMap, is_picture: Callable[[str], bool], held: Mapping[str, str]
    ) -> None:
        self._tool, self._now = options.tool, options.now
        self._site, self._regions = site, regions
        self._zone = ZoneInfo(site.time_zone or "UTC")
        self._by_hand = dict(site.by_hand) | dict(held)
        self._empty: dict[str, OldPage] = {}
        keys = frozenset(schema.region_keys(_region_tree(regions)))
        self._names, self._claims = Names(regions=keys), Claims(sorted(keys))
        self._drafts: dict[str, Draft] = {}
        self._copies = Copies(site.copies, self._names, self._claims, is_picture)
        self._base = urlsplit(base_url_of(site)).path or "/"

    def plan(self, name: str) -> Plan:
        """Return the plan of the new project."""
        for page in self._site.pages:
            if page.path in self._by_hand:
                continue
            if not page.is_article and (reason := self._why_hidden(page)):
                self._by_hand[page.path] = reason
                continue
            if not page.is_article and self._says_nothing(page):
                self._empty[page.path] = page
                continue
            self._drafts[page.path] = self._draft(page)
        self._claim_pages()
        self._copies.claim_all_but_media()
        for draft in self._drafts.values():
            self._add_alias(draft, draft.page.address)
        old = self._addresses()
        texts = {draft.path: self._text(draft, old) for draft in self._drafts.values()}
        fates, copies = self._copies.fates()
        texts["briefgen.yml"] = settings_text(self._site, self._regions, name)
        texts["regions.map.yml"] = self._regions.text()
        texts[".gitignore"] = ".briefgen/\n"
        fates += [self._fate(draft) for draft in self._drafts.values()]
        for path, reason in self._by_hand.items():
            copies[f"{BY_HAND}/{path}"] = path
            fates.append(FileFate(path=path, what="by hand", to=(f"{BY_HAND}/{path}",), reason=reason))
        fates += [FileFate(path=path, what="left out", reason=reason) for path, reason in self._site.left.items()]
        fates += map(_fate_of_empty, self._empty.values())
        return Plan(
            texts=texts, copies=copies, fates=tuple(sorted(fates, key=lambda fate: fate.path)), notes=self._site.notes
        )

    def _says_nothing(self, page: OldPage) -> bool:
        """Has a standing page neither a text nor a summary, as a page that only lists others?"""
        if page.body.strip():
            return False
        mapped = map_front(page, table_of(self._tool), self._zone, ignores_case=self._tool in _ANY_CASE)
        return "summary" not in mapped.values

    def _why_hidden(self, page: OldPage) -> str:
        rows = table_of(self._tool)
        return why_hidden(page, rows, self._zone, self._now, ignores_case=self._tool in _ANY_CASE)

    def _draft(self, page: OldPage) -> Draft:
        mapped = map_front(page, table_of(self._tool), self._zone, ignores_case=self._tool in _ANY_CASE)
        values = mapped.values
        body, changes = clean_text(page.body)
        body = html_as_markdown(body) if page.is_html else body
        body, more = prepare(body)
        tasks: list[str] = []
        if "title" not in values:
            values["title"] = clean(title_in(body, is_html=page.is_html)) or _words(page.name)
            mapped.fates.append(
                KeyFate(key="title", to="title", note="taken from the first heading, else from the file's name")
            )
        if page.lang:
            values.setdefault("lang", page.lang)
        read = read_body(body)
        anchors = frozenset(read.value.facts.anchors) if read.value else frozenset[str]()
        if not page.is_article:
            path, name = self._names.page(page.address, page.name)
            address = permalinks.standing(name)
            day = region = ""
        else:
            region = self._sort(mapped)
            when = str(values.get("date") or (page.day.isoformat() if page.day else "") or values.get("publish_at", ""))
            found = day_of(when, self._zone)
            day = found.isoformat() if found else ""
            if when:
                values["date"] = when
            if not page.is_published or not day:
                values["draft"] = True
                tasks += (
                    [] if page.is_published else ["the old site does not publish it; take out draft: true to publish it"]
                )
                tasks += [] if day else ["write its date; the old file states none that can be read"]
            path, slug = self._names.article(day, str(values.pop("slug", "") or page.name), region)
            values |= {} if slug.isascii() else {"slug": slug}
            address = permalinks.article(region, found, slug) if found else UrlPath("")
        return Draft(
            page=page, mapped=mapped, path=path, address=address, day=day, region=region, body=body,
            changes=[*changes, *more], tasks=tasks, anchors=anchors,
        )  # fmt: skip

    def _sort(self, mapped: Mapped) -> str:
        """Send the categories of an article where the map says; return its home region."""
        found: list[str] = []
        tags = mapped.values.get("tags")
        tags = list(tags) if isinstance(tags, list) else []
        kept: list[Data] = []
        for category in mapped.categories:
            way, word = self._regions.categories.get(category, ("tag", category))
            if way == "region" and word not in found:
                found.append(word)
            elif way == "tag" and word not in tags:
                tags.append(word)
            elif way == "extra":
                kept.append(category)
        if kept:
            mapped.extra.setdefault("categories", kept)
        if tags:
            mapped.values["tags"] = tags[:TAGS_LIMIT]
        if len(tags) > TAGS_LIMIT:
            mapped.keep("tags", tags[TAGS_LIMIT:], f"more than {TAGS_LIMIT} tags", was=list[Data](tags))
        found = found or [self._regions.default]
        mapped.values["region" if len(found) == 1 else "regions"] = found[0] if len(found) == 1 else list[Data](found)
        return found[0]

    def _claim_pages(self) -> None:
        """Claim the addresses of the new pages, and of what a site makes of them."""
        for draft in self._drafts.values():
            page, mapped = draft.page, draft.mapped
            if draft.address:
                self._claims.claim(draft.address, draft.path)
            if page.is_article and draft.day:
                day = day_of(draft.day, self._zone)
                assert day is not None
                regions = mapped.values.get("regions", [draft.region])
                for region in regions if isinstance(regions, list) else ():
                    self._claims.claim(permalinks.briefing(str(region), day), "a briefing")
                for address in (permalinks.day_page(day), permalinks.year(day.year), permalinks.month(day)):
                    self._claims.claim(address, "a list of the site")
            tags = mapped.values.get("tags")
            for tag in tags if isinstance(tags, list) else ():
                self._claims.claim(permalinks.tag(term_slug(str(tag))), "a tag")

    def _addresses(self) -> OldAddresses:
        addresses: dict[str, str] = {}
        for path, draft in self._drafts.items():
            for form in forms_of(draft.page.address) if draft.page.address else ():
                addresses.setdefault(form, path)
        for path, draft in self._drafts.items():
            for address in draft.mapped.aliases:
                for form in forms_of(address):
                    addresses.setdefault(form, path)
        for path, address in self._site.copies.items():
            addresses.setdefault(address, path)
        host = urlsplit(self._site.base_url).netloc.lower()
        names = {name: path for name, path in self._site.names.items() if path in self._drafts or path in self._site.copies}
        pages = {path: draft.page for path, draft in self._drafts.items()}
        return OldAddresses(
            tool=self._tool,
            pages=pages,
            files=self._site.copies,
            names=names,
            addresses=addresses,
            host=host,
            base=self._base,
            variables=self._site.variables,
        )

    def _text(self, draft: Draft, old: OldAddresses) -> str:
        """Return the file of a page: front matter in a fixed order, and the text with its links led anew."""
        written = write_body(
            draft.body, draft.page, old.follow, lambda found, image: self._place(draft, found, is_image=image)
        )
        draft.changes += written.changes
        draft.tasks += written.tasks
        self._add_picture(draft, old)
        mapped = draft.mapped
        for old_address in mapped.aliases:
            self._add_alias(draft, old_address)
        if draft.aliases:
            mapped.values["aliases"] = list[Data](draft.aliases)
        ordered: dict[str, object] = {key: mapped.values[key] for key in _ORDER if key in mapped.values}
        if mapped.extra:
            ordered["extra"] = mapped.extra
        return f"---\n{write_yaml(ordered)}---\n{written.text.strip(chr(10))}\n"

    def _place(self, draft: Draft, found: Reference, *, is_image: bool) -> Place:
        """Return what a text writes for what a reference leads to."""
        if found.kind == "address":
            return Place(address=found.to)
        if found.kind == "page" and not is_image:
            return self._place_of_page(draft, found)
        if found.kind != "file":
            return Place(address="")
        media = self._copies.medium(found.to)
        if media:
            return Place(address=posixpath.relpath(media, posixpath.dirname(draft.path)))
        is_shown = not is_image or found.to.rpartition(".")[2].lower() in {*IMAGES, "svg"}
        is_there = is_shown and not self._copies.keep_address(found.to)
        return Place(address=quote(self._site.copies[found.to], safe="/") if is_there else "")

    def _place_of_page(self, draft: Draft, found: Reference) -> Place:
        other = self._drafts[found.to]
        fragment, note = found.fragment, ""
        if fragment and fragment not in other.anchors:
            near = {anchor(name).replace("-", ""): name for name in other.anchors}
            fragment = near.get(anchor(fragment).replace("-", "").replace("_", ""), "")
            if f"text.{found.fragment}" in other.anchors:
                fragment = found.fragment
            fragment = fragment.removeprefix("text.")
            note = "" if fragment else f" (the page has no place #{found.fragment})"
        if other is draft:
            return Place(address=f"#{fragment}" if fragment else "", note=note)
        path = posixpath.relpath(other.path, posixpath.dirname(draft.path))
        return Place(address=path + (f"#{fragment}" if fragment else ""), note=note)

    def _add_picture(self, draft: Draft, old: OldAddresses) -> None:
        """Give an article its picture, or keep the old value under `extra`."""
        mapped = draft.mapped
        if not mapped.picture:
            for key, text in mapped.of_picture.items():
                mapped.keep(f"image_{key}", text)
            return
        found = old.follow(mapped.picture, draft.page)
        media = (
            self._copies.medium(found.to) if found.kind == "file" and found.to.rpartition(".")[2].lower() in IMAGES else ""
        )
        if not media:
            mapped.keep("image", mapped.picture, "no picture of the old site")
            for key, text in mapped.of_picture.items():
                mapped.keep(f"image_{key}", text)
            return
        image: dict[str, Data] = {"src": posixpath.relpath(media, posixpath.dirname(draft.path))}
        image["alt"] = mapped.of_picture.get("alt") or alt_of(mapped.picture)
        if "caption" in mapped.of_picture:
            image["caption"] = mapped.of_picture["caption"]
        if "alt" not in mapped.of_picture:
            draft.tasks.append(f'say under image what "{mapped.picture}" shows; its description is the name of the file')
        mapped.values["image"] = image

    def _add_alias(self, draft: Draft, old: str) -> None:
        """Let an old address lead to a page, if it can be an alias and is free."""
        page = draft.page
        path = old if old.startswith("/") else posixpath.join(page.address or "/", old)
        if self._base != "/" and path.startswith(self._base) and old != page.address:
            path = f"/{path.removeprefix(self._base)}"
        alias = alias_of(path) if old else ""
        if not old or path == "/" or alias == draft.address or alias in draft.aliases:
            return
        taken = self._claims.claim(alias, draft.path) if alias else ""
        if not alias:
            draft.tasks.append(f"the old address {old} cannot be an alias; let your host lead it to {draft.address}")
        elif taken:
            draft.tasks.append(f"the old address {old} cannot be an alias: {taken} has it")
        elif len(draft.aliases) >= _ALIASES_LIMIT:
            draft.tasks.append(f"the old address {old} is one alias too many")
        else:
            draft.aliases.append(alias)

    def _fate(self, draft: Draft) -> FileFate:
        return FileFate(
            path=draft.page.path, what="migrated", to=(draft.path,), address=draft.page.address,
            keys=(*draft.mapped.fates, *draft.page.keys), changes=tuple(draft.changes), tasks=tuple(draft.tasks),
        )  # fmt: skip


#: The order of keys in the front matter of new files.
_ORDER: Final[tuple[str, ...]] = (
    "title", "date", "updated", "region", "regions", "slug", "summary", "tags", "authors", "lang", "image", "draft",
    "publish_at", "expires", "weight", "aliases",
)  # fmt: skip


def _words(name: str) -> str:
    return clean(name.replace("-", " ").replace("_", " ")).capitalize() or "Untitled"


def _region_tree(regions: RegionMap) -> tuple[Region, ...]:
    settings = schema.read_settings(write_yaml({"title": "-", "regions": regions.regions})).value
    return settings.regions if settings else ()
