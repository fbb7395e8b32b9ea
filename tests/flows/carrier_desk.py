"""How tests of the carrier desk bring orders there, and look at what stands."""

from dataclasses import replace
from typing import Any

from flows.ingest_orders import ingest_orders
from ledger import exceptions
from tests.town import Town


async def placed(town: Town, *lines: tuple[str, int], **more: Any) -> Any:
    """An order that Cin7 has."""
    sold = town.sell("uk", *lines, **more)
    await ingest_orders.fn()
    return sold


async def begin(town: Town, **stock: int) -> None:
    for sku, units in stock.items():
        town.stock(sku, {"main": units})
    await ingest_orders.fn()


def at_the_desk(town: Town) -> list[Any]:
    return [one for one in town.world.shipstation.shipments if one.status != "cancelled"]


def open_now(town: Town) -> list[str]:
    return [row.kind for row in exceptions.list_open(town.ledger, town.world.clock.now())]


def became(report: Any) -> list[tuple[str, str]]:
    return [(line.order, line.became) for line in report.orders]


def put_address(town: Town, sold: Any, country: str) -> None:
    order = town.shop("uk").order(sold.order_id)
    order.address = replace(order.address, country=country)
    town.shop("uk").orders.touch(order, "ORDERS_UPDATED")
