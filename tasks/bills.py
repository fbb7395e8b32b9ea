"""Cin7's own kits: read now and then, kept in the ledger, and in force beside those of the rules.

A whole read costs a call for each thousand products, of Cin7's budget that everybody shares. So it
is made when the ledger has none, once a day with the comparison, and when an hourly look (one call)
finds a kit changed; but for the first, only with calls that nobody else wants.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from domain.bills import KnownKits, Unreadable
from domain.telling import named
from ledger import bills as rows
from ledger import cursors
from ledger.models_bills import BillOfMaterials
from tasks.exceptions import Trouble, gone, tell
from tasks.outside import Standing, outside
from tasks.ports_bills import ToldBill
from tasks.step import step

LOOKED = "bills-looked-at"
"""The watermark of the last look for changes."""
LOOK_SECONDS = 3_600.0
"""So long a change of a bill may go unnoticed (our clock)."""
WHOLE_SECONDS = 2 * 86_400.0
"""Without a daily comparison a whole read is made after so long (our clock)."""
SUBJECT = "Cin7"
WHY = {
    Unreadable.NO_COMPONENTS: "Cin7 names no components",
    Unreadable.UNKNOWN_COMPONENT: "a component is no product that Cin7 sells",
    Unreadable.ODD_QUANTITY: "a quantity is none",
    Unreadable.PART_OF_ITSELF: "it is a component of its own components",
}


@asynccontextmanager
async def kits_in_force() -> AsyncIterator[KnownKits]:
    """Let the rules know Cin7's kits too, the same ones until the end.

    The ledger's are taken; only if none were ever read, Cin7 is asked first: without them a
    component might be promised twice.

    Raises:
        ClientError: They were never read, and can't be. ``[cin7] boms = false`` goes without.
    """
    world = outside()
    if world.rules.boms and cursors.read(world.ledger, rows.READ) is None:
        await read_bills(idle=False)
    known = rows.kits_of(world.ledger, world.rules)
    with Standing(replace(world, rules=replace(world.rules, kits=known.kits))):
        yield known


@step("read bills of materials", run_name="read bills of materials", tags=("cin7",))
async def read_bills(idle: bool) -> None:
    """Read all of Cin7's bills of materials, and keep them instead of those that were kept.

    Safe to run twice and at once: of two reads the one that began later stays.

    Raises:
        ClientError: They could not be read to the end: those that were kept stay.
    """
    world = outside()
    began = world.now()
    told = await world.inventory.bills(idle=idle)
    rows.replace(world.ledger, [_row(each) for each in told], began, world.now())
    cursors.advance(world.ledger, LOOKED, began, world.now())
    say_unreadable()


@step("look for changed bills", run_name="look for bills changed since {since}", tags=("cin7",))
async def changed_since(since: datetime) -> bool:
    """Whether Cin7's kits have changed since then."""
    world = outside()
    known = [ToldBill(rows.bill_of(row), row.ids) for row in rows.every(world.ledger)]
    return await world.inventory.bills_changed(since, known)


async def bills_anew() -> None:
    """Read the bills anew, whenever that was last done.

    Raises:
        ClientError: Cin7 did not say; what was kept stays.
    """
    if outside().rules.boms:
        await read_bills(idle=True)
    else:
        say_unreadable()


async def look_at_bills() -> None:
    """Read the bills anew if they have changed, or were not read for long; look once an hour.

    Safe to run twice and at once: it changes only what the ledger remembers of Cin7.

    Raises:
        ClientError: Cin7 did not say; what was kept stays.
    """
    if outside().rules.boms and await _are_stale():
        await read_bills(idle=True)
    else:
        say_unreadable()


async def _are_stale() -> bool:
    """Whether the bills were not read for long, or a look, due once an hour, finds a change."""
    world = outside()
    began = world.now()
    read = cursors.read(world.ledger, rows.READ)
    looked = cursors.read(world.ledger, LOOKED)
    if read is None or looked is None or _age(read.at) >= WHOLE_SECONDS:
        return True
    if _age(looked.at) < LOOK_SECONDS:
        return False
    # The cursor is at the last look; what was saved meanwhile must not fall between two.
    if await changed_since(looked.at - timedelta(seconds=world.rules.overlap.purchases)):
        return True
    cursors.advance(world.ledger, LOOKED, began, world.now())
    return False


def say_unreadable() -> None:
    """Open, reword or close the one exception about kits whose components are not known."""
    world = outside()
    found = rows.kits_of(world.ledger, world.rules).unreadable
    if not found:
        gone(Trouble.KIT_UNREADABLE, SUBJECT, "every kit of Cin7 can be taken apart, or is named")
        return
    kits = named([f"{sku} ({WHY[why]})" for sku, why in sorted(found.items())])
    tell(
        Trouble.KIT_UNREADABLE,
        SUBJECT,
        f"Cin7 assembles {kits} at the sale, and what they take is not known. "
        "The storefronts show only what stands finished of them.",
        "Name their components under [kits] in the rules file, or mend their bills of materials "
        "in Cin7 and start `reconcile-by-hand`.",
        flow="reconcile",
        detail={"kits": {sku: why.value for sku, why in sorted(found.items())}},
    )


def _age(at: datetime) -> float:
    return (outside().now() - at).total_seconds()


def _row(told: ToldBill) -> BillOfMaterials:
    bill = told.bill
    return BillOfMaterials(
        sku=bill.sku,
        parts={sku: str(units) for sku, units in bill.parts.items()},
        makes=bill.makes,
        assembled=bill.assembled,
        gives={sku: str(units) for sku, units in bill.gives.items()},
        ids=dict(told.ids),
        unreadable=bill.unreadable,
    )
