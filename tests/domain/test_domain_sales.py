"""What the Cin7 sale of an order says, to the penny."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from domain import sale_json
from domain.codes import ChargeKind
from domain.intake import Accepted, validate
from domain.orders import ShippingCharge, ShopLine, ShopOrder
from domain.rules import Rules
from domain.sales import SaleDraft, sale_draft

Order = Callable[..., ShopOrder]
Line = Callable[..., ShopLine]
CARRIAGE = ShippingCharge("DPD", Decimal("4.95"))


def drafted(order: ShopOrder, rules: Rules) -> SaleDraft:
    accepted = validate(order, {"85123A", "22423"}, rules.codes)
    assert isinstance(accepted, Accepted)
    return sale_draft(order, accepted, rules.stores["uk"], rules.warehouses["north"], rules.codes)


def test_the_sale_bears_the_orders_names_and_the_routed_warehouse(
    order: Order, rules: Rules
) -> None:
    draft = drafted(order(note="ring twice"), rules)
    assert draft.external_id == "uk.myshopify.example/123"
    assert draft.customer_reference == "uk #1001"
    assert draft.location == "North Warehouse"
    assert draft.customer == "Shopify UK"
    assert draft.tax_rule == "No VAT"
    assert draft.note == "ring twice"


def test_every_line_and_charge_is_on_the_sale(order: Order, line: Line, rules: Rules) -> None:
    draft = drafted(
        order(
            line("85123A", 6, "2.555"),
            line("POST", 2, "18", has_variant=False),
            line("D", 1, "5.00", has_variant=False),
            shipping=(ShippingCharge("DPD", Decimal("4.95")), ShippingCharge("Free", Decimal(0))),
        ),
        rules,
    )
    assert [(part.sku, part.units, part.total) for part in draft.lines] == [
        ("85123A", 6, Decimal("15.3300"))
    ]
    assert [(c.kind, c.service, c.description, c.total) for c in draft.charges] == [
        (ChargeKind.CHARGE, "Carriage", "POST Thing POST", Decimal(36)),
        (ChargeKind.DISCOUNT, "Discount", "D Thing D", Decimal(-5)),
        (ChargeKind.CHARGE, "Carriage", "Shipping - DPD", Decimal("4.95")),
    ]
    assert draft.total == Decimal("51.28")


def test_each_line_says_which_line_of_the_order_it_is(
    order: Order, line: Line, rules: Rules
) -> None:
    two = (line("22423", 1, line_id="gid://shopify/LineItem/7"), line("22423", 2))
    draft = drafted(order(*two), rules)
    assert [(part.line_id, part.units) for part in draft.lines] == [
        ("gid://shopify/LineItem/7", 1),
        ("gid://shopify/LineItem/22423", 2),
    ]


def test_a_draft_is_kept_and_read_back_whole(order: Order, line: Line, rules: Rules) -> None:
    draft = drafted(order(line("22423", 3, "0.33"), shipping=(CARRIAGE,)), rules)
    assert sale_json.from_dict(sale_json.to_dict(draft)) == draft


def test_a_draft_of_before_line_ids_were_kept_can_still_be_read(order: Order, rules: Rules) -> None:
    draft = drafted(order(), rules)
    told = sale_json.to_dict(draft)
    for kept in told["lines"]:
        del kept["line_id"]
    read = sale_json.from_dict(told)
    assert [(part.sku, part.units, part.line_id) for part in read.lines] == [("85123A", 1, "")]


@pytest.mark.parametrize("price", ["5.00", "-5.00"])
def test_a_discount_always_lowers_the_sale(
    order: Order, line: Line, rules: Rules, price: str
) -> None:
    draft = drafted(order(line("22423", 1, "10"), line("D", 1, price, has_variant=False)), rules)
    assert draft.total == Decimal(5)


@pytest.mark.parametrize(
    ("included", "before_tax", "total"), [(True, "10.00", "12.00"), (False, "12.00", "14.00")]
)
def test_tax_is_in_the_prices_or_comes_on_top(
    order: Order, line: Line, rules: Rules, included: bool, before_tax: str, total: str
) -> None:
    told = order(line("22423", 1, "12.00", tax=Decimal(2)), taxes_included=included)
    draft = drafted(told, rules)
    assert (draft.before_tax, draft.tax, draft.total) == (
        Decimal(before_tax),
        Decimal(2),
        Decimal(total),
    )


def test_lines_have_four_places_and_add_up_as_cin7_adds_them(
    order: Order, line: Line, rules: Rules
) -> None:
    draft = drafted(order(line("22423", 3, "0.33335")), rules)
    assert draft.lines[0].price == Decimal("0.3334")
    assert draft.lines[0].total == draft.lines[0].price * 3 == draft.total
