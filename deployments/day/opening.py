"""Before the day opens: shops, Cin7 company and catalogue, as the control panel takes them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from deployments.day.catalogue import Catalogue
from deployments.day.panel import Panel
from deployments.day.places import COUNTRY_OF, SERVICES, SHOPS, WAREHOUSES, ShopPlace
from deployments.day.script import Earlier, Script
from deployments.demo_settings import CHANNEL, Keys
from domain.rules import Rules
from domain.types import location_number

AT_ONCE = 1000
"""Products in one request."""

Json = dict[str, Any]


async def open_day(panel: Panel, script: Script, keys: Keys, rules: Rules) -> None:
    """Fill an empty world; storefronts show what Cin7 has.

    Orders from before the day are placed then, each from stock laid in for it, so that the day
    opens with the counts that the script means.
    """
    await panel.set_up(_company(keys))
    # What comes back may have been bought long ago: the app may read all orders (go-live.md).
    await panel.switch(shopify={"order_window_days": None})
    await panel.open_carrier_desk(keys.shipstation_key, WAREHOUSES)
    await panel.open_workspace(keys.slack_token, CHANNEL)
    products = list(_products(script.catalogue, _laid_in(script.earlier)))
    for start in range(0, len(products), AT_ONCE):
        await panel.set_up({"products": products[start : start + AT_ONCE]})
    for earlier in script.earlier:
        await panel.place_earlier(earlier, _booked(earlier, rules))


def _laid_in(earlier: Iterable[Earlier]) -> Counter[tuple[str, str]]:
    """Units of each SKU and Cin7 location that earlier orders take."""
    units: Counter[tuple[str, str]] = Counter()
    for one in earlier:
        for line in one.order.lines:
            units[line.code, one.location] += line.units
    return units


def _booked(earlier: Earlier, rules: Rules) -> Json:
    store = rules.store_at(earlier.order.shop)
    if store is None:
        raise ValueError(f"the rules have no store of {earlier.order.shop}")
    (location,) = (
        location_number(location)
        for location, behind in store.locations.items()
        if earlier.location in [rules.warehouses[name].cin7_location for name in behind]
    )
    return {
        "location_id": int(location),
        "cin7_customer": store.cin7_customer,
        "reference": f"{store.name} {earlier.order.name}" if earlier.in_cin7 else "",
        "tax_rule": store.tax_rule,
    }


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


def _products(catalogue: Catalogue, laid_in: Counter[tuple[str, str]]) -> Iterator[Json]:
    for product in catalogue.products:
        stock = Counter(dict(product.stock))
        for place in WAREHOUSES:
            if (product.sku, place) in laid_in:
                stock[place] += laid_in[product.sku, place]
        yield {
            "sku": product.sku,
            "name": product.title,
            "price": str(product.price),
            "stock": dict(stock),
            "shops": {
                shop.domain: {
                    str(number): stock[place]
                    for number, place in shop.locations.items()
                    if place in stock
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
