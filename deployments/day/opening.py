"""Before the day opens: shops, Cin7 company and catalogue, as the control panel takes them."""

from collections.abc import Iterator
from typing import Any

from deployments.day.catalogue import Catalogue
from deployments.day.panel import Panel
from deployments.day.places import COUNTRY_OF, SERVICES, SHOPS, WAREHOUSES, ShopPlace
from deployments.demo_settings import Keys

AT_ONCE = 1000
"""Products in one request."""

Json = dict[str, Any]


async def open_day(panel: Panel, catalogue: Catalogue, keys: Keys) -> None:
    """Fill an empty world; storefronts show what Cin7 has."""
    await panel.set_up(_company(keys))
    products = list(_products(catalogue))
    for start in range(0, len(products), AT_ONCE):
        await panel.set_up({"products": products[start : start + AT_ONCE]})


def _company(keys: Keys) -> Json:
    return {
        "shops": [_shop(shop, keys) for shop in SHOPS],
        "cin7": {
            "account_id": keys.cin7_account,
            "application_key": keys.cin7_key,
            "locations": list(WAREHOUSES),
            "services": list(SERVICES),
        },
    }


def _shop(shop: ShopPlace, keys: Keys) -> Json:
    ours = keys.shops[shop.store]
    return {
        "domain": shop.domain,
        "name": shop.store,
        "currency": shop.currency,
        "country": shop.country,
        "locations": [
            {"id": number, "name": place, "country": COUNTRY_OF[place]}
            for number, place in shop.locations.items()
        ],
        "apps": {ours.client_id: ours.client_secret},
        "webhook_secret": ours.client_secret,
    }


def _products(catalogue: Catalogue) -> Iterator[Json]:
    for product in catalogue.products:
        yield {
            "sku": product.sku,
            "name": product.title,
            "price": str(product.price),
            "stock": dict(product.stock),
            "shops": {
                shop.domain: {
                    str(number): product.stock[place]
                    for number, place in shop.locations.items()
                    if place in product.stock
                }
                for shop in SHOPS
            },
        }
    for stranger in catalogue.strangers:
        yield {
            "sku": stranger.sku,
            "name": stranger.title,
            "price": str(stranger.price),
            "shops": {shop.domain: {} for shop in SHOPS},
            "tracked": False,
            "in_cin7": False,
        }
