"""A list is read to its end or not at all."""

import pytest

from clients.errors import Malformed
from clients.shipstation.errors import IncompleteScan
from tests.clients.shipstation.scripted_shipstation import label, page, pages_of, says


async def test_every_page_is_read_and_each_label_comes_once(shipstation) -> None:
    client, vendor = shipstation(pages_of("labels", [label(n) for n in range(1, 8)]), page_size=3)
    found = await client.labels()
    assert [each.label_id for each in found] == [f"se-{n}" for n in range(1, 8)]
    assert len(vendor.asked) == 3


async def test_an_empty_list_is_empty(shipstation) -> None:
    client, _ = shipstation(says(page("labels", [], pages=0)))
    assert await client.labels() == ()


async def test_a_list_that_grows_meanwhile_is_read_on(shipstation) -> None:
    client, _ = shipstation(
        says(page("labels", [label(1), label(2)], total=3, pages=2)),
        says(page("labels", [label(2), label(3)], total=4, page=2, pages=3)),
        says(page("labels", [label(4)], total=4, page=3, pages=3)),
    )
    assert len(await client.labels()) == 4


SPOILT = {
    "the total shrinks": [
        page("labels", [label(1)], total=3, pages=3),
        page("labels", [label(2)], total=2, page=2, pages=3),
    ],
    "another page comes": [
        page("labels", [label(1)], total=3, pages=3),
        page("labels", [label(2)], total=3, page=3, pages=3),
    ],
    "rows are missing at the end": [page("labels", [label(1)], total=3)],
    "a page has nothing new": [
        page("labels", [label(1)], total=3, pages=3),
        page("labels", [label(1)], total=3, page=2, pages=3),
    ],
    "no rows at all": [{"total": 1, "page": 1, "pages": 1}],
}


@pytest.mark.parametrize("pages", SPOILT.values(), ids=SPOILT.keys())
async def test_pages_that_dont_add_up_are_not_used(shipstation, pages) -> None:
    client, _ = shipstation(*map(says, pages))
    with pytest.raises(IncompleteScan) as caught:
        await client.labels()
    assert caught.value.transient


@pytest.mark.parametrize("broken", [{}, [], {"total": -1, "page": 1, "pages": 1}, "x"])
async def test_what_is_no_page_is_malformed(shipstation, broken) -> None:
    client, _ = shipstation(says(broken))
    with pytest.raises(Malformed):
        await client.shipments()


@pytest.mark.parametrize("size", [0, 101])
def test_a_page_size_that_nobody_promised_is_refused(shipstation, size) -> None:
    with pytest.raises(ValueError, match="1 to 100"):
        shipstation(page_size=size)


@pytest.mark.parametrize(
    ("change", "tellable"),
    [
        ({}, True),
        ({"status": "processing"}, False),
        ({"voided": True}, False),
        ({"status": "voided"}, False),
        ({"is_return_label": True}, False),
        ({"tracking_number": None}, False),
    ],
    ids=str,
)
async def test_only_a_live_outbound_label_with_a_number_is_told(
    shipstation, change, tellable
) -> None:
    client, _ = shipstation(says(label(**change)))
    assert (await client.label("se-1")).is_tellable is tellable
