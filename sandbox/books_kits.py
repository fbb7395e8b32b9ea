"""What kits and their components can truly bear together, at one location.

Cin7 assembles a kit from its components when a sale is authorised, and opens a finished one when a
component is sold of which none stands alone. So a kit that is sold and not heard of has taken its
components already, a component that is sold alone makes no kit any more, and one that was sold
without standing there has opened a kit.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sandbox.books_facts import Shelf


@dataclass(frozen=True, slots=True)
class Kit:
    """What one build takes (units by component) and makes."""

    parts: tuple[tuple[str, int], ...]
    makes: int
    assembled: bool = True
    opened: bool = False


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
            builds[sku] = -(-short // kit.makes) if kit.assembled else 0
            for part, units in kit.parts:
                need[part] += builds[sku] * units
        left = {sku: shelf.available - need[sku] for sku, shelf in held.items()}
        finished = {sku: max(0, left[sku]) // self.known[sku].makes for sku in order}
        for sku in reversed(order):
            kit = self.known[sku]
            if kit.assembled:
                made = min((left[part] + builds[sku] * units) // units for part, units in kit.parts)
                left[sku] += max(0, made) * kit.makes
            if kit.opened:
                gone = max(
                    (
                        -((left[part] + builds[sku] * units) // units)
                        for part, units in self._alone(kit)
                    ),
                    default=0,
                )
                left[sku] -= max(0, gone) * kit.makes
        for sku, builds_left in finished.items():
            for part, units in self._alone(self.known[sku]) if self.known[sku].opened else ():
                left[part] += builds_left * units
        return {
            sku: Shelf(left[sku] + need[sku], shelf.on_hand, need[sku])
            for sku, shelf in held.items()
        }

    def stand_together(
        self, held: Mapping[str, Shelf], apart: Sequence[Mapping[str, int]]
    ) -> dict[str, Shelf]:
        """What each can bear where several warehouses stand behind one location.

        Nothing is made in one warehouse of what stands in another. So none can bear more than all
        the warehouses by themselves, whoever of them sends what is unseen; and what one of them can
        make or open is not gone because another one lacks it.

        Args:
            held: As ``stand`` takes it, of all the warehouses together.
            apart: OnHand less Allocated of the same products, of each warehouse.
        """
        most: Counter[str] = Counter()
        there: Counter[str] = Counter()
        for available in apart:
            alone = self.stand({sku: Shelf(available.get(sku, 0)) for sku in held})
            for sku, shelf in alone.items():
                most[sku] += shelf.left
                there[sku] += max(0, available.get(sku, 0))
        clear = {sku: shelf._replace(available=there[sku]) for sku, shelf in held.items()}
        of_kits = self.stand(clear)
        of_parts = self.stand({sku: clear[sku] if sku in self.known else held[sku] for sku in held})
        found = {sku: (of_kits if sku in self.known else of_parts)[sku] for sku in held}
        return {
            sku: shelf._replace(
                available=min(shelf.available, most[sku] - held[sku].unseen + shelf.unseen)
            )
            for sku, shelf in found.items()
        }

    def _alone(self, kit: Kit) -> list[tuple[str, int]]:
        """Its components that are no kits themselves: what is a kit is made, not come by so."""
        return [(part, units) for part, units in kit.parts if part not in self.known]

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
