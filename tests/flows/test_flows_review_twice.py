"""Two runs that read the same thing at once do it once."""

from pydantic import SecretStr

from flows.ingest_orders import ingest_orders
from flows.sync_stock import sync_stock
from tasks.outside import Standing
from tasks.subscriptions import subscribe_cin7
from tests.town import BEARER, Town

RECEIVER = "http://127.0.0.1:9"


async def test_a_subscription_that_another_run_made_since_we_listed_is_not_made_again(
    town: Town,
) -> None:
    client, met = town.outside.cin7, []
    webhooks = client.webhooks

    async def then_another_run(*args: object, **kwargs: object) -> object:
        listed = await webhooks(*args, **kwargs)  # type: ignore[arg-type]
        if not met:
            met.append(True)
            with Standing(town.as_another_run("the other run")):
                await subscribe_cin7(RECEIVER, SecretStr(BEARER), False)
        return listed

    client.webhooks = then_another_run  # type: ignore[method-assign]
    await subscribe_cin7(RECEIVER, SecretStr(BEARER), False)
    kinds = [hook.kind for hook in town.world.cin7.hooks._hooks]
    assert len(kinds) == len(set(kinds))


async def test_a_part_that_another_run_moved_meanwhile_is_not_moved_again(town: Town) -> None:
    town.stock("MUG", {"north": 10}, shown={"main": 4, "north": 10})
    await ingest_orders.fn()
    await sync_stock.fn()
    town.shop("uk").hand_edit("MUG", 101, 4)
    town.sell("uk", ("MUG", 2), name="#1001")
    shop, met = town.outside.shops["uk"], []
    order = shop.order

    async def after_another_run(*args: object, **kwargs: object) -> object:
        if not met:
            met.append(True)
            with Standing(town.as_another_run("the other run")):
                await ingest_orders.fn()
        return await order(*args, **kwargs)  # type: ignore[arg-type]

    shop.order = after_another_run  # type: ignore[method-assign]
    await ingest_orders.fn()
    assert met
    assert town.calls("shopify:uk").count("fulfillmentOrderMove") == 1
    (placed,) = town.shop("uk").orders.by_id.values()
    assert {part.location.id for part in placed.fulfillment_orders if part.is_open} == {102}


async def test_a_part_that_was_moved_beside_another_is_known_by_its_own_name(town: Town) -> None:
    town.stock("MUG", {"north": 10}, shown={"north": 0, "south": 4})
    town.stock("CUP", {"north": 10})
    await ingest_orders.fn()
    town.sell("uk", ("CUP", 1), ("MUG", 2), name="#1001")
    uk = "shopify:uk.myshopify.example"
    town.world.faults.plan(uk, "fulfillmentOrderMove", ["lost-after"])
    await ingest_orders.fn()
    await town.world.advance(100)
    await ingest_orders.fn()
    (placed,) = town.shop("uk").orders.by_id.values()
    parts = [part for part in placed.fulfillment_orders if part.is_open]
    assert {part.location.id for part in parts} == {102}
    assert len(parts) == 2
    books = town.books()
    assert books.promises["7"] == 0, books.breaches["7"]
