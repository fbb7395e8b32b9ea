"""The client of one Shopify shop: Admin GraphQL, version 2026-10.

subjects (shop, counts, stock writes, orders, fulfilment, shipping, subscriptions)
    -> GraphQL (token, cost, errors) -> road (pace, throttling, transport)
"""

import httpx

from clients.http import Road, Sleep
from clients.pace import Pace
from clients.shopify.counts import CountsReads
from clients.shopify.documents import LearnedCosts
from clients.shopify.errors import ShopUnavailable, TokenRefused
from clients.shopify.fulfilment import Fulfilment
from clients.shopify.graphql import GraphQL
from clients.shopify.orders import OrderReads
from clients.shopify.shipping import Shipping
from clients.shopify.shop import ShopReads
from clients.shopify.stock_writes import StockWrites
from clients.shopify.subscriptions import Subscriptions
from clients.shopify.throttling import wait_asked
from clients.shopify.tokens import TokenSource

API_VERSION = "2026-10"
"""Supported by Shopify until October 2027 at least; another one in an answer is logged once."""

KINDS = {401: TokenRefused, 402: ShopUnavailable, 423: ShopUnavailable}
"""What these HTTP statuses mean at Shopify."""


class ShopifyClient(
    ShopReads, CountsReads, StockWrites, OrderReads, Fulfilment, Shipping, Subscriptions
):
    """Everything we ask of one shop. Opened once for each flow run; knows no other shop.

    Args:
        http: The shared client of this flow run; its time-outs run on the wall clock.
        base_url: Of the shop, such as ``https://uk.myshopify.com``; any backend can stand in.
        token: Where the access token comes from.
        pace: The points of our app in this shop, shared by all our processes.
        sleep: Waits on our clock (seconds).
        api_version: Asked for in every call.
        costs: What each operation costs in points; kept by whoever opens several clients.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        *,
        base_url: str,
        token: TokenSource,
        pace: Pace,
        sleep: Sleep,
        api_version: str = API_VERSION,
        costs: LearnedCosts | None = None,
    ) -> None:
        road = Road(http, "shopify", pace, sleep, wait_asked, KINDS)
        super().__init__(
            GraphQL(
                road,
                base_url=base_url,
                token=token,
                api_version=api_version,
                costs=costs or LearnedCosts(),
            )
        )
