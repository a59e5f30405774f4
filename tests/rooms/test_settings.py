"""Settings: the text of briefgen.yml in; the site, its regions and its sources, or what is wrong with them, out."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.content.schema import read_settings
from briefgen.text.permalinks import RESERVED
from briefgen.values.diagnostics import has_errors
from tests.cases import Case, findings_as, load_cases, pieces_of

REQUIRED = {"title": "Test Briefs", "regions": "[{key: north, name: North}]"}


def text_of(case: Case) -> str:
    """Return the case's settings: its `input`, or its `keys` with the required ones that they leave out."""
    if "input" in case.blocks:
        return case.block("input")
    given_keys = {line.split(":")[0] for line in case.lines("keys")}
    required = [f"{key}: {value}" for key, value in REQUIRED.items() if key not in given_keys]
    return "\n".join([*case.lines("keys"), *required])


@pytest.mark.parametrize("case", load_cases("settings", {"input", "keys", "output", "findings"}))
def test_settings(case: Case) -> None:
    settings = read_settings(text_of(case))
    assert findings_as(case, settings.findings) == case.lines("findings")
    assert {found.span.path for found in settings.findings} <= {"briefgen.yml"}
    for line in case.lines("output"):
        key, _, value = line.partition(": ")
        assert json.loads(msgspec.json.encode(getattr(settings.value, key))) == json.loads(value), key


def test_settings_whose_yaml_cannot_be_read_are_none() -> None:
    settings = read_settings('title: "A\nregions: []\n')
    assert settings.value is None
    assert [found.code for found in settings.findings] == ["yaml-syntax"]


def test_settings_say_where_each_value_stands() -> None:
    settings = read_settings("title: A\nregions:\n  - key: north\n    name: North\n").value
    assert settings is not None
    place = settings.places["regions.0.name"]
    assert (place.line, place.column, place.length) == (4, 11, 5)


@pytest.mark.parametrize("key", sorted(key for key in RESERVED if "." not in key))
def test_no_region_takes_a_reserved_address(key: str) -> None:
    settings = read_settings(f"title: A\nregions: [{{key: {key}, name: A}}]\n")
    assert [found.code for found in settings.findings] == ["reserved-region"]


@pytest.mark.parametrize("key", ["con", "lpt9"])
def test_no_region_takes_a_name_that_windows_keeps_for_a_device(key: str) -> None:
    """Its pages would lie in a folder of that name, and nobody could check the site out on Windows."""
    assert has_errors(read_settings(f"title: A\nregions: [{{key: {key}, name: A}}]\n").findings)


@pytest.mark.parametrize("key", ["nul", "com1"])
def test_no_source_takes_a_name_that_windows_keeps_for_a_device(key: str) -> None:
    settings = "title: A\nregions: [{key: north, name: A}]\nsources: {%s: {name: A}}\n"
    assert not has_errors(read_settings(settings % "agency").findings)
    assert has_errors(read_settings(settings % key).findings)


def test_a_region_key_has_80_characters_at_most() -> None:
    """A folder's name has 255 bytes at most; slugs and the names of standing texts stop at 80 as well."""
    assert not has_errors(read_settings(f"title: A\nregions: [{{key: {'a' * 80}, name: A}}]\n").findings)
    assert has_errors(read_settings(f"title: A\nregions: [{{key: {'a' * 81}, name: A}}]\n").findings)


def test_regions_nest_as_deep_as_yaml_is_read() -> None:
    depth = 49
    text = "title: A\nregions: " + "[{key: k%d, name: N, regions: " * depth % tuple(range(depth)) + "[]" + "}]" * depth
    settings = read_settings(text)
    assert settings.findings == ()
    region = settings.value and settings.value.regions[0]
    while region and region.regions:
        region = region.regions[0]
    assert region
    assert region.key == f"k{depth - 1}"


#: Pieces of settings, good and bad, to be put together in any order.
pieces = st.sampled_from(
    pieces_of(
        r"""
    title:␣ regions:␣ -␣ key:␣ name:␣ names:␣ countries:␣ sources:␣ menu:␣ url:␣ time_zone:␣ language:␣ base_url:␣ extra:␣
    search:␣ [ ] { } , ↵ ↵␣␣ ↵␣␣␣␣ north tags NO https://a.test/ // Europe/London ../.. true ' " \0 &a␣ *a !x␣ ⇥ ---↵ …
    """
    )
)


@given(st.text() | st.lists(pieces | st.text(max_size=3), max_size=30).map("".join))
def test_any_text_is_settings_or_has_a_finding(text: str) -> None:
    for written in (text, f"title: A\nregions: [{{key: north, name: North}}]\n{text}"):
        settings = read_settings(written)
        assert settings.value is not None or has_errors(settings.findings)
