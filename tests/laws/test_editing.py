"""Front matter that is changed keeps every other byte, and reads as before with one item more in one list."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.build.fixing import fix_moves
from briefgen.content.frontmatter import read_yaml, split
from briefgen.content.frontmatter.editing import add_to_list, add_to_mapping
from briefgen.content.frontmatter.nodes import Mapping, Node, Scalar, Sequence
from briefgen.text.characters import decode
from tests.projects import Project, article, codes, write_project

OLD = "/north/2025-04-10/old/"
#: The address of the article of `moved`, from which a test moves it.
MOVED = "/north-coast/2025-04-10/first/"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("title: A\n", f"title: A\naliases: [{OLD}]\n", id="no-key"),
        pytest.param("title: A\n# The end.\n", f"title: A\n# The end.\naliases: [{OLD}]\n", id="a-comment-at-the-end"),
        pytest.param("title: |\n  A\n\n  b\n", f"aliases: [{OLD}]\ntitle: |\n  A\n\n  b\n", id="a-block-at-the-end"),
        pytest.param("title: A\n...\n", f"aliases: [{OLD}]\ntitle: A\n...\n", id="end-of-document"),
        pytest.param("  title: A\n", f"  title: A\n  aliases: [{OLD}]\n", id="indented-keys"),
        pytest.param("aliases:\ntitle: A\n", f"aliases: [{OLD}]\ntitle: A\n", id="no-value"),
        pytest.param("aliases:  # none\ntitle: A\n", f"aliases: [{OLD}]  # none\ntitle: A\n", id="no-value-but-a-comment"),
        pytest.param("aliases: []\n", f"aliases: [{OLD}]\n", id="empty-list"),
        pytest.param("aliases: [ /a/ ]  # x\n", f"aliases: [ /a/, {OLD} ]  # x\n", id="brackets"),
        pytest.param("aliases: ['/a/', \"/b/\"]\n", f"aliases: ['/a/', \"/b/\", {OLD}]\n", id="quoted-in-brackets"),
        pytest.param(
            "aliases: [\n  /a/,\n  /b/,  # x\n]\n", f"aliases: [\n  /a/,\n  /b/, {OLD},  # x\n]\n", id="brackets-on-lines"
        ),
        pytest.param("aliases:\n- /a/\ntitle: A\n", f"aliases:\n- /a/\n- {OLD}\ntitle: A\n", id="dashes"),
        pytest.param(
            "aliases:\n    -   /a/ # x\n# y\ntitle: A\n",
            f"aliases:\n    -   /a/ # x\n    -   {OLD}\n# y\ntitle: A\n",
            id="wide-dashes",
        ),
        pytest.param("extra:\n  aliases: [/x/]\n", f"extra:\n  aliases: [/x/]\naliases: [{OLD}]\n", id="a-key-inside"),
        pytest.param(f"aliases: [{OLD}]\n", f"aliases: [{OLD}]\n", id="it-is-there"),
    ],
)
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["", "mark"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_the_usual_forms_are_changed_at_one_place(before: str, after: str, end: str, mark: str) -> None:
    def file(yaml: str) -> bytes:
        return f"{mark}---\n{yaml}---  \nThe *body*.\n\n---\n".replace("\n", end).encode()

    assert add_to_list(file(before), "aliases", OLD) == file(after)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{title: A}\n", id="all-in-braces"),
        pytest.param("title: &a A\naliases: [*a]\n", id="anchor"),
        pytest.param("aliases: &a [/a/]\n", id="anchored-list"),
        pytest.param("aliases: !!seq [/a/]\n", id="tag"),
        pytest.param("aliases: /a/\n", id="text"),
        pytest.param("aliases: ~\n", id="null"),
        pytest.param("aliases: {a: b}\n", id="mapping"),
        pytest.param("aliases:\n  - >\n    /a/\n", id="folded-item"),
        pytest.param("aliases:\n  - [/a/]\n", id="list-in-a-list"),
        pytest.param("aliases:\n  -\n    /a/\n", id="item-below-its-dash"),
        pytest.param("aliases: [/a/]\naliases: [/b/]\n", id="twice"),
        pytest.param("title: [\n", id="broken"),
        pytest.param("", id="nothing"),
        pytest.param("A text\n", id="no-keys"),
    ],
)
def test_an_odd_form_is_refused(text: str) -> None:
    assert add_to_list(f"---\n{text}---\nBody.\n".encode(), "aliases", OLD) is None


@pytest.mark.parametrize("data", [b"", b"---\n", b"\xff", b"---\ntitle: \xff\n---\n", b"Text.\n", b"---\r---"])
def test_what_is_no_content_file_is_refused(data: bytes) -> None:
    assert add_to_list(data, "aliases", OLD) is None


def test_an_item_that_is_no_plain_text_is_quoted() -> None:
    changed = add_to_list(b"---\ntitle: A\n---\n", "aliases", "/a, b/: #c/")
    assert changed == b'---\ntitle: A\naliases: ["/a, b/: #c/"]\n---\n'


# Any front matter ----------------------------------------------------------------------------------------------------

WORDS = st.text(alphabet="ab é\u2028\u0085:#-'\"[]{},|>&*!%@`?\\/0~\t", max_size=12)
PATHS = st.sampled_from(["/a/", "/b/c/", "'/d/'", '"/e/"', "/f/ "])


@st.composite
def front_matter(draw: st.DrawFn) -> str:
    """Return lines of front matter, most of them in order, with `aliases` in one of many forms, or none."""
    paths = draw(st.lists(PATHS, max_size=3, unique=True))
    aliases = draw(
        st.sampled_from(
            [
                "",
                "aliases:",
                f"aliases: [{', '.join(paths)}]",
                f"aliases: [ {' ,  '.join(paths)} ]   # said",
                "aliases: [\n" + "".join(f"  {path},\n" for path in paths) + "]",
                "aliases:\n" + "\n".join(f"  - {path}" for path in paths),
                "aliases:\n" + "\n".join(f"-  {path}  # old" for path in paths),
                "aliases:\n\n" + "\n\n".join(f"  - {path}" for path in paths) + "\n",
            ]
        )
    )
    others = [
        f"title: {draw(WORDS)}",
        f"summary: |\n  {draw(WORDS)}\n\n  More.",
        "summary: >+\n  Folded\n  text\n\n",
        "sources: [{name: A, url: https://a.example/#x}]",
        "extra:\n  aliases: [/x/]\n  list:\n  - a\n  - {b: [c, d]}",
        "# A comment: [with, signs]",
        f"'quoted key': {draw(WORDS)}",
        "",
        "authors:\n- A\n- B",
    ]
    chosen = draw(st.lists(st.sampled_from(others), max_size=5, unique=True))
    at = draw(st.integers(0, len(chosen)))
    return "\n".join([*chosen[:at], *([aliases] if aliases else []), *chosen[at:]])


def values(data: bytes) -> tuple[object, str] | None:
    """Return the values of a file's front matter without their places, and its body."""
    parts = split(decode(data, "").value or "", "").value
    read = read_yaml(parts.yaml, "").value if parts else None
    return ({key.text: plain(node) for key, node in read.entries}, parts.body) if parts and read else None


def plain(node: Node) -> object:
    match node:
        case Scalar():
            return node.text, node.is_plain
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapping():
            return {key.text: plain(value) for key, value in node.entries}


@given(yaml=front_matter(), end=st.sampled_from(["\n", "\r\n", "\r"]), mark=st.booleans(), body=WORDS)
def test_any_front_matter_has_one_alias_more_and_all_else_as_before_or_is_refused(
    yaml: str, end: str, mark: bool, body: str
) -> None:
    data = (("\ufeff" if mark else "") + f"---\n{yaml}\n---\n{body}\n".replace("\n", end)).encode()
    changed = add_to_list(data, "aliases", OLD)
    if changed is None:
        return
    before, after = values(data), values(changed)
    assert before is not None
    assert after is not None
    (keys, text), (new_keys, new_text) = before, after
    assert isinstance(keys, dict)
    there = keys.get("aliases", [])
    assert new_keys == keys | {"aliases": [*(there if isinstance(there, list) else []), (OLD, True)]}
    assert text == new_text
    # The file is the old one with one text put in.
    start = next((at for at, (one, other) in enumerate(zip(data, changed, strict=False)) if one != other), len(data))
    rest = len(data) - start
    assert changed[:start] == data[:start]
    assert changed.endswith(data[start:]) or changed[-rest + 1 :] == data[-rest + 1 :]
    assert len(changed) - len(data) <= len(OLD) + 14
    # And doing it again changes nothing.
    assert add_to_list(changed, "aliases", OLD) == changed


def test_most_front_matter_of_usual_forms_is_changed() -> None:
    chance = random.Random(1)
    forms = ["", "aliases:\n", "aliases: []\n", "aliases: [/a/]\n", "aliases:\n  - /a/\n", "aliases: [\n  /a/,\n]\n"]
    for form in forms:
        rest = [f"title: A {chance.randrange(9)}\n", "date: 2025-04-10\n", "summary: |\n  A\n\n", "sources:\n- name: B\n"]
        chance.shuffle(rest)
        for at in range(len(rest) + 1):
            data = f"---\n{''.join([*rest[:at], form, *rest[at:]])}---\nBody.\n".encode()
            assert add_to_list(data, "aliases", OLD) not in {None, data}


LINES = (
    "sources: [{name: A, url: 'https://a.example/#x'}]",
    "summary: |\n  Some text\n\n  and more.",
    "summary: >-\n  Some text\n  and more.",
    "# A comment: [with, signs]",
    "tags:\n- one\n- 'two: three'",
    "extra: {aliases: [/x/], list: [1, {b: c}]}",
    "",
)
FORMS = (
    "",
    "aliases:",
    "aliases: []",
    "aliases: [ /a/ ,  '/b/c/' ]  # said",
    "aliases: [\n  /a/,\n  /b/,  # the last\n]",
    "aliases:\n- /a/",
    "aliases:\n\n  -  /a/  # old\n\n  -  /b/\n",
    "aliases:\n  - >-\n    /a/",
)


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project that was built with an article at `MOVED`."""
    project = write_project(tmp_path_factory.mktemp("moved"), {"content/first.md": article("First", region="north-coast")})
    project.build()
    return project


@settings(max_examples=25, deadline=None)
@given(
    lines=st.lists(st.sampled_from(LINES), max_size=4, unique_by=lambda line: line.partition(":")[0]),
    form=st.sampled_from(FORMS),
    at=st.integers(0, 4),
    end=st.sampled_from(["\n", "\r\n"]),
    mark=st.sampled_from(["", "\ufeff"]),
)
def test_after_a_fix_the_finding_is_gone_and_all_values_are_as_before(
    moved: Project, lines: list[str], form: str, at: int, end: str, mark: str
) -> None:
    keys = ["title: First", "date: 2025-04-10", "region: south", *lines[:at], *([form] if form else []), *lines[at:]]
    moved.write("content/first.md", mark + "\n".join(["---", *keys, "---", "Some text.", ""]).replace("\n", end))
    found = moved.check()
    assert [move.address for move in found.moves] == [MOVED]
    before = (moved.root / "content/first.md").read_bytes()
    (fix,) = fix_moves(moved.root, found.moves)
    after = (moved.root / "content/first.md").read_bytes()
    if fix.refusal:
        assert ">-" in form
        assert after == before
        return
    old, new = values(before), values(after)
    assert old is not None
    assert new is not None
    assert isinstance(old[0], dict)
    there = old[0].get("aliases", [])
    assert new == (old[0] | {"aliases": [*(there if isinstance(there, list) else []), (MOVED, True)]}, old[1])
    again = moved.check()
    assert again.moves == ()
    assert "moved-address" not in codes(again)
    assert not [one for one in again.findings if one.code.startswith("bad-")]


# A key of a mapping in a list ------------------------------------------------------------------------------------------

COPY = {"url": "https://archive.test/1", "date": "2025-04-10"}
#: The key as it is written.
KEY = 'archived: {url: "https://archive.test/1", date: 2025-04-10}'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "sources:\n- name: A\n- name: B\n  url: u\n  lang: ar\n",
            f"sources:\n- name: A\n- name: B\n  url: u\n  {KEY}\n  lang: ar\n",
            id="lines",
        ),
        pytest.param(
            "sources:\n  - n: A\n  -   url: u\n", f"sources:\n  - n: A\n  -   url: u\n      {KEY}\n", id="on-the-dash"
        ),
        pytest.param(
            "sources:\n- {name: A}\n- {url: u}  # x\n", f"sources:\n- {{name: A}}\n- {{url: u, {KEY}}}  # x\n", id="braces"
        ),
        pytest.param(
            "sources: [{name: A}, {url: 'u' }]\n", f"sources: [{{name: A}}, {{url: 'u', {KEY} }}]\n", id="all-braces"
        ),
        pytest.param(
            "sources: [{name: A}, {\n  url: u,\n  lang: ar,\n}]\n",
            f"sources: [{{name: A}}, {{\n  url: u,\n  lang: ar, {KEY},\n}}]\n",
            id="braces-on-lines",
        ),
        pytest.param(
            'sources:\n- name: A\n- name: B\n  url: "u"  # the page\n\n  # more\n  lang: ar\n',
            f'sources:\n- name: A\n- name: B\n  url: "u"  # the page\n  {KEY}\n\n  # more\n  lang: ar\n',
            id="comments",
        ),
        pytest.param(
            "sources:\n- name: A\n- url: u\n  archive: {url: x}\ntitle: T\n",
            f"sources:\n- name: A\n- url: u\n  {KEY}\n  archive: {{url: x}}\ntitle: T\n",
            id="a-key-inside",
        ),
    ],
)
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["", "mark"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_a_key_is_written_into_the_usual_forms_at_one_place(before: str, after: str, end: str, mark: str) -> None:
    def file(yaml: str) -> bytes:
        return f"{mark}---\n{yaml}---  \nThe *body*.\n\n---\n".replace("\n", end).encode()

    assert add_to_mapping(file(before), "sources", 1, "archived", COPY, after=("url", "u")) == file(after)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("sources: [{name: A}]\n", id="no-such-item"),
        pytest.param("sources:\n- name: A\n- name: B\n", id="no-key"),
        pytest.param("sources:\n- name: A\n- url: other\n", id="another-value"),
        pytest.param("sources:\n- name: A\n- url: u\n  archived: {url: x, date: 2025-01-01}\n", id="it-is-there"),
        pytest.param("sources:\n- name: A\n- u\n", id="text"),
        pytest.param("sources: u\n", id="no-list"),
        pytest.param("sources:\n- name: A\n- &a\n  url: u\n", id="anchor"),
        pytest.param("sources:\n- name: A\n- !!map\n  url: u\n", id="tag"),
        pytest.param("{sources: [{name: A}, {url: u}]}\n", id="all-in-braces"),
        pytest.param("sources: [\n", id="broken"),
        pytest.param("", id="nothing"),
    ],
)
def test_a_key_is_not_written_into_an_odd_form(text: str) -> None:
    file = f"---\n{text}---\nBody.\n".encode()
    assert add_to_mapping(file, "sources", 1, "archived", COPY, after=("url", "u")) is None


@settings(max_examples=200)
@given(value=st.text(max_size=30), rest=st.text(alphabet="abc:#{}[],'\"\n -&*!|>%@`\\\t", max_size=40))
def test_whatever_a_file_holds_nothing_else_changes_when_a_key_is_written(value: str, rest: str) -> None:
    file = f"---\nsources:\n- url: u\n  name: {rest}\n---\nBody.\n".encode()
    made = add_to_mapping(file, "sources", 0, "archived", {"url": value}, after=("url", "u"))
    if made is not None:
        assert len(made) > len(file)
        at = next(index for index in range(len(file)) if file[index] != made[index])
        assert file.endswith(made[at + len(made) - len(file) :])
        after = read_yaml(split(made.decode(), "").value.yaml, "").value  # type: ignore[union-attr] # what was made has front matter
        assert after is not None


# A mapping more in a list ----------------------------------------------------------------------------------------------

#: A correction, the same between braces, and as lines behind a dash.
NEW = {"date": "2025-04-10T09:15:00+01:00", "kind": "update", "text": "Six: not #7"}
FLOW = '{date: 2025-04-10T09:15:00+01:00, kind: "update", text: "Six: not #7"}'


def lines(dash: str) -> str:
    return dash + f"\n{' ' * len(dash)}".join([f"date: {NEW['date']}", "kind: update", f"text: '{NEW['text']}'"]) + "\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("title: A\n", "title: A\nnotes:\n" + lines("  - "), id="no-key"),
        pytest.param("title: |\n  A\n", "notes:\n" + lines("  - ") + "title: |\n  A\n", id="a-block-at-the-end"),
        pytest.param("notes:  # none\ntitle: A\n", f"notes: [{FLOW}]  # none\ntitle: A\n", id="no-value"),
        pytest.param("notes: []\n", f"notes: [{FLOW}]\n", id="empty-list"),
        pytest.param("notes: [ {a: b} ]  # x\n", f"notes: [ {{a: b}}, {FLOW} ]  # x\n", id="braces-in-brackets"),
        pytest.param("notes:\n- a: b  # x\n# y\nt: A\n", "notes:\n- a: b  # x\n" + lines("- ") + "# y\nt: A\n", id="dashes"),
        pytest.param(
            "notes:\n  -  {a: b,\n      c: d}\n\nt: A\n",
            "notes:\n  -  {a: b,\n      c: d}\n" + lines("  -  ") + "\nt: A\n",
            id="braces-behind-dashes",
        ),
        pytest.param(
            "notes:\n- a: |\n    b\n\n\nt: A\n", "notes:\n- a: |\n    b\n" + lines("- ") + "\n\nt: A\n", id="a-block-in-it"
        ),
        pytest.param(
            "notes:\n- a: >-\n    b\n    c\n", "notes:\n- a: >-\n    b\n    c\n" + lines("- "), id="a-block-ends-it"
        ),
        pytest.param("notes:\n- a:\n    b: c\n- d: [e]\n", "notes:\n- a:\n    b: c\n- d: [e]\n" + lines("- "), id="nested"),
        pytest.param("notes:\n- a:\nt: A\n", "notes:\n- a:\n" + lines("- ") + "t: A\n", id="no-value-in-it"),
    ],
)
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["", "mark"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_a_mapping_is_written_behind_the_others_in_their_form(before: str, after: str, end: str, mark: str) -> None:
    def file(yaml: str) -> bytes:
        return f"{mark}---\n{yaml}---  \nThe *body*.\n\n---\n".replace("\n", end).encode()

    assert add_to_list(file(before), "notes", NEW) == file(after)
    assert add_to_list(file(after), "notes", NEW) == file(after)


@pytest.mark.parametrize(
    "text", ["notes: x\n", "notes: {a: b}\n", "notes:\n-\n  a: b\n", "notes:\n- &a\n  a: b\n", "notes: [\n"]
)
def test_a_mapping_is_not_written_into_an_odd_form(text: str) -> None:
    assert add_to_list(f"---\n{text}---\n".encode(), "notes", NEW) is None


@settings(max_examples=200)
@given(value=st.text(max_size=30), rest=st.text(alphabet="abc:#{}[],'\"\n -&*!|>%@`\\\t", max_size=40))
def test_whatever_a_file_holds_nothing_else_changes_when_a_mapping_is_written(value: str, rest: str) -> None:
    file = f"---\nnotes:\n- a: {rest}\nt: A\n---\nBody.\n".encode()
    made = add_to_list(file, "notes", {"text": value})
    if made is not None:
        assert len(made) > len(file)
        at = next(index for index in range(len(file)) if file[index] != made[index])
        assert file.endswith(made[at + len(made) - len(file) :])
        before, after = (
            read_yaml(split(file.decode(), "").value.yaml, "").value,
            read_yaml(split(made.decode(), "").value.yaml, "").value,
        )  # type: ignore[union-attr] # what was made has front matter
        assert before is not None
        assert after is not None
        assert [key.text for key, _ in before.entries] == [key.text for key, _ in after.entries]
