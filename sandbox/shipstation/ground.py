"""What every part of the pretend ShipStation stands on: time, ids, journal and switches."""

import itertools
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sandbox.chance import Random
from sandbox.journal import Event

if TYPE_CHECKING:
    from sandbox.shipstation.switches import ShipStationSwitches
    from sandbox.world import World

FIRST_ID = 394_000_001
"""Ids count from here; V1 knows the same records by the bare numbers."""


class Ground:
    """Shared by all parts of one ShipStation account; its chance is its own."""

    def __init__(self, world: "World") -> None:
        self.world = world
        self.random = Random(f"shipstation {world.seed}")
        self.base_url = "https://api.shipstation.com"
        """What the links in answers and webhooks begin with."""
        self.changes = 0
        """Goes up whenever something in the account changes."""
        self._numbers = itertools.count(FIRST_ID)

    @property
    def switches(self) -> "ShipStationSwitches":
        """How this account behaves, as set now."""
        return self.world.shipstation_switches

    def now(self) -> datetime:
        """The world's time."""
        return self.world.clock.now()

    def new_id(self) -> str:
        """An id that nothing else in this account has."""
        return f"se-{next(self._numbers)}"

    def guid(self) -> str:
        """A new lower-case GUID."""
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def note(self, event: Event) -> None:
        """Write an event into the world's journal."""
        self.changes += 1
        self.world.journal.note(event)
