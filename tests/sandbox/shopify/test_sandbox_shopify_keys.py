"""``@idempotent``: nothing is done twice, and the oddities around it."""

from typing import Any

import pytest

from sandbox.journal import CountWritten
from tests.sandbox.shopify.merchant import LONDON, SET, Merchant, codes

DAY = 24 * 3600


def written(merchant: Merchant) -> list[int]:
    return [event.value for event in merchant.events(CountWritten)]


async def test_a_repeat_after_success_is_told_that_it_is_stale_as_observed(
    merchant: Merchant,
) -> None:
    first = await merchant.set(("TEE", LONDON, 7, 10), key="a")
    again = await merchant.set(("TEE", LONDON, 7, 10), key="a")

    assert first["userErrors"] == []
    assert codes(again["userErrors"]) == ["CHANGE_FROM_QUANTITY_STALE"]
    assert written(merchant) == [7]


async def test_a_repeat_after_success_may_rebuild_the_success(merchant: Merchant) -> None:
    merchant.world.shopify_switches.replay = "rebuilt"
    first = await merchant.set(("TEE", LONDON, 7, 10), key="a")
    again = await merchant.set(("TEE", LONDON, 7, 10), key="a")

    assert again == first
    assert written(merchant) == [7]


@pytest.mark.parametrize("replay", ["cas_first", "rebuilt"])
async def test_a_repeat_that_compares_nothing_is_not_applied_again_either(
    merchant: Merchant, replay: Any
) -> None:
    merchant.world.shopify_switches.replay = replay
    await merchant.set(("TEE", LONDON, 7, None), key="a")
    merchant.sell(("TEE", 2))
    again = await merchant.set(("TEE", LONDON, 7, None), key="a")

    assert again["userErrors"] == []
    assert merchant.counts("TEE")["available"] == 5
    assert written(merchant) == [7]


async def test_the_same_key_for_something_else_is_refused(merchant: Merchant) -> None:
    await merchant.set(("TEE", LONDON, 7, 10), key="a")
    other = await merchant.set(("TEE", LONDON, 6, 7), key="a")

    assert codes(other["userErrors"]) == ["IDEMPOTENCY_KEY_PARAMETER_MISMATCH"]
    assert merchant.counts("TEE")["available"] == 7


async def test_a_key_is_forgotten_a_day_after_its_first_use(merchant: Merchant) -> None:
    await merchant.set(("TEE", LONDON, 7, 10), key="a")
    await merchant.world.advance(DAY - 1)
    refused = await merchant.set(("TEE", LONDON, 6, 7), key="a")
    await merchant.world.advance(1)
    accepted = await merchant.set(("TEE", LONDON, 6, 7), key="a")

    assert refused["userErrors"] != []
    assert accepted["userErrors"] == []


async def test_the_key_of_a_refused_call_is_spent(merchant: Merchant) -> None:
    await merchant.set(("TEE", LONDON, 7, 99), key="a")
    merchant.shop.hand_edit("TEE", LONDON, 99)
    again = await merchant.set(("TEE", LONDON, 7, 99), key="a")

    assert codes(again["userErrors"]) == ["IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED"]
    assert merchant.counts("TEE")["available"] == 99


async def test_the_key_of_a_refused_call_may_be_forgotten_by_switch(merchant: Merchant) -> None:
    merchant.world.shopify_switches.failed_key = "forgotten"
    await merchant.set(("TEE", LONDON, 7, 99), key="a")
    merchant.shop.hand_edit("TEE", LONDON, 99)
    again = await merchant.set(("TEE", LONDON, 7, 99), key="a")

    assert again["userErrors"] == []


async def test_without_the_directive_nothing_happens(merchant: Merchant) -> None:
    bare = SET.replace("@idempotent(key: $key)", "").replace(", $key: String!", "")
    wanted = merchant.wanted(("TEE", LONDON, 1, 10))
    answer = (await merchant.post(bare, {"input": wanted})).json()

    assert answer["data"] == {"inventorySetQuantities": None}
    assert answer["errors"][0]["message"] == (
        "The @idempotent directive is required for this mutation but was not provided."
    )
    assert answer["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}
    assert answer["errors"][0]["path"] == ["inventorySetQuantities"]


async def test_the_journal_knows_a_write_by_its_key(merchant: Merchant) -> None:
    await merchant.set(("TEE", LONDON, 7, 10), key="batch-1")

    call = merchant.last_call()
    assert (call.operation, call.write, call.outcome, call.changed, call.ref) == (
        "inventorySetQuantities",
        True,
        "ok",
        True,
        "batch-1",
    )
    assert merchant.events(CountWritten)[0].key == "batch-1"


async def test_a_call_that_is_still_under_way_holds_its_key(merchant: Merchant) -> None:
    merchant.world.faults.plan(merchant.shop.system, "inventorySetQuantities", ["late:30"])
    wanted = merchant.wanted(("TEE", LONDON, 7, 10))
    lost = await merchant.post(SET, {"input": wanted, "key": "a"})
    early = await merchant.ask(SET, input=wanted, key="a")
    await merchant.world.advance(30)
    after = await merchant.ask(SET, input=wanted, key="a")

    assert lost.status_code == 504
    assert codes(early["inventorySetQuantities"]["userErrors"]) == [
        "IDEMPOTENCY_CONCURRENT_REQUEST"
    ]
    assert codes(after["inventorySetQuantities"]["userErrors"]) == ["CHANGE_FROM_QUANTITY_STALE"]
    assert written(merchant) == [7]


async def test_a_call_that_is_overtaken_by_its_own_repeat_is_not_applied_twice(
    merchant: Merchant,
) -> None:
    merchant.world.shopify_switches.late_holds_key = False
    merchant.world.faults.plan(merchant.shop.system, "SetQuantities", ["late:30"])
    wanted = merchant.wanted(("TEE", LONDON, 7, None))
    await merchant.post(SET, {"input": wanted, "key": "a"})
    await merchant.ask(SET, input=wanted, key="a")
    merchant.sell(("TEE", 1))
    await merchant.world.advance(30)

    assert written(merchant) == [7]
    assert merchant.counts("TEE")["available"] == 6
