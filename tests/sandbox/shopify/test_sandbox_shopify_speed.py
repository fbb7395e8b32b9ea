"""The sandbox is quick enough to be asked thousands of times a minute (processor time)."""

import time
from collections.abc import Awaitable, Callable

from tests.sandbox.shopify.merchant import LEEDS, LONDON, Merchant

ITEMS = """
query Items { inventoryItems(first: 250) { nodes { id sku tracked
  inventoryLevels(first: 10) { nodes { id isActive location { id }
    quantities(names: ["available", "on_hand", "committed"]) { name quantity } } } }
  pageInfo { hasNextPage endCursor } } }
"""


async def best_of_three(act: Callable[[int], Awaitable[object]]) -> float:
    """Seconds of the processor's time."""
    taken = []
    for turn in range(3):
        start = time.process_time()
        await act(turn)
        taken.append(time.process_time() - start)
    return min(taken)


async def test_a_page_of_250_items_at_three_locations_and_a_write_of_250_rows(
    merchant: Merchant,
) -> None:
    merchant.shop.add_location(103, "Bristol", "GB")
    for number in range(250):
        merchant.shop.add_item(f"S{number}", "Small", "1", levels={LONDON: 9, LEEDS: 9, 103: 9})
    rows = [(f"S{number}", LONDON, 0, None) for number in range(250)]

    async def write(turn: int) -> object:
        return await merchant.set(*((sku, at, turn, was) for sku, at, _, was in rows))

    assert await best_of_three(lambda _: merchant.ask(ITEMS)) < 0.3
    assert await best_of_three(write) < 0.3
