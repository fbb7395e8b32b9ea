"""What every part of the pretend Cin7 stands on: the world's time, ids, journal and switches."""

from datetime import datetime
from typing import TYPE_CHECKING

from sandbox.journal import Event

if TYPE_CHECKING:
    from sandbox.cin7.switches import Cin7Switches
    from sandbox.world import World


class Ground:
    """Shared by all parts of one Cin7 company."""

    def __init__(self, world: "World") -> None:
        self.world = world
        self.changes = 0
        """Goes up whenever something in the company changes."""

    @property
    def switches(self) -> "Cin7Switches":
        """How this tenant behaves, as set now."""
        return self.world.cin7_switches

    def now(self) -> datetime:
        """The world's time."""
        return self.world.clock.now()

    def guid(self) -> str:
        """A new lower-case GUID."""
        return self.world.guid()

    def note(self, event: Event) -> None:
        """Write an event into the world's journal."""
        self.world.journal.note(event)

    def changed(self) -> None:
        """Say that something changed."""
        self.changes += 1
