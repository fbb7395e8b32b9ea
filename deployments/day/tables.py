"""The report as a person reads it in a terminal."""

from collections.abc import Mapping
from typing import Any

from rich.table import Table
from rich.text import Text

TITLES = {
    "1": "No oversell of our making",
    "2": "Each order once",
    "3": "Each reversal once",
    "4": "Each parcel told once",
    "5": "Each receipt shows",
    "6": "Each trouble is said once",
    "7": "Nothing accepted is lost",
    "8": "Nothing rash",
}

MOST_BREACHES = 10
"""Of all breaches, this many are told in the terminal; the rest is in the report."""


def promise_table(report: Mapping[str, Any]) -> Table:
    """The promises, each kept, broken so many times, or not watched."""
    table = Table("", "promise", "", title=f"The promises, {report['day']}")
    for name, number in report["promises"].items():
        table.add_row(name, TITLES[name], _verdict(number))
    return table


def count_table(report: Mapping[str, Any]) -> Table:
    """The counts beside them."""
    counts, calls = report["counts"], report["calls"]
    table = Table(title="The day in figures", show_header=False)
    table.add_row("orders brought to checkout", str(counts["orders_brought"]))
    table.add_row(
        "orders in Shopify / live sales in Cin7", f"{counts['orders']} / {counts['sales']}"
    )
    table.add_row("orders that had to be quarantined", str(counts["expected_quarantines"]))
    table.add_row("stock corrections", str(counts["corrections"]))
    if counts["credit_lines"]:
        table.add_row("credit note lines of the file", str(counts["credit_lines"]))
    table.add_row("products that ran out", str(counts["sold_out_skus"]))
    table.add_row("units refused at checkout", str(counts["refused_units"]))
    table.add_row("units sold in the gap", str(counts["sold_in_gap_units"]))
    table.add_row("counts written (raised)", f"{counts['writes']} ({counts['raised']})")
    table.add_row("receipts, to the storefront", _receipts(counts["receipts"], report["terms"]))
    sold, received = (
        counts["delays"][name] for name in ("order_to_other_stores", "receipt_to_storefronts")
    )
    table.add_row("order to the other shops' counts", _spread(sold, report["terms"]))
    table.add_row("  the vendor's own part of it", _spread(sold["vendors_part"], report["terms"]))
    table.add_row("receipt told by Cin7 after", _spread(received["vendors_part"], report["terms"]))
    table.add_row("parcels (split, voided, labelled anew)", _parcels(counts))
    table.add_row("customers told, notices", _told(counts))
    to_told = _spread(counts["label_to_told"], report["terms"])
    table.add_row("label bought to customer told", to_told)
    table.add_row("messages in Slack (updated)", _messages(counts["messages"]))
    for system, number in sorted(calls["totals"].items()):
        table.add_row(f"calls to {system}", str(number))
    for what, of in calls["least"].items():
        table.add_row(f"calls for {what.replace('_', ' ')}, least", f"{of['used']}, {of['least']}")
    table.add_row("reaction time reckoned with", f"{report['terms']['reaction_seconds']:.0f} s")
    return table


def reversal_table(report: Mapping[str, Any]) -> Table:
    """What was taken back, by how far the order had come."""
    of = report["reversals"]
    kinds = list(next(iter(of["by_stage"].values())))
    table = Table("stage", *kinds, title="Taken back")
    for stage, by_kind in of["by_stage"].items():
        table.add_row(stage, *(str(by_kind[kind] or "-") for kind in kinds))
    if of["kinds_with_none"]:
        table.caption = f"none of: {', '.join(of['kinds_with_none'])}"
    return table


def exception_table(report: Mapping[str, Any]) -> Table:
    """Open exceptions by class."""
    table = Table("class", "open", title="Exceptions")
    for kind, number in report["exceptions"].items():
        table.add_row(kind, str(number))
    return table


def breach_lines(report: Mapping[str, Any]) -> list[str]:
    """The first breaches in plain sentences, by promise."""
    told = [f"{name}: {said}" for name, breaches in report["breaches"].items() for said in breaches]
    number = sum(number or 0 for number in report["promises"].values())
    rest = number - len(told[:MOST_BREACHES])
    return told[:MOST_BREACHES] + ([f"and {rest} more, see the report"] if rest > 0 else [])


def _verdict(number: int | None) -> Text:
    if number is None:
        return Text("not watched", style="dim")
    return Text("kept", style="green") if number == 0 else Text(f"broken {number} x", style="red")


def _receipts(receipts: Mapping[str, Any], terms: Mapping[str, Any]) -> str:
    if not receipts["measured"]:
        return f"{receipts['number']}, none measured"
    p50, most, speed = receipts["p50_seconds"], receipts["max_seconds"], terms["speed"]
    return (
        f"{receipts['number']}: half within {p50:.0f} s, all within {most:.0f} s of our clock"
        f" ({most / speed:.1f} s on the wall)"
    )


def _parcels(counts: Mapping[str, Any]) -> str:
    parcels, split = counts["parcels"], counts["shipments"]["split"]
    return f"{parcels['labelled']} ({split}, {parcels['voided']}, {parcels['relabelled']})"


def _told(counts: Mapping[str, Any]) -> str:
    parcels = counts["parcels"]
    return f"{parcels['told'] - counts['before']['told']}, {parcels['notices']}"


def _messages(messages: Mapping[str, Any]) -> str:
    return f"{messages['posted']} ({messages['updated']})"


def _spread(of: Mapping[str, Any], terms: Mapping[str, Any]) -> str:
    if not of["measured"]:
        return "none measured"
    p50, p95, speed = of["p50_seconds"], of["p95_seconds"], terms["speed"]
    return (
        f"half within {p50:.0f} s, 95 of 100 within {p95:.0f} s of our clock"
        f" ({p50 / speed:.1f} and {p95 / speed:.1f} s on the wall)"
    )
