"""The pretend people in the warehouse: they buy labels, split orders, void and label again.

Every decision about a shipment grows from the seed and the shipment's own name, so that it does
not depend on who comes first. Under a running clock the crew works by itself, under a manual one
whenever time is moved; ``step`` lets it do its next piece of work at once.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sandbox.chance import Random
from sandbox.shipstation.errors import Refusal
from sandbox.shipstation.shipment import Shipment, units_of

if TYPE_CHECKING:
    from sandbox.shipstation.state import ShipStation

Work = Callable[[], str]
"""A piece of work; it says in a sentence what was done."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How the crew works; seconds of the world's clock, shares from 0 to 1."""

    label_after: tuple[float, float] = (600.0, 3600.0)
    """Between so much and so much after a shipment comes in."""
    split: float = 0.15
    """Share of the shipments with two units or more that go out as two shipments."""
    two_packages: float = 0.0
    """Share of the others that go out as two packages on one label."""
    relabel: float = 0.08
    """Share whose label is voided and bought anew."""
    void_after: tuple[float, float] = (300.0, 1200.0)
    """Between buying a label and voiding it."""
    relabel_after: tuple[float, float] = (60.0, 600.0)
    """Between voiding and buying anew."""

    def __post_init__(self) -> None:
        for name in ("split", "two_packages", "relabel"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} is a share from 0 to 1, not {getattr(self, name)}")
        for name in ("label_after", "void_after", "relabel_after"):
            least, most = getattr(self, name)
            if not 0 <= least <= most:
                raise ValueError(f"{name} must be two times, the shorter one first")


class Crew:
    """Works through the pending shipments, once it has begun."""

    def __init__(self, station: "ShipStation") -> None:
        self._station = station
        self._habits: Habits | None = None
        self._todo: list[tuple[datetime, int, Work]] = []
        self._turns = 0
        station.shipments.on_pending.append(self._came_in)

    @property
    def at_work(self) -> bool:
        """Whether it has begun and was not sent home."""
        return self._habits is not None

    def begin(self, habits: Habits | None = None) -> None:
        """Go to work, with what is pending now and with all that comes in."""
        self.stop()
        self._habits = habits or Habits()
        for shipment in self._station.shipments:
            if shipment.status == "pending":
                self._came_in(shipment)

    def stop(self) -> None:
        """Go home; what was planned is dropped."""
        self._habits = None
        self._todo.clear()

    def waiting(self) -> int:
        """Pieces of work planned."""
        return len(self._todo)

    def step(self) -> str | None:
        """Do the next piece of work now, due or not; says what it was, ``None`` if there is none.

        A piece of work whose shipment was cancelled or labelled by somebody else counts too.
        """
        if not self._todo:
            return None
        return heapq.heappop(self._todo)[2]()

    def label_now(self, shipment_id: str) -> str:
        """Buy a label for one shipment, whoever is at work; its id."""
        return self._buy([self._station.shipments.get(shipment_id)], 0)[0]

    # -- within ----------------------------------------------------------------------------

    def _came_in(self, shipment: Shipment) -> None:
        if self._habits is None:
            return
        chance = self._chance(shipment)
        self._plan(chance.uniform(*self._habits.label_after), lambda: self._pack(shipment, chance))

    def _pack(self, shipment: Shipment, chance: Random) -> str:
        habits, name = self._habits, shipment.number or shipment.shipment_id
        if shipment.status != "pending" or habits is None:
            return f"{name} is {shipment.status}: left alone"
        split, pair, again = chance.random(), chance.random(), chance.random()
        parts = [shipment]
        if split < habits.split and sum(units_of(item) for item in shipment.items) > 1:
            parts = list(self._station.shipments.split(shipment.shipment_id))
        packages = 2 if len(parts) == 1 and pair < habits.two_packages else 0
        try:
            label_ids = self._buy(parts, packages)
        except Refusal as refusal:
            return f"{name} could not be labelled: {refusal}"
        if again < habits.relabel:
            wait = chance.uniform(*habits.void_after)
            self._plan(wait, lambda: self._void(label_ids[0], parts[0], chance))
        return f"{name} labelled in {max(len(parts), packages or 1)} parcel(s)"

    def _void(self, label_id: str, shipment: Shipment, chance: Random) -> str:
        answer = self._station.labels.void(label_id)
        if answer["approved"] and self._habits is not None:
            wait = chance.uniform(*self._habits.relabel_after)
            self._plan(wait, lambda: self._label_again(shipment))
        return f"{label_id}: {answer['message']}"

    def _label_again(self, shipment: Shipment) -> str:
        name = shipment.number or shipment.shipment_id
        if shipment.status != "pending":
            return f"{name} is {shipment.status}: not labelled again"
        try:
            self._buy([shipment], 0)
        except Refusal as refusal:
            return f"{name} could not be labelled again: {refusal}"
        return f"{name} labelled again"

    def _buy(self, shipments: list[Shipment], packages: int) -> list[str]:
        for shipment in shipments:
            self._choose_service(shipment)
        bought = self._station.labels.buy([one.shipment_id for one in shipments], packages)
        return [label.label_id for label in bought]

    def _choose_service(self, shipment: Shipment) -> None:
        """Fill in what the order leaves open: the service by the name asked for, else any."""
        body = shipment.body
        if body.get("carrier_id") and body.get("service_code"):
            return
        wanted = str(body.get("requested_shipment_service") or "").casefold()
        offered = [
            (carrier, code, name)
            for carrier in self._station.carriers.values()
            for code, name in carrier.services.items()
            if body.get("carrier_id") in (None, "", carrier.carrier_id)
        ]
        if not offered:
            return
        fitting = [one for one in offered if wanted in (one[1].casefold(), one[2].casefold())]
        carrier, code, _name = (fitting or offered)[0]
        shipment.body = {**body, "carrier_id": carrier.carrier_id, "service_code": code}

    def _chance(self, shipment: Shipment) -> Random:
        seed = self._station.ground.world.seed
        return Random(f"crew {seed} {shipment.external_id or shipment.shipment_id}")

    def _plan(self, seconds: float, work: Work) -> None:
        self._turns += 1
        ground = self._station.ground
        due = ground.now() + timedelta(seconds=seconds)
        heapq.heappush(self._todo, (due, self._turns, work))

        async def wake() -> None:
            while self._todo and self._todo[0][0] <= ground.now():
                heapq.heappop(self._todo)[2]()

        ground.world.later(seconds, wake)
