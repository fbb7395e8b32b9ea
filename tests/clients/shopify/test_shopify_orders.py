"""Orders as the shop has them, whole however many lines there are."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from clients.errors import Malformed
from clients.shopify import ShopifyClient
from clients.shopify.order_models import Address
from tests.clients.shopify.pretend_shop import Shop, page

SINCE = datetime(2026, 11, 23, 8, 55, 1, 900_000, tzinfo=UTC)


def money(amount: str) -> dict[str, Any]:
    return {"shopMoney": {"amount": amount}}


def line(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/LineItem/{number}",
        "sku": f"SKU-{number}",
        "name": f"Thing {number}",
        "quantity": 3,
        "currentQuantity": 2,
        "unfulfilledQuantity": 1,
        "requiresShipping": True,
        "discountedUnitPriceAfterAllDiscountsSet": money("2.5"),
        "taxLines": [{"title": "VAT", "rate": 0.2, "priceSet": money("0.83")}],
        "variant": {
            "id": f"gid://shopify/ProductVariant/{number}",
            "inventoryItem": {"id": f"gid://shopify/InventoryItem/{number}", "tracked": True},
        },
        **more,
    }


def standing_line(number: int) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/FulfillmentOrderLineItem/{number}",
        "sku": f"SKU-{number}",
        "inventoryItemId": f"gid://shopify/InventoryItem/{number}",
        "totalQuantity": 3,
        "remainingQuantity": 1,
        "lineItem": {"id": f"gid://shopify/LineItem/{number}"},
    }


def standing(number: int, lines: dict[str, Any], place: int | None = 7) -> dict[str, Any]:
    location = {"id": f"gid://shopify/Location/{place}"} if place else None
    return {
        "id": f"gid://shopify/FulfillmentOrder/{number}",
        "status": "OPEN",
        "assignedLocation": {"location": location},
        "lineItems": lines,
    }


def charge(title: str = "Standard") -> dict[str, Any]:
    return {"title": title, "code": None, "discountedPriceSet": money("4.0"), "taxLines": []}


def order(number: int = 1001, **more: Any) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/Order/{number}",
        "legacyResourceId": str(number),
        "name": f"#{number}",
        "createdAt": "2026-11-23T08:00:00Z",
        "updatedAt": "2026-11-23T09:30:00+00:30",
        "cancelledAt": None,
        "test": False,
        "displayFinancialStatus": "PAID",
        "currencyCode": "GBP",
        "taxesIncluded": True,
        "customer": None,
        "shippingAddress": None,
        "lineItems": page([line(1)]),
        "shippingLines": page([charge()]),
        "fulfillmentOrders": page([standing(5, page([standing_line(1)]))]),
        **more,
    }


async def test_an_order_is_read_with_its_money_units_and_places(client: ShopifyClient, shop: Shop):
    shop.will({"orders": page([order()], after="c1")})
    got = await client.orders_page(SINCE)
    assert got.next == "c1"
    (only,) = got.orders
    assert (only.legacy_id, only.name, only.financial_status) == (1001, "#1001", "PAID")
    assert only.updated_at == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert only.updated_at.tzinfo is UTC
    (bought,) = only.lines
    assert (bought.quantity, bought.current_quantity, bought.unfulfilled_quantity) == (3, 2, 1)
    assert bought.unit_price == Decimal("2.5")
    assert bought.tracked is True
    assert (bought.tax_lines[0].rate, bought.tax_lines[0].amount) == (
        Decimal("0.2"),
        Decimal("0.83"),
    )
    assert only.shipping_lines[0].price == Decimal(4)
    (place,) = only.fulfillment_orders
    assert (place.status, place.location_id) == ("OPEN", "gid://shopify/Location/7")
    assert (place.lines[0].line_item_id, place.lines[0].total, place.lines[0].remaining) == (
        "gid://shopify/LineItem/1",
        3,
        1,
    )


async def test_orders_are_asked_for_by_the_time_they_changed_in_utc(
    client: ShopifyClient, shop: Shop
):
    shop.will({"orders": page([])}, {"orders": page([])})
    await client.orders_page(SINCE)
    await client.orders_page(SINCE.astimezone(timezone(timedelta(hours=11))), "c1", first=50)
    assert shop.variables == [
        {"first": 10, "after": None, "query": "updated_at:>='2026-11-23T08:55:01Z'"},
        {"first": 50, "after": "c1", "query": "updated_at:>='2026-11-23T08:55:01Z'"},
    ]


async def test_a_time_without_a_zone_is_never_sent(client: ShopifyClient, shop: Shop):
    with pytest.raises(ValueError, match="no time zone"):
        await client.orders_page(SINCE.replace(tzinfo=None))
    with pytest.raises(ValueError, match="1 to 50"):
        await client.orders_page(SINCE, first=51)
    assert shop.heard == []


async def test_an_invoice_of_1114_lines_is_read_to_its_end_everywhere(
    client: ShopifyClient, shop: Shop
):
    lines = [line(number) for number in range(1114)]
    places = [standing_line(number) for number in range(1114)]
    big = order(
        lineItems=page(lines[:100], after="l100"),
        fulfillmentOrders=page([standing(5, page(places[:100], after="f100"))], after="p1"),
        shippingLines=page([charge("a")], after="s1"),
    )
    ends = {100: 350, 350: 600, 600: 850, 850: 1100, 1100: 1114}

    def rest(rows: list[dict[str, Any]], mark: str) -> list[dict[str, Any]]:
        return [
            page(rows[start:end], after=None if end == 1114 else f"{mark}{end}")
            for start, end in ends.items()
        ]

    whose = big["id"]
    shop.will(
        {"orders": page([big])},
        {
            "order": {
                "id": whose,
                "fulfillmentOrders": page([standing(6, page([standing_line(2000)]), place=8)]),
            }
        },
        *(
            {"fulfillmentOrder": {"id": "gid://shopify/FulfillmentOrder/5", "lineItems": each}}
            for each in rest(places, "f")
        ),
        *({"order": {"id": whose, "lineItems": each}} for each in rest(lines, "l")),
        {"order": {"id": whose, "shippingLines": page([charge("b")])}},
    )
    (got,) = (await client.orders_page(SINCE)).orders
    assert [each.id for each in got.lines] == [each["id"] for each in lines]
    first, second = got.fulfillment_orders
    assert [each.id for each in first.lines] == [each["id"] for each in places]
    assert (second.location_id, len(second.lines)) == ("gid://shopify/Location/8", 1)
    assert [each.title for each in got.shipping_lines] == ["a", "b"]
    assert shop.says == []


async def test_a_line_that_comes_on_two_pages_is_malformed_and_not_counted_twice(
    client: ShopifyClient, shop: Shop
):
    shop.will(
        {"orders": page([order(lineItems=page([line(1)], after="l1"))])},
        {"order": {"id": "gid://shopify/Order/1001", "lineItems": page([line(1)])}},
    )
    with pytest.raises(Malformed, match="two pages"):
        await client.orders_page(SINCE)


async def test_lines_without_variant_address_or_customer_are_read_as_they_are(
    client: ShopifyClient, shop: Shop
):
    custom = line(
        1, sku=None, variant=None, taxLines=[{"title": "VAT", "rate": None, "priceSet": money("0")}]
    )
    nowhere = standing(5, page([{**standing_line(1), "inventoryItemId": None}]), place=None)
    shop.will(
        {
            "order": order(
                lineItems=page([custom]),
                fulfillmentOrders=page([nowhere]),
                displayFinancialStatus=None,
                cancelledAt="2026-11-23T08:30:00Z",
            )
        }
    )
    got = await client.order("gid://shopify/Order/1001")
    assert got is not None
    assert (got.lines[0].sku, got.lines[0].variant_id, got.lines[0].tracked) == (None, None, None)
    assert (got.customer, got.shipping_address, got.financial_status) == (None, None, None)
    assert got.fulfillment_orders[0].location_id is None
    assert got.cancelled_at == datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


async def test_personal_data_that_shopify_holds_back_leaves_nulls_and_no_error(
    client: ShopifyClient, shop: Shop
):
    address: dict[str, str | None] = dict.fromkeys(
        field.validation_alias or name
        for name, field in Address.model_fields.items()
        if isinstance(field.validation_alias or name, str)
    )
    customer = {
        "id": "gid://shopify/Customer/1",
        "firstName": None,
        "lastName": None,
        "displayName": None,
        "defaultEmailAddress": {"emailAddress": None},
        "defaultPhoneNumber": None,
    }
    address["countryCodeV2"] = "GB"
    shop.will({"order": order(customer=customer, shippingAddress=address)})
    got = await client.order("gid://shopify/Order/1001")
    assert got is not None
    assert got.customer is not None
    assert (got.customer.id, got.customer.email, got.customer.phone) == (
        "gid://shopify/Customer/1",
        None,
        None,
    )
    assert got.shipping_address is not None
    assert (got.shipping_address.country_code, got.shipping_address.name) == ("GB", None)


async def test_an_order_that_does_not_exist_is_none(client: ShopifyClient, shop: Shop):
    shop.will({"order": None})
    assert await client.order("gid://shopify/Order/1") is None


@pytest.mark.parametrize(
    "broken",
    [
        order(lineItems=page([line(1, quantity=-1)])),
        order(lineItems=page([line(1, discountedUnitPriceAfterAllDiscountsSet=money("free"))])),
        order(updatedAt="2026-11-23T09:00:00"),
        order(lineItems=None),
        {key: value for key, value in order().items() if key != "cancelledAt"},
    ],
    ids=["negative units", "no price", "time without zone", "no lines", "cancelled or not?"],
)
async def test_an_order_that_cannot_be_is_malformed_and_shows_nobodys_data(
    client: ShopifyClient, shop: Shop, broken: dict[str, Any]
):
    shop.will({"order": {**broken, "name": "Jane Doe"}})
    with pytest.raises(Malformed) as raised:
        await client.order("gid://shopify/Order/1001")
    assert "Jane" not in str(raised.value)
