"""What waits for a person: every class of exception there is."""

from enum import StrEnum

from domain.intake import OrderTrouble


class Trouble(StrEnum):
    """Classes of exception that flows raise; those about one order's lines are in the domain."""

    READ_FAILED = "read-failed"
    """A flow could not read the truth, so it changed nothing."""
    ACCESS_DENIED = "access-denied"
    """A vendor refuses our credentials or a scope is missing."""
    RASH_CHANGE = "rash-change"
    """A change too large to be true waits for a person."""
    HAND_EDIT = "hand-edit"
    """Somebody changed counts in the Shopify admin; they were set right."""
    DRIFT = "drift"
    """More counts differ than anything explains: nothing is repaired until a person has looked."""
    KIT_UNREADABLE = "kit-unreadable"
    """Cin7 assembles a kit by itself and does not say of what: only finished ones are promised."""
    SALE_REFUSED = "sale-refused"
    """Cin7 understood the sale and said no."""
    DOUBLE_SALE = "double-sale"
    """Cin7 holds more than one live sale for an order."""
    BACKORDERED = "backordered"
    """No warehouse can bear the whole order."""
    MOVE_REFUSED = "move-refused"
    """Shopify will not move the fulfilment order to the routed warehouse; its units stay held."""
    NOT_STOCKED = "not-stocked"
    """Shopify refuses to stock an item at a location."""
    WRITE_REFUSED = "write-refused"
    """Shopify refuses a stock count for a reason other than a sale in between."""
    FULFILMENT_REFUSED = "fulfilment-refused"
    """Shopify will not take a parcel, its other tracking number, or its being taken back."""
    LEG_REFUSED = "leg-refused"
    """Cin7 will not pick, pack, ship or bill a parcel."""
    PARCEL_UNMATCHED = "parcel-unmatched"
    """What is in a parcel does not go together with what Shopify has to ship."""
    NOT_RELABELLED = "not-relabelled"
    """A label was voided after its customer was told, and no other was bought since."""
    NO_ADDRESS = "no-address"
    """Shopify shows no address that a parcel could go to."""
    HAND_OFF_REFUSED = "hand-off-refused"
    """The carrier desk understood the order and said no."""
    VOID_REFUSED = "void-refused"
    """A label of an order that was taken back stays live: the carrier will not void it."""
    REVERSAL_FOR_A_PERSON = "reversal-for-a-person"
    """What was taken back can't be reversed by a machine; its units stay reserved."""
    UNMATCHED_REFUND = "unmatched-refund"
    """A refund names units that fit no shipped or open unit of the sale."""
    UNREADABLE_DELIVERY = "unreadable-delivery"
    """A webhook body could not be read; the schedule covers what it would have said."""


EVERY = frozenset({*map(str, Trouble), *map(str, OrderTrouble)})
"""The names of all classes, as the ledger keeps them; those of alerts are others."""
