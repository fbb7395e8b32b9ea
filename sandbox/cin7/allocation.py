"""What orders do to the stock figures: hold, release, ship, put back, fill.

Available of an ordinary sale drops once, when its order is authorised, and does not move again at
pick or ship. A backorder counts as allocated unless the switch says otherwise, so Available can be
negative.
"""

from sandbox.cin7.assembly import Assembly
from sandbox.cin7.documents import CreditNote, Fulfilment, Line, Sale, StockOut
from sandbox.cin7.errors import Refusal
from sandbox.cin7.ground import Ground
from sandbox.cin7.shelves import Shelf, Shelves


class Allocation:
    """Keeps the shelves in step with the orders."""

    def __init__(self, ground: Ground, shelves: Shelves, assembly: Assembly) -> None:
        self._ground = ground
        self._shelves = shelves
        self._assembly = assembly
        self._owing: list[tuple[Sale, Line]] = []
        """Lines that were backordered when authorised, oldest first."""

    def hold(self, sale: Sale) -> None:
        """Hold what the order asks for, assembling or opening kits for what is short.

        What is not there becomes the line's backorder.
        """
        for line in sale.order.lines:
            if line.product.kind != "Stock":
                continue
            shelf = self._shelves.at(line.product, sale.location)
            self._assembly.provide(shelf, line.quantity, f"assembled for {sale.number}")
            covered = min(line.quantity, max(0, self._shelves.available(shelf)))
            line.reserved, line.owed = covered, line.quantity - covered
            line.backorder = line.owed
            if line.owed:
                self._owing.append((sale, line))
            cause = f"order {sale.number}"
            self._shelves.move(shelf, cause, reserved=line.reserved, backordered=line.owed)

    def release(self, sale: Sale, cause: str) -> None:
        """Let go of everything the order still holds, and put back what was taken for it."""
        for fulfilment in sale.fulfilments:
            self._put_back(fulfilment, f"{cause} {sale.number}")
        for line in sale.order.lines:
            if line.reserved or line.owed:
                shelf = self._shelves.at(line.product, sale.location)
                reserved, owed = line.reserved, line.owed
                line.reserved = line.owed = 0
                self._shelves.move(
                    shelf, f"{cause} {sale.number}", reserved=-reserved, backordered=-owed
                )
            line.backorder = 0
        self._owing = [(owner, line) for owner, line in self._owing if owner is not sale]

    def take(self, sale: Sale, fulfilment: Fulfilment) -> None:
        """Take the packed (or picked) units off the shelf: they leave the house."""
        if fulfilment.taken:
            return
        for picked in fulfilment.pick.lines:
            shelf = self._shelves.at(picked.product, picked.spot.location)
            holding = self._shelves.at(picked.product, sale.location)
            reserved, owed = _consume(sale, picked.product.product_id, picked.quantity)
            cause = f"shipped {sale.number}"
            if holding is not shelf:
                self._shelves.move(holding, cause, reserved=-reserved, backordered=-owed)
                reserved = owed = 0
            self._shelves.move(
                shelf,
                cause,
                on_hand=-picked.quantity,
                bin_name=picked.spot.bin,
                reserved=-reserved,
                backordered=-owed,
            )
            fulfilment.taken.append(StockOut(shelf, picked.spot.bin, picked.quantity))

    def can_pick(self, fulfilment: Fulfilment) -> bool:
        """Whether every picked line is there to be picked."""
        wanted: dict[int, tuple[Shelf, int]] = {}
        for line in fulfilment.pick.lines:
            shelf = self._shelves.at(line.product, line.spot.location)
            units = wanted.get(id(shelf), (shelf, 0))[1] + line.quantity
            wanted[id(shelf)] = (shelf, units)
        return all(shelf.on_hand >= units for shelf, units in wanted.values())

    def fill(self, shelf: Shelf) -> list[Sale]:
        """Fill backordered lines of a shelf from what is free, oldest first."""
        filled: list[Sale] = []
        for sale, line in self._owing:
            holding = self._shelves.at(line.product, sale.location)
            units = min(line.owed, max(0, shelf.on_hand - shelf.reserved))
            if holding is not shelf or units <= 0:
                continue
            line.owed, line.reserved = line.owed - units, line.reserved + units
            line.backorder -= units
            self._shelves.move(shelf, f"filled {sale.number}", reserved=units, backordered=-units)
            if sale not in filled:
                filled.append(sale)
        self._owing = [(sale, line) for sale, line in self._owing if line.owed]
        return filled

    def restock(self, note: CreditNote, cause: str) -> None:
        """Put the units that a credit note names back on the shelf."""
        for line in note.restock:
            shelf = self._shelves.at(line.product, line.target.location)
            self._shelves.move(shelf, cause, on_hand=line.quantity, bin_name=line.target.bin)

    def take_back(self, note: CreditNote, cause: str) -> None:
        """Undo what ``restock`` did."""
        for line in note.restock:
            shelf = self._shelves.at(line.product, line.target.location)
            self._shelves.move(shelf, cause, on_hand=-line.quantity, bin_name=line.target.bin)

    def _put_back(self, fulfilment: Fulfilment, cause: str) -> None:
        for out in fulfilment.taken:
            self._shelves.move(out.shelf, cause, on_hand=out.units, bin_name=out.bin)
        fulfilment.taken = []


def _consume(sale: Sale, product_id: str, units: int) -> tuple[int, int]:
    """Take units off what the order's lines hold: what was reserved first, then what was owed."""
    reserved = owed = 0
    for line in sale.order.lines:
        if line.product.product_id != product_id or not units:
            continue
        covered = min(units, line.reserved)
        line.reserved, units, reserved = (
            line.reserved - covered,
            units - covered,
            reserved + covered,
        )
        late = min(units, line.owed)
        line.owed, units, owed = line.owed - late, units - late, owed + late
    if units:
        raise Refusal(f"{units} more units were picked than sale {sale.number} holds")
    return reserved, owed
