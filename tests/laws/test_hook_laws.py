"""Incremental = clean with hooks: after any edits of articles, of hooks and of the modules that they import."""

from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.laws.test_laws import Edits, walk

#: The two ways in which a module beside the hooks says how articles are put in order.
ORDERS = ("def of(article):\n    return article.title\n", "def of(article):\n    return (-article.words, article.path)\n")
BEGIN = "from briefgen import ArticleList, OwnPage, layout_filter, page_kind\nimport order\n"
FILTER = "@layout_filter\ndef shout(text):\n    return text.upper()\n"
#: Kinds of pages: by each group of articles, by what only the hook looks at, and pages that may clash with an alias.
KINDS = (
    """\
@page_kind(layout="own.html", address="/own/{key}/")
def by_region(site):
    for key, found in site.by_region.items():
        lists = [ArticleList(site.region_name(key), sorted(found, key=order.of))]
        yield OwnPage(at={"key": key}, title=key, lists=lists, feed=True)
""",
    """\
@page_kind(layout="own.html", address="/own/{key}/")
def by_tag_and_story(site):
    for key, found in site.by_tag.items():
        lists = [ArticleList(site.story_title(one.story), [one]) for one in found if one.story]
        data = {"sources": [one.sources for one in found]}
        yield OwnPage(at={"key": key}, title=site.tag_name(key), lists=lists, data=data)
""",
    """\
@page_kind(layout="own.html", address="/old/")
def longest(site):
    found = sorted(site.articles, key=lambda one: (-one.words, one.path))[:1]
    yield OwnPage(title="Longest", data={"titles": [one.title for one in found], "days": len(site.by_date)})
""",
    """\
@page_kind(layout="own.html", address="/own/{day}/")
def by_date(site):
    for day, found in site.by_date.items():
        lists = [ArticleList("", sorted(found, key=order.of))]
        yield OwnPage(at={"day": day.isoformat()}, title=found[0].title, lists=lists, feed=len(found) > 1)
""",
    "1 / 0\n",
)
LAYOUTS = (
    "{{ page.title | shout }}"
    "{% for list in page.lists %}{% for card in list.cards %}{{ card.title }}{% endfor %}{% endfor %}",
    '{% extends "base.html" %}{% from "macros/term.html" import term_cards %}'
    "{% block main %}{{ page.data }}{% for list in page.lists %}{{ term_cards(list.cards) }}{% endfor %}{% endblock %}",
)


class EditsWithHooks(Edits):
    """The same walk in a project with hooks, whose files are edited as well."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.settings["hooks"] = "true"
        self.write_settings()
        self.write_hooks(KINDS[0], FILTER)
        self.project.write("order.py", ORDERS[0]).write("layouts/own.html", LAYOUTS[0])

    @rule(kind=st.sampled_from(KINDS), filters=st.sampled_from([FILTER, FILTER.replace("upper", "lower"), ""]))
    def write_hooks(self, kind: str, filters: str) -> None:
        self.project.write("briefgen_hooks.py", BEGIN + filters + kind)

    @rule(text=st.sampled_from(ORDERS))
    def edit_a_module(self, text: str) -> None:
        self.project.write("order.py", text)

    @rule(text=st.sampled_from(LAYOUTS))
    def edit_the_layout(self, text: str) -> None:
        self.project.write("layouts/own.html", text)

    @rule(value=st.sampled_from(["true", "false"]))
    def ask_for_hooks_or_not(self, value: str) -> None:
        self.settings["hooks"] = value
        self.write_settings()

    @precondition(lambda self: self.is_stopped)
    @rule(kind=st.sampled_from(KINDS[:4]))
    def mend_the_hooks(self, kind: str) -> None:
        self.write_hooks(kind, FILTER)
        self.edit_the_layout(LAYOUTS[1])
        self.edit_a_module(ORDERS[0])


def test_after_any_edits_with_hooks_a_build_equals_one_from_nothing(tmp_path: Path) -> None:
    walk(EditsWithHooks, tmp_path, 3)
