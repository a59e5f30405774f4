"""Floor 7. One model of evidence for all that is decided about lines: named features, a table of weights, a sum.

A decision is a table (`start`: does a story begin here?). Its features have names that people understand, and a value each,
mostly 0 or 1. The sum of weight times value is the logarithm of the odds, so weights of one table can be compared, and what
spoke for a decision can be told by name. `data/weights.yml` holds the tables, `tools/fit_import.py` fits them.
"""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

#: A feature's value by its name; one that is left out is 0.
Features: TypeAlias = Mapping[str, float]
#: A table: the weight of each feature.
Weights: TypeAlias = Mapping[str, float]


def weigh(features: Features, weights: Weights) -> float:
    """Return the logarithm of the odds for yes; a feature that the table does not know weighs nothing."""
    return sum(weights.get(name, 0.0) * value for name, value in features.items())


def signs_of(features: Features, weights: Weights, *, most: int = 6) -> tuple[str, ...]:
    """Return the names of the features that speak for yes, the strongest first."""
    return tuple(name for name, _ in _by_weight(features, weights, most))


def _by_weight(features: Features, weights: Weights, most: int) -> Iterable[tuple[str, float]]:
    weighed = [(name, weights.get(name, 0.0) * value) for name, value in features.items()]
    spoken = [(name, weight) for name, weight in weighed if weight > 0 and name != "always"]
    return sorted(spoken, key=lambda pair: (-pair[1], pair[0]))[:most]
