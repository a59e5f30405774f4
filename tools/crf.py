"""Fit the weights of a conditional random field over chains, with the answers known in part. Needs numpy and scipy.

Each unit of a chain has a set of states that are right, often one. The weights are those that make the right paths likeliest
among all paths that `STEPS` allows, with a ridge, found by L-BFGS from 0: the same chains give the same weights but for the
last digits, in which machines differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from briefgen.importing.capture.chain import FIRST, LAST, STATES, STEPS

SIZE = len(STATES)
#: The weight of what is not allowed: finite, so that sums stay numbers.
NEVER = -1e4
#: Below this the right paths are none that the steps allow.
IMPOSSIBLE = -5e3
#: Chains of about one length are computed together.
BUNDLES = 12

_ALLOWED = np.array([[0.0 if other in STEPS[state] else NEVER for other in STATES] for state in STATES])
_FIRST = np.array([0.0 if state in FIRST else NEVER for state in STATES])
_LAST = np.array([0.0 if state in LAST else NEVER for state in STATES])


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """One chain: for each unit its features with their values, and the states that are right; and how much it counts."""

    features: Sequence[dict[str, float]]
    right: Sequence[frozenset[str]]
    weight: float = 1.0


def fit(chains: Sequence[Chain], *, ridge: float, rounds: int) -> tuple[dict[str, list[float]], list[list[float]]]:
    """Return the weights of each feature and those of each step, in the order of the states."""
    names = sorted({name for chain in chains for seen in chain.features for name in seen})
    place = {name: at for at, name in enumerate(names)}
    matrix = _matrix(chains, place)
    right = np.full((matrix.shape[0], SIZE), NEVER)
    for row, states in enumerate(states for chain in chains for states in chain.right):
        for state in states:
            right[row, STATES.index(state)] = 0.0
    bundles = _bundle([len(chain.features) for chain in chains], np.array([chain.weight for chain in chains]))
    transposed = matrix.T.tocsr()
    count = len(names) * SIZE

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        units = matrix @ weights[:count].reshape(-1, SIZE)
        steps = weights[count:].reshape(SIZE, SIZE) + _ALLOWED
        slope, bend, total = np.zeros_like(units), np.zeros((SIZE, SIZE)), 0.0
        for bundle in bundles:
            all_paths, shares, taken = bundle.sum_paths(units, steps)
            right_paths, wanted, wanted_steps = bundle.sum_paths(units + right, steps)
            weight = bundle.weights * (right_paths > IMPOSSIBLE)
            total += float((weight * (all_paths - right_paths)).sum())
            slope += (shares - wanted) * bundle.spread(weight, len(units))[:, None]
            bend += (weight[:, None, None] * (taken - wanted_steps)).sum(0)
        total += 0.5 * ridge * float((weights**2).sum())
        gradient = np.concatenate([(transposed @ slope).ravel(), (bend * (_ALLOWED == 0)).ravel()]) + ridge * weights
        return total, gradient

    found = minimize(loss, np.zeros(count + SIZE * SIZE), jac=True, method="L-BFGS-B", options={"maxiter": rounds})
    table = {name: row.tolist() for name, row in zip(names, found.x[:count].reshape(-1, SIZE), strict=True)}
    return table, found.x[count:].reshape(SIZE, SIZE).tolist()


def _matrix(chains: Sequence[Chain], place: dict[str, int]) -> csr_matrix:
    rows, columns, values = [], [], []
    for row, seen in enumerate(seen for chain in chains for seen in chain.features):
        for name, value in seen.items():
            rows.append(row)
            columns.append(place[name])
            values.append(value)
    return csr_matrix((values, (rows, columns)), shape=(row + 1, len(place)))


def _bundle(lengths: Sequence[int], weights: np.ndarray) -> list["_Bundle"]:
    starts = np.concatenate([[0], np.cumsum(lengths)])[:-1]
    bundles = []
    for members in np.array_split(np.argsort(lengths, kind="stable"), BUNDLES):
        longest = max(lengths[member] for member in members)
        rows = np.full((len(members), longest), -1)
        for at, member in enumerate(members):
            rows[at, : lengths[member]] = np.arange(starts[member], starts[member] + lengths[member])
        bundles.append(_Bundle(rows, weights[members]))
    return bundles


@dataclass(frozen=True, slots=True)
class _Bundle:
    """Chains of about one length: the row of each unit (-1 behind the end), by chain, and the weight of each chain."""

    rows: np.ndarray
    weights: np.ndarray

    def spread(self, weights: np.ndarray, count: int) -> np.ndarray:
        """Return the weight of each row of the whole, 0 for those of other bundles."""
        found = np.zeros(count)
        there = self.rows >= 0
        found[self.rows[there]] = np.broadcast_to(weights[:, None], self.rows.shape)[there]
        return found

    def sum_paths(self, units: np.ndarray, steps: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the logarithm of the sum over all paths by chain, the share of each state by row, of each step by chain."""
        chains, longest = self.rows.shape
        there = self.rows >= 0
        seen = units[np.where(there, self.rows, 0)]
        ahead = np.empty((longest, chains, SIZE))
        back = np.empty_like(ahead)
        ahead[0] = seen[:, 0] + _FIRST
        for at in range(1, longest):
            reached = _log_sum(ahead[at - 1][:, :, None] + steps[None], 1) + seen[:, at]
            ahead[at] = np.where(there[:, at, None], reached, ahead[at - 1])
        sums = _log_sum(ahead[-1] + _LAST, 1)
        back[-1] = _LAST
        for at in range(longest - 2, -1, -1):
            left = _log_sum(steps[None] + (seen[:, at + 1] + back[at + 1])[:, None, :], 2)
            back[at] = np.where(there[:, at + 1, None], left, _LAST)
        shares, taken = np.zeros_like(units), np.zeros((chains, SIZE, SIZE))
        for at in range(longest):
            own = there[:, at]
            shares[self.rows[own, at]] = np.exp(ahead[at] + back[at] - sums[:, None])[own]
            if at + 1 < longest and (further := there[:, at + 1]).any():
                both = ahead[at][:, :, None] + steps[None] + (seen[:, at + 1] + back[at + 1])[:, None, :]
                taken[further] += np.exp(both - sums[:, None, None])[further]
        return sums, shares, taken


def _log_sum(values: np.ndarray, axis: int) -> np.ndarray:
    most = values.max(axis=axis, keepdims=True)
    return (most + np.log(np.exp(values - most).sum(axis=axis, keepdims=True))).squeeze(axis)
