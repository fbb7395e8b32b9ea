"""The shop itself, and single objects by their id."""

from collections.abc import Callable
from typing import TypeVar

from sandbox.shopify.identifiers import gid, level_numbers, number, split
from sandbox.shopify.orders import Order
from sandbox.shopify.resolvers.registry import Info, always, resolves
from sandbox.shopify.state import Shop
from sandbox.shopify.versions import SUPPORTED

T = TypeVar("T")


def shop_of(info: Info) -> Shop:
    """The shop that was called."""
    return info.context.shop


@resolves("QueryRoot", "shop")
def shop(_: object, info: Info) -> dict[str, object]:
    """What a shop says of itself."""
    here = shop_of(info)
    sign, minutes = "-" if here.utc_offset_minutes < 0 else "+", abs(here.utc_offset_minutes)
    return {
        "id": gid("Shop", here.id),
        "name": here.name,
        "myshopifyDomain": here.domain,
        "currencyCode": here.currency,
        "ianaTimezone": "Etc/UTC",
        "timezoneOffset": f"{sign}{minutes // 60:02d}{minutes % 60:02d}",
        "taxesIncluded": here.taxes_included,
        "plan": {
            "publicDisplayName": "Basic",
            "partnerDevelopment": True,
            "shopifyPlus": False,
        },
    }


@resolves("QueryRoot", "currentAppInstallation")
def installation(_: object, info: Info) -> dict[str, object]:
    """The caller's app and what it may do; the read side of each write scope is listed too."""
    here = shop_of(info)
    implied = {scope.replace("write_", "read_", 1) for scope in here.scopes}
    handles = sorted(implied | set(here.scopes))
    return {
        "id": gid("AppInstallation", here.id),
        "accessScopes": [{"handle": h, "description": h.replace("_", " ")} for h in handles],
    }


@resolves("QueryRoot", "publicApiVersions")
def versions(_: object, info: Info) -> list[dict[str, object]]:
    """The versions that are served."""
    return [{"handle": v, "displayName": v, "supported": True} for v in SUPPORTED]


@resolves("QueryRoot", "job")
def job(_: object, info: Info, id: str) -> dict[str, object] | None:
    """Whether a job is done."""
    kind, key = split(id)
    found = shop_of(info).jobs.by_key.get(key) if kind == "Job" else None
    return None if found is None else {"id": found.job_gid, "done": found.done}


def visible_order(here: Shop, order: Order | None) -> Order | None:
    """An order, unless it is older than the app may see."""
    days = here.switches.order_window_days
    if order is None or days is None or "read_all_orders" in here.scopes:
        return order
    return order if (here.now() - order.created_at).days < days else None


def _refund(here: Shop, wanted: int) -> object:
    made = (refund for order in here.orders.by_id.values() for refund in order.refunds)
    return next((refund for refund in made if refund.id == wanted), None)


BY_KIND: dict[str, Callable[[Shop, int], object]] = {
    "Fulfillment": lambda here, n: next(
        (s for o in here.orders.by_id.values() for s in o.fulfillments if s.id == n), None
    ),
    "FulfillmentOrder": lambda here, n: here.fulfilment.by_id.get(n),
    "InventoryItem": lambda here, n: here.catalogue.items.get(n),
    "Location": lambda here, n: here.catalogue.locations.get(n),
    "Order": lambda here, n: visible_order(here, here.orders.by_id.get(n)),
    "Product": lambda here, n: here.catalogue.products.get(n),
    "ProductVariant": lambda here, n: here.catalogue.variants.get(n),
    "Refund": _refund,
}


def find(info: Info, kind: str, wanted: str) -> object:
    """An object by its id; None when there is none.

    Raises:
        NotFoundById: The id is malformed or of another type.
    """
    return BY_KIND[kind](shop_of(info), number(wanted, kind))


def _by_id(field: str, kind: str) -> None:
    @resolves("QueryRoot", field)
    def resolve(_: object, info: Info, id: str) -> object:
        return find(info, kind, id)


for _field, _kind in {
    "fulfillment": "Fulfillment",
    "fulfillmentOrder": "FulfillmentOrder",
    "inventoryItem": "InventoryItem",
    "order": "Order",
    "product": "Product",
    "productVariant": "ProductVariant",
    "refund": "Refund",
}.items():
    _by_id(_field, _kind)


@resolves("QueryRoot", "location")
def location(_: object, info: Info, id: str | None = None) -> object:
    """A location; the first one when none is named."""
    if id is None:
        return next(iter(shop_of(info).catalogue.active_locations()), None)
    return find(info, "Location", id)


@resolves("QueryRoot", "inventoryLevel")
def inventory_level(_: object, info: Info, id: str) -> object:
    """An item at a location, active or not."""
    location_id, item_id = level_numbers(id)
    item = shop_of(info).catalogue.items.get(item_id)
    return item.levels.get(location_id) if item else None


@resolves("QueryRoot", "webhookSubscription")
def webhook_subscription(_: object, info: Info, id: str) -> object:
    """A subscription of the calling app."""
    wanted = number(id, "WebhookSubscription")
    return shop_of(info).hooks.of(info.context.app, wanted)


@resolves("QueryRoot", "node")
def node(_: object, info: Info, id: str) -> object:
    """Any object that the sandbox can find by its id alone."""
    kind, rest = split(id)
    if kind == "OrderCancelJobResult":
        return shop_of(info).jobs.by_key.get(rest)
    if kind == "InventoryLevel":
        return inventory_level(_, info, id)
    if kind == "WebhookSubscription":
        return webhook_subscription(_, info, id)
    if kind not in BY_KIND:
        raise NotImplementedError(f"node(id:) of a {kind} is not part of this sandbox")
    return find(info, kind, id)


@resolves("QueryRoot", "nodes")
def nodes(_: object, info: Info, ids: list[str]) -> list[object]:
    """Many objects at once, in the order asked for; None where there is none."""
    return [node(_, info, wanted) for wanted in ids]


always("Location", isFulfillmentService=False, fulfillsOnlineOrders=True, shipsInventory=True)
always("Location", fulfillmentService=None)
