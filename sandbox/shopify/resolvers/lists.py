"""Lists at the root: paged, searched, sorted."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sandbox.shopify.catalogue import Item, Location, Variant
from sandbox.shopify.fulfilment import FulfillmentOrder
from sandbox.shopify.orders import Order
from sandbox.shopify.paging import Connection, Key, moment, page
from sandbox.shopify.resolvers.registry import Info, resolves
from sandbox.shopify.resolvers.roots import shop_of, visible_order
from sandbox.shopify.resolvers.searching import find_by
from sandbox.shopify.search import Test, by_number, by_time, by_tokens, by_word, words
from sandbox.shopify.webhooks import Subscription


def _index_moment(info: Info, text: object) -> datetime:
    """The moment whose state a search sees; a list without a query sees the present."""
    here = shop_of(info)
    lag = here.switches.search_lag_seconds if text else 0.0
    return here.now() - timedelta(seconds=lag)


ORDER_KEYS: dict[str, Callable[[Order], int | str]] = {
    "CREATED_AT": lambda order: moment(order.created_at),
    "ID": lambda order: order.id,
    "ORDER_NUMBER": lambda order: order.number,
    "PROCESSED_AT": lambda order: moment(order.created_at),
}


def _status(order: Order) -> list[str]:
    if order.cancelled_at is not None:
        return ["cancelled", "any"]
    return ["any", "closed"] if order.closed_at is not None else ["any", "open", "not_closed"]


@resolves("QueryRoot", "orders")
def orders(_: object, info: Info, sort_key: str = "PROCESSED_AT", **args: object) -> object:
    """Orders of every status. A search sees the index: an order it does not know yet is missing,
    and one that changed since stands where it stood."""
    here, text = shop_of(info), args.get("query")
    at = _index_moment(info, text)
    indexed: dict[int, datetime] = {}
    for order in here.orders.by_id.values():
        known = order.indexed_at(at) if visible_order(here, order) else None
        if known is not None:
            indexed[order.id] = known
    rows = [here.orders.by_id[number] for number in indexed]
    tests: dict[str, Test[Order]] = {
        "created_at": by_time(lambda order: order.created_at),
        "processed_at": by_time(lambda order: order.created_at),
        "updated_at": by_time(lambda order: indexed[order.id]),
        "id": by_number(lambda order: order.id),
        "name": by_word(lambda order: [order.name, order.name.lstrip("#")]),
        "status": by_word(_status),
        "financial_status": by_word(lambda order: order.financial_status),
        "fulfillment_status": by_word(
            lambda order: (
                [order.fulfillment_status, "unshipped"]
                if order.fulfillment_status == "UNFULFILLED"
                else order.fulfillment_status
            )
        ),
        "tag": by_word(lambda order: order.tags),
        "tag_not": lambda order, _, value: (
            value.casefold() not in (tag.casefold() for tag in order.tags)
        ),
        "sku": lambda order, _, value: (
            words(value) in (words(line.sku or "") for line in order.lines)
        ),
        "test": by_word(lambda order: "false"),
    }
    fits = find_by(
        info, text, tests, lambda order, word: word.lstrip("#") == order.name.lstrip("#")
    )
    rows = [order for order in rows if fits is None or fits(order)]
    if sort_key == "UPDATED_AT":
        return page(rows, lambda order: (moment(indexed[order.id]), order.id), args)
    return page(rows, lambda order: (ORDER_KEYS[sort_key](order), order.id), args)


def _item_tests(info: Info, at: datetime) -> dict[str, Test[Item]]:
    catalogue = shop_of(info).catalogue
    return {
        "id": by_number(lambda item: item.id),
        "sku": by_tokens(lambda item: catalogue.indexed_sku(item, at)),
        "created_at": by_time(lambda item: item.created_at),
        "updated_at": by_time(lambda item: item.updated_at),
    }


@resolves("QueryRoot", "inventoryItems")
def inventory_items(_: object, info: Info, **args: object) -> object:
    """All inventory items by id."""
    here, text = shop_of(info), args.get("query")
    at = _index_moment(info, text)
    tests = _item_tests(info, at)
    fits = find_by(info, text, tests, lambda item, word: tests["sku"](item, "=", word))
    items = here.catalogue.items.values()
    rows = [item for item in items if item.created_at <= at and (fits is None or fits(item))]
    return page(rows, _by_number, args)


VARIANT_KEYS: dict[str, Callable[[Variant], int | str]] = {
    "ID": lambda variant: variant.id,
    "SKU": lambda variant: variant.sku or "",
    "TITLE": lambda variant: variant.product.title,
}


@resolves("QueryRoot", "productVariants")
def product_variants(_: object, info: Info, sort_key: str = "ID", **args: object) -> object:
    """All variants; ``sku:`` finds the words of the value anywhere in a SKU, whatever the case."""
    here, text = shop_of(info), args.get("query")
    at = _index_moment(info, text)
    catalogue = here.catalogue
    tests: dict[str, Test[Variant]] = {
        "id": by_number(lambda variant: variant.id),
        "sku": by_tokens(lambda variant: catalogue.indexed_sku(variant.item, at)),
        "barcode": by_word(lambda variant: variant.barcode or ""),
        "product_id": by_number(lambda variant: variant.product.id),
        "title": by_tokens(lambda variant: variant.product.title),
        "updated_at": by_time(lambda variant: variant.updated_at),
        "managed": by_word(lambda variant: str(variant.item.tracked).lower()),
    }

    def anywhere(variant: Variant, word: str) -> bool:
        return tests["sku"](variant, "=", word) or tests["title"](variant, "=", word)

    fits = find_by(info, text, tests, anywhere)
    rows = [
        variant
        for variant in catalogue.variants.values()
        if variant.created_at <= at and (fits is None or fits(variant))
    ]
    return page(rows, lambda variant: (VARIANT_KEYS[sort_key](variant), variant.id), args)


@resolves("QueryRoot", "locations")
def locations(
    _: object, info: Info, include_inactive: bool = False, sort_key: str = "NAME", **args: object
) -> object:
    """The shop's locations."""
    rows = [
        at for at in shop_of(info).catalogue.locations.values() if at.is_active or include_inactive
    ]

    def key(at: Location) -> Key:
        return (at.id if sort_key == "ID" else at.name, at.id)

    return page(rows, key, args)


@resolves("QueryRoot", "fulfillmentOrders")
def fulfillment_orders(
    _: object, info: Info, include_closed: bool = False, sort_key: str = "ID", **args: object
) -> object:
    """Fulfilment orders, the open ones unless more are asked for."""
    tests: dict[str, Test[FulfillmentOrder]] = {
        "id": by_number(lambda stand: stand.id),
        "status": by_word(lambda stand: stand.status),
        "assigned_location_id": by_number(lambda stand: stand.location.id),
        "updated_at": by_time(lambda stand: stand.updated_at),
    }
    fits = find_by(info, args.get("query"), tests, lambda stand, word: stand.order.name == word)
    rows = [
        stand
        for stand in shop_of(info).fulfilment.by_id.values()
        if (include_closed or stand.is_open) and (fits is None or fits(stand))
    ]

    def key(stand: FulfillmentOrder) -> Key:
        return (moment(stand.updated_at) if sort_key == "UPDATED_AT" else stand.id, stand.id)

    return page(rows, key, args)


@resolves("QueryRoot", "webhookSubscriptions")
def webhook_subscriptions(
    _: object,
    info: Info,
    topics: list[str] | None = None,
    uri: str | None = None,
    sort_key: str = "CREATED_AT",
    **args: object,
) -> Connection[Subscription]:
    """The subscriptions of the calling app."""
    rows = [
        s
        for s in shop_of(info).hooks.by_id.values()
        if s.app == info.context.app
        and (not topics or s.topic in topics)
        and (uri is None or s.uri == uri)
    ]
    return page(rows, _by_number, args)


def _by_number(row: Item | Subscription) -> Key:
    return (row.id, row.id)
