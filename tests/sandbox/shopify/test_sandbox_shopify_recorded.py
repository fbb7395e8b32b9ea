"""What live shops answered, answered by the sandbox: recorded calls of 2026-04, played again.

Ids, times and cursors differ; everything else, points included, must be the same.
"""

import json
import re
from typing import Any

import pytest

from sandbox.world import World
from tests.sandbox.shopify.merchant import DOMAIN, LEEDS, LONDON, Merchant, loaded, place

TIME = re.compile(r'"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ"')
LEVEL = re.compile(r"InventoryLevel/\d+\?")


def alike(value: Any) -> Any:
    """A payload without what differs from shop to shop."""
    text = LEVEL.sub("InventoryLevel/N?", TIME.sub('"TIME"', json.dumps(value)))
    return json.loads(text)


class Played:
    """Plays recorded calls on an item and a location of ours."""

    def __init__(self, merchant: Merchant, location: str, name: str, available: int | None) -> None:
        self.merchant = merchant
        number = int(location.rpartition("/")[2])
        merchant.shop.add_location(number, name, "US")
        levels = {} if available is None else {number: available}
        _, self.item_id = merchant.shop.add_item("RECORDED", "Recorded", "1", levels=levels)

    async def again(self, case: dict[str, Any], recorded_item: str) -> tuple[Any, Any]:
        """What was answered then, and what is answered now."""
        theirs = recorded_item.rpartition("/")[2]
        case = json.loads(json.dumps(case).replace(theirs, str(self.item_id)))
        held = self.merchant.shop.catalogue.items[self.item_id].levels
        at = f"InventoryLevel/{next(iter(held))}?" if held else ""
        variables = json.loads(LEVEL.sub(at, json.dumps(case["variables"])))
        now = (await self.merchant.post(case["query"], variables)).json()
        return _told(case["response"]), _told(now)


def _told(answer: dict[str, Any]) -> Any:
    cost = answer["extensions"]["cost"]
    points = (cost["requestedQueryCost"], cost["actualQueryCost"])
    return alike(answer["data"]), answer.get("errors"), points


@pytest.fixture
def world(world: World) -> World:
    del (
        world.shops[DOMAIN].catalogue.locations[LONDON],
        world.shops[DOMAIN].catalogue.locations[LEEDS],
    )
    return world


@pytest.mark.parametrize(
    "name", ["onHandNegative", "availableTooLow", "availableNegativeWithinBounds"]
)
async def test_the_bounds_of_a_count(merchant: Merchant, name: str) -> None:
    case = loaded("2026-04__products__inventorySetQuantities-quantity-bounds.json")["cases"][name]
    item, location = case["setup"]["inventoryItemId"], case["setup"]["locationId"]
    played = Played(merchant, location, "Shop location", case["setup"]["available"])

    then, now = await played.again(case, item)

    assert now == then


async def test_stocking_an_item_with_what_is_on_hand(merchant: Merchant) -> None:
    recorded = loaded("2026-04__products__inventory-activate-on-hand.json")
    where = recorded["locations"]["secondary"]
    cases, setup = recorded["cases"], recorded["setup"]
    played = Played(merchant, where["id"], where["name"], None)
    item = setup["activateProduct"]["inventoryItemId"]

    for name in ("activateOnHand", "activateOnHandRead", "alreadyActiveOnHand"):
        then, now = await played.again(cases[name], item)
        assert now == then, name


@pytest.mark.parametrize(
    ("name", "product"),
    [
        ("availableOnHandConflict", "conflictProduct"),
        ("onHandOutOfRange", "outOfRangeProduct"),
    ],
)
async def test_stocking_that_is_refused(merchant: Merchant, name: str, product: str) -> None:
    recorded = loaded("2026-04__products__inventory-activate-on-hand.json")
    where = recorded["locations"]["secondary"]
    played = Played(merchant, where["id"], where["name"], None)

    then, now = await played.again(
        recorded["cases"][name], recorded["setup"][product]["inventoryItemId"]
    )

    assert now == then


async def test_the_reasons_that_are_taken_and_those_that_are_not(merchant: Merchant) -> None:
    recorded = loaded("2026-04__products__inventory-reason-validation.json")
    setup = recorded["setup"]
    played = Played(merchant, setup["locationId"], "Elsewhere", setup["available"])
    cases = {**recorded["acceptedReasonCases"], **recorded["invalidReasonCases"]}
    asked = {
        name: case for name, case in cases.items() if "inventorySetQuantities" in case["query"]
    }

    for name, case in asked.items():
        then, now = await played.again(case, setup["inventoryItemId"])
        assert now == then, name
    assert len(asked) >= 18


async def test_a_list_of_levels_in_windows_and_with_a_filter_that_is_none(
    merchant: Merchant,
) -> None:
    recorded = loaded("2026-04__products__inventory-item-levels-connection-windowing-2026-04.json")
    operations = recorded["operations"]
    setup = recorded["setup"]
    first, second = setup["sourceLocationId"], setup["destinationLocationId"]
    names = {
        op["response"]["data"]["locationAdd"]["location"]["id"]: op["variables"]["input"]["name"]
        for op in (operations["sourceLocationAdd"], operations["destinationLocationAdd"])
    }
    played = Played(merchant, first, names[first], 0)
    merchant.shop.add_location(int(second.rpartition("/")[2]), names[second], "US")
    item = setup["inventoryItemId"]

    for name in ("inventorySet", "inventoryActivate"):
        then, now = await played.again(operations[name], item)
        assert now == then, name

    case = operations["activeRead"]
    query = {"invalidLocationQuery": f"location_id:{second.rpartition('/')[2]}"}
    ours = f"gid://shopify/InventoryItem/{played.item_id}"
    variables = case["variables"] | query | {
        "inventoryItemId": ours,
        "itemQuery": f"inventory_item_id:{played.item_id}",
    }  # fmt: skip
    now = (await merchant.post(case["query"], variables)).json()
    then = json.loads(json.dumps(case["response"]).replace(item, ours))
    (warned,) = {json.dumps(entry) for entry in then["extensions"]["search"]}
    assert now["extensions"]["search"] == [json.loads(warned)]
    told, said = now["data"]["inventoryItem"], then["data"]["inventoryItem"]
    for key in (key for key in said if key != "id"):
        assert _where(told[key]) == _where(said[key]), key


def _where(levels: Any) -> Any:
    """Where the levels of a page are, however the page was asked for."""
    if not isinstance(levels, dict):
        return levels
    edges = levels.get("edges") or [{"node": node} for node in levels.get("nodes", [])]
    ends = levels.get("pageInfo", {}).get("hasNextPage")
    return [edge["node"].get("location") for edge in edges], ends


async def test_addresses_shopify_does_not_call(merchant: Merchant) -> None:
    recorded = loaded("2026-04__webhooks__webhook-subscription-uri-validation.json")
    update = recorded["updateHttp"]
    create = """mutation C($sub: WebhookSubscriptionInput!) {
      webhookSubscriptionCreate(topic: ORDERS_CREATE, webhookSubscription: $sub) {
        webhookSubscription { id } userErrors { field message } } }"""
    change = """mutation U($id: ID!, $sub: WebhookSubscriptionInput!) {
      webhookSubscriptionUpdate(id: $id, webhookSubscription: $sub) {
        webhookSubscription { id } userErrors { field message } } }"""
    made = await merchant.ask(create, sub={"uri": "https://example.com/hook"})
    wanted = made["webhookSubscriptionCreate"]["webhookSubscription"]["id"]
    given = {"uri": update["variables"]["webhookSubscription"]["uri"]}

    assert (await merchant.ask(change, id=wanted, sub=given)) == update["response"]["payload"][
        "data"
    ]
    for name, then in recorded["primary"]["response"]["payload"]["data"].items():
        if name.endswith("DomainRejected"):
            uri = "https://internal" if "Internal" in name else "https://shop.myshopify.com"
            now = await merchant.ask(create, sub={"uri": uri})
            assert now["webhookSubscriptionCreate"] == then


async def test_a_topic_that_is_none(merchant: Merchant) -> None:
    recorded = loaded("2026-04__webhooks__webhook-subscription-topic-enum-validation.json")
    then = recorded["validation"]["createBogusTopicRejected"]["response"]["payload"]
    document = """mutation WebhookSubscriptionBogusTopic {
  webhookSubscriptionCreate(topic: NOT_A_REAL_TOPIC, webhookSubscription: {uri: "https://e.com"}) {
    userErrors { message }
  }
}"""

    assert (await merchant.post(document)).json() == then


async def test_a_move_of_one_line_and_a_part_of_another(merchant: Merchant) -> None:
    recorded = loaded("2026-04__shipping-fulfillments__fulfillment-order-move-multi-line.json")
    then = recorded["workflow"]["move"]["response"]["payload"]["data"]["fulfillmentOrderMove"]
    merchant.shop.add_location(1, "Origin", "CA")
    merchant.shop.add_location(2, "Shop location", "CA")
    merchant.shop.add_item("A", "A", "20", tracked=False, levels={1: 0})
    order = merchant.sell(("A", 2), ("A", 3))
    (stand,) = order.fulfillment_orders
    one, two = stand.lines
    move = """mutation M($id: ID!, $to: ID!, $lines: [FulfillmentOrderLineItemInput!]) {
      fulfillmentOrderMove(id: $id, newLocationId: $to, fulfillmentOrderLineItems: $lines) {
        movedFulfillmentOrder { ...F } originalFulfillmentOrder { ...F }
        remainingFulfillmentOrder { ...F } userErrors { field message } } }
      fragment F on FulfillmentOrder { status requestStatus assignedLocation { name }
        lineItems(first: 5) { nodes { totalQuantity remainingQuantity } } }"""
    lines = [{"id": one.gid, "quantity": 2}, {"id": two.gid, "quantity": 1}]
    told = await merchant.ask(move, id=stand.gid, to=place(2), lines=lines)
    now = told["fulfillmentOrderMove"]

    for name in ("movedFulfillmentOrder", "originalFulfillmentOrder", "remainingFulfillmentOrder"):
        assert now[name]["status"] == then[name]["status"]
        assert now[name]["requestStatus"] == then[name]["requestStatus"]
        assert now[name]["lineItems"]["nodes"] == [
            {key: node[key] for key in ("totalQuantity", "remainingQuantity")}
            for node in then[name]["lineItems"]["nodes"]
        ], name
