"""Bytes of a file to text: strict UTF-8, and every odd character with its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.text.characters import decode, decode_loosely, find_bidi_control, find_control


def places(data: bytes) -> list[tuple[str, int | None, int | None]]:
    return [(found.code, found.span.line, found.span.column) for found in decode(data, "a.md").findings]


def test_text_comes_out_as_it_is() -> None:
    text = decode("Straße, العراق, 洪水, 🌊\n".encode(), "a.md")
    assert (text.value, text.findings) == ("Straße, العراق, 洪水, 🌊\n", ())


def test_one_byte_order_mark_is_dropped() -> None:
    assert decode(b"\xef\xbb\xbfOne", "a.md").value == "One"


@pytest.mark.parametrize("ends", ["One\nTwo\n", "One\r\nTwo\r\n", "One\rTwo\r", "One\r\nTwo\r"])
def test_line_ends_of_every_system_are_line_feeds(ends: str) -> None:
    text = decode(ends.encode(), "a.md")
    assert (text.value, text.findings) == ("One\nTwo\n", ())


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        pytest.param(b"\xff", 1, 1, id="at the beginning"),
        pytest.param(b"One\nTw\xe9", 2, 3, id="Latin-1"),
        pytest.param("洪水\n洪水".encode() + b"\x80", 2, 3, id="characters before it count as one"),
        pytest.param(b"One\r\nTwo\r\n\xc3(", 3, 1, id="behind Windows line ends"),
        pytest.param(b"One\rTwo\rTh\xff", 3, 3, id="behind line ends of old Macs"),
        pytest.param(b"\xef\xbb\xbfOne\xff", 1, 4, id="behind a byte order mark"),
        pytest.param(b"One \xf0\x9f\x8c", 1, 5, id="half a character at the end"),
        pytest.param(b"\xed\xb0\x80", 1, 1, id="a surrogate"),
        pytest.param(b"\xf4\x90\x80\x80", 1, 1, id="beyond the last character"),
    ],
)
def test_bytes_that_are_not_utf_8_leave_no_text_and_have_their_place(data: bytes, line: int, column: int) -> None:
    assert decode(data, "a.md").value is None
    assert places(data) == [("not-utf8", line, column)]


def test_the_bad_byte_is_named() -> None:
    assert decode(b"\xe9t\xe9", "a.md").findings[0].message == "byte 0xE9 is not UTF-8"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_recognised_by_its_mark(encoding: str) -> None:
    assert "UTF-16" in decode("\ufeffOne".encode(encoding), "a.md").findings[0].help


def test_odd_characters_are_findings_beside_the_text() -> None:
    data = "One\nT\x07wo\n\x00Thr\u202eee\u2066".encode()
    assert decode(data, "a.md").value == data.decode()
    assert places(data) == [("control-character", 2, 2), ("bidi-control", 3, 5)]


def test_the_lines_of_an_excerpt_are_those_that_findings_count() -> None:
    assert decode_loosely(b"\xef\xbb\xbfOne\r\nTwo\rThree\xff\nFour") == ["One", "Two", "Three\ufffd", "Four"]


@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_are_text_or_have_a_finding_inside_the_file(data: bytes) -> None:
    text = decode(data, "a.md")
    lines = decode_loosely(data)
    assert text.value is not None or [found.code for found in text.findings] == ["not-utf8"]
    for found in text.findings:
        assert found.span.line is not None
        assert found.span.column is not None
        assert 1 <= found.span.line <= len(lines)
        assert 1 <= found.span.column <= len(lines[found.span.line - 1])


@given(st.text())
def test_a_text_has_a_finding_for_each_kind_of_odd_character_in_it(text: str) -> None:
    decoded = decode(text.encode(), "a.md")
    assert decoded.value is not None
    codes = {found.code for found in decoded.findings}
    assert ("control-character" in codes) == bool(find_control(decoded.value))
    assert ("bidi-control" in codes) == bool(find_bidi_control(decoded.value))
