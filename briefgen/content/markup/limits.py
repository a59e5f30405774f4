"""Floor 2. How far the parser goes, and how much of a body is its lede."""

from typing import Final

#: Longest lede taken from a body without `<!--more-->`, in characters: two or three sentences.
LEDE_LIMIT: Final = 400
#: Deepest nesting of blocks. The parser drops what is deeper in silence, so reaching it is a finding.
NESTING_LIMIT: Final = 100
#: Most steps that the parser may take in one body to find where brackets end, about four seconds' worth. It takes one a
#: character in most brackets, and a hundred times that for each bracket that does not end or has others around it. Prose of
#: 5 MiB that is all links takes less; 100 KiB of `![` takes more.
BRACKET_STEPS: Final = 5_000_000
