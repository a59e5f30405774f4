"""Score the facts that an import finds: `python tools/score_facts.py [--rows] [known|held ...]`.

For each file of tests/facts it prints how many days, publishers, addresses and writers are right: written, or proposed
first.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.facts import KINDS, read_cases, wrong_facts


def main(arguments: list[str]) -> None:
    """Print a line for each file, and with --rows a line for each fact that is wrong."""
    names = [name for name in arguments if name != "--rows"] or ["known", "held"]
    for name in names:
        cases = read_cases(name)
        wrong = {case.key: wrong_facts(case) for case in cases}
        said = []
        for kind in KINDS:
            asked = [case for case in cases if kind in case.expected]
            said.append(f"{kind} {len(asked) - sum(kind in wrong[case.key] for case in asked)}/{len(asked)}")
        print(f"{name}: " + ", ".join(said))
        if "--rows" in arguments:
            for key, found in wrong.items():
                print("".join(f"  {key}: {kind} is {value!r}\n" for kind, value in found.items()), end="")


if __name__ == "__main__":
    main(sys.argv[1:])
