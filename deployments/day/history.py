"""The whole file as a history of sales that were kept, for trying rules on it.

A credit note takes back what its customer bought of that code last, wherever the file has it: the
file does not say which sale it cancels. What it takes back counts as never sold, from the day of
the sale on, so a customer's slip of the pen is no demand.
"""

from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

from deployments.day.codes import is_product
from deployments.day.online_retail import UnreadableOrders, read_rows
from deployments.day.spellings import Spellings
from domain.types import Sku
from domain.velocity import Sale


def kept_sales(path: Path, days: int | None = None) -> list[Sale]:
    """Sales of products, less what was credited; the customer's number tells buyers apart.

    Args:
        path: CSV or CSV.gz, in the columns of UCI's Online Retail data set.
        days: Only so many last days; all when left out.

    Raises:
        UnreadableOrders: The file can't be used, or nothing was sold.
    """
    rows = [row for row in read_rows(path) if is_product(row.code)]
    spellings = Spellings(Counter(row.code for row in rows))
    sales: list[Sale] = []
    bought: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.at):
        sku = spellings.cin7_spelling(row.code) or row.code
        pair = row.customer, sku
        if row.invoice.startswith("C"):
            left = float(-row.units)
            while left > 0 and row.customer and bought[pair]:
                place = bought[pair][-1]
                taken = min(left, sales[place].units)
                sales[place] = replace(sales[place], units=sales[place].units - taken)
                left -= taken
                if sales[place].units == 0:
                    bought[pair].pop()
        elif row.units > 0 and (row.price or row.customer):
            bought[pair].append(len(sales))
            sales.append(Sale(row.at, Sku(sku), float(row.units), row.customer or row.invoice))
    kept = [sale for sale in sales if sale.units > 0]
    if not kept:
        raise UnreadableOrders(f"{path}: nothing was sold")
    if days is None:
        return kept
    last = max(sale.at for sale in kept)
    return [sale for sale in kept if (last - sale.at).days < days]
