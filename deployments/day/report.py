"""What a day came to: the promises, the counts beside them, and whether all of it was kept."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

from deployments.day.expected import Quarantine
from deployments.day.play import Played
from deployments.day.script import Script

Json = dict[str, Any]

PROMISES = tuple("12345678")

ROWS_A_WRITE = 250
"""Counts that one Shopify stock write can carry."""

CALLS_A_SALE = 2
"""Cin7 calls that making a sale takes at least: its header and its order."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which clock and times the day was played (seconds of our clock)."""

    speed: float
    reaction_seconds: float
    settle_seconds: float
    poll_seconds: float


def day_report(
    *,
    script: Script,
    played: Played,
    books: Mapping[str, Any],
    calls: Mapping[str, Any],
    expected: Sequence[Quarantine],
    reversals: Mapping[str, Any],
    exceptions: Sequence[Mapping[str, Any]],
    terms: Terms,
    more: Mapping[str, Any] | None = None,
) -> Json:
    """Put everything together as plain data.

    Args:
        script: The day.
        played: What the driver saw.
        books: What the sandbox's books answered.
        calls: What the control panel says of calls.
        expected: The orders that had to be quarantined.
        reversals: What the ledger took back, see ``reversal_counts``.
        exceptions: The ledger's, each with ``kind`` and ``open``.
        terms: Clock and times.
        more: Facts of the run, such as the address of the Prefect UI; they stand beside.
    """
    counts = {
        **books["counts"],
        "orders_brought": played.orders,
        "corrections": played.adjustments,
        "credit_lines": script.credit_lines,
        "refused_units_seen": played.refused_units,
        "expected_quarantines": len(expected),
        "driver_late_seconds": round(played.latest_seconds, 1),
    }
    open_now = Counter(str(row["kind"]) for row in exceptions if row["open"])
    return {
        "day": script.name,
        "promises": {name: books["promises"][name] for name in PROMISES},
        "breaches": books["breaches"],
        "counts": counts,
        "reversals": {
            **reversals,
            "by_driver": {
                f"{how}, when {stage}": number
                for (stage, how), number in sorted(played.taken_back.done.items())
            },
        },
        "exceptions": dict(sorted(open_now.items())),
        "calls": {
            "totals": calls["totals"],
            "by_operation": calls["calls"],
            "least": _least(books["counts"], calls["calls"]),
        },
        "terms": {
            "speed": terms.speed,
            "reaction_seconds": terms.reaction_seconds,
            "settle_seconds": terms.settle_seconds,
            "poll_seconds": terms.poll_seconds,
        },
        **(more or {}),
    }


def exit_code(report: Mapping[str, Any], watched: Sequence[str] = PROMISES) -> int:
    """0 when every promise was watched and kept; else 1."""
    return 0 if all(report["promises"][name] == 0 for name in watched) else 1


def write_report(report: Mapping[str, Any], path: Path) -> None:
    """Put the report into a file, for machines and for later."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _least(counts: Mapping[str, Any], calls: Mapping[str, Any]) -> Json:
    """Calls that changed something against the fewest that could have done it."""
    shopify = [by for system, by in calls.items() if system.startswith("shopify:")]
    made = ("POST sale", "POST sale/order")
    parcel = ("pick", "pack", "ship")
    shipstation = calls.get("shipstation", {})
    told = int(counts["parcels"]["told"]) - int(counts["before"]["told"])
    sales = int(counts["sales"]) - int(counts["before"]["sales"])
    return {
        "cin7_parcels": {
            "used": sum(
                _answered(calls.get("cin7", {}), f"POST sale/fulfilment/{name}") for name in parcel
            ),
            "least": len(parcel) * told,
        },
        "shopify_fulfilments": {
            "used": sum(_answered(by, "fulfillmentCreate") for by in shopify),
            "least": told,
        },
        "shipstation_orders": {
            "used": _answered(shipstation, "POST shipments"),
            "least": int(counts["shipments"]["made"]) - int(counts["shipments"]["split"]),
        },
        "cin7_sales": {
            "used": sum(_answered(calls.get("cin7", {}), name) for name in made),
            "least": CALLS_A_SALE * sales,
        },
        "shopify_stock_writes": {
            "used": sum(_answered(by, "inventorySetQuantities") for by in shopify),
            "least": ceil(int(counts["writes"]) / ROWS_A_WRITE),
        },
    }


def _answered(by_operation: Mapping[str, Mapping[str, int]], name: str) -> int:
    return sum(by_operation.get(name, {}).values())
