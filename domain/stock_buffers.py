"""The buffer of every row of a catalogue at once; the rule itself is `domain.stock.promise`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from domain.buffers import NO_BUFFER, BufferRule, Combine
from domain.demand import Demand
from domain.stock import Held

Units = npt.NDArray[np.int64]

NO_BOUND = 2_000_000_000
"""Stands for "no cap": more than any count."""

FORMS = [Held.FIXED, Held.SHARE, Held.DEMAND]
"""In this order, the first of two equal ones is named."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the rules keep back of each row, where there is enough of it.

    Args:
        units: Units.
        form: Which form says so, a place in `FORMS`.
        floor: When so many units or fewer are left, none is shown.
        cap: Never more than this.
    """

    units: Units
    form: Units
    floor: Units
    cap: Units


def kept_of(
    rows: pd.DataFrame,
    on_hand: Units,
    chosen: Units,
    rules: Sequence[BufferRule],
    demand: Demand | None,
) -> Kept:
    """Reckon the buffers.

    Args:
        rows: Columns store, sku.
        on_hand: Ten-thousandths of a unit on the shelf, not negative.
        chosen: For each row the number of its rule; -1 where none speaks.
        rules: By number.
        demand: What was measured; None if nothing was.
    """
    # The last entry is what -1 points at.
    each = [*rules, NO_BUFFER]
    hundredths = np.array([int(rule.percent * 100) for rule in each])[chosen]
    fixed = np.array([rule.fixed for rule in each])[chosen]
    # Rounded up: percent is in hundredths, the shelf in ten-thousandths.
    share = -(-(on_hand * hundredths) // 100_000_000)
    units, form = fixed, np.where(share > fixed, 1, 0)
    units = np.maximum(units, share)
    if any(rule.cover is not None or rule.combine is not Combine.GREATER for rule in rules):
        covered = _covered(rows, chosen, each, demand)
        units, form = _combined(chosen, each, fixed, share, covered)
    return Kept(
        units=units,
        form=form,
        floor=np.array([rule.floor for rule in each])[chosen],
        cap=np.array([NO_BOUND if rule.cap is None else rule.cap for rule in each])[chosen],
    )


def _covered(
    rows: pd.DataFrame, chosen: Units, each: Sequence[BufferRule], demand: Demand | None
) -> Units:
    """Units for the demand expected elsewhere, within the rule's bounds; 0 where it asks none."""
    asks = np.array([rule.cover is not None for rule in each])[chosen]
    least = np.array([rule.cover.at_least if rule.cover else 0 for rule in each])[chosen]
    most = np.array([rule.cover.at_most if rule.cover else 0 for rule in each])[chosen]
    units = np.zeros(len(chosen), dtype=np.int64)
    if demand is None:
        return np.where(asks, most, units)
    where = np.flatnonzero(asks)
    pairs = zip(rows["store"].iloc[where], rows["sku"].iloc[where], strict=True)
    units[where] = [demand.expected(store, sku) for store, sku in pairs]
    return np.where(asks, np.clip(units, least, most), 0)


def _combined(
    chosen: Units, each: Sequence[BufferRule], fixed: Units, share: Units, covered: Units
) -> tuple[Units, Units]:
    """Units, and the form that decides, by each rule's own way of combining."""
    forms = np.stack([fixed, share, covered])
    given = np.array(
        [[rule.fixed > 0, rule.percent > 0, rule.cover is not None] for rule in each]
    ).T[:, chosen]
    # A form that is not given never wins: it is less than any, or more than any.
    most = np.where(given, forms, -1).argmax(axis=0)
    least = np.where(given, forms, NO_BOUND).argmin(axis=0)
    combine = np.array([list(Combine).index(rule.combine) for rule in each])[chosen]
    lesser = combine == list(Combine).index(Combine.LESSER)
    form = np.where(lesser, least, most)
    units = np.take_along_axis(forms, form[None, :], axis=0)[0]
    summed = combine == list(Combine).index(Combine.SUM)
    return np.where(summed, forms.sum(axis=0), units), form


def held_because(
    *,
    whole: Units,
    unseen: Units,
    safe: Units,
    bears: Units,
    sees: Units,
    buffer: Units,
    kept: Kept,
    promised: Units,
) -> npt.NDArray[np.object_]:
    """Why each row promises what it does, in the order of reasons of `domain.stock.promise`."""
    left = sees - buffer
    chosen = np.select(
        [
            whole <= 0,
            (left > 0) & (left <= kept.floor),
            promised < left,
            buffer > 0,
            safe > 0,
            sees < bears,
            unseen > 0,
        ],
        [0, 1, 2, 3 + kept.form, 6, 7, 8],
        9,
    )
    reasons = [Held.SOLD_OUT, Held.FLOOR, Held.CAP, *FORMS]
    reasons += [Held.SAFETY, Held.SHARING, Held.UNSEEN, Held.NOTHING]
    named: npt.NDArray[np.object_] = np.array(reasons, dtype=object)
    told: npt.NDArray[np.object_] = named.take(chosen)
    return told
