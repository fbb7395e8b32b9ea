"""What kits and their components can truly bear together, at one location.

Cin7 assembles a kit from its components when a sale is authorised. So a kit that is sold and not
heard of has taken its components already, and a component that is sold alone makes no kit any more.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sandbox.books_facts import Shelf


@dataclass(frozen=True, slots=True)
class Kit:
    """What one build takes (units by component) and makes."""

    parts: tuple[tuple[str, int], ...]
    makes: int


@dataclass(slots=True)
class Kits:
    """All kits the journal has told of so far."""

    known: dict[str, Kit] = field(default_factory=dict)

    def concerned(self, sku: str) -> set[str]:
        """All kits and components whose figures move with this one's; none if it is neither."""
        found = {sku}
        while True:
            kits = {
                name
                for name, kit in self.known.items()
                if name in found or any(part in found for part, _ in kit.parts)
            }
            more = found | kits | {part for name in kits for part, _ in self.known[name].parts}
            if more == found:
                return found if len(found) > 1 else set()
            found = more

    def stand(self, held: Mapping[str, Shelf]) -> dict[str, Shelf]:
        """What each can bear.

        Args:
            held: Of all that are concerned: OnHand less Allocated, and the units unseen of itself.
        """
        need = {sku: shelf.unseen for sku, shelf in held.items()}
        builds: dict[str, int] = {}
        order = list(self._whole_first(held))
        for sku in order:
            kit = self.known[sku]
            short = max(0, need[sku] - held[sku].available)
            builds[sku] = -(-short // kit.makes)
            for part, units in kit.parts:
                need[part] += builds[sku] * units
        left = {sku: shelf.available - need[sku] for sku, shelf in held.items()}
        for sku in reversed(order):
            kit = self.known[sku]
            made = min((left[part] + builds[sku] * units) // units for part, units in kit.parts)
            left[sku] += max(0, made) * kit.makes
        return {
            sku: Shelf(left[sku] + need[sku], shelf.on_hand, need[sku])
            for sku, shelf in held.items()
        }

    def _whole_first(self, skus: Mapping[str, Shelf]) -> Iterator[str]:
        """Every kit before the kits that it is made of."""
        waiting = [sku for sku in skus if sku in self.known]
        while waiting:
            inside = {part for sku in waiting for part, _ in self.known[sku].parts}
            free = [sku for sku in waiting if sku not in inside]
            if not free:
                raise ValueError(f"kits that are parts of themselves: {', '.join(waiting)}")
            yield from free
            waiting = [sku for sku in waiting if sku in inside]
