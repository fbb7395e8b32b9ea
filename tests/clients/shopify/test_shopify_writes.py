"""What we change in a shop: counts, stocked places, fulfilment orders, subscriptions."""

from typing import Any

import pytest

from clients.errors import OutcomeUnknown, Rejected
from clients.shopify import ShopifyClient, errors
from clients.shopify.models import LevelChange
from tests.clients.shopify.pretend_shop import Shop, page

REFERENCE = "gid://stocksteady/StockRead/20261123T100000.123456Z-batch"


def change(number: int = 1, place: int = 7, quantity: int = 5, was: int | None = 3) -> LevelChange:
    return LevelChange(
        item_id=f"gid://shopify/InventoryItem/{number}",
        location_id=f"gid://shopify/Location/{place}",
        quantity=quantity,
        change_from=was,
    )


def refused(root: str, *said: dict[str, Any]) -> dict[str, Any]:
    return {root: {"inventoryAdjustmentGroup": None, "userErrors": list(said)}}


def row(code: str, index: int, message: str = "no") -> dict[str, Any]:
    field = ["input", "quantities", str(index), "quantity"]
    return {"code": code, "message": message, "field": field}


async def set_rows(client: ShopifyClient, *rows: LevelChange, key: str = "k-1") -> None:
    await client.set_available(rows, key=key, reference=REFERENCE)


async def test_a_batch_carries_its_key_its_reference_and_what_each_count_must_still_be(
    client: ShopifyClient, shop: Shop
):
    shop.will({"inventorySetQuantities": {"inventoryAdjustmentGroup": None, "userErrors": []}})
    await set_rows(client, change(1, was=3), change(2, quantity=0, was=None))
    assert shop.variables == [
        {
            "key": "k-1",
            "input": {
                "name": "available",
                "reason": "correction",
                "referenceDocumentUri": REFERENCE,
                "quantities": [
                    {
                        "inventoryItemId": "gid://shopify/InventoryItem/1",
                        "locationId": "gid://shopify/Location/7",
                        "quantity": 5,
                        "changeFromQuantity": 3,
                    },
                    {
                        "inventoryItemId": "gid://shopify/InventoryItem/2",
                        "locationId": "gid://shopify/Location/7",
                        "quantity": 0,
                        "changeFromQuantity": None,
                    },
                ],
            },
        }
    ]
    assert "@idempotent(key: $key)" in shop.sent[0]["query"]


async def test_250_rows_go_in_one_call(client: ShopifyClient, shop: Shop):
    shop.will({"inventorySetQuantities": {"inventoryAdjustmentGroup": {}, "userErrors": []}})
    await set_rows(client, *(change(number) for number in range(250)))
    assert len(shop.heard) == 1


@pytest.mark.parametrize(
    ("rows", "key", "reference", "why"),
    [
        ([], "k", REFERENCE, "batch of 0 rows"),
        ([change(n) for n in range(251)], "k", REFERENCE, "batch of 251 rows"),
        ([change(quantity=-1)], "k", REFERENCE, "row 0: -1 units"),
        ([change(), change(2, quantity=1_000_000_001)], "k", REFERENCE, "row 1: 1000000001 units"),
        ([change(was=-1_000_000_001)], "k", REFERENCE, "no count can be"),
        ([change(), change(quantity=6)], "k", REFERENCE, "twice"),
        ([change()], "  ", REFERENCE, "blank idempotency key"),
        ([change()], "k", "run 7", "no URI"),
    ],
)
async def test_a_batch_that_breaks_the_bounds_is_never_sent(
    client: ShopifyClient,
    shop: Shop,
    rows: list[LevelChange],
    key: str,
    reference: str,
    why: str,
):
    with pytest.raises(ValueError, match=why):
        await client.set_available(rows, key=key, reference=reference)
    assert shop.heard == []


async def test_ids_of_other_things_are_never_sent(client: ShopifyClient, shop: Shop):
    wrong = change().model_copy(update={"location_id": "7"})
    with pytest.raises(ValueError, match="Location"):
        await set_rows(client, wrong)
    assert shop.heard == []


async def test_counts_that_have_moved_are_named_by_their_place_in_the_batch(
    client: ShopifyClient, shop: Shop
):
    stale = "CHANGE_FROM_QUANTITY_STALE"
    shop.will(refused("inventorySetQuantities", row(stale, 2), row(stale, 0), row(stale, 2)))
    with pytest.raises(errors.StaleQuantities) as raised:
        await set_rows(client, change(1), change(2), change(3))
    assert raised.value.rows == (0, 2)
    assert not raised.value.transient


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("CHANGE_FROM_QUANTITY_STALE", errors.StaleQuantities),
        ("INVALID_INVENTORY_ITEM", errors.UnknownItem),
        ("INVALID_LOCATION", errors.UnknownLocation),
        ("NON_MUTABLE_INVENTORY_ITEM", errors.NotCountable),
        ("ITEM_NOT_STOCKED_AT_LOCATION", errors.NotStocked),
        ("NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR", errors.RepeatedRow),
        ("INVALID_QUANTITY_TOO_HIGH", errors.OutOfBounds),
        ("IDEMPOTENCY_CONCURRENT_REQUEST", errors.InProgress),
        ("IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED", errors.PreviousAttemptFailed),
        ("IDEMPOTENCY_KEY_PARAMETER_MISMATCH", errors.KeyParameterMismatch),
        ("INVALID_REASON", Rejected),
        ("A_CODE_OF_NEXT_YEAR", Rejected),
    ],
)
async def test_each_refusal_has_its_class(
    client: ShopifyClient, shop: Shop, code: str, kind: type[Rejected]
):
    shop.will(refused("inventorySetQuantities", row(code, 1, "as it says")))
    with pytest.raises(Rejected, match=f"{code}: as it says") as raised:
        await set_rows(client, change(1), change(2))
    assert type(raised.value) is kind
    if isinstance(raised.value, errors.RowsRefused):
        assert raised.value.rows == (1,)


async def test_only_a_call_still_in_progress_may_simply_be_sent_again():
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    again = {kind for kind in kinds if getattr(kind, "transient", False)}
    assert again == {errors.InProgress, errors.ServiceBusy}


async def test_what_rereading_cannot_heal_is_told_before_what_it_can(
    client: ShopifyClient, shop: Shop
):
    shop.will(
        refused(
            "inventorySetQuantities",
            row("CHANGE_FROM_QUANTITY_STALE", 0),
            row("INVALID_INVENTORY_ITEM", 1, "gone"),
        )
    )
    with pytest.raises(errors.UnknownItem, match=r"STALE: no; INVALID_INVENTORY_ITEM") as raised:
        await set_rows(client, change(1), change(2))
    assert raised.value.rows == (1,)


@pytest.mark.parametrize(
    "payload",
    [None, {}, {"userErrors": None}, {"userErrors": ["?"]}, {"userErrors": [{"code": "X"}]}],
)
async def test_a_write_whose_answer_cannot_be_read_has_an_unknown_outcome(
    client: ShopifyClient, shop: Shop, payload: object
):
    shop.will({"inventorySetQuantities": payload})
    with pytest.raises(OutcomeUnknown):
        await set_rows(client, change())


async def test_activating_stocks_an_item_with_no_units(client: ShopifyClient, shop: Shop):
    level = {"id": "x", "isActive": True}
    shop.will({"inventoryActivate": {"inventoryLevel": level, "userErrors": []}})
    item, place = "gid://shopify/InventoryItem/1", "gid://shopify/Location/7"
    await client.activate(item, place, key="k-2")
    assert shop.variables == [{"inventoryItemId": item, "locationId": place, "key": "k-2"}]
    assert "@idempotent(key: $key)" in shop.sent[0]["query"]


@pytest.mark.parametrize("level", [None, {"id": "x", "isActive": False}])
async def test_an_activation_that_activates_nothing_has_an_unknown_outcome(
    client: ShopifyClient, shop: Shop, level: object
):
    shop.will({"inventoryActivate": {"inventoryLevel": level, "userErrors": []}})
    with pytest.raises(OutcomeUnknown):
        await client.activate("gid://shopify/InventoryItem/1", "gid://shopify/Location/7", key="k")


FULFILLMENT_ORDER = "gid://shopify/FulfillmentOrder/9"


async def test_the_places_an_order_could_ship_from_come_with_the_reason_why_not(
    client: ShopifyClient, shop: Shop
):
    def target(place: int, movable: bool, message: str | None) -> dict[str, Any]:
        location = {"id": f"gid://shopify/Location/{place}", "name": f"Place {place}"}
        return {"location": location, "movable": movable, "message": message}

    shop.will(
        {
            "fulfillmentOrder": {
                "id": FULFILLMENT_ORDER,
                "locationsForMove": page([target(1, True, None)], after="c"),
            }
        },
        {
            "fulfillmentOrder": {
                "id": FULFILLMENT_ORDER,
                "locationsForMove": page([target(2, False, "No items are stocked here.")]),
            }
        },
    )
    got = await client.locations_for_move(FULFILLMENT_ORDER)
    assert [(each.name, each.movable, each.message) for each in got] == [
        ("Place 1", True, None),
        ("Place 2", False, "No items are stocked here."),
    ]


async def test_a_fulfilment_order_we_cannot_see_has_no_places(client: ShopifyClient, shop: Shop):
    shop.will({"fulfillmentOrder": None})
    with pytest.raises(errors.UnknownFulfillmentOrder):
        await client.locations_for_move(FULFILLMENT_ORDER)


async def test_a_move_says_where_the_fulfilment_order_stands_now(client: ShopifyClient, shop: Shop):
    there = {"location": {"id": "gid://shopify/Location/8"}}
    moved = {"id": FULFILLMENT_ORDER, "status": "OPEN", "assignedLocation": there}
    shop.will(
        {
            "fulfillmentOrderMove": {
                "movedFulfillmentOrder": moved,
                "originalFulfillmentOrder": {"id": FULFILLMENT_ORDER, "status": "OPEN"},
                "remainingFulfillmentOrder": None,
                "userErrors": [],
            }
        }
    )
    got = await client.move_fulfillment_order(FULFILLMENT_ORDER, "gid://shopify/Location/8")
    assert (got.id, got.location_id, got.remaining_id) == (
        FULFILLMENT_ORDER,
        "gid://shopify/Location/8",
        None,
    )


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"code": None, "message": "Location not found."}, errors.UnknownLocation),
        ({"code": None, "message": "Cannot change location."}, errors.CannotMove),
        (
            {"code": "CANNOT_MOVE_FULFILLMENT_ORDER_WITH_REPORTED_PROGRESS", "message": "no"},
            errors.CannotMove,
        ),
        (
            {"code": None, "message": "Fulfillment order does not exist."},
            errors.UnknownFulfillmentOrder,
        ),
        ({"code": None, "message": "Something new."}, Rejected),
    ],
)
async def test_a_refused_move_says_why(
    client: ShopifyClient, shop: Shop, said: dict[str, Any], kind: type[Rejected]
):
    payload = {"movedFulfillmentOrder": None, "userErrors": [{**said, "field": None}]}
    shop.will({"fulfillmentOrderMove": payload})
    with pytest.raises(Rejected) as raised:
        await client.move_fulfillment_order(FULFILLMENT_ORDER, "gid://shopify/Location/8")
    assert type(raised.value) is kind


SUBSCRIPTION = {
    "id": "gid://shopify/WebhookSubscription/1",
    "topic": "ORDERS_CREATE",
    "uri": "https://sync.example.com/webhooks/shopify/uk",
    "name": "stocksteady-uk-orders-create",
    "format": "JSON",
    "filter": "",
    "apiVersion": {"handle": "2026-10"},
}


async def test_subscriptions_are_listed_on_all_pages(client: ShopifyClient, shop: Shop):
    second = {**SUBSCRIPTION, "id": "gid://shopify/WebhookSubscription/2", "name": None}
    shop.will(
        {"webhookSubscriptions": page([SUBSCRIPTION], after="c")},
        {"webhookSubscriptions": page([second])},
    )
    got = await client.webhooks()
    assert [(each.topic, each.name, each.api_version) for each in got] == [
        ("ORDERS_CREATE", "stocksteady-uk-orders-create", "2026-10"),
        ("ORDERS_CREATE", None, "2026-10"),
    ]


async def test_a_subscription_is_made_moved_and_stopped(client: ShopifyClient, shop: Shop):
    made = {"webhookSubscription": SUBSCRIPTION, "userErrors": []}
    shop.will(
        {"webhookSubscriptionCreate": made},
        {"webhookSubscriptionUpdate": made},
        {"webhookSubscriptionDelete": {"deletedWebhookSubscriptionId": "x", "userErrors": []}},
    )
    got = await client.create_webhook("ORDERS_CREATE", "https://a.example", "orders")
    await client.update_webhook(got.id, "https://b.example")
    await client.delete_webhook(got.id)
    assert shop.variables == [
        {
            "topic": "ORDERS_CREATE",
            "sub": {"uri": "https://a.example", "format": "JSON", "name": "orders"},
        },
        {"id": got.id, "sub": {"uri": "https://b.example"}},
        {"id": got.id},
    ]


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("Address for this topic has already been taken", errors.AlreadySubscribed),
        ("Address protocol http:// is not supported", errors.AddressRefused),
        ("Address cannot be a Shopify or an internal domain", errors.AddressRefused),
        ("Webhook subscription does not exist", errors.UnknownSubscription),
        ("Name already exists, no duplicate allowed", Rejected),
    ],
)
async def test_a_refused_subscription_says_why(
    client: ShopifyClient, shop: Shop, message: str, kind: type[Rejected]
):
    said = {"field": ["webhookSubscription", "callbackUrl"], "message": message}
    shop.will({"webhookSubscriptionCreate": {"webhookSubscription": None, "userErrors": [said]}})
    with pytest.raises(Rejected) as raised:
        await client.create_webhook("ORDERS_CREATE", "https://a.example", "orders")
    assert type(raised.value) is kind


async def test_a_probe_says_whose_shop_it_is_and_which_rights_are_missing(
    client: ShopifyClient, shop: Shop
):
    whose = {
        "name": "UK",
        "myshopifyDomain": "uk.myshopify.com",
        "currencyCode": "GBP",
        "ianaTimezone": "Europe/London",
        "taxesIncluded": True,
    }
    scopes = [{"handle": "write_inventory"}, {"handle": "read_orders"}]
    shop.will({"shop": whose, "currentAppInstallation": {"id": "x", "accessScopes": scopes}})
    got = await client.probe()
    assert (got.shop_domain, got.currency, got.taxes_included) == ("uk.myshopify.com", "GBP", True)
    assert got.missing(frozenset({"read_inventory", "read_orders", "write_orders"})) == {
        "write_orders"
    }


async def test_locations_are_listed_closed_ones_too(client: ShopifyClient, shop: Shop):
    place = {
        "id": "gid://shopify/Location/7",
        "legacyResourceId": "7",
        "name": "Leeds",
        "isActive": False,
        "isFulfillmentService": False,
        "fulfillsOnlineOrders": True,
        "shipsInventory": True,
    }
    shop.will({"locations": page([place])})
    (got,) = await client.locations()
    assert (got.legacy_id, got.name, got.is_active) == (7, "Leeds", False)
