"""The books: what the outside world itself says about the promises of design.md, section 2.

``audit`` reads the journal of a whole day and counts the breaches of every promise. 4 is watched
when the claims say that a carrier desk is used, 6 when they hold the outbox, 7 when they hold inbox
and effects. The same journal and claims always give the same report.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sandbox.books_claims import Claims
from sandbox.books_delays import delay_counts
from sandbox.books_excuses import Confirmed
from sandbox.books_figures import Json, doorstep_counts, spread
from sandbox.books_hand_off import forgotten
from sandbox.books_levels import Levels
from sandbox.books_memory import lost_deliveries, unknown_changes
from sandbox.books_messages import message_breaches
from sandbox.books_orders import live_sales, order_breaches
from sandbox.books_parcels import parcel_breaches
from sandbox.books_rash import rash_decisions, renamed_products
from sandbox.books_receipts import Receipt, receipts_of
from sandbox.books_reversals import reversal_breaches
from sandbox.books_shipments import shipment_breaches
from sandbox.books_sold import over_sales
from sandbox.books_sold_out import sold_out
from sandbox.books_story import Story
from sandbox.books_writes import by_count, writes_of
from sandbox.journal import Journal

__all__ = ["Claims", "Report", "audit"]

PROMISES = ("1", "2", "3", "4", "5", "6", "7", "8")

MOST_SENTENCES = 50
"""Of each promise's breaches, this many are told in words."""


@dataclass(frozen=True, slots=True)
class Report:
    """What the books say.

    Args:
        promises: Number of breaches by promise; None when it is not watched.
        breaches: The first of them in words, by promise.
        counts: Everything else that was counted.
    """

    promises: dict[str, int | None]
    breaches: dict[str, list[str]]
    counts: dict[str, Json] = field(default_factory=dict)

    def to_json(self) -> dict[str, Json]:
        """The report as plain data."""
        return {
            "promises": dict(self.promises),
            "breaches": {promise: list(told) for promise, told in self.breaches.items()},
            "counts": dict(self.counts),
        }


def audit(journal: Journal, claims: Claims) -> Report:
    """Check the promises against everything that happened."""
    story = Story(journal, claims)
    levels = Levels(story)
    writes = writes_of(story)
    of_count = by_count(writes)
    wrong = [write for write in writes if write.wrong]
    over = list(over_sales(story, levels, of_count))
    receipts = list(receipts_of(levels, of_count))
    ours = [sale for sale in over if sale.fault is not None]
    oversold = sum(sale.units for sale in ours)
    names = {key: order.placed.name for key, order in story.orders.items()}
    confirmed = Confirmed(story)
    reversed_wrong = list(reversal_breaches(story, confirmed))
    told: dict[str, list[str] | None] = {
        "1": [write.sentence() for write in wrong]
        + [
            sale.sentence(names.get((sale.event.shop, sale.event.order_id), "(unknown)"))
            for sale in ours
        ],
        "2": [
            *order_breaches(story),
            *shipment_breaches(story, confirmed),
            *forgotten(story),
        ],
        "3": [breach.sentence for breach in reversed_wrong],
        "4": list(parcel_breaches(story, confirmed)) if claims.carrier_desk else None,
        "5": [sentence for receipt in receipts for sentence in receipt.sentences()],
        "6": None if claims.messages is None else list(message_breaches(story)),
        "7": _memory(story, claims),
        "8": [*rash_decisions(story, writes), *renamed_products(story)],
    }
    promises = {name: _number(told.get(name)) for name in PROMISES}
    promises["1"] = len(wrong) + oversold
    promises["3"] = sum(breach.units for breach in reversed_wrong)
    return Report(
        promises,
        {name: (told.get(name) or [])[:MOST_SENTENCES] for name in PROMISES},
        {
            "wrong_writes": len(wrong),
            "oversold_units": oversold,
            "sold_in_gap_units": sum(sale.units for sale in over) - oversold,
            "sold_out_skus": len(sold_out(story)),
            "refused_units": sum(event.units for _, event in story.refused),
            "writes": len(story.written),
            "raised": sum(event.value > event.was for _, event in story.written),
            "orders": len(story.orders),
            "sales": live_sales(story),
            "receipts": _receipt_counts(receipts),
            "delays": delay_counts(levels, of_count, receipts),
            **doorstep_counts(story),
        },
    )


def _memory(story: Story, claims: Claims) -> list[str] | None:
    if claims.inbox is None or claims.effects is None:
        return None
    return [*lost_deliveries(story, claims.inbox), *unknown_changes(story, claims.effects)]


def _number(sentences: list[str] | None) -> int | None:
    return None if sentences is None else len(sentences)


def _receipt_counts(receipts: Sequence[Receipt]) -> dict[str, Json]:
    return {
        "number": len(receipts),
        "waiting": sum(receipt.waiting for receipt in receipts),
        **spread([receipt.seconds for receipt in receipts if receipt.seconds is not None]),
    }
