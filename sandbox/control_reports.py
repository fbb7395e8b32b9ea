"""What the control panel can tell: calls and budgets, the state in figures, the journal."""

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal

from sandbox import control_vendors
from sandbox.journal import Called, Delivered, Event
from sandbox.world import World

Json = object


def calls(world: World) -> dict[str, Json]:
    """Calls by system, operation and outcome, and what is left of each budget."""
    counted: dict[str, dict[str, dict[str, int]]] = {}
    totals: dict[str, int] = {}
    for event in world.journal.events:
        if isinstance(event, Called) and not _landing(event):
            outcomes = counted.setdefault(event.system, {}).setdefault(event.operation, {})
            outcomes[event.outcome] = outcomes.get(event.outcome, 0) + 1
            totals[event.system] = totals.get(event.system, 0) + 1
    points = {
        shop.system: {app: b.status(world.clock.now()) for app, b in shop.buckets.items()}
        for shop in world.shops.values()
    }
    left = world.shipstation.budget.left(world.shipstation_switches.rate_limit_per_minute)
    budgets: dict[str, Json] = {"cin7": world.cin7.budget.left(), "shipstation": left, **points}
    return {"calls": counted, "totals": totals, "budgets": budgets}


def _landing(event: Called) -> bool:
    """Whether this is the second half of a late call, which was counted when it came in."""
    return event.outcome == "late" and event.cost == 0


def state(world: World) -> dict[str, Json]:
    """The world in figures."""
    return {
        "now": world.clock.now().isoformat(),
        "seed": world.seed,
        "events": len(world.journal.events),
        "shops": {
            domain: {"name": shop.name, "orders": len(shop.orders.by_id)}
            for domain, shop in world.shops.items()
        },
        "cin7": {
            "products": len(world.cin7.catalogue.products),
            "locations": [one.name for one in world.cin7.catalogue.locations],
            "sales": len(world.cin7.sales),
            "purchases": sum(1 for _ in world.cin7.purchases),
            "webhooks": world.cin7.hooks.listed()["Webhooks"],
        },
        "webhooks": {"waiting": world.webhooks.waiting(), "attempts": attempts(world)},
        "faults": world.faults.waiting(),
        "switches": switches(world),
        **control_vendors.figures(world),
    }


def switches(world: World) -> dict[str, Json]:
    """How each vendor behaves now."""
    return {
        "cin7": plain(world.cin7_switches),
        "shopify": plain(world.shopify_switches),
        "shipstation": plain(world.shipstation_switches),
        "slack": plain(world.slack_switches),
    }


def attempts(world: World) -> dict[str, dict[str, int]]:
    """Webhook attempts by source and answer (or by what was planned for them)."""
    counted: dict[str, dict[str, int]] = {}
    for event in world.journal.events:
        if isinstance(event, Delivered):
            of_source = counted.setdefault(event.source, {})
            for name in filter(None, (str(event.status), event.planned)):
                of_source[name] = of_source.get(name, 0) + 1
    return counted


def journal(events: Iterable[Event]) -> list[Json]:
    """Events as plain data, each with its kind."""
    return [{"kind": type(event).__name__, **_fields(event)} for event in events]


def plain(value: object) -> Json:
    """A value of the state as JSON can carry it."""
    if is_dataclass(value):
        return _fields(value)
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(one) for one in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _fields(value: object) -> dict[str, Json]:
    if not is_dataclass(value):
        raise TypeError(f"{type(value).__name__} is no dataclass")
    return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
