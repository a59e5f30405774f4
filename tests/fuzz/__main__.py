"""`make fuzz`: try one target for long, from what tests/hostile and tests/cases have to begin with.

With atheris, inputs grow towards code that no input reached yet; without it hypothesis tries as many as were asked for.

    python -m tests.fuzz TARGET [SECONDS]
"""

import sys
import tempfile
from pathlib import Path

from tests.fuzz.targets import TARGETS

SEEDS = Path(__file__).parent.parent
#: How many inputs hypothesis tries for each second that was asked for.
INPUTS_A_SECOND = 50


def seeds() -> list[bytes]:
    """Return the inputs to begin with: every file of cases and of hostile entries, and what a fine article is."""
    files = [*SEEDS.glob("cases/*/*.md"), *SEEDS.glob("hostile/*.yml"), *SEEDS.glob("sites/full/content/**/*.md")]
    return [file.read_bytes()[:4096] for file in sorted(files)]


def main() -> None:
    name, seconds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 60
    target = TARGETS[name]
    try:
        import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore]  # an extra tool
    except ImportError:
        sys.stderr.write("atheris is not installed; hypothesis tries instead\n")
        fuzz_with_hypothesis(name, seconds)
        return
    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(seeds()):
            Path(corpus, str(number)).write_bytes(seed)
        atheris.instrument_all()
        atheris.Setup(
            [sys.argv[0], f"-max_total_time={seconds}", "-max_len=4096", "-timeout=20", "-rss_limit_mb=1024", corpus], target
        )
        atheris.Fuzz()


def fuzz_with_hypothesis(name: str, seconds: int) -> None:
    from hypothesis import given, settings

    from tests.attacks.test_fuzz import BYTES

    @settings(max_examples=seconds * INPUTS_A_SECOND, deadline=None, derandomize=False)
    @given(BYTES)
    def hold(data: bytes) -> None:
        TARGETS[name](data)

    hold()


if __name__ == "__main__":
    main()
