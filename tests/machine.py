"""How fast this machine is now, as a factor on promises that are made in CPU seconds."""

import math
import time
from functools import cache

from markdown_it import MarkdownIt

#: CPU seconds of the reference work on the machine on which promises were measured: there `tools/plain_loop.py` takes 8.3 s
#: for 10,000 generated articles.
_REFERENCE = 0.03
_TEXT = "\n\n".join(
    f"Paragraph {number} of *some* words, with a [link](a{number}.md), `code` and **strong** text in a row."
    for number in range(400)
)


@cache
def slowness() -> float:
    """Return how many times as long as there this machine takes, at least 1: other work on its cores slows each of them."""
    parser = MarkdownIt("commonmark")
    taken = []
    for _ in range(3):
        begin = time.process_time()
        parser.render(_TEXT)
        taken.append(time.process_time() - begin)
    return max(1.0, sorted(taken)[1] / _REFERENCE)


def cpu_seconds(promised: int) -> int:
    """Return so many CPU seconds of the machine of the promise as whole seconds of this one."""
    return math.ceil(promised * slowness())
