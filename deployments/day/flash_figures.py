"""What a flash sale came to, product by product, out of the sandbox's own books."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from deployments.day.curves import Curve, added, value_at
from deployments.day.places import SHOPS
from deployments.day.script import FlashSale, Script

Json = dict[str, Any]

STORE_OF = {shop.domain: shop.store for shop in SHOPS}


@dataclass(frozen=True, slots=True)
class OnSale:
    """One product of the sale, over the whole day (units).

    Args:
        opening: On the shelf when the day opened.
        there: What the shelf could bear over time, all warehouses together.
        shown: What each store showed over time, all its locations together.
        sold: By store.
        refused: At checkout, in all stores.
        refused_though_there: Of these, units that the shelf could have borne at that moment: the
            price of holding back what Cin7 may not have heard of yet.
        too_high_seconds: The longest time without interruption for which a store showed more at a
            location than was there (our clock).
        gap: Sold, not there, and nobody could have known.
        oversold: Sold, not there, and our fault.
    """

    sku: str
    opening: int
    there: Curve
    shown: Mapping[str, Curve]
    sold: Mapping[str, int]
    refused: int
    refused_though_there: int
    too_high_seconds: float
    gap: int
    oversold: int

    @property
    def ran_out(self) -> datetime | None:
        """When the shelf was first empty."""
        return next((at for at, units in self.there if units == 0), None)


def on_sale(timeline: Mapping[str, Any], script: Script) -> list[OnSale]:
    """Every product of the sale, in the sale's order.

    Args:
        timeline: What the control panel told of the sale's products.
        script: A day with a sale.
    """
    refused: dict[str, list[list[Any]]] = {}
    for row in timeline["refused"]:
        refused.setdefault(row[2], []).append(row)
    counts: dict[str, list[Json]] = {}
    for count in timeline["counts"]:
        counts.setdefault(count["sku"], []).append(count)
    sale = _sale_of(script)
    return [
        _product(sku, counts.get(sku, []), refused.get(sku, []), script.opens) for sku in sale.skus
    ]


def section(products: Iterable[OnSale], script: Script, speed: float) -> Json:
    """The report's part about the sale: rows, and their sums; times in ISO 8601."""
    sale = _sale_of(script)
    rows = [_row(product) for product in products]
    ran_out = [row["ran_out"] for row in rows if row["ran_out"] is not None]
    return {
        "begins": sale.begins.isoformat(),
        "ends": sale.ends.isoformat(),
        "times": sale.times,
        "received": [receipt.at.isoformat() for receipt in script.receipts],
        "speed": speed,
        "rows": rows,
        "totals": {
            "opening": sum(row["opening"] for row in rows),
            "sold": {store: sum(row["sold"][store] for row in rows) for store in STORE_OF.values()},
            "refused": sum(row["refused"] for row in rows),
            "refused_though_there": sum(row["refused_though_there"] for row in rows),
            "ran_out_in_the_sale": sum(at <= sale.ends.isoformat() for at in ran_out),
            "too_high_seconds": max((row["too_high_seconds"] for row in rows), default=0.0),
            "gap": sum(row["gap"] for row in rows),
            "oversold": sum(row["oversold"] for row in rows),
        },
    }


def tightest(products: Iterable[OnSale], most: int) -> list[OnSale]:
    """Those that sold most units in the gap; of the same, those shown too high for longest."""
    return sorted(products, key=lambda one: (-one.gap, -one.too_high_seconds, one.sku))[:most]


def _sale_of(script: Script) -> FlashSale:
    if script.sale is None:
        raise ValueError(f"{script.name} is a day without a flash sale")
    return script.sale


def _product(sku: str, counts: list[Json], refused: list[list[Any]], opens: datetime) -> OnSale:
    of_store: dict[str, list[Json]] = {store: [] for store in STORE_OF.values()}
    warehouses: dict[str, Curve] = {}
    for count in counts:
        of_store[STORE_OF[count["shop"]]].append(count)
        # Shops that share a warehouse tell the same of it.
        warehouses[count["warehouse"]] = _curve(count, 2)
    there = added(warehouses.values())
    sales = [sale for count in counts for sale in count["sold"]]
    return OnSale(
        sku,
        value_at(there, opens),
        there,
        {store: added(_curve(count, 1) for count in own) for store, own in of_store.items()},
        {
            store: sum(sale[1] for count in own for sale in count["sold"])
            for store, own in of_store.items()
        },
        sum(row[3] for row in refused),
        sum(min(row[3], value_at(there, datetime.fromisoformat(row[0]))) for row in refused),
        max((float(count["too_high_seconds"]) for count in counts), default=0.0),
        sum(sale[2] for sale in sales),
        sum(sale[3] for sale in sales),
    )


def _curve(count: Json, column: int) -> Curve:
    """A column of the steps: 1 shown, 2 there."""
    return tuple((datetime.fromisoformat(step[0]), int(step[column])) for step in count["steps"])


def _row(product: OnSale) -> Json:
    return {
        "sku": product.sku,
        "opening": product.opening,
        "sold": dict(product.sold),
        "refused": product.refused,
        "refused_though_there": product.refused_though_there,
        "ran_out": product.ran_out.isoformat() if product.ran_out else None,
        "too_high_seconds": round(product.too_high_seconds, 1),
        "gap": product.gap,
        "oversold": product.oversold,
    }
