"""One pretend ShipStation account: all its parts, and what people set up in it."""

from typing import TYPE_CHECKING

from sandbox.shipstation.budget import Budget
from sandbox.shipstation.crew import Crew
from sandbox.shipstation.ground import Ground
from sandbox.shipstation.hooks import Hooks
from sandbox.shipstation.labels import Labels
from sandbox.shipstation.places import Carrier, Warehouse, usual_carriers
from sandbox.shipstation.shipments import Shipments

if TYPE_CHECKING:
    from sandbox.world import World


class ShipStation:
    """The account. Its parts do what the API asks; its own methods are for drivers and tests."""

    def __init__(self, world: "World") -> None:
        self.ground = Ground(world)
        self.api_keys: set[str] = set()
        self.budget = Budget(world.clock)
        self.warehouses: dict[str, Warehouse] = {}
        self.carriers: dict[str, Carrier] = {one.carrier_id: one for one in usual_carriers()}
        self.hooks = Hooks(self.ground)
        self.shipments = Shipments(self)
        self.labels = Labels(self)
        self.crew = Crew(self)

    def add_warehouse(self, name: str, country: str = "GB") -> Warehouse:
        """Open a place to ship from; the first is the default. One with this name stays."""
        for known in self.warehouses.values():
            if known.name == name:
                return known
        warehouse = Warehouse(
            self.ground.new_id(), name, not self.warehouses, self.ground.now(), country
        )
        self.warehouses[warehouse.warehouse_id] = warehouse
        return warehouse

    def add_carrier(self, code: str, name: str, services: dict[str, str]) -> Carrier:
        """Connect a carrier's account; services by code."""
        carrier = Carrier(self.ground.new_id(), code, name, dict(services), code[:2].upper())
        self.carriers[carrier.carrier_id] = carrier
        return carrier
