"""Clients that keep to the vendors' limits, as a flow run's own doors build them."""

from contextlib import AsyncExitStack
from dataclasses import replace

import httpx

from clients.cin7.client import Cin7Client
from clients.shopify.client import ShopifyClient
from clients.shopify.tokens import StaticToken
from ledger.budgets import CallBudget, PointsBudget
from settings.clock import Clock
from tasks.cin7_core import Cin7Core
from tasks.outside import Outside
from tests.town import DOMAINS, Reach


async def with_budgets(
    outside: Outside, reach: Reach, stack: AsyncExitStack, clock: Clock
) -> Outside:
    """The same world with the budgets of the settings' defaults (58 calls, 50 of them urgent)."""
    http = await stack.enter_async_context(
        httpx.AsyncClient(transport=reach.transport, base_url=reach.base_url, timeout=30)
    )
    budget = CallBudget(
        outside.ledger,
        "cin7",
        now=clock.now,
        sleep=clock.sleep,
        calls=58,
        urgent=50,
        speed=clock.speed,
    )
    stack.callback(budget.close)
    cin7 = Cin7Client(
        http,
        base_url=f"{reach.base_url}/cin7/ExternalApi/v2/",
        account_id="account",
        application_key="key",
        pace=budget,
        sleep=clock.sleep,
    )
    shops = {
        store: ShopifyClient(
            http,
            base_url=f"{reach.base_url}/shopify/{domain}",
            token=StaticToken(f"token-{store}"),
            pace=PointsBudget(outside.ledger, f"shopify:{store}", now=clock.now, sleep=clock.sleep),
            sleep=clock.sleep,
        )
        for store, domain in DOMAINS.items()
    }
    return replace(
        outside, shops=shops, cin7=cin7, inventory=Cin7Core(cin7, outside.rules, clock.now)
    )
