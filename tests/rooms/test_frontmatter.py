"""Front matter: a file of bytes in; an article, or what is wrong with it and where, out."""

import json
from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.content.frontmatter import (
    FRONT_MATTER_LIMIT,
    Mapping,
    Node,
    Scalar,
    Sequence,
    read_yaml,
    split,
    write_yaml,
)
from briefgen.content.schema import read_article
from briefgen.text.characters import decode, find_bidi_control, find_control
from briefgen.values.diagnostics import Checked, has_errors
from briefgen.values.model import Article, Digest
from tests.cases import Case, findings_as, load_cases, pieces_of

REQUIRED = {"title": "A title", "date": "2025-04-10", "region": "north", "sources": "[{name: Agency}]"}

#: Text that a file may hold: no control and no bidirectional characters.
plain_text = st.text().filter(lambda text: not find_control(text) and not find_bidi_control(text))

#: Pieces of YAML, good and bad, to be put together in any order.
yaml_pieces = st.sampled_from(
    pieces_of(
        r"""
    title:␣ date:␣ region:␣ sources:␣ extra:␣ image:␣ corrections:␣ draft:␣ aliases:␣ lang:␣ publish_at:␣ <<:␣
    -␣ [ ] { } :␣ : , ↵ ↵␣␣ ↵␣␣␣␣ ⇥ &a *a !t␣ !!str␣ ' " |↵ >-↵ ---↵ ...↵ %YAML␣1.1↵ ?␣ #␣
    2025-04-10 T10:00 Z +03:00 true \u202e \0 ~ x /a/ https://a.test/ 中 🌊
    """
    )
)
yaml_like = st.lists(yaml_pieces | st.text(max_size=4), max_size=24).map("".join)


def file_of(case: Case) -> bytes:
    """Return the case's file: its `input`, or its `keys` with the required ones that they leave out."""
    if "input" in case.blocks:
        return case.data("input")
    keys = case.lines("keys")
    given_keys = {line.split(":")[0] for line in keys}
    given_keys |= {"region"} if "regions" in given_keys else set()
    lines = [
        "---",
        *keys,
        *(f"{key}: {value}" for key, value in REQUIRED.items() if key not in given_keys),
        "---",
        "Some text.",
    ]
    return "\n".join(lines).encode("utf-8", "surrogateescape")


def read(data: bytes, path: str = "content/a-file.md") -> Checked[Article]:
    """Read an article's file as a build does: bytes to text to article, all findings together."""
    text = decode(data, path)
    if text.value is None:
        return Checked(None, text.findings)
    article = read_article(text.value, path, Digest("0" * 64))
    return Checked(article.value, (*text.findings, *article.findings))


@pytest.mark.parametrize("case", load_cases("front-matter", {"input", "keys", "output", "findings"}))
def test_front_matter(case: Case) -> None:
    article = read(file_of(case))
    assert findings_as(case, article.findings) == case.lines("findings")
    for line in case.lines("output"):
        key, _, value = line.partition(": ")
        assert json.loads(msgspec.json.encode(getattr(article.value, key))) == json.loads(value), key


def test_front_matter_of_64_kib_is_read_and_one_byte_more_is_not() -> None:
    keys = "title: T\ndate: 2025-04-10\nregion: n\nsources: [{name: N}]\nsummary: "
    longest = keys + "é" * ((FRONT_MATTER_LIMIT - len(keys)) // 2) + "x" * ((FRONT_MATTER_LIMIT - len(keys)) % 2)
    assert len(longest.encode()) == FRONT_MATTER_LIMIT
    assert read_article(f"---\n{longest}\n---\n", "a.md", Digest("")).findings == ()
    found = read_article(f"---\n{longest}x\n---\n", "a.md", Digest("")).findings
    assert [(one.code, one.span.line, one.span.column) for one in found] == [("front-matter-too-large", 1, 1)]
    assert "65,537 bytes" in found[0].message


def test_settings_may_begin_with_a_document_mark_and_may_not_hold_a_second_document() -> None:
    one = read_yaml("---\ntitle: A\n", "briefgen.yml")
    assert one.findings == ()
    two = read_yaml("---\ntitle: A\n---\ntitle: B\n", "briefgen.yml")
    assert [(found.code, found.span.line, found.span.column) for found in two.findings] == [("yaml-documents", 3, 1)]


def test_a_yaml_text_without_a_key_is_an_empty_mapping() -> None:
    for nothing in ("", "\n\n", "# a comment\n", "~", "null", "{}"):
        read_nothing = read_yaml(nothing, "a.yml")
        assert read_nothing.findings == ()
        assert read_nothing.value is not None
        assert read_nothing.value.entries == ()


def test_places_count_from_the_line_that_the_text_begins_in() -> None:
    mapping = read_yaml("a: b\nc:\n  - d\n", "a.md", first_line=10).value
    assert mapping is not None
    assert [(key.text, key.place.line, key.place.column) for key, _ in mapping.entries] == [("a", 10, 1), ("c", 11, 1)]


def test_written_front_matter_quotes_what_could_be_read_as_something_else() -> None:
    written = write_yaml(
        {"title": "NO", "tags": ["12:30", "1.10", "0123", "on", "2025-04-10", "null", "~", "a: b", "# c", ""]}
    )
    for text in ("NO", "12:30", "1.10", "0123", "on", "2025-04-10", "null", "~", "a: b", "# c", ""):
        assert f"'{text}'" in written


def test_written_front_matter_keeps_a_long_text_on_one_line_and_the_order_of_keys() -> None:
    written = write_yaml({"title": "A title", "summary": "word " * 200 + "end", "date": "x"})
    assert [line.split(":")[0] for line in written.splitlines()] == ["title", "summary", "date"]


def test_written_front_matter_repeats_equal_values_instead_of_naming_them() -> None:
    same = ["a", "b"]
    assert "&" not in write_yaml({"tags": same, "authors": same})


def text_of(mapping: Mapping | None, key: str) -> str:
    assert mapping is not None
    value = next(value for entry, value in mapping.entries if entry.text == key)
    assert isinstance(value, Scalar)
    return value.text


@given(plain_text)
def test_a_text_that_was_written_is_read_back(text: str) -> None:
    back = read_yaml(write_yaml({"title": text, "next": "x"}), "a.md")
    assert back.findings == ()
    assert text_of(back.value, "title") == text
    assert text_of(back.value, "next") == "x"


@given(plain_text.filter(bool))
def test_a_key_that_was_written_is_read_back(key: str) -> None:
    back = read_yaml(write_yaml({key: "value"}), "a.md")
    assert back.findings == ()
    assert text_of(back.value, key) == "value"


@given(
    st.lists(plain_text.filter(lambda text: bool(text.strip())), max_size=4),
    st.booleans(),
    st.integers(-1_000_000, 1_000_000),
)
def test_values_that_were_written_are_read_back_with_their_types(texts: list[str], draft: bool, weight: int) -> None:
    keys: dict[str, object] = {"title": "T", "date": "2025-04-10", "region": "n", "sources": [{"name": "N"}]}
    written = write_yaml({**keys, "authors": texts, "draft": draft, "weight": weight})
    article = read_article(f"---\n{written}---\n", "a.md", Digest(""))
    assert article.findings == ()
    assert article.value is not None
    assert article.value.authors == tuple(" ".join(text.split()) for text in texts)
    assert (article.value.draft, article.value.weight) == (draft, weight)


#: Values, keys and lines of front matter, most of them such as people write.
plain_values = st.lists(
    st.sampled_from(
        pieces_of(
            r"""
    x x x y␣z a␣b é “x” x␣-␣y null [a,␣b] [a␣␣b,␣c] [1,␣a.b/c-d+e] "x" "x:␣y␣#" 'x' 'it''s' " ' - ␣ : ␣: # ␣#
    , [ ] { ? ! & * | > % @ `
    x:y https://a.test/b 中 -- --- ... = << . / + _ ~ a 1 2025-04-10 T10:00:00Z ↵ ⇥ \ ⟨U+00A0⟩ ⟨U+2028⟩
    """
        )
    ),
    min_size=1,
    max_size=3,
).map("".join)
plain_keys = st.sampled_from(["a", "b", "c", "d", "e", "f", "a_b", "title", "A1", "a b", "1", "é", "a-b", "-", "true", ""])
pairs = st.builds("{}: {}".format, plain_keys, plain_values)
plain_lines = (
    pairs
    | st.builds(lambda key, items: "\n  - ".join([f"{key}:", *items]), plain_keys, st.lists(plain_values, max_size=3))
    | st.builds(
        lambda key, items: "\n  - ".join([f"{key}:", *("\n    ".join(item) for item in items)]),
        plain_keys,
        st.lists(st.lists(pairs, min_size=1, max_size=3), max_size=3),
    )
)


def scalars_of(node: Node) -> Iterator[Scalar]:
    """Give all keys and values of a tree."""
    match node:
        case Scalar():
            yield node
        case Sequence(items=items):
            for item in items:
                yield from scalars_of(item)
        case Mapping(entries=entries):
            for key, value in entries:
                yield key
                yield from scalars_of(value)


@settings(max_examples=1000)
@given(st.lists(plain_lines, max_size=4).map("\n".join) | yaml_like)
def test_a_plain_value_of_one_line_stands_where_its_place_says(text: str) -> None:
    read = read_yaml(text, "a.md", 2)
    lines = text.split("\n")
    for scalar in scalars_of(read.value) if read.value and not read.findings else ():
        place = scalar.place
        written = lines[place.line - 2][place.column - 1 :][: place.length]
        # Text that goes on in the next line is pointed at in its first one; a value that is missing has no text.
        if scalar.is_plain and scalar.text:
            assert scalar.text.startswith(written.rstrip())


@pytest.mark.parametrize(
    ("text", "place"),
    [
        pytest.param("a: " + "[" * 999, (1, 103), id="as many brackets as the library takes"),
        pytest.param("a: " + "[" * 1_001, (1, 103), id="more than the library takes"),
        pytest.param("a: " + "[" * 150 + "@", (1, 103), id="an error that the library meets as it reads ahead"),
        pytest.param("- " * 3_000 + "x", (1, 201), id="lists in a line"),
        pytest.param("[\n" * 1_500, (101, 1), id="a bracket a line"),
    ],
)
def test_our_own_limit_of_nesting_comes_before_any_limit_of_the_library(text: str, place: tuple[int, int]) -> None:
    found = read_yaml(text, "a.yml").findings
    assert [(one.code, one.span.line, one.span.column) for one in found] == [("yaml-nesting", *place)]


@given(st.text() | yaml_like)
def test_any_text_is_an_article_or_has_a_finding(text: str) -> None:
    for file in (text, f"---\n{text}\n---\n", f"---\ntitle: T\ndate: 2025-04-10\nregion: n\n{text}\n---\n"):
        article = read_article(file, "content/a.md", Digest(""))
        assert (article.value is None) == has_errors(article.findings)


@given(st.text() | yaml_like)
def test_a_split_file_is_put_together_again_from_its_parts(text: str) -> None:
    file = f"---\n{text}"
    parts = split(file, "a.md").value
    if parts is None:
        assert not any(line.rstrip() == "---" for line in text.split("\n"))
    else:
        lines = file.split("\n")
        assert "\n".join(lines[parts.yaml_line - 1 : parts.body_line - 2]) == parts.yaml
        assert "\n".join(lines[parts.body_line - 1 :]) == parts.body
