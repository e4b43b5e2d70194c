"""A second opinion that never decides: it orders messages no rule caught, so that a person may look at a few.

A linear model over hashed pairs of characters, trained from the rules' own examples and counter-examples and from
what the person decided. It gives no finding, no words and no norm, and no paper, export or report knows of it.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from anning.detection import views
from anning.domain.findings import NOT_UNLAWFUL
from anning.knowledge import shelf
from anning.knowledge.conduct import rules

BUCKETS = 1 << 18
VERSION = 1
"""To be raised when training changes, so that no older weights are taken from the cache."""

_STEPS, _RATE, _DECAY = 300, 64.0, 2e-5
_OWN_WEIGHT = 4.0
"""What the person decided once weighs as much as so many examples."""
_SHIFT = np.uint64(64 - 18)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SIZES = (1, 2)
"""Runs of so many characters; runs of three were tried and ordered no better."""
_SHORT = 0.25
"""A run in a text of n runs counts n to the minus this: long texts gather weight, but slowly."""

Weights = NDArray[np.float32]
Numbers = NDArray[np.intp]


class Decided(Struct, frozen=True):
    """A text and whether it is worth a look, in the person's own judgement."""

    text: str
    worth: bool


class Model:
    """Weights; score() gives higher numbers to texts more like the examples. 0 lies between the two kinds."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights

    def score(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """A number for each text, to order them by; it says nothing of how sure anything is."""
        features, of, share = _features(texts)
        return np.bincount(of, self._weights[features] * share, len(texts)).astype(np.float64)


def model(decided: Sequence[Decided] = ()) -> Model:
    """The model of the rules as they are and of what the person decided; only the rules' own is kept on disk."""
    if not decided:
        return Model(_of_rules())
    texts, worth = _examples()
    own = np.array([one.worth for one in decided], np.float64)
    importance = np.concatenate((np.ones(len(texts)), np.full(len(own), _OWN_WEIGHT)))
    return Model(_trained([*texts, *(one.text for one in decided)], np.concatenate((worth, own)), importance))


@cache
def _of_rules() -> Weights:
    """Kept under the hash of what it was trained from; nothing personal is in it."""
    texts, worth = _examples()
    digest = sha256(f"{VERSION}\n{worth.tolist()}\n{texts}".encode()).hexdigest()
    kept = shelf.cache_folder() / f"suggest-{digest[:32]}.npy"
    if (weights := _kept(kept)) is None:
        weights = _trained(texts, worth, np.ones(len(texts)))
        out = io.BytesIO()
        np.save(out, weights)
        shelf.keep(kept, out.getvalue())
    return weights


def _kept(file: Path) -> Weights | None:
    try:
        weights = np.load(file, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    return weights if weights.shape == (BUCKETS,) and weights.dtype == np.float32 else None


def _examples() -> tuple[list[str], NDArray[np.float64]]:
    """Examples of unlawful conduct as worth a look; lawful ones and all counter-examples as not."""
    pairs = [
        *((e.text, rule.conduct not in NOT_UNLAWFUL) for rule in rules() for e in rule.examples),
        *((text, False) for rule in rules() for text in rule.counter_examples),
    ]
    known = dict(sorted(pairs))  # a text that is both counts as worth a look
    return list(known), np.array(list(known.values()), np.float64)


def _trained(texts: Sequence[str], worth: NDArray[np.float64], importance: NDArray[np.float64]) -> Weights:
    """Logistic regression by plain gradient descent from nothing, a fixed number of steps: nothing is drawn by lot."""
    features, of, share = _features(texts)
    used, column = np.unique(features, return_inverse=True)
    weights, rate = np.zeros(len(used)), _RATE / importance.sum()
    for _ in range(_STEPS):
        said = 1 / (1 + np.exp(-np.bincount(of, weights[column] * share, len(texts))))
        error = (worth - said) * importance
        weights += rate * np.bincount(column, error[of] * share, len(used)) - _DECAY * weights
    trained = np.zeros(BUCKETS, np.float32)
    trained[used] = weights
    return trained


def _features(texts: Sequence[str]) -> tuple[Numbers, Numbers, NDArray[np.float64]]:
    """Buckets of the runs of characters in each text, each once; whose text it is; how much each counts."""
    points = views.table()[views.codes("\n".join(text.replace("\n", " ") for text in texts))].astype(
        np.uint64
    )
    breaks = points == ord("\n")
    text = np.cumsum(breaks)
    buckets, owners = [], []
    mixed = np.zeros(len(points), np.uint64)
    for size in _SIZES:
        last = points[size - 1 :]
        mixed = mixed[: len(last)] * _MIX + last
        whole = (text[: len(last)] == text[size - 1 :]) & ~breaks[: len(last)]
        buckets.append((mixed[whole] * _MIX >> _SHIFT).astype(np.intp))
        owners.append(text[: len(last)][whole])
    pairs = np.unique(np.concatenate(owners) * BUCKETS + np.concatenate(buckets))
    owner, bucket = np.divmod(pairs, BUCKETS)
    share = np.maximum(np.bincount(owner, minlength=len(texts)), 1) ** -_SHORT
    return bucket, owner, share[owner]
