"""What is to be done about what was taken back: the steps of a plan, in their order."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Tombstone:
    """The order's sale is never to be made, however late a run comes to it."""


@dataclass(frozen=True, slots=True)
class VoidLabel:
    """A label nobody was told of; refused, nothing behind it is done."""

    label_id: str
    shipment_id: str


@dataclass(frozen=True, slots=True)
class CancelShipment:
    """Take a shipment back from the carrier desk."""

    shipment_id: str


@dataclass(frozen=True, slots=True)
class VoidSale:
    """End the sale; ``even_shipped``: its shipped legs are of void labels, nothing has left."""

    even_shipped: bool = False


@dataclass(frozen=True, slots=True)
class UndoAndRebuild:
    """Authorise the sale anew with what stays."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Not now. ``of`` is a refund's id, empty for what frees units; ``dormant``: until it ships."""

    because: str
    of: str = ""
    dormant: bool = False


@dataclass(frozen=True, slots=True)
class ForAPerson:
    """A machine can't; ``trouble`` is the class of the exception, ``of`` as in ``Wait``."""

    trouble: str
    what: str
    todo: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Goods:
    """Units that had left and were given money back for; ``price`` is of one."""

    line_id: str
    sku: str
    name: str
    units: int
    price: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class Money:
    """Money given back beside goods: for the delivery, or for nothing that can be named."""

    for_delivery: bool
    said: str
    price: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class Shelved:
    """Units that came back; ``location`` is Shopify's whole id of where, if it says."""

    line_id: str
    sku: str
    units: int
    location: str | None


@dataclass(frozen=True, slots=True)
class CreditNote:
    """One refund as a credit note in Cin7, against the order's invoice, which is made if needed."""

    of: str
    memo: str
    goods: tuple[Goods, ...]
    money: tuple[Money, ...]
    shelved: tuple[Shelved, ...]


Step = (
    Tombstone
    | VoidLabel
    | CancelShipment
    | VoidSale
    | UndoAndRebuild
    | CreditNote
    | Wait
    | ForAPerson
)
"""One step; those that free units come first, in an order that a kill between two can't harm."""
