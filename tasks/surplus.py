"""Units that Cin7 tells and that stand nowhere: told once, as nobody may promise them."""

from domain.stock_changes import StockPlan
from domain.telling import named
from tasks.exceptions import Trouble, gone, tell

FLOW = "sync-stock"
SUBJECT = "Cin7"


def say_surplus(decided: StockPlan) -> None:
    """Open, reword or close the one exception about what no bill of materials explains.

    Args:
        decided: Of a whole round: it says of every SKU whether it is so.
    """
    skus = list(decided.surplus)
    if not skus:
        gone(Trouble.SURPLUS, SUBJECT, "all that Cin7 tells as available stands there")
        return
    tell(
        Trouble.SURPLUS,
        SUBJECT,
        f"Cin7 tells more available units of {named(skus)} than stand there, and "
        "no bill of materials says what they come of. The storefronts show only what stands there, "
        "as what they come of may be sold, too.",
        "Look in Cin7 what they are made of or opened from: mend that bill of materials, or name "
        "it under [kits] in the rules file, and start `reconcile-by-hand`. To believe Cin7's "
        "figures as they are, write boms = false under [cin7].",
        flow=FLOW,
        detail={"skus": skus},
    )
