"""Floor 7. A raw capture in, its line ledger and its drafts out. Pure: bytes and rules are arguments, nothing is read here.

The rooms, from the bytes up: `lines` (bytes to lines and back), `units` (lines to paragraphs, headlines and labels),
`page` (what repeats and what stands beside what), `furniture`, `captions`, `threads`, `copies` and `openings` (one family of
evidence each), `features` and `chain` (what is seen at each unit, and the path of states that it speaks for), `articles`,
`heads` and `bodies` (a fate for every unit), `drafts` (fields with their evidence), `markdown` (the file), `ledger` (the
proof), `stories` (the same story again). `reading` puts them in a row for one capture.
"""

from briefgen.importing.capture.reading import Account, read_account

__all__ = ["Account", "read_account"]
