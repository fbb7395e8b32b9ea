"""A list is read to its end or not at all: an incomplete read changes nothing."""

from datetime import UTC, datetime

import httpx
import pytest

from clients.cin7.errors import IncompleteScan
from clients.errors import Malformed, Unreachable
from clients.pace import Lane
from tests.clients.cin7.scripted_cin7 import pages_of, sale_row, says, stock_row

AVAILABILITY = "ProductAvailabilityList"


def page(total: object, number: object, rows: list[object], key: str = AVAILABILITY):
    return says({"Total": total, "Page": number, key: rows})


@pytest.mark.parametrize(
    ("rows", "calls"),
    [(0, 1), (1, 1), (3, 1), (4, 2), (6, 2), (7, 3)],
    ids=lambda number: str(number),
)
async def test_a_scan_takes_no_more_calls_than_there_are_pages(cin7, rows, calls) -> None:
    client, vendor = cin7(pages_of(AVAILABILITY, map(stock_row, range(rows))), page_size=3)
    found = await client.availability(lane=Lane.IDLE)
    assert [row.sku for row in found] == [f"SKU-{number}" for number in range(rows)]
    assert len(vendor.asked) == calls
    assert vendor.lanes == [Lane.IDLE] * calls


A, B, C, D = (stock_row(number) for number in range(4))

BROKEN = {
    "a page is short": [page(4, 1, [A, B]), page(4, 2, [C])],
    "the first page is short": [page(4, 1, [A]), page(4, 2, [B, C])],
    "the last page is empty": [page(3, 1, [A, B]), page(3, 2, [])],
    "the first page is empty": [page(3, 1, [])],
    "the list is missing": [says({"Total": 3, "Page": 1})],
    "a row comes again on the next page": [page(4, 1, [A, B]), page(4, 2, [B, C])],
    "a row comes twice on one page": [page(2, 1, [A, A])],
    "a row comes twice and the rest adds up": [page(2, 1, [A, A]), page(2, 2, [B])],
    "the total grows": [page(3, 1, [A, B]), page(4, 2, [C, D])],
    "the total shrinks": [page(4, 1, [A, B]), page(3, 2, [C])],
    "more rows than the total": [page(1, 1, [A, B])],
    "rows, and a total of none": [page(0, 1, [A])],
    "the page number is not heeded": [page(4, 1, [A, B]), page(4, 1, [C, D])],
}


@pytest.mark.parametrize("answers", BROKEN.values(), ids=BROKEN.keys())
async def test_a_scan_that_does_not_add_up_gives_nothing_and_may_be_begun_again(
    cin7, answers
) -> None:
    client, _ = cin7(*answers, page_size=2)
    with pytest.raises(IncompleteScan) as caught:
        await client.availability()
    assert isinstance(caught.value, Malformed)
    assert caught.value.transient


async def test_a_short_page_spoils_the_scan_at_once_and_costs_no_further_calls(cin7) -> None:
    client, vendor = cin7(page(6, 1, [A, B]), page(6, 2, [C]), page(6, 3, [D]), page_size=2)
    with pytest.raises(IncompleteScan, match="3 rows came of 6"):
        await client.availability()
    assert len(vendor.asked) == 2


@pytest.mark.parametrize(
    "answer",
    [
        page(None, 1, [A]),
        page(-1, 1, [A]),
        page("many", 1, [A]),
        says({"ProductAvailabilityList": [A]}),
        page(1, 1, [{**A, "OnHand": None}]),
        page(1, 1, [{**A, "Available": "NaN"}]),
        page(1, 1, [{**A, "Allocated": 10**12}]),
        page(1, 1, [{key: value for key, value in A.items() if key != "SKU"}]),
        page(1, 1, ["A"]),
    ],
    ids=[
        "no total",
        "a total below zero",
        "a total in words",
        "no total at all",
        "no count",
        "a count that is no number",
        "a count beyond belief",
        "no SKU",
        "a row that is no row",
    ],
)
async def test_a_page_with_a_wrong_field_spoils_the_scan(cin7, answer) -> None:
    client, _ = cin7(answer)
    with pytest.raises(Malformed) as caught:
        await client.availability()
    assert not caught.value.transient


async def test_a_page_that_is_lost_spoils_the_scan(cin7) -> None:
    client, _ = cin7(page(4, 1, [A, B]), httpx.ReadTimeout("late"), page_size=2)
    with pytest.raises(Unreachable):
        await client.availability()


async def test_places_of_one_product_are_rows_of_their_own(cin7) -> None:
    places = [
        {},
        {"Location": "Second Warehouse"},
        {"Bin": "Bin 1"},
        {"Batch": "B1"},
        {"Batch": "B1", "ExpiryDate": "2027-01-31T00:00:00"},
    ]
    rows = [stock_row(1, **place) for place in places]
    client, _ = cin7(pages_of(AVAILABILITY, rows))
    assert len(await client.availability()) == 5


async def test_a_smaller_page_than_asked_for_is_no_fault_when_all_rows_come(cin7) -> None:
    client, vendor = cin7(page(3, 1, [A, B]), page(3, 2, [C]), page_size=1000)
    assert len(await client.availability()) == 3
    assert vendor.asked[0].url.params["Limit"] == "1000"


async def test_one_sku_means_that_sku_character_for_character(cin7) -> None:
    rows = [
        stock_row(1, SKU="AB-1"),
        stock_row(2, SKU="ab-1"),
        stock_row(3, SKU="AB-10"),
        stock_row(4, SKU="AB-1", Location="Second Warehouse", ID="00000001-0000"),
        stock_row(5, SKU="AB-1 "),
    ]
    client, vendor = cin7(pages_of(AVAILABILITY, rows))
    found = await client.availability("AB-1")
    assert {row.location for row in found} == {"Main Warehouse", "Second Warehouse"}
    assert {row.sku for row in found} == {"AB-1"}
    assert vendor.asked[0].url.params["Sku"] == "AB-1"


async def test_an_odd_sku_is_asked_for_as_it_is(cin7) -> None:
    client, vendor = cin7(pages_of(AVAILABILITY, [stock_row(1, SKU="A&B #1+2%/é")]))
    assert len(await client.availability("A&B #1+2%/é")) == 1
    assert vendor.asked[0].url.params["Sku"] == "A&B #1+2%/é"


async def test_a_search_reads_every_page_and_gives_each_sale_once(cin7) -> None:
    first = page(3, 1, [sale_row(3), sale_row(2)], "SaleList")
    later = page(4, 2, [sale_row(2, Status="VOIDED"), sale_row(1)], "SaleList")
    last = page(4, 3, [sale_row(4)], "SaleList")
    client, vendor = cin7(first, later, last, page_size=2)
    found = await client.find_sales("uk #1")
    assert [row.customer_reference for row in found] == ["uk #3", "uk #2", "uk #1", "uk #4"]
    assert found[1].is_voided  # what was read later is what it is now
    assert vendor.asked[0].url.params["Search"] == "uk #1"


async def test_a_search_of_which_a_sale_is_missing_finds_nothing(cin7) -> None:
    first = page(3, 1, [sale_row(3), sale_row(2)], "SaleList")
    again = page(3, 2, [sale_row(2)], "SaleList")
    client, _ = cin7(first, again, page_size=2)
    with pytest.raises(IncompleteScan):
        await client.find_sales("uk #1")


async def test_a_search_ends_when_the_vendor_gives_the_first_page_again_and_again(cin7) -> None:
    same = says({"Total": 5, "SaleList": [sale_row(1), sale_row(2)]})  # no echo of the page
    client, vendor = cin7(same, page_size=2)
    with pytest.raises(IncompleteScan):
        await client.find_sales("uk")
    assert len(vendor.asked) == 2


async def test_sales_are_the_same_whatever_the_case_of_their_id(cin7) -> None:
    upper = sale_row(1, SaleID="ABCDEF00-0000-4000-8000-000000000001")
    lower = sale_row(1, SaleID="abcdef00-0000-4000-8000-000000000001")
    client, _ = cin7(page(1, 1, [upper, lower], "SaleList"))
    assert len(await client.find_sales("uk #1")) == 1


async def test_purchases_are_asked_for_in_utc_as_the_vendor_writes_it(cin7) -> None:
    row = {
        "ID": "P1",
        "OrderNumber": "PO-00001",
        "Status": "ORDERED",
        "LastUpdatedDate": "2026-11-23T10:00:00Z",
    }
    client, vendor = cin7(pages_of("PurchaseList", [row]))
    since = datetime.fromisoformat("2026-11-23T11:30:00.123987+01:00")
    (found,) = await client.purchases(since)
    assert found.last_updated_date == datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert vendor.asked[0].url.params["UpdatedSince"] == "2026-11-23T10:30:00.123"


async def test_a_purchase_that_moves_to_another_page_meanwhile_is_told_once(cin7) -> None:
    one, two, three = (
        {"ID": f"P{n}", "OrderNumber": f"PO-{n}", "Status": "X", "LastUpdatedDate": "2026-11-23"}
        for n in (1, 2, 3)
    )
    first = page(2, 1, [one, two], "PurchaseList")
    client, _ = cin7(first, page_size=2)
    since = datetime(2026, 11, 23, tzinfo=UTC)
    assert len(await client.purchases(since)) == 2
    moved = page(3, 2, [two, three], "PurchaseList")
    client, _ = cin7(page(3, 1, [one, two], "PurchaseList"), moved, page_size=2)
    assert [row.id for row in await client.purchases(since)] == ["p1", "p2", "p3"]


async def test_a_time_without_a_zone_is_not_guessed(cin7) -> None:
    client, vendor = cin7(pages_of("PurchaseList", []))
    with pytest.raises(ValueError, match="zone"):
        await client.purchases(datetime(2026, 11, 23))  # noqa: DTZ001
    assert vendor.asked == []


async def test_a_product_is_found_by_its_sku_character_for_character(cin7) -> None:
    rows = [{"ID": str(n), "SKU": sku} for n, sku in enumerate(["85123A", "85123a", "85123AB"])]
    client, _ = cin7(pages_of("Products", rows))
    found = await client.product_by_sku("85123a")
    assert found is not None
    assert found.id == "1"
    assert await client.product_by_sku("85123") is None


async def test_two_products_of_one_sku_are_a_matter_for_a_person(cin7) -> None:
    rows = [{"ID": "1", "SKU": "A"}, {"ID": "2", "SKU": "A"}]
    client, _ = cin7(pages_of("Products", rows))
    with pytest.raises(Malformed, match="2 products have one SKU"):
        await client.product_by_sku("A")


@pytest.mark.parametrize("size", [0, -1, 1001])
def test_a_page_size_the_vendor_does_not_know_is_refused_before_anything_is_sent(
    cin7, size
) -> None:
    with pytest.raises(ValueError, match="1 to 1000"):
        cin7(httpx.Response(200), page_size=size)
