"""A dry run reads everything and tells nobody: no exception opens or closes, no word is said."""

import contextlib
from typing import Any

import pytest

from clients.errors import ClientError
from flows.hand_off_fulfilment import hand_off_fulfilment
from flows.ingest_orders import ingest_orders
from flows.push_receipts import push_receipts
from flows.reconcile import reconcile
from flows.return_tracking import return_tracking
from flows.sync_stock import sync_stock
from flows.watch_thresholds import watch_thresholds
from ledger import exceptions, outbox
from tests.town import DOMAINS, Town

FLOWS: list[Any] = [
    *(hand_off_fulfilment, ingest_orders, push_receipts, reconcile),
    *(return_tracking, sync_stock, watch_thresholds),
]


def open_now(town: Town) -> list[tuple[str, int]]:
    rows = exceptions.list_open(town.ledger, town.world.clock.now())
    return [(row.kind, row.count) for row in rows]


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: str(flow.name))
async def test_a_dry_run_beside_vendors_that_are_down_opens_no_exception(
    town: Town, flow: Any
) -> None:
    town.stock("MUG", {"main": 10})
    await ingest_orders.fn()
    town.sell("uk", ("MUG", 1))
    await ingest_orders.fn()
    for system in ("cin7", "shipstation", *(f"shopify:{domain}" for domain in DOMAINS.values())):
        town.world.faults.outage(system, 300)
    with contextlib.suppress(ClientError):
        await flow.fn(dry_run=True)
    assert open_now(town) == []
    assert outbox.unsaid(town.ledger) == []


async def test_a_dry_run_that_gets_through_leaves_what_a_real_run_has_met(town: Town) -> None:
    town.stock("MUG", {"main": 10}, shown={"main": 3})
    town.world.faults.plan("cin7", "GET ref/productavailability", ["truncated"])
    with pytest.raises(ClientError):
        await sync_stock.fn()
    await sync_stock.fn(dry_run=True)
    assert open_now(town) == [("read-failed", 1)]
    await sync_stock.fn()
    assert open_now(town) == []
