"""What is to be done about an order of which something was taken back at Shopify.

Level-triggered: what Shopify shows as shipped and still to be shipped is the *target* of the Cin7
sale. What the sale holds beyond it is freed; money for what had left is credited, once a refund.
Desk before Cin7: units are free only when nobody can put them into a parcel any more.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.reversal_credits import credit_steps, had_left
from domain.reversal_facts import OrderSeen, SaleSeen
from domain.reversal_steps import (
    CancelShipment,
    ForAPerson,
    Step,
    Tombstone,
    UndoAndRebuild,
    VoidLabel,
    VoidSale,
    Wait,
)

FOR_A_PERSON = "reversal-for-a-person"


class Reached(StrEnum):
    """How far the order had come when it was taken back; the ledger's words."""

    NOT_IN_CIN7 = "not-in-cin7"
    IN_CIN7 = "in-cin7"
    HANDED_OFF = "handed-off"
    LABELLED = "labelled"
    TOLD = "told"
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done, in order, and why. No steps: everything is as it should be."""

    stage: Reached
    steps: tuple[Step, ...]
    because: str


def plan_reversal(seen: OrderSeen) -> Plan:
    """Compare what Shopify wants with what Cin7 and the carrier desk hold."""
    freeing, because = _free(seen)
    return Plan(reached(seen), (*freeing, *credit_steps(seen)), because)


def reached(seen: OrderSeen) -> Reached:
    """How far the order has come."""
    if seen.out:
        return Reached.TOLD
    if seen.sale is None or not (seen.sale.authorised or seen.sale.voided):
        return Reached.NOT_IN_CIN7
    if seen.untold:
        return Reached.UNTOLD
    if seen.desk.labels:
        return Reached.LABELLED
    return Reached.HANDED_OFF if seen.desk.shipments else Reached.IN_CIN7


def excess(sale: SaleSeen, target: Mapping[str, int]) -> dict[str, int]:
    """Units by SKU that the sale holds beyond what is to be shipped or was."""
    return dict(+(Counter(dict(sale.units)) - Counter(dict(target))))


def _free(seen: OrderSeen) -> tuple[tuple[Step, ...], str]:
    sale = seen.sale
    if sale is None:
        if seen.whole:
            return (Tombstone(),), "taken back before Cin7 had it"
        return (), "Cin7 has no sale of it yet; it will be made of what is left"
    if sale.voided:
        return _void_already(seen)
    if not sale.authorised:
        if seen.whole:
            steps = (Tombstone(), *_desk(seen), VoidSale())
            return steps, "taken back before its sale was authorised"
        return (Wait("its sale is being built; ingestion finishes it"),), "its sale is being built"
    beyond = excess(sale, seen.target())
    if not beyond and not seen.whole:
        return (), f"sale {sale.number} holds what is left of it"
    if seen.whole and (left := had_left(seen)):
        # The void label of a parcel that came back makes Shopify forget that it ever left.
        if not (more := excess(sale, left)):
            ends = "is credited" if any(sale.out.values()) else "Cin7 has not shipped it"
            return _desk(seen), f"{said(left)} had left, and {ends}"
        return _too_late(seen, sale, said(more))
    units = said(beyond) or "nothing"
    if not seen.out and not any(sale.out.values()):
        if seen.whole:
            return (*_desk(seen), VoidSale()), f"all of it was taken back: {units}"
        return (*_desk(seen), UndoAndRebuild()), f"{units} taken back, the rest stays"
    if seen.whole:
        because = f"all of it was taken back and its labels are void: {units}"
        return (*_desk(seen), VoidSale(even_shipped=True)), because
    return _too_late(seen, sale, units)


def _void_already(seen: OrderSeen) -> tuple[tuple[Step, ...], str]:
    if seen.whole or not any(seen.target().values()):
        return _desk(seen), "its sale is void"
    return (
        (
            ForAPerson(
                FOR_A_PERSON,
                f"{seen.subject} was taken back whole, and now {said(seen.target())} of it are to "
                f"be shipped after all; sale {seen.sale.number if seen.sale else ''} is void.",
                "Make a new sale in Cin7 by hand, or cancel the order in Shopify.",
            ),
        ),
        "its sale is void, and something is to be shipped again",
    )


def _too_late(seen: OrderSeen, sale: SaleSeen, units: str) -> tuple[tuple[Step, ...], str]:
    """Part has left: to put the sale back to draft would take the parcel back too.

    What was taken back must not leave as well: where nothing stays to be shipped, the desk is told.
    """
    nothing_stays = not any(line.unfulfilled for line in seen.lines)
    left = said({sku: n for sku, n in sale.out.items() if n}) or f"{seen.out} units"
    person = ForAPerson(
        FOR_A_PERSON,
        f"{units} of {seen.subject} were taken back after {left} had left; sale {sale.number} "
        "still holds them.",
        f"In Cin7, take {units} off sale {sale.number} by hand (undo only what is not shipped), "
        "then resolve this; until then they stay reserved and are not sold.",
    )
    return (*(_desk(seen) if nothing_stays else ()), person), "part of it has left"


def _desk(seen: OrderSeen) -> tuple[Step, ...]:
    return (
        *(VoidLabel(label, shipment) for label, shipment in seen.desk.labels),
        *(CancelShipment(shipment) for shipment in seen.desk.shipments),
    )


def said(units: Mapping[str, int]) -> str:
    """Units as a person reads them, such as ``2 of MUG, 1 of CUP``."""
    return ", ".join(f"{count} of {sku}" for sku, count in sorted(units.items()) if count)
