"""Promise 2 at the carrier desk: each unit of an order is handed over once, and none is forgotten.

A shipment belongs to an order by our external id, or as a part split off from such a one. At no
instant may an order's live shipments hold more of a line than was ordered. At the end they hold no
more than is left of it, nothing of a cancelled order, and two of different generations that were
never labelled share no line (a labelled part may well stay behind when the rest is made anew).
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

from sandbox.books_excuses import Confirmed
from sandbox.books_facts import Order, OrderKey
from sandbox.books_names import is_ours, is_settled, named, orders_of_shipments
from sandbox.books_parcel_facts import Shipment, units_by_line
from sandbox.books_story import Story
from sandbox.books_taken_back import latest_reversal, taken_back

OwnShipments = dict[OrderKey, list[tuple[int, Shipment]]]
"""Order -> (generation, shipment), in the order they came into being."""


def shipment_breaches(story: Story, confirmed: Confirmed) -> Iterator[str]:
    """Every unit handed over twice or after it was taken back."""
    belongs = orders_of_shipments(story)
    watched = {
        shipment_id: key
        for shipment_id, (key, _) in belongs.items()
        if is_ours(story, story.orders[key])
    }
    yield from _at_any_instant(story, watched)
    for key, own in own_shipments(story).items():
        live = [(generation, shipment) for generation, shipment in own if shipment.live]
        if shipment_ids := {shipment.shipment_id for _, shipment in live} & watched.keys():
            order = story.orders[key]
            shown = [one for one in live if one[1].shipment_id in shipment_ids]
            yield from _two_generations(named(story, order), shown)
            yield from _too_much(story, key, order, shown, confirmed)


def own_shipments(story: Story) -> OwnShipments:
    """The shipments of each order, cancelled ones too."""
    found: OwnShipments = defaultdict(list)
    for shipment_id, (key, generation) in orders_of_shipments(story).items():
        found[key].append((generation, story.doorstep.shipments[shipment_id]))
    return found


def held_units(shipments: list[tuple[int, Shipment]]) -> Counter[str]:
    """Units by Shopify line id in these shipments together."""
    units: Counter[str] = Counter()
    for _, shipment in shipments:
        units += units_by_line(shipment.last.lines)
    return units


def _at_any_instant(story: Story, watched: dict[str, OrderKey]) -> Iterator[str]:
    """Lines of which more than was ordered stood at the carrier desk at once."""
    held: dict[OrderKey, dict[str, Counter[str]]] = defaultdict(dict)
    told: set[tuple[OrderKey, str]] = set()
    for moment, event in story.doorstep.shipment_changes:
        key = watched.get(event.shipment_id)
        if key is None:
            continue
        live = event.status != "cancelled"
        held[key][event.shipment_id] = units_by_line(event.lines) if live else Counter()
        order = story.orders[key]
        ordered = {str(line.line_id): line for line in order.placed.lines}
        for line_id in sorted(units_by_line(event.lines)):
            units = sum(of_shipment[line_id] for of_shipment in held[key].values())
            line = ordered.get(line_id)
            if units <= (line.units if line else 0) or (key, line_id) in told:
                continue
            told.add((key, line_id))
            what = f"line {line_id} ({line.sku})" if line else f"line {line_id!r}, unknown to it"
            yield (
                f"{named(story, order)}: {units} units of {what} stood at the carrier desk at"
                f" {moment.at:%H:%M:%S}, {line.units if line else 0} were ordered"
            )


def _two_generations(name: str, live: list[tuple[int, Shipment]]) -> Iterator[str]:
    fresh = [one for one in live if not one[1].labelled]
    for place, (generation, shipment) in enumerate(fresh):
        for other_generation, other in fresh[place + 1 :]:
            shared = units_by_line(shipment.last.lines).keys() & units_by_line(other.last.lines)
            if generation != other_generation and shared:
                yield (
                    f"{name} is handed over twice: generations {generation} and"
                    f" {other_generation} are both live with line {min(shared)}"
                )


def _too_much(
    story: Story,
    key: OrderKey,
    order: Order,
    live: list[tuple[int, Shipment]],
    confirmed: Confirmed,
) -> Iterator[str]:
    latest = latest_reversal(story, key)
    if latest is None or not is_settled(story, latest.at) or confirmed.excused(key):
        return
    back, held = taken_back(story, key, order), held_units(live)
    for line in order.placed.lines:
        left = max(0, line.units - back[line.line_id])
        if left < held[str(line.line_id)] <= line.units:
            yield (
                f"{named(story, order)}{' was cancelled, yet' if order.cancelled else ':'}"
                f" {held[str(line.line_id)]} of {line.sku} are still handed over, {left} are left"
            )
