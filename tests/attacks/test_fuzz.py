"""Any bytes at all: what `make fuzz` tries for long is tried here for a moment, the same every time."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cases import pieces_of
from tests.fuzz.targets import TARGETS

#: What means something in YAML, Markdown, HTML or a capture, and what is hard to read, in any order.
PIECES = pieces_of(
    r"""
    --- ... ↵ ↵↵ ⇥ ␣␣ :␣ -␣ ?␣ [ ] { } , # & * ! | > ' " % @ ` <<:␣ title:␣ date:␣2025-04-10↵ region:␣north↵ tags:␣ sources:␣
    url:␣ name:␣ javascript: data: https://e.test/ extra:␣ lang:␣ar↵ draft:␣true↵ !!python/object: &a␣ *a ## ** _ ~~ ``` [^1]
    [^1]:␣ ](b.md) ![ <script> </script> <b␣onclick=a> <!-- --> <svg> <p␣id=a> &#106; &#x202e; {{ }} <plaintext> | |-|
    By␣Mara␣Ellison Reuters 12␣March␣2025 Share Advertisement ©␣2025 Photo: Read␣more “Quoted”
    ⟨U+0000⟩ ⟨U+202E⟩ ⟨U+FEFF⟩ ⟨U+2028⟩ ⟨0xFF⟩ ⟨0xC0⟩⟨0xAF⟩ é e⟨U+0301⟩ 中 ب 🌊
    """
)
BYTES = st.binary(max_size=200) | st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=25).map(
    lambda pieces: "".join(pieces).encode("utf-8", "surrogateescape")
)


@pytest.mark.parametrize("name", TARGETS)
def test_any_bytes_keep_the_law(name: str) -> None:
    @settings(max_examples=200)
    @given(BYTES)
    def hold(data: bytes) -> None:
        TARGETS[name](data)

    hold()
