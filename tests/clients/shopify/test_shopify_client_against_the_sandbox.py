"""Every method of the client, over HTTP, against the pretend shop and its refusals."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest
from graphql import parse, validate

from clients.errors import Denied, LeaseLost, Malformed, OutcomeUnknown, Throttled, Unreachable
from clients.http import before_send
from clients.pace import Lane
from clients.shopify import ClientCredentials, ShopifyClient, StaticToken, errors
from clients.shopify.documents import LearnedCosts, document, operations
from clients.shopify.models import LevelChange
from clients.shopify.order_models import Order
from clients.shopify.shop import NEEDED_SCOPES
from clients.shopify.tokens import TokenSource
from clients.shopify.webhooks import read_delivery, verify
from sandbox.app import create_app
from sandbox.clock import ManualClock
from sandbox.shopify.checkout import CheckoutLine
from sandbox.shopify.schema import schema
from sandbox.shopify.state import Shop
from sandbox.world import World

DOMAIN = "uk.myshopify.example"
TOKEN = "shpat_sandbox"
LEEDS, BRISTOL = 101, 102
MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
REFERENCE = "gid://stocksteady/StockRead/20261123T080000.000000Z-b"


@dataclass
class OnTheSandboxsClock:
    """A pace that never waits, and a sleep that moves the sandbox's clock."""

    clock: ManualClock
    slept: list[float] = field(default_factory=list)
    points: list[float] = field(default_factory=list)

    async def wait(self, lane: Lane, cost: float = 1) -> None:
        return None

    def told(self, *, available: float, maximum: float, restore_per_second: float) -> None:
        self.points.append(available)

    def refused(self, wait_seconds: float) -> None:
        return None

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.clock.advance(seconds)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(MORNING)


@pytest.fixture
def world(clock: ManualClock) -> World:
    return World(clock)


@pytest.fixture
def shop(world: World) -> Shop:
    made = world.add_shop(DOMAIN, "UK")
    made.add_location(LEEDS, "Leeds", "GB")
    made.add_location(BRISTOL, "Bristol", "GB")
    made.static_tokens.add(TOKEN)
    return made


@pytest.fixture
def time(clock: ManualClock) -> OnTheSandboxsClock:
    return OnTheSandboxsClock(clock)


@pytest.fixture
async def http(world: World) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(create_app(world))
    async with httpx.AsyncClient(transport=transport) as client:
        yield client


Opener = Callable[..., ShopifyClient]


@pytest.fixture
def opened(http: httpx.AsyncClient, shop: Shop, time: OnTheSandboxsClock) -> Opener:
    def build(token: TokenSource | None = None, domain: str = DOMAIN) -> ShopifyClient:
        return ShopifyClient(
            http,
            base_url=f"http://sandbox/shopify/{domain}",
            token=token or StaticToken(TOKEN),
            pace=time,
            sleep=time.sleep,
            costs=LearnedCosts(),
        )

    return build


@pytest.fixture
def client(opened: Opener) -> ShopifyClient:
    return opened()


def stock(shop: Shop, sku: str = "TEE-1", *, tracked: bool = True, **levels: int) -> str:
    """Put a SKU on sale; returns the gid of its inventory item."""
    numbers = {"leeds": LEEDS, "bristol": BRISTOL}
    counts = {numbers[name]: units for name, units in levels.items()}
    _, item = shop.add_item(sku, sku, "10.00", tracked=tracked, levels=counts)
    return f"gid://shopify/InventoryItem/{item}"


def place(number: int) -> str:
    return f"gid://shopify/Location/{number}"


def buy(shop: Shop, *wanted: tuple[str, int], **more: Any) -> int:
    lines = [CheckoutLine(sku, units, "10.00", sku) for sku, units in wanted]
    bought = shop.checkout(lines, country="GB", customer="Ann Onymous", **more)
    assert bought.order_id is not None
    return bought.order_id


def gid(order: int) -> str:
    return f"gid://shopify/Order/{order}"


async def shown(client: ShopifyClient, item: str) -> dict[str, tuple[int, int, int]]:
    (counts,) = await client.counts_of([item])
    return {
        level.location_id: (level.available, level.on_hand, level.committed)
        for level in counts.levels
    }


# -- reading ---------------------------------------------------------------------------------


async def test_the_shop_says_who_it_is_and_grants_what_we_need(client: ShopifyClient):
    got = await client.probe()
    assert (got.shop_domain, got.name, got.currency) == (DOMAIN, "UK", "GBP")
    assert got.missing(NEEDED_SCOPES) == frozenset()


async def test_locations_bear_the_numbers_of_the_rules(client: ShopifyClient):
    got = await client.locations()
    assert [(each.legacy_id, each.name, each.is_active) for each in got] == [
        (LEEDS, "Leeds", True),
        (BRISTOL, "Bristol", True),
    ]
    assert got[0].id == place(LEEDS)


async def test_all_pages_of_counts_together_are_the_catalogue(client: ShopifyClient, shop: Shop):
    wanted = {stock(shop, f"SKU-{number}", leeds=number) for number in range(7)}
    seen, after = [], None
    while True:
        page = await client.counts_page(after, first=3)
        seen += page.items
        after = page.next
        if after is None:
            break
    assert {each.id for each in seen} == wanted
    assert len(seen) == 7


async def test_an_item_stocked_at_many_locations_is_read_whole(client: ShopifyClient, shop: Shop):
    for number in range(200, 223):
        shop.add_location(number, f"Place {number}", "GB")
    _, item = shop.add_item("WIDE", "Wide", "1", levels={number: 1 for number in range(200, 223)})
    (counts,) = (await client.counts_page()).items
    assert counts.id == f"gid://shopify/InventoryItem/{item}"
    assert sorted(level.location_id for level in counts.levels) == [
        place(number) for number in range(200, 223)
    ]


async def test_counts_show_what_is_sold_and_not_shipped(client: ShopifyClient, shop: Shop):
    item = stock(shop, leeds=10)
    buy(shop, ("TEE-1", 3))
    assert await shown(client, item) == {place(LEEDS): (7, 10, 3)}


async def test_a_deleted_item_is_named_as_missing(client: ShopifyClient, shop: Shop):
    item = stock(shop, leeds=1)
    gone = "gid://shopify/InventoryItem/999"
    found = await client.counts_of([gone, item])
    assert [each.id for each in found] == [item]
    assert found.missing == (gone,)


async def test_an_item_is_found_by_its_exact_sku(client: ShopifyClient, shop: Shop):
    item = stock(shop, "85123A", leeds=1)
    stock(shop, "85123a", leeds=1)
    stock(shop, "85123", leeds=1)
    assert [each.id for each in await client.items_by_sku("85123A")] == [item]
    assert await client.items_by_sku("8512") == []


async def test_a_sku_with_quotes_and_spaces_is_found(client: ShopifyClient, shop: Shop):
    item = stock(shop, 'PIPE 12" A\\B', leeds=1)
    assert [each.id for each in await client.items_by_sku('PIPE 12" A\\B')] == [item]


# -- orders ----------------------------------------------------------------------------------


async def test_an_order_is_read_with_lines_charges_and_where_it_stands(
    client: ShopifyClient, shop: Shop
):
    item = stock(shop, leeds=10)
    stock(shop, "GIFT", tracked=False, leeds=0)
    number = buy(shop, ("TEE-1", 3), ("GIFT", 1), shipping="4.50")
    got = await client.order(gid(number))
    assert isinstance(got, Order)
    assert (got.legacy_id, got.financial_status, got.currency) == (number, "PAID", "GBP")
    assert got.cancelled_at is None
    assert got.customer is not None
    assert got.shipping_address is not None
    assert got.shipping_address.country_code == "GB"
    tee, gift = got.lines
    assert (tee.sku, tee.quantity, tee.unit_price, tee.tracked) == ("TEE-1", 3, Decimal(10), True)
    assert (gift.sku, gift.tracked) == ("GIFT", False)
    assert [each.price for each in got.shipping_lines] == [Decimal("4.5")]
    standing = [each for each in got.fulfillment_orders if each.status == "OPEN"]
    units = {
        (line.line_item_id, each.location_id): (line.total, line.remaining)
        for each in standing
        for line in each.lines
    }
    assert units[tee.id, place(LEEDS)] == (3, 3)
    assert {line.inventory_item_id for each in standing for line in each.lines} >= {item}


async def test_an_order_of_1114_lines_is_read_to_its_last_line(client: ShopifyClient, shop: Shop):
    for number in range(1114):
        stock(shop, f"L-{number}", leeds=1)
    placed = buy(shop, *((f"L-{number}", 1) for number in range(1114)))
    page = await client.orders_page(MORNING - timedelta(minutes=5))
    (got,) = page.orders
    assert got.id == gid(placed)
    assert [line.sku for line in got.lines] == [f"L-{number}" for number in range(1114)]
    standing = [line.line_item_id for each in got.fulfillment_orders for line in each.lines]
    assert sorted(standing) == sorted(line.id for line in got.lines)


async def test_orders_changed_since_then_come_page_by_page(
    client: ShopifyClient, shop: Shop, clock: ManualClock
):
    stock(shop, leeds=100)
    old = buy(shop, ("TEE-1", 1))
    clock.advance(3600)
    new = [buy(shop, ("TEE-1", 1)) for _ in range(5)]
    first = await client.orders_page(MORNING + timedelta(minutes=5), first=3)
    rest = await client.orders_page(MORNING + timedelta(minutes=5), first.next, first=3)
    assert rest.next is None
    assert sorted(each.legacy_id for each in first.orders + rest.orders) == sorted(new)
    assert old not in new


async def test_a_cancelled_order_and_a_refund_show_in_what_is_still_to_ship(
    client: ShopifyClient, shop: Shop
):
    stock(shop, leeds=10)
    cancelled, refunded = buy(shop, ("TEE-1", 2)), buy(shop, ("TEE-1", 3))
    shop.cancel_order(cancelled)
    line = shop.order(refunded).lines[0]
    shop.refund(refunded, [(line.id, 1, "CANCEL", LEEDS)])
    one, two = await client.order(gid(cancelled)), await client.order(gid(refunded))
    assert one is not None
    assert two is not None
    assert one.cancelled_at is not None
    assert (two.lines[0].quantity, two.lines[0].current_quantity) == (3, 2)


async def test_an_unknown_order_is_none(client: ShopifyClient):
    assert await client.order(gid(1)) is None


async def test_protected_data_held_back_breaks_nothing(
    client: ShopifyClient, shop: Shop, world: World
):
    stock(shop, leeds=1)
    number = buy(shop, ("TEE-1", 1))
    world.shopify_switches.hide_protected = True
    got = await client.order(gid(number))
    assert got is not None
    assert got.shipping_address is not None
    assert (got.shipping_address.address1, got.shipping_address.name) == (None, None)


# -- counts ----------------------------------------------------------------------------------


def change(item: str, quantity: int, was: int | None, at: int = LEEDS) -> LevelChange:
    return LevelChange(item_id=item, location_id=place(at), quantity=quantity, change_from=was)


async def set_rows(client: ShopifyClient, *rows: LevelChange, key: str = "k-1") -> None:
    await client.set_available(rows, key=key, reference=REFERENCE)


async def test_a_batch_sets_every_count_it_names(client: ShopifyClient, shop: Shop):
    items = [stock(shop, f"SKU-{number}", leeds=5) for number in range(250)]
    await set_rows(client, *(change(item, 2, 5) for item in items))
    got = await client.counts_page()
    assert {level.available for each in got.items for level in each.levels} == {2}


async def test_a_sale_that_lands_meanwhile_stops_the_whole_batch_and_is_named(
    client: ShopifyClient, shop: Shop
):
    first, second = stock(shop, "A", leeds=5), stock(shop, "B", leeds=5)
    buy(shop, ("B", 1))
    with pytest.raises(errors.StaleQuantities) as raised:
        await set_rows(client, change(first, 3, 5), change(second, 3, 5))
    assert raised.value.rows == (1,)
    assert await shown(client, first) == {place(LEEDS): (5, 5, 0)}


async def test_a_repeat_after_a_lost_answer_is_stale_and_written_once(
    client: ShopifyClient, shop: Shop, world: World
):
    item = stock(shop, leeds=5)
    world.faults.plan(shop.system, "inventorySetQuantities", ["lost-after"])
    with pytest.raises(OutcomeUnknown):
        await set_rows(client, change(item, 3, 5))
    with pytest.raises(errors.StaleQuantities):
        await set_rows(client, change(item, 3, 5))
    assert await shown(client, item) == {place(LEEDS): (3, 3, 0)}


async def test_a_repeat_answered_by_the_rebuilt_success_is_written_once(
    client: ShopifyClient, shop: Shop, world: World
):
    world.shopify_switches.replay = "rebuilt"
    item = stock(shop, leeds=5)
    await set_rows(client, change(item, 3, 5))
    buy(shop, ("TEE-1", 1))
    await set_rows(client, change(item, 3, 5))
    assert await shown(client, item) == {place(LEEDS): (2, 3, 1)}


async def test_a_write_that_lands_late_is_in_progress_until_then_and_written_once(
    client: ShopifyClient, shop: Shop, world: World
):
    item = stock(shop, leeds=5)
    world.faults.plan(shop.system, "inventorySetQuantities", ["late:30"])
    with pytest.raises(OutcomeUnknown):
        await set_rows(client, change(item, 3, 5))
    with pytest.raises(errors.InProgress) as raised:
        await set_rows(client, change(item, 3, 5))
    assert raised.value.transient
    await world.advance(31)
    with pytest.raises(errors.StaleQuantities):
        await set_rows(client, change(item, 3, 5))
    assert await shown(client, item) == {place(LEEDS): (3, 3, 0)}


async def test_a_key_used_for_something_else_or_failed_before_says_so(
    client: ShopifyClient, shop: Shop
):
    item = stock(shop, leeds=5)
    await set_rows(client, change(item, 3, 5), key="one")
    with pytest.raises(errors.KeyParameterMismatch):
        await set_rows(client, change(item, 4, 3), key="one")
    with pytest.raises(errors.StaleQuantities):
        await set_rows(client, change(item, 4, 9), key="two")
    with pytest.raises((errors.PreviousAttemptFailed, errors.StaleQuantities)):
        await set_rows(client, change(item, 4, 9), key="two")


async def test_unknown_and_untracked_rows_are_named(client: ShopifyClient, shop: Shop):
    good, untracked = stock(shop, "A", leeds=5), stock(shop, "B", tracked=False, leeds=0)
    unknown = "gid://shopify/InventoryItem/42"
    with pytest.raises(errors.UnknownItem) as raised:
        await set_rows(client, change(good, 1, 5), change(unknown, 1, None), key="1")
    assert raised.value.rows == (1,)
    with pytest.raises(errors.UnknownLocation):
        await set_rows(client, change(good, 1, 5, at=999), key="2")
    with pytest.raises(errors.NotCountable) as uncounted:
        await set_rows(client, change(good, 1, 5), change(untracked, 1, None), key="3")
    assert uncounted.value.rows == (1,)


async def test_a_count_where_the_item_is_not_stocked_is_ignored_until_it_is_activated(
    client: ShopifyClient, shop: Shop
):
    item = stock(shop, leeds=5)
    await set_rows(client, change(item, 4, None, at=BRISTOL), key="1")
    assert place(BRISTOL) not in await shown(client, item)
    await client.activate(item, place(BRISTOL), key="2")
    await client.activate(item, place(BRISTOL), key="3")
    assert (await shown(client, item))[place(BRISTOL)] == (0, 0, 0)
    await set_rows(client, change(item, 4, 0, at=BRISTOL), key="4")
    assert (await shown(client, item))[place(BRISTOL)] == (4, 4, 0)


async def test_where_shopify_names_a_place_that_does_not_stock_the_item_so_do_we(
    client: ShopifyClient, shop: Shop, world: World
):
    world.shopify_switches.not_stocked = "error"
    item = stock(shop, leeds=5)
    with pytest.raises(errors.NotStocked) as raised:
        await set_rows(client, change(item, 4, None, at=BRISTOL))
    assert raised.value.rows == (0,)


async def test_an_unknown_item_cannot_be_activated(client: ShopifyClient, shop: Shop):
    with pytest.raises(errors.Rejected):
        await client.activate("gid://shopify/InventoryItem/42", place(LEEDS), key="1")


# -- moves -----------------------------------------------------------------------------------


async def standing(client: ShopifyClient, order: int) -> dict[str, str | None]:
    got = await client.order(gid(order))
    assert got is not None
    return {each.id: each.location_id for each in got.fulfillment_orders if each.lines}


async def test_a_fulfilment_order_moves_once_its_items_are_stocked_there_and_units_follow(
    client: ShopifyClient, shop: Shop
):
    item = stock(shop, leeds=5)
    order = buy(shop, ("TEE-1", 2))
    ((moving, at),) = (await standing(client, order)).items()
    assert at == place(LEEDS)
    before = {each.location_id: each.movable for each in await client.locations_for_move(moving)}
    assert before.get(place(BRISTOL)) is not True
    await client.activate(item, place(BRISTOL), key="1")
    after = {each.location_id: each.movable for each in await client.locations_for_move(moving)}
    assert after[place(BRISTOL)] is True
    moved = await client.move_fulfillment_order(moving, place(BRISTOL))
    assert (moved.id, moved.location_id) == (moving, place(BRISTOL))
    assert await standing(client, order) == {moving: place(BRISTOL)}
    assert await shown(client, item) == {place(LEEDS): (5, 5, 0), place(BRISTOL): (-2, 0, 2)}


async def test_a_closed_order_and_an_unknown_place_refuse_a_move(client: ShopifyClient, shop: Shop):
    stock(shop, leeds=5)
    order = buy(shop, ("TEE-1", 2))
    ((moving, _),) = (await standing(client, order)).items()
    with pytest.raises(errors.UnknownLocation):
        await client.move_fulfillment_order(moving, place(999))
    shop.cancel_order(order)
    with pytest.raises(errors.CannotMove):
        await client.move_fulfillment_order(moving, place(BRISTOL))


async def test_an_unknown_fulfilment_order_has_nowhere_to_go(client: ShopifyClient):
    with pytest.raises(errors.UnknownFulfillmentOrder):
        await client.locations_for_move("gid://shopify/FulfillmentOrder/1")


# -- subscriptions ---------------------------------------------------------------------------


async def test_a_subscription_is_made_listed_moved_and_stopped(client: ShopifyClient):
    made = await client.create_webhook("ORDERS_CREATE", "https://a.example/w", "orders-create")
    assert (made.topic, made.api_version) == ("ORDERS_CREATE", "2026-10")
    with pytest.raises(errors.AlreadySubscribed):
        await client.create_webhook("ORDERS_CREATE", "https://a.example/w", "another")
    with pytest.raises(errors.AddressRefused):
        await client.create_webhook("ORDERS_UPDATED", "http://a.example/w", "insecure")
    await client.update_webhook(made.id, "https://b.example/w")
    (listed,) = await client.webhooks()
    assert (listed.id, listed.uri, listed.name) == (made.id, "https://b.example/w", "orders-create")
    await client.delete_webhook(made.id)
    assert await client.webhooks() == []
    with pytest.raises(errors.UnknownSubscription):
        await client.delete_webhook(made.id)
    with pytest.raises(errors.UnknownSubscription):
        await client.update_webhook(made.id, "https://c.example/w")


async def test_a_delivery_of_the_sandbox_bears_a_signature_we_accept(
    client: ShopifyClient, shop: Shop, world: World
):
    heard: list[httpx.Request] = []

    def receive(request: httpx.Request) -> httpx.Response:
        heard.append(request)
        return httpx.Response(200)

    async with httpx.AsyncClient(transport=httpx.MockTransport(receive)) as receiver:
        world.webhooks.http = receiver
        await client.create_webhook("ORDERS_CREATE", "https://a.example/w", "orders-create")
        stock(shop, leeds=5)
        buy(shop, ("TEE-1", 1))
        await world.advance(5)
    (request,) = heard
    assert verify(request.content, request.headers, [shop.webhook_secret])
    assert not verify(request.content + b" ", request.headers, [shop.webhook_secret])
    delivery = read_delivery(request.headers)
    assert (delivery.topic, delivery.shop_domain) == ("orders/create", DOMAIN)


# -- credentials and troubles ----------------------------------------------------------------


async def test_a_granted_token_that_shopify_forgot_is_asked_for_again(
    opened: Opener, http: httpx.AsyncClient, shop: Shop, time: OnTheSandboxsClock
):
    shop.apps["the-app"] = "shpss_1"

    def grant() -> ClientCredentials:
        return ClientCredentials(
            http,
            base_url=f"http://sandbox/shopify/{DOMAIN}",
            client_id="the-app",
            client_secret="shpss_1",
            now=time.clock.now,
            sleep=time.sleep,
        )

    shop.switches.new_token_ends_old = True
    source = grant()
    client = opened(source)
    await client.locations()
    await grant().token()
    assert len(await client.locations()) == 2


async def test_an_app_that_is_not_installed_is_told_what_to_do(
    http: httpx.AsyncClient, shop: Shop, time: OnTheSandboxsClock
):
    source = ClientCredentials(
        http,
        base_url=f"http://sandbox/shopify/{DOMAIN}",
        client_id="nobody",
        client_secret="shpss_1",
        now=time.clock.now,
        sleep=time.sleep,
    )
    with pytest.raises(Denied, match="organisation"):
        await source.token()


async def test_a_wrong_token_is_denied(opened: Opener):
    with pytest.raises(Denied, match="enter a new one"):
        await opened(StaticToken("shpat_wrong")).locations()


async def test_an_empty_bucket_is_waited_for_once(
    client: ShopifyClient, shop: Shop, time: OnTheSandboxsClock
):
    stock(shop, leeds=5)
    shop.bucket_size = 170.0
    for _ in range(3):
        await client.counts_page()
    assert time.slept
    assert all(1 <= seconds <= 60 for seconds in time.slept)
    assert all(0 <= points <= 170 for points in time.points)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("500", Unreachable),
        ("503", Unreachable),
        ("lost-before", Unreachable),
        ("lost-after", Unreachable),
        ("internal", Unreachable),
        ("malformed", Malformed),
    ],
)
async def test_each_trouble_on_a_read_has_its_name(
    client: ShopifyClient, world: World, shop: Shop, fault: str, kind: type[Exception]
):
    world.faults.plan(shop.system, "*", [fault])
    with pytest.raises(kind):
        await client.locations()
    assert len(await client.locations()) == 2


async def test_a_page_of_which_half_is_missing_is_never_taken_for_whole(
    client: ShopifyClient, world: World, shop: Shop
):
    items = [stock(shop, f"SKU-{number}", leeds=1) for number in range(4)]
    order = buy(shop, *((f"SKU-{number}", 1) for number in range(4)))
    reads: list[Callable[[], Awaitable[object]]] = [
        client.counts_page,
        client.locations,
        client.webhooks,
        lambda: client.counts_of(items),
        lambda: client.items_by_sku("SKU-1"),
        lambda: client.orders_page(MORNING - timedelta(minutes=5)),
        lambda: client.order(gid(order)),
        lambda: client.order_shipping(gid(order)),
    ]
    for read in reads:
        world.faults.plan(shop.system, "*", ["truncated"])
        with pytest.raises(Malformed):
            await read()


@pytest.mark.parametrize("operation", operations())
def test_the_sandbox_understands_every_document(operation: str):
    wrong = validate(schema(), parse(document(operation).text))
    assert [error.message for error in wrong] == []


@pytest.mark.parametrize(
    ("fault", "left"),
    [
        ("500", 5),
        ("503", 5),
        ("lost-before", 5),
        ("lost-after", 3),
        ("internal", None),
        ("malformed", None),
    ],
)
async def test_each_trouble_on_a_write_leaves_an_unknown_outcome(
    client: ShopifyClient, world: World, shop: Shop, fault: str, left: int | None
):
    item = stock(shop, leeds=5)
    world.faults.plan(shop.system, "*", [fault])
    with pytest.raises(OutcomeUnknown):
        await set_rows(client, change(item, 3, 5))
    ((available, _, _),) = (await shown(client, item)).values()
    assert available in ({left} if left is not None else {3, 5})


@pytest.mark.parametrize("fault", ["throttled", "429"])
async def test_a_throttled_write_is_sent_once_more_and_written_once(
    client: ShopifyClient, world: World, shop: Shop, time: OnTheSandboxsClock, fault: str
):
    item = stock(shop, leeds=5)
    world.faults.plan(shop.system, "*", [fault])
    await set_rows(client, change(item, 3, 5))
    assert await shown(client, item) == {place(LEEDS): (3, 3, 0)}
    assert len(time.slept) == 1


async def test_a_second_throttle_goes_back_to_the_task(
    client: ShopifyClient, world: World, shop: Shop
):
    item = stock(shop, leeds=5)
    world.faults.plan(shop.system, "*", ["throttled", "429"])
    with pytest.raises(Throttled):
        await set_rows(client, change(item, 3, 5))
    assert await shown(client, item) == {place(LEEDS): (5, 5, 0)}


async def test_a_write_whose_lease_is_lost_never_reaches_the_shop(
    client: ShopifyClient, shop: Shop
):
    def lost() -> None:
        raise LeaseLost("taken over", system="ledger", operation="renew")

    item = stock(shop, leeds=5)
    mark = before_send.set(lost)
    try:
        with pytest.raises(LeaseLost):
            await set_rows(client, change(item, 3, 5))
        assert await shown(client, item) == {place(LEEDS): (5, 5, 0)}
    finally:
        before_send.reset(mark)
