"""Floor 7. Bytes of a capture -> its text and encoding, so that encoding the text again gives the very bytes.

Text is UTF-8 where its bytes are that. Else the encoding is guessed by chardet (this is the only module that knows it), and
the guess is told; where its letters make no words, the capture is refused. A few bad bytes in a text that is UTF-8 otherwise
are damage.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple

#: Names that files use -> the codec that browsers take for them, which often is a superset. Other names are not followed:
#: Python knows codecs that are no encodings of text, and UTF-7 hides markup.
CODECS_BY_NAME: Final = {
    **dict.fromkeys(["iso-8859-1", "latin1", "latin-1", "l1", "ascii", "us-ascii", "windows-1252", "cp1252"], "cp1252"),
    **dict.fromkeys(["iso-8859-9", "latin5", "windows-1254"], "cp1254"),
    **dict.fromkeys(["gb2312", "gbk", "gb18030", "x-gbk"], "gb18030"),
    **dict.fromkeys(["shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j", "cp932"], "cp932"),
    **dict.fromkeys(["euc-kr", "ks_c_5601-1987", "korean", "windows-949", "cp949"], "cp949"),
    **dict.fromkeys(["euc-jp", "x-euc-jp", "euc-jis-2004"], "euc_jp"),
    **dict.fromkeys(["big5", "big5-hkscs", "x-x-big5"], "big5hkscs"),
    **{f"iso-8859-{part}": f"iso8859_{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    **{f"windows-125{part}": f"cp125{part}" for part in (0, 1, 3, 5, 6, 7, 8)},
    "iso-8859-8-i": "iso8859_8",
    "koi8-r": "koi8_r",
    "koi8-u": "koi8_u",
    **dict.fromkeys(["macintosh", "macroman", "x-mac-roman"], "mac_roman"),
    **dict.fromkeys(["maccyrillic", "x-mac-cyrillic"], "mac_cyrillic"),
    "macgreek": "mac_greek",
    "maclatin2": "mac_latin2",
    "macturkish": "mac_turkish",
    "windows-874": "cp874",
    "tis-620": "cp874",
    **{f"{maker}{page}": f"cp{page}" for maker in ("cp", "ibm") for page in (437, 850, 852, 866)},
}
#: Every codec that a capture is read with, and so every one that a ledger may name. Python knows others that are no
#: encodings of text: they raise what decoding does not, or make much of little.
CODECS: Final = frozenset(["utf-8", "utf-16-le", "utf-16-be", *CODECS_BY_NAME.values()])

#: The byte order marks of UTF-16: little end first, and big end first.
UTF_16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")

_HIGH_BYTES: Final = bytes(range(0x80, 0x100))
_HIGH_LINE: Final = re.compile(rb"[^\n]{0,4000}[\x80-\xff][^\n]{0,4000}")
#: Lines with letters beyond ASCII that the guess is made from, and words that it is proved by.
_LINES: Final = 400
_WORDS: Final = 400
#: Words with letters beyond ASCII that may be odd, as a share: names and damage have some.
_ODD: Final = 0.2
_WORD: Final = re.compile(r"[^\s!-/:-@\[-`{-~]{2,80}")
# No language writes four accented Latin letters in a row; Vietnamese comes near, and has ASCII letters between them.
_ACCENTED: Final = re.compile("[À-ÖØ-öø-ÿĀ-ž]{4}")
_LATIN: Final = re.compile("[A-Za-zÀ-ÖØ-öø-ɏ]")
_OTHER: Final = re.compile("[\u0370-\u05ff\u0620-\u06ff]")
# Signs that stand beside letters where bytes were read by the wrong table, and never in a word.
_SIGNS: Final = re.compile(
    "[^\\W\\d_][\u00a1-\u00a6\u00a8\u00a9\u00ac-\u00b1\u00b5-\u00b8\u00bc-\u00bf\u00d7\u00f7\u2200-\u25ff\u2020-\u2021\u2030\ufffd]+[^\\W\\d_]"
)
_FALLING: Final = re.compile("[a-zß-öø-ÿа-яё][A-ZÀ-ÖØ-ÞА-ЯЁ]{1,}[a-zß-öø-ÿа-яё]")
#: Most of a text's characters that are none, as a share: in UTF-8, and in UTF-16 without its mark. UTF-16 that is read as
#: UTF-8 has a half.
_NONE_IN_UTF_8: Final = 0.25
_NONE_IN_UTF_16: Final = 0.02
_SAMPLE: Final = 8192
_ISO_2022: Final = re.compile(rb"\x1b\$[@B(]")


class Guess(NamedTuple):
    """What the bytes may be: a codec, or why there is none."""

    codec: str
    trouble: str = ""


def decode_capture(data: bytes) -> tuple[str, str, bool]:
    """Return a capture's text, the encoding that it was read with, and whether that is a guess. Any bytes give a text."""
    encoding = utf_16_of(data)
    text = decode_exactly(data, encoding) if encoding else None
    if text is not None:
        return text, encoding, not data.startswith(UTF_16_MARKS)
    text = decode_exactly(data, "utf-8")
    if text is not None:
        return text, "utf-8", False
    guess = _guess(data)
    text = decode_exactly(data, guess.codec) if guess.codec else None
    return (text, guess.codec, True) if text is not None else (data.decode("utf-8", "surrogateescape"), "utf-8", True)


def why_unread(data: bytes) -> str:
    """Return why the letters of a text are not known, in words; empty text for one that can be read.

    "missing" says that the library which would tell is not installed.
    """
    if _ISO_2022.search(data[:65536]):
        return "it is in ISO-2022, an encoding of mails"
    if utf_16_of(data) or decode_exactly(data, "utf-8") is not None:
        return ""
    return _guess(data).trouble


def utf_16_of(data: bytes) -> str:
    """Return the codec of a text in UTF-16, with its byte order mark or without; empty text for other bytes."""
    if data.startswith(UTF_16_MARKS):
        return "utf-16-le" if data.startswith(UTF_16_MARKS[0]) else "utf-16-be"
    # Every such text has a zero: in its spaces and line ends.
    if len(data) % 2 or b"\0" not in data or _is_text(decode_exactly(data, "utf-8"), _NONE_IN_UTF_8):
        return ""
    texts = {codec: decode_exactly(data, codec) for codec in ("utf-16-le", "utf-16-be")}
    fitting = {codec: text for codec, text in texts.items() if text and _is_text(text, _NONE_IN_UTF_16)}
    # The bytes of Latin letters, the wrong way round, are Chinese characters.
    return max(fitting, key=lambda codec: sum(map(str.isascii, fitting[codec][:_SAMPLE])), default="")


def _is_text(text: str | None, most: float) -> bool:
    """Is nearly all of a text what Unicode has characters for, and does it have spaces or line ends?"""
    sample = (text or "")[:_SAMPLE]
    none = sum(unicodedata.category(character) in {"Cc", "Cn", "Co"} and not character.isspace() for character in sample)
    return none <= most * len(sample) and any(map(str.isspace, sample))


def decode_exactly(data: bytes, codec: str) -> str | None:
    """Return the text that gives the very bytes again; None where there is none."""
    try:
        text = data.decode(codec)
        return text if text.encode(codec) == data else None
    except UnicodeError:
        return None


@lru_cache(maxsize=1)
def _guess(data: bytes) -> Guess:
    """Return the codec of bytes that are not UTF-8; none for damage, and where nothing can be said."""
    damaged = data.decode("utf-8", "surrogateescape")
    # A byte of ASCII is a character, and so is each bad byte.
    high = len(data) - len(data.translate(None, _HIGH_BYTES))
    bad = len(damaged) - len(damaged.encode("utf-8", "ignore").decode("utf-8"))
    if len(damaged) - (len(data) - high) - bad >= bad:
        return Guess("")
    sample = b"\n".join(match[0] for match in islice(_HIGH_LINE.finditer(data), _LINES))
    try:
        from chardet import detect_all  # an extra
    except ImportError:
        return Guess("", "missing")
    named = [str(found["encoding"] or "") for found in detect_all(sample, ignore_threshold=True)]
    # A few letters may be of any table; the Western one is the likeliest, and is tried last.
    for name in dict.fromkeys([*named[:5], "cp1252"]):
        codec = CODECS_BY_NAME.get(name.lower())
        text = decode_exactly(data, codec) if codec else None
        if codec and text is not None and _makes_words(text):
            return Guess(codec)
    may_be = ", ".join(name for name in dict.fromkeys(named[:3]) if name)
    return Guess("", f"its letters make no words in any encoding that was tried{f' ({may_be})' if may_be else ''}")


def _makes_words(text: str) -> bool:
    """Are the words with letters beyond ASCII such as a language may have?"""
    words = list(islice((match[0] for match in _WORD.finditer(text) if not match[0].isascii()), _WORDS))
    odd = sum(_is_odd(word) for word in words)
    return odd <= _ODD * len(words)


def _is_odd(word: str) -> bool:
    if _ACCENTED.search(word) or _SIGNS.search(word) or _FALLING.search(word):
        return True
    return bool(_LATIN.search(word) and _OTHER.search(word))
