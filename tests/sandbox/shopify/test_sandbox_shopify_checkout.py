"""Checkout: what may be sold, what is refused, and where the order then stands."""

import pytest

from sandbox.journal import OrderPlaced, ShownChanged, UnitsRefused, UnitsSold
from sandbox.shopify.state import CheckoutLine
from tests.sandbox.shopify.merchant import LEEDS, LONDON, Merchant

ORDER = """
query Order($id: ID!) { order(id: $id) {
  name displayFinancialStatus displayFulfillmentStatus totalPriceSet { shopMoney { amount } }
  shippingAddress { country countryCodeV2 } customer { displayName }
  lineItems(first: 50) { nodes { id sku title quantity unfulfilledQuantity
    variant { id inventoryItem { tracked } }
    originalUnitPriceSet { shopMoney { amount currencyCode } } } }
  fulfillmentOrders(first: 10) { nodes { id status assignedLocation { location { id } }
    lineItems(first: 50) { nodes { id sku totalQuantity remainingQuantity inventoryItemId
      lineItem { id } } } } } } }
"""


def test_an_order_leaves_the_shelf_alone_and_commits_what_it_takes(merchant: Merchant) -> None:
    merchant.sell(("TEE", 3))

    assert merchant.counts("TEE") == {"available": 7, "committed": 3, "on_hand": 10}
    (sold,) = merchant.events(UnitsSold)
    assert (sold.sku, sold.location_id, sold.units, sold.shown_before) == ("TEE", LONDON, 3, 10)
    assert merchant.shown("sale") == [("TEE", LONDON, 7)]


def test_units_beyond_what_is_shown_are_refused_and_the_rest_is_placed(
    merchant: Merchant,
) -> None:
    result = merchant.shop.checkout(
        [CheckoutLine("MUG", 5, "5.50", "Mug"), CheckoutLine("TEE", 1, "9.99", "Tee")],
        country="GB",
    )

    assert result.refused == (("MUG", 2),)
    assert result.placed == 4
    assert [(e.sku, e.units) for e in merchant.events(UnitsRefused)] == [("MUG", 2)]
    assert merchant.counts("MUG")["available"] == 0


def test_an_order_of_nothing_but_refused_units_does_not_come_into_being(
    merchant: Merchant,
) -> None:
    merchant.sell(("MUG", 3))
    result = merchant.shop.checkout([CheckoutLine("MUG", 1, "5.50", "Mug")], country="GB")
    after = merchant.sell(("TEE", 1))

    assert result.order_id is None
    assert after.name == "#1002"
    assert len(merchant.events(OrderPlaced)) == 2


def test_two_lines_of_one_sku_share_what_is_shown(merchant: Merchant) -> None:
    result = merchant.shop.checkout(
        [CheckoutLine("MUG", 2, "5.50", "Mug"), CheckoutLine("MUG", 2, "4.50", "Mug, cheaper")],
        country="GB",
    )

    order = merchant.shop.order(result.order_id or 0)
    assert [(line.sku, line.quantity) for line in order.lines] == [("MUG", 2), ("MUG", 1)]
    assert result.refused == (("MUG", 1),)
    (sold,) = merchant.events(UnitsSold)
    assert sold.units == 3


def test_untracked_and_custom_lines_always_sell_and_take_no_stock(merchant: Merchant) -> None:
    result = merchant.shop.checkout(
        [
            CheckoutLine("WRAP", 50, "1", "Wrap"),
            CheckoutLine("POST", 1, "4.95", "Carriage", custom=True),
            CheckoutLine(None, 1, "2", "A kindness", custom=True),
        ],
        country="GB",
    )

    assert result.placed == 52
    assert merchant.events(UnitsSold) == []
    (placed,) = merchant.events(OrderPlaced)
    assert [(line.sku, line.tracked, line.custom) for line in placed.lines] == [
        ("WRAP", False, False),
        ("POST", False, True),
        ("", False, True),
    ]
    assert {location for _, location, _ in placed.stands} == {LONDON}


def test_a_sku_the_shop_does_not_have_cannot_be_bought(merchant: Merchant) -> None:
    with pytest.raises(KeyError, match="tee"):
        merchant.shop.checkout([CheckoutLine("tee", 1, "1", "Tee")], country="GB")


def test_the_first_location_that_shows_everything_takes_the_whole_order(
    merchant: Merchant,
) -> None:
    merchant.shop.add_item("CAP", "Cap", "7", levels={LONDON: 0, LEEDS: 5})
    order = merchant.sell(("CAP", 2), ("TEE", 3))

    assert {location for _, location, _ in order.stands()} == {LEEDS}
    assert merchant.counts("TEE", LEEDS) == {"available": 1, "committed": 3, "on_hand": 4}
    assert merchant.counts("TEE", LONDON)["available"] == 10


async def test_an_order_that_no_location_bears_alone_is_split_line_by_line(
    merchant: Merchant,
) -> None:
    order = merchant.sell(("TEE", 12), ("MUG", 1), ("WRAP", 1))
    tee, mug, wrap = (line.id for line in order.lines)

    assert sorted(order.stands()) == sorted(
        [(tee, LONDON, 10), (tee, LEEDS, 2), (mug, LONDON, 1), (wrap, LONDON, 1)]
    )
    answer = (await merchant.ask(ORDER, id=order.gid))["order"]
    stands = answer["fulfillmentOrders"]["nodes"]
    assert [len(stand["lineItems"]["nodes"]) for stand in stands] == [3, 1]
    line_ids = {line["id"] for line in answer["lineItems"]["nodes"]}
    assert line_ids.isdisjoint(part["id"] for part in stands[0]["lineItems"]["nodes"])


def test_policy_continue_sells_below_nothing(merchant: Merchant) -> None:
    merchant.shop.add_item("EBOOK", "E-book", "3", policy="CONTINUE", levels={LONDON: 1})
    merchant.sell(("EBOOK", 4))

    assert merchant.counts("EBOOK") == {"available": -3, "committed": 4, "on_hand": 1}


async def test_a_closed_location_shows_nothing_to_the_checkout(merchant: Merchant) -> None:
    merchant.shop.catalogue.locations[LONDON].is_active = False
    result = merchant.shop.checkout([CheckoutLine("TEE", 9, "9.99", "Tee")], country="GB")

    assert (result.placed, result.refused) == (4, (("TEE", 5),))


async def test_an_order_reads_as_it_was_placed(merchant: Merchant) -> None:
    order = merchant.sell(("TEE", 2), name="#536365", country="EIRE", customer="17850")

    told = (await merchant.ask(ORDER, id=order.gid))["order"]

    assert (told["name"], told["displayFinancialStatus"]) == ("#536365", "PAID")
    assert told["totalPriceSet"]["shopMoney"]["amount"] == "19.98"
    assert told["shippingAddress"] == {"country": "EIRE", "countryCodeV2": "IE"}
    assert told["lineItems"]["nodes"][0]["originalUnitPriceSet"]["shopMoney"] == {
        "amount": "9.99",
        "currencyCode": "GBP",
    }


async def test_an_order_of_1200_lines_is_read_whole_in_pages(merchant: Merchant) -> None:
    for number in range(1200):
        merchant.shop.add_item(f"S{number}", "Small thing", "0.10", levels={LONDON: 5})
    order = merchant.sell(*((f"S{number}", 1) for number in range(1200)))
    page = """query Lines($id: ID!, $after: String) { order(id: $id) {
      lineItems(first: 250, after: $after) {
        nodes { sku } pageInfo { hasNextPage endCursor } } } }"""

    skus: list[str] = []
    after = None
    while True:
        told = (await merchant.ask(page, id=order.gid, after=after))["order"]["lineItems"]
        skus += [node["sku"] for node in told["nodes"]]
        after = told["pageInfo"]["endCursor"]
        if not told["pageInfo"]["hasNextPage"]:
            break

    assert skus == [f"S{number}" for number in range(1200)]


def test_what_is_shown_at_the_start_is_journaled(merchant: Merchant) -> None:
    assert merchant.shown("seed") == [("TEE", LONDON, 10), ("TEE", LEEDS, 4), ("MUG", LONDON, 3)]
    assert "WRAP" not in {event.sku for event in merchant.events(ShownChanged)}
