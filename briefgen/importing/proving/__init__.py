"""Floor 7. What `briefgen check` proves of imported articles: the chain of custody is whole, and texts stand in captures.

The rooms: `ledgers` and `custody` (captures, ledgers, articles and sources name one another), `articles` and `marks` (what
an article says, and what of it is the desk's own), `captured`, `wording` and `changes` (where words stand in a capture),
`basis` (which captures an article is held against), `paragraphs`, `stated` and `quotations` (what is held against them),
`proof` (all findings in a row), `trace` (an article beside its captures).
"""

from briefgen.importing.proving.marks import EDITOR_COMMENT, EDITOR_MARK
from briefgen.importing.proving.proof import prove_project

__all__ = ["EDITOR_COMMENT", "EDITOR_MARK", "prove_project"]
