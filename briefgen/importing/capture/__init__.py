"""Floor 7. A raw capture in, its line ledger and its drafts out. Pure: bytes and rules are arguments, nothing is read here.

The rooms, from the bytes up: `lines` (bytes to lines and back), `units` (lines to paragraphs, headlines and labels),
`page` (what repeats and what stands beside what), `furniture`, `captions` and `heads` (one family of rules each),
`articles` and `bodies` (the order of the rules, a fate for every unit), `drafts` (fields with their evidence), `markdown`
(the file), `ledger` (the proof), `stories` (the same story again). `reading` puts them in a row for one capture.
"""

from briefgen.importing.capture.reading import Account, read_account

__all__ = ["Account", "read_account"]
