"""Law of migrations: every word and every value of an old file is in the new file or in the report."""

import json
import re
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.content.frontmatter import read_yaml, split
from briefgen.importing.migrating import Options, Tool, open_migration
from briefgen.importing.migrating.fronts import plain
from briefgen.importing.migrating.model import FileFate, Plan
from tests.projects import NOW

#: Pieces of Markdown and of old tools' marks; X stands for a word.
PIECES = (
    "X", "*X*", "[X](/gone/X/)", "![X](pic-X.png)", "{{< tag X >}}", "{% include X %}", "`X`", "<b>X</b>", "# X", "> X",
    "- X", '[X]({{< ref "a.md" >}})', '{{<figure src="X">}}', "[X]: /there/X", "\n\n", "    X", "```\nX\n```", "&amp;X",
    "\\*X", "({X", "{% highlight X %}\nX\n{% endhighlight %}", '<img src="X.png">', "<!-- X -->", "## X {#X}", "{{ X }}",
    "[![X](X.png)](/X)",
)  # fmt: skip
KEYS = (
    "tags", "categories", "description", "summary", "weight", "slug", "aliases", "images", "lang", "author", "mood", "extra",
    "url", "expiryDate", "params", "cover", "draft", "lastmod", "Mood",
)  # fmt: skip
WORDS = st.text(st.characters(categories=["Ll", "Lu", "Lo", "Nd"]), min_size=1, max_size=8)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
SCALARS = st.booleans() | st.integers(-(10**9), 10**9) | WORDS | TEXTS | st.sampled_from(["1.10", "2020-13-40", "", "true"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)


@st.composite
def bodies(draw: st.DrawFn) -> str:
    parts = draw(st.lists(st.tuples(st.sampled_from(PIECES), WORDS), max_size=12))
    return draw(st.sampled_from([" ", "\n", "\n\n"])).join(piece.replace("X", word) for piece, word in parts)


def words_in(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


def one_line(text: str) -> str:
    return " ".join(text.split())


def leaves(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [word for key, item in value.items() for word in (one_line(key), *leaves(item))]
    if isinstance(value, list):
        return [word for item in value for word in leaves(item)]
    return [one_line(str(value))] if not isinstance(value, bool) and value is not None else []


def planned(text: str, tool: Tool) -> tuple[Plan, FileFate]:
    """Return the plan for a site of one text, and the fate of that text."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "old/content").mkdir(parents=True)
        (folder / "old/content/a.md").write_bytes(text.encode("utf-8", "surrogatepass"))
        plan = open_migration(folder / "old", folder / "new", Options(tool=tool, now=NOW)).plan()
    return plan, next(fate for fate in plan.fates if fate.path == "content/a.md")


@given(body=bodies(), front=st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6))
@settings(max_examples=60, deadline=None)
def test_nothing_of_a_text_is_lost(body: str, front: dict[str, Any]) -> None:
    whole = {"title": "A title", "date": "2020-01-02", **front}
    plan, fate = planned(f"{json.dumps(whole)}\n\n{body}\n", "hugo")
    assert fate.what == "migrated"
    parts = split(plan.texts[fate.to[0]], "a.md").value
    assert parts is not None
    kept = {*words_in(parts.body), *words_in(" ".join(f"{change.was} {change.now}" for change in fate.changes))}
    assert [word for word in words_in(body) if word not in kept] == []
    values = read_yaml(parts.yaml, "a.md").value
    assert values is not None
    found = set(leaves(plain(values)))
    for key in fate.keys:
        found |= {
            one_line(key.key),
            *map(one_line, key.key.split(".")),
            *(leaves(json.loads(key.was)) if key.was else []),
        }
    assert [leaf for leaf in leaves(whole) if leaf not in found] == []


@given(text=st.text(max_size=200), front=st.sampled_from(["", "---\n", "+++\n", "{", "Title: "]))
@settings(max_examples=60, deadline=None)
def test_any_text_is_read_or_left_by_hand(text: str, front: str) -> None:
    tools: tuple[Tool, ...] = ("hugo", "pelican", "zola")
    for tool in tools:
        fate = planned(front + text, tool)[1]
        # A page without a text and a summary is left out; what its front matter says is in the report.
        is_empty = fate.what == "left out" and (fate.keys or not words_in(text))
        assert is_empty or fate.what in {"migrated", "by hand"}
