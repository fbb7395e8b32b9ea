"""Bills of materials of the pretend Cin7: what it assembles and opens when an order is authorised.

An assembled kit stands finished from then on: a void of its sale lets it go, not its components.
And an opened one stays open. Nothing is opened to assemble another kit of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.cin7.catalogue import Catalogue
from sandbox.cin7.errors import Json, Refusal
from sandbox.cin7.ground import Ground
from sandbox.cin7.products import Product
from sandbox.cin7.shelves import Shelf, Shelves
from sandbox.journal import KitDefined


@dataclass(frozen=True, slots=True)
class Bill:
    """What one build takes (units by component) and makes."""

    parts: tuple[tuple[Product, int], ...]
    makes: int
    automatic: bool
    """Auto-assembly; otherwise somebody builds it before it is sold."""
    opens: bool
    """Auto-disassembly: finished ones are opened when a component is short."""


class Assembly:
    """All bills of the company."""

    def __init__(self, ground: Ground, catalogue: Catalogue, shelves: Shelves) -> None:
        self._ground = ground
        self._catalogue = catalogue
        self._shelves = shelves
        self._bills: dict[str, Bill] = {}

    def define(
        self, kit: Product, parts: Mapping[str, int], makes: int, automatic: bool, opens: bool
    ) -> None:
        """Write down what a product is made of; it replaces what was written before."""
        if makes < 1 or not parts or any(units < 1 for units in parts.values()):
            raise Refusal(f"Product '{kit.sku}': a bill takes and makes whole units, 1 or more")
        named = tuple((self._catalogue.product(None, sku), units) for sku, units in parts.items())
        self._bills[kit.product_id] = Bill(named, makes, automatic, opens)
        kit.fields.update(
            BillOfMaterial=True,
            AutoAssembly=automatic,
            AutoDisassembly=opens,
            QuantityToProduce=makes,
            BOMType="Assembly",
        )
        now = self._ground.now()
        kit.touch(now)
        for product in (kit, *(part for part, _ in named)):
            for location in self._catalogue.locations:
                shelf = self._shelves.at(product, location)
                shelf.written, shelf.rows = [], None
        self._ground.changed()
        if automatic or opens:
            takes = tuple((part.sku, units) for part, units in named)
            self._ground.note(KitDefined(now, kit.sku, takes, makes, automatic, opens))

    def moves_with_others(self, product: Product) -> bool:
        """Whether its figures come from other shelves too."""
        return self._is_kit(product) or bool(self._openable(product))

    def told(self, shelf: Shelf, lag: float = 0) -> int:
        """Units that Available tells beyond OnHand less Allocated; a switch says whether any."""
        derived = self._ground.switches.kit_available == "derived"
        return self.could_make(shelf, lag) + self.could_open(shelf, lag) if derived else 0

    def could_make(self, shelf: Shelf, lag: float = 0) -> int:
        """Whole kits that the components at the same location make, as they stood that long ago."""
        bill = self._bills.get(shelf.product.product_id)
        if bill is None or not bill.automatic:
            return 0
        builds = []
        for part, units in bill.parts:
            there = self._shelves.at(part, shelf.location)
            free = max(0, self._shelves.figures(there, lag).available)
            builds.append((free + self.could_make(there, lag)) // units)
        return min(builds) * bill.makes

    def could_open(self, shelf: Shelf, lag: float = 0) -> int:
        """Units that opening all finished kits at the same location would give."""
        units = 0
        for kit, bill, gives in self._openable(shelf.product):
            there = self._shelves.at(kit, shelf.location)
            free = max(0, self._shelves.figures(there, lag).available)
            units += free // bill.makes * gives
        return units

    def provide(self, shelf: Shelf, wanted: int, cause: str) -> None:
        """Make or open what an order wants beyond what stands there, as far as it goes."""
        self.assemble(shelf, wanted, cause)
        for kit, bill, gives in self._openable(shelf.product):
            short = wanted - self._shelves.available(shelf)
            there = self._shelves.at(kit, shelf.location)
            free = max(0, self._shelves.available(there)) // bill.makes
            builds = min(-(-short // gives), free)
            if builds > 0:
                self._shelves.move(there, cause, on_hand=-builds * bill.makes)
                for part, units in bill.parts:
                    at = self._shelves.at(part, shelf.location)
                    self._shelves.move(at, cause, on_hand=units * builds)

    def assemble(self, shelf: Shelf, wanted: int, cause: str) -> None:
        """Make what an order wants beyond the finished ones, as far as the components go."""
        bill = self._bills.get(shelf.product.product_id)
        short = wanted - max(0, self._shelves.available(shelf))
        if bill is None or not bill.automatic or short <= 0:
            return
        builds = min(-(-short // bill.makes), self.could_make(shelf) // bill.makes)
        if not builds:
            return
        for part, units in bill.parts:
            there = self._shelves.at(part, shelf.location)
            self.assemble(there, units * builds, cause)
            self._shelves.move(there, cause, on_hand=-units * builds)
        self._shelves.move(shelf, cause, on_hand=builds * bill.makes)

    def lines(self, product: Product) -> list[Json]:
        """Its components as ``/product`` shows them."""
        bill = self._bills.get(product.product_id)
        if bill is None or self._ground.switches.bom_lines != "sent":
            return []
        return [
            {
                "ComponentProductID": part.product_id,
                "ProductCode": part.sku,
                "Name": part.name,
                "Quantity": units,
                "WastagePercent": 0,
                "WastageQuantity": 0,
                "CostPercentage": 0,
            }
            for part, units in bill.parts
        ]

    def _is_kit(self, product: Product) -> bool:
        bill = self._bills.get(product.product_id)
        return bill is not None and (bill.automatic or bill.opens)

    def _openable(self, product: Product) -> list[tuple[Product, Bill, int]]:
        """Kits that are opened for a product, and units of it that one build gives.

        What is a kit itself is made, not come by so.
        """
        if self._is_kit(product):
            return []
        return [
            (self._catalogue.product(kit_id, None), bill, units)
            for kit_id, bill in self._bills.items()
            if bill.opens
            for part, units in bill.parts
            if part is product
        ]
