"""The buffer of every row of a catalogue at once; the rule itself is in `domain.buffers`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from domain.buffers import BufferRule
from domain.stock import Held

Units = npt.NDArray[np.int64]


def buffers_of(
    rows: pd.DataFrame, on_hand: pd.Series[int], rules: Sequence[BufferRule]
) -> tuple[Units, Units]:
    """Units that the rules hold back of each row: by their share, and by their fixed number.

    Args:
        rows: Columns store, warehouse, sku.
        on_hand: Ten-thousandths of a unit on the shelf, not negative.
        rules: As in the file; which one holds for a row is `domain.buffers.buffer_for`.
    """
    hundredths = np.zeros(len(rows), dtype=np.int64)
    fixed = np.zeros(len(rows), dtype=np.int64)
    best = np.full(len(rows), -1, dtype=np.int64)
    place, skus = pd.factorize(rows["sku"])
    for rule in rules:
        speaks = np.ones(len(rows), dtype=bool)
        if rule.store is not None:
            speaks &= rows["store"].eq(rule.store).to_numpy(dtype=bool)
        if rule.warehouse is not None:
            speaks &= rows["warehouse"].eq(rule.warehouse).to_numpy(dtype=bool)
        height = _heights(rule, skus)[place] if len(rows) else best
        wins = speaks & (height > best)
        best = np.where(wins, height, best)
        hundredths = np.where(wins, int(rule.percent * 100), hundredths)
        fixed = np.where(wins, rule.fixed, fixed)
    # Rounded up: percent is in hundredths, the shelf in ten-thousandths.
    by_share = -(-(on_hand.to_numpy(dtype=np.int64) * hundredths) // 100_000_000)
    return by_share, fixed


def held_because(
    whole: pd.Series[int],
    buffer: pd.Series[int],
    by_share: Units,
    fixed: Units,
    unseen: pd.Series[int],
) -> npt.NDArray[np.object_]:
    """Why each row promises what it does, in the order of reasons of `domain.stock.promise`."""
    chosen = np.select(
        [whole.le(0), buffer.gt(0) & (by_share > fixed), buffer.gt(0), unseen.gt(0)],
        [0, 1, 2, 3],
        4,
    )
    reasons = [Held.SOLD_OUT, Held.SHARE, Held.FIXED, Held.UNSEEN, Held.NOTHING]
    named: npt.NDArray[np.object_] = np.array(reasons, dtype=object)
    told: npt.NDArray[np.object_] = named.take(chosen)
    return told


def _heights(rule: BufferRule, skus: pd.Index[str]) -> Units:
    """How specifically the rule speaks of each SKU; -1 where it does not."""
    levels = (rule.sku_level(sku) for sku in skus)
    return np.array([-1 if level is None else rule.specificity(level) for level in levels])
