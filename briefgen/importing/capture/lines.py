"""Floor 7. Bytes of a capture -> its lines, so that the lines give back the bytes.

A capture is somebody else's file: the encoding is guessed where it is not UTF-8, the guess is told, and whatever the
guess, encoding the lines again gives the very bytes.
"""

import re
from typing import Final

from briefgen.importing.capture.decoding import decode_capture, utf_16_of
from briefgen.values.model import Value

#: Largest capture, in bytes: the longest real page met had 3 MiB of HTML.
CAPTURE_LIMIT: Final = 20 * 1024 * 1024
#: Most lines of a capture in text, blank ones counted. A digest of 500 stories has 20,000, and so has a live blog of 3,000
#: entries; 100,000 short lines take 170 MB of memory. After a change, run tests/attacks/test_hostile_captures.py.
MOST_LINES: Final = 100_000
#: Most characters of a capture in text: 350,000 words, three long novels, as much as a page may have (html/tree.py). Prose
#: of this length takes 6 s.
MOST_CHARACTERS: Final = 2_000_000
#: Longest line, in characters: 16,000 words. A line is a paragraph, and the longest one met had 600 words; a whole article
#: whose line ends were lost has 50,000 characters.
LONGEST_LINE: Final = 100_000
#: Most articles of a capture: four times a digest of 500 stories. Each is compared with others and becomes a file.
MOST_ARTICLES: Final = 2000

#: Share of control characters above which bytes are no text, over the first 8 KiB: text met had under 0.001.
_CONTROL_SHARE: Final = 0.02
_SAMPLE: Final = 8192
_MAGIC: Final = (b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"\x1f\x8b", b"\x7fELF", b"Rar!", b"RIFF")
_CONTROLS: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
#: What ends the lines of a text without the usual ends in it: such text is copied from word processors and databases. In
#: other texts these are breaks inside a line, and editors that count lines do not count them.
_RARE_LINE_END: Final = re.compile("\r\n|[\r\n\u2028\u2029\x85\x0b]")


class Line(Value, frozen=True, kw_only=True):
    """One line of a capture: `text` as it stands, `end` the characters that end it (none at the end of the file)."""

    number: int
    text: str
    end: str = ""


class Excess(Value, frozen=True, kw_only=True):
    """What a capture has too much of, in words, and the line where it gets too much."""

    line: int
    message: str


class CaptureText(Value, frozen=True, kw_only=True):
    """A capture as text. `is_guess` says that the bytes do not prove the encoding."""

    lines: tuple[Line, ...]
    encoding: str = "utf-8"
    is_guess: bool = False

    def encode(self) -> bytes:
        """Return the bytes that the text was made from."""
        return encode("".join(line.text + line.end for line in self.lines), self.encoding)


def encode(text: str, encoding: str) -> bytes:
    """Return the bytes of a stretch of a capture; stretches in a row give the row's bytes."""
    return text.encode(encoding, "surrogateescape" if encoding == "utf-8" else "strict")


def is_binary(data: bytes) -> bool:
    """Are these the bytes of something else than text?"""
    # UTF-32, whose mark begins like that of UTF-16, is an encoding that no program writes unasked.
    if data.startswith((*_MAGIC, b"\xff\xfe\0\0")):
        return True
    if utf_16_of(data):
        return False
    sample = data[:_SAMPLE]
    return len(_CONTROLS.findall(sample)) > _CONTROL_SHARE * len(sample)


def read_capture(data: bytes) -> CaptureText:
    """Return the capture's lines and how its bytes were read; any bytes can be read."""
    text, encoding, is_guess = decode_capture(data)
    lines: list[Line] = []
    start = 0
    for match in line_ends_of(text).finditer(text):
        lines.append(Line(number=len(lines) + 1, text=text[start : match.start()], end=match[0]))
        start = match.end()
    if start < len(text):
        lines.append(Line(number=len(lines) + 1, text=text[start:]))
    return CaptureText(lines=tuple(lines), encoding=encoding, is_guess=is_guess)


def line_ends_of(text: str) -> re.Pattern[str]:
    """Return the pattern of what ends the lines of a text: what it uses for that."""
    # Whoever saved it may have added an end of the usual kind.
    whole = text.rstrip("\r\n")
    return _LINE_END if "\n" in whole or "\r" in whole else _RARE_LINE_END


def find_excess(data: bytes) -> Excess | None:
    """Return what makes a capture in text too long to be read: its lines, its characters, or one line; None for nothing.

    The rules look at a line and its neighbours many times. So these limits, and not the bytes, bound what a capture costs.
    """
    text, _, _ = decode_capture(data)
    ends = line_ends_of(text)
    lines = sum(1 for _ in ends.finditer(text))
    lines += bool(text) and not ends.fullmatch(text[-1])
    if lines > MOST_LINES:
        return Excess(line=MOST_LINES + 1, message=f"the capture has {lines:,} lines, the limit is {MOST_LINES:,}")
    if len(text) > MOST_CHARACTERS:
        line = len(ends.findall(text, 0, MOST_CHARACTERS)) + 1
        return Excess(line=line, message=f"the capture has {len(text):,} characters, the limit is {MOST_CHARACTERS:,}")
    for number, line_text in enumerate(ends.split(text), start=1):
        if len(line_text) > LONGEST_LINE:
            return Excess(line=number, message=f"the line has {len(line_text):,} characters, the limit is {LONGEST_LINE:,}")
    return None
