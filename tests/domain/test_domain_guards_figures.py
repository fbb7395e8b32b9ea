"""A share of a few units, reckoned for a catalogue at once."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from domain.buffers import BufferRule
from domain.stock_buffers import kept_of


@pytest.mark.parametrize(
    ("percent", "on_hand", "kept"),
    [("10", 1, 1), ("10", 10, 1), ("10", 11, 2), ("33.33", 3, 1), ("100", 7, 7), ("0", 7, 0)],
)
def test_a_share_of_a_few_units_keeps_back_a_whole_one(
    percent: str, on_hand: int, kept: int
) -> None:
    rows = pd.DataFrame({"store": ["uk"], "sku": ["MUG"]})
    rule = BufferRule(percent=Decimal(percent))
    found = kept_of(rows, np.array([on_hand * 10_000]), np.array([0]), [rule], None)
    assert found.units.tolist() == [kept]
