"""Hints: one row a (flow, store), raised by the receiver, lowered by the flow before it reads.

A hint only shortens the wait. A flow that finds its hint raised again while it worked goes round
once more in the same run, which saves a process start and keeps a burst to one or two runs.
"""

from ledger import hints as rows
from tasks.outside import outside

EVERY_STORE = "all"
"""The store of a hint whose flow reads all stores at once."""


def lower(flow: str) -> bool:
    """Lower every hint of a flow; True when one was raised. To be done before the truth is read."""
    world = outside()
    found = False
    for hint in rows.raised(world.ledger, flow):
        found = rows.lower_hint(world.ledger, hint.flow, hint.store, world.now()) or found
    return found


def is_raised(flow: str) -> bool:
    """Has news come for this flow since it lowered its hints?"""
    return bool(rows.raised(outside().ledger, flow))


def raise_again(flow: str, store: str = EVERY_STORE) -> None:
    """Ask for another run of a flow; the sweep starts it within a minute."""
    world = outside()
    rows.raise_hint(world.ledger, flow, store, world.now())
