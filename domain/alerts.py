"""What is worth a word before it hurts."""

import pandas as pd

from domain.rules import Thresholds
from domain.stock_changes import StockPlan


def running_low(plan: StockPlan, thresholds: Thresholds) -> pd.DataFrame:
    """Rows that still sell but not for long, the scarcest first.

    Args:
        plan: A stock plan, changed rows or not.
        thresholds: ``low_units``: promised units at or below this are low; nothing left is not
            low but sold out.
    """
    promised = plan.decided["promised"]
    low = plan.decided[(promised > 0) & (promised <= thresholds.low_units)]
    return low.sort_values(["promised", "store", "location", "sku"], ignore_index=True)
