"""Locations with several warehouses behind them, in the frames of a plan.

Each warehouse is decided by its own rules, as if it stood alone, and the location shows the sum.
Which of them takes what is sold and unseen nobody knows: it is taken off them together, once.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from domain.places import one_by_one
from domain.stock import Figure, Held

Units = npt.NDArray[np.int64]

SUMMED = ["on_hand", "units", "safety", "offered", "buffer"]
"""Columns of which a count has the sum of its shelves."""


@dataclass(frozen=True, slots=True)
class Block:
    """Shelves in a row: those of the first count, then those of the next, ``size`` of each."""

    start: int
    count: int
    size: int

    def of(self, shelves: Units) -> Units:
        """A line a count, a column a warehouse; what is changed here is changed there."""
        return shelves[self.start : self.start + self.count * self.size].reshape(-1, self.size)

    def rows(self, shelves: pd.DataFrame) -> pd.DataFrame:
        """The rows of these shelves."""
        return shelves.iloc[self.start : self.start + self.count * self.size]


def shelves_of(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[Block]]:
    """A row a count and warehouse, from a row a count.

    Args:
        rows: What is shown; ``warehouse`` is a place, such as ``main`` or ``main + north``.

    Returns:
        The same with ``place`` beside ``warehouse``, which is one of the place's; and how they lie.
    """
    rows = rows.assign(place=rows["warehouse"])
    behind = {name: one_by_one(str(name)) for name in rows["place"].unique()}
    if all(len(names) == 1 for names in behind.values()):
        return rows, [Block(0, len(rows), 1)]
    sizes = rows["place"].map({name: len(names) for name, names in behind.items()})
    parts, blocks, start = [], [], 0
    for size in sorted(sizes.unique().tolist()):
        part = rows[sizes == size]
        blocks.append(Block(start, len(part), size))
        start += len(part) * size
        parts.append(part.assign(warehouse=part["place"].map(behind)).explode("warehouse"))
    return pd.concat(parts, ignore_index=True), blocks


def unseen_of(
    shelves: pd.DataFrame, blocks: Sequence[Block], held: pd.DataFrame, kin: Collection[str]
) -> tuple[Units, Units]:
    """Units unseen of each shelf by itself, and those of its location, the same on all its shelves.

    Args:
        shelves: As `shelves_of` gives them.
        blocks: How they lie.
        held: warehouse (a place), sku, unseen.
        kin: Kits and their components. A kit is made of what stands in one warehouse, so they hold
            what is unseen on every shelf by itself.
    """
    own = _held(shelves, held, "warehouse")
    if all(block.size == 1 for block in blocks):
        return own, np.zeros_like(own)
    alone = shelves["sku"].isin(list(kin)) | shelves["place"].eq(shelves["warehouse"])
    return np.where(alone, own, 0), np.where(alone, 0, _held(shelves, held, "place"))


def _held(shelves: pd.DataFrame, held: pd.DataFrame, place: str) -> Units:
    named = held.rename(columns={"warehouse": place})
    found = shelves[[place, "sku"]].merge(
        named, on=[place, "sku"], how="left", validate="many_to_one"
    )
    units: Units = found["unseen"].fillna(0).to_numpy().astype(np.int64)
    return units


def free_of(whole: Units, own: Units, jointly: Units, blocks: Sequence[Block]) -> Units:
    """Units that are free on each shelf: none below zero, together never more than there are.

    A shelf that is short (more sold than there is) is made up for by the others of its location,
    and so is what is unseen: off the first named as far as it goes, then off the next.

    Args:
        whole: Units available on each shelf; may be negative.
        own: Units unseen of each shelf by itself.
        jointly: Units unseen of the location, the same on each of its shelves.
        blocks: How the shelves lie.
    """
    left = whole - own
    free: Units = np.maximum(left, 0)
    for block in blocks:
        there = block.of(free)
        missing = (there - block.of(left)).sum(axis=1) + block.of(jointly)[:, 0]
        before = there.cumsum(axis=1) - there
        there -= np.clip(missing[:, None] - before, 0, there)
    return free


def counts_of(shelves: pd.DataFrame, blocks: Sequence[Block], most: int) -> pd.DataFrame:
    """A row a count again.

    Args:
        shelves: What was decided of each: the columns of `DECIDED`, and beside them ``borne`` (what
            was free of it) and ``jointly``.
        blocks: How they lie.
        most: The largest count there may be.
    """
    parts = [
        block.rows(shelves) if block.size == 1 else _folded(block.rows(shelves), block.size, most)
        for block in blocks
        if block.count
    ]
    return pd.concat(parts, ignore_index=True) if len(parts) > 1 else (parts or [shelves])[0]


def _folded(shelves: pd.DataFrame, size: int, most: int) -> pd.DataFrame:
    def units(column: str) -> Units:
        return shelves[column].to_numpy().astype(np.int64).reshape(-1, size)

    def words(column: str) -> npt.NDArray[np.object_]:
        return shelves[column].to_numpy().astype(object).reshape(-1, size)

    out = shelves.iloc[::size].copy()
    out["warehouse"] = out["place"]
    for column in SUMMED:
        out[column] = units(column).sum(axis=1)
    out["unseen"] = out["jointly"] + (units("unseen") - units("jointly")).sum(axis=1)
    out["promised"] = np.minimum(units("promised").sum(axis=1), most)
    withheld = units("borne") - units("promised")
    because = np.take_along_axis(words("because"), withheld.argmax(axis=1)[:, None], axis=1)[:, 0]
    if_none = _either(out["unseen"] > 0, Held.UNSEEN, Held.NOTHING)
    because = np.where(withheld.max(axis=1) > 0, because, if_none)
    out["because"] = because
    out.loc[out["units"] <= 0, "because"] = Held.SOLD_OUT
    out["rule"] = _named(words("rule"))
    figures = words("figure")
    alike = (figures == figures[:, :1]).all(axis=1)
    parted = (figures == Figure.FRACTION).any(axis=1)
    told = np.where(alike, figures[:, 0], _either(parted, Figure.FRACTION, Figure.TOLD))
    out["figure"] = told
    out.loc[(out["units"] < 0) & ~alike, "figure"] = Figure.NEGATIVE
    return out


def _either(
    true: pd.Series[bool] | npt.NDArray[np.bool_], one: StrEnum, other: StrEnum
) -> npt.NDArray[np.object_]:
    told: npt.NDArray[np.object_] = np.array([other, one], dtype=object)[
        np.asarray(true, dtype=int)
    ]
    return told


def _named(rules: npt.NDArray[np.object_]) -> list[str]:
    """The rules that hold for a count's shelves, each once."""
    return [" and ".join(dict.fromkeys(rule for rule in line if rule)) for line in rules.tolist()]
