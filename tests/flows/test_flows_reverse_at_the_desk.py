"""Taken back after the hand-off: the carrier desk first, then Cin7; nothing leaves, all is free."""

import pytest

from flows.hand_off_fulfilment import hand_off_fulfilment
from flows.ingest_orders import ingest_orders
from flows.return_tracking import return_tracking
from flows.reverse_cancellations import reverse_cancellations
from flows.sync_stock import sync_stock
from ledger import balances, effects_seen, exceptions, orders, reversals, shipments
from ledger.models import EffectKind, ShipmentState, Stage
from tasks.outside import Standing
from tests.flows.parcel_desk import begin, buy, handed_over, label, pending, promises, void
from tests.town import Town


async def ordered(town: Town, *lines: tuple[str, int]) -> int:
    await begin(town, MUG=10, CUP=10)
    await sync_stock.fn()
    sold = await handed_over(town, *(lines or (("MUG", 3),)), name="#1001")
    await town.outside.sleep(100)
    await sync_stock.fn()
    return int(sold.order_id)


async def round_of_all(town: Town, rounds: int = 3) -> None:
    """Every flow as the schedule would start it."""
    for _ in range(rounds):
        await town.outside.sleep(100)
        await ingest_orders.fn()
        await reverse_cancellations.fn()
        await hand_off_fulfilment.fn()
        await return_tracking.fn()
    await town.outside.sleep(100)
    await sync_stock.fn()
    await town.outside.sleep(900)


def statuses(town: Town) -> list[str]:
    return [one.status for one in town.world.shipstation.shipments]


def rows(town: Town, order_id: int) -> list[tuple[str, str, str]]:
    found = reversals.of_order(town.ledger, "uk", order_id)
    return [(one.kind.value, one.stage.value, one.state.value) for one in found]


def open_kinds(town: Town) -> list[str]:
    return [row.kind for row in exceptions.list_open(town.ledger, town.world.clock.now())]


async def test_a_cancelled_order_is_taken_back_from_the_desk_before_its_units_are_free(
    town: Town,
) -> None:
    order_id = await ordered(town)
    town.shop("uk").cancel_order(order_id)
    await town.outside.sleep(3)
    before = len(town.calls())
    report = await reverse_cancellations.fn()
    assert report.headline() == "1 voided"
    calls = town.calls()[before:]
    cancel = calls.index("PUT shipments/{shipment_id}/cancel")
    assert cancel < calls.index("DELETE sale") < calls.index("inventorySetQuantities")
    assert (statuses(town), town.live_sales()) == (["cancelled"], [])
    assert town.shown("eu", "MUG", "main") == 10
    assert rows(town, order_id) == [("cancel", "handed-off", "done")]
    (made,) = shipments.of_order(town.ledger, "uk", order_id)
    assert made.state is ShipmentState.CANCELLED
    await round_of_all(town)
    assert (promises(town), statuses(town)) == ({}, ["cancelled"])


async def test_a_part_taken_back_makes_the_hand_off_send_the_rest_anew(town: Town) -> None:
    order_id = await ordered(town, ("MUG", 3), ("CUP", 1))
    town.take_back("uk", order_id, ("MUG", 2, "CANCEL"))
    assert (await reverse_cancellations.fn()).headline() == "1 rebuilt"
    assert (town.available("MUG", "main"), town.available("CUP", "main")) == (9, 9)
    await round_of_all(town)
    assert statuses(town) == ["cancelled", "pending"]
    (second,) = pending(town)
    assert {item["sku"]: item["quantity"] for item in second.items} == {"MUG": 1, "CUP": 1}
    assert second.external_id == f"uk:{order_id}:2"
    assert promises(town) == {}
    assert rows(town, order_id) == [("reduce", "handed-off", "done")]


async def test_every_part_of_a_split_order_is_taken_back(town: Town) -> None:
    order_id = await ordered(town, ("MUG", 2), ("CUP", 2))
    (whole,) = pending(town)
    town.world.shipstation.shipments.split(whole.shipment_id)
    town.shop("uk").cancel_order(order_id)
    await town.outside.sleep(3)
    await reverse_cancellations.fn()
    assert statuses(town) == ["cancelled", "cancelled"]
    assert town.live_sales() == []
    await round_of_all(town)
    assert promises(town) == {}


@pytest.mark.parametrize("how", ["whole", "part"])
async def test_a_label_that_nobody_was_told_of_is_void_before_anything_is_free(
    town: Town, how: str
) -> None:
    order_id = await ordered(town)
    (label_id,) = buy(town)
    if how == "whole":
        town.shop("uk").cancel_order(order_id)
    else:
        town.take_back("uk", order_id, ("MUG", 1, "CANCEL"))
    await town.outside.sleep(3)
    await reverse_cancellations.fn()
    assert label(town, label_id).voided_at is not None
    assert statuses(town)[0] == "cancelled"
    assert town.available("MUG", "main") == (10 if how == "whole" else 8)
    kind = "cancel" if how == "whole" else "reduce"
    assert rows(town, order_id) == [(kind, "labelled", "done")]
    await round_of_all(town)
    assert promises(town) == {}


async def test_a_carrier_that_will_not_void_frees_nothing_and_a_person_is_told_once(
    town: Town,
) -> None:
    order_id = await ordered(town)
    (label_id,) = buy(town)
    town.world.shipstation.labels.refuse_void(label_id, "contact_carrier")
    town.shop("uk").cancel_order(order_id)
    await town.outside.sleep(3)
    for _ in range(3):
        await reverse_cancellations.fn()
        await town.outside.sleep(100)
    assert (town.available("MUG", "main"), len(town.live_sales())) == (7, 1)
    assert town.calls("shipstation").count("PUT labels/{label_id}/void") == 1
    assert open_kinds(town) == ["void-refused"]
    assert rows(town, order_id) == [("cancel", "labelled", "for-a-person")]
    held = balances.of_order(town.ledger, "uk", order_id).values()
    assert [(row.released, row.open) for row in held] == [(0, 3)]
    town.world.shipstation.labels.get(label_id).refuse_void = None
    void(town, label_id)  # a person has done it with the carrier
    await round_of_all(town)
    assert (town.available("MUG", "main"), open_kinds(town)) == (10, [])
    assert rows(town, order_id) == [("cancel", "labelled", "done")]
    assert promises(town) == {}


async def test_a_refused_void_is_excused_and_costs_no_promise(town: Town) -> None:
    order_id = await ordered(town)
    (label_id,) = buy(town)
    town.world.shipstation.labels.refuse_void(label_id, "contact_carrier")
    town.shop("uk").cancel_order(order_id)
    await round_of_all(town)
    assert open_kinds(town) == ["void-refused"]
    assert promises(town) == {}


async def test_a_label_bought_between_our_look_and_our_cancel_is_void_too(town: Town) -> None:
    order_id = await ordered(town)
    town.shop("uk").cancel_order(order_id)
    await town.outside.sleep(3)
    assert town.outside.desk is not None
    cancel, bought = town.outside.desk.cancel, []

    async def after_the_crew(shipment_id: str) -> None:
        if not bought:
            bought.extend(buy(town))
        await cancel(shipment_id)

    town.outside.desk.cancel = after_the_crew  # type: ignore[method-assign]
    await reverse_cancellations.fn()
    assert label(town, bought[0]).voided_at is not None
    assert (statuses(town), town.live_sales()) == (["cancelled"], [])
    await round_of_all(town)
    assert promises(town) == {}


async def test_a_hand_off_that_is_late_is_forbidden_or_taken_back(town: Town) -> None:
    await begin(town, MUG=10)
    order_id = int(town.sell("uk", ("MUG", 3), name="#1001").order_id)
    await ingest_orders.fn()
    assert town.outside.desk is not None
    create, before = town.outside.desk.create, []

    async def after_the_reversal(draft: object) -> str:
        if not before:
            before.append(True)
            town.shop("uk").cancel_order(order_id)
            await town.outside.sleep(3)
            with Standing(town.as_another_run("the reversal")):
                report = await reverse_cancellations.fn()
            assert report.headline() == "1 waiting"
        return await create(draft)  # type: ignore[arg-type]

    town.outside.desk.create = after_the_reversal  # type: ignore[method-assign]
    await hand_off_fulfilment.fn()
    assert statuses(town) == ["pending"]
    await round_of_all(town)
    assert (statuses(town), town.live_sales()) == (["cancelled"], [])
    assert promises(town) == {}


@pytest.mark.parametrize("died_after", ["void", "cancel", "void_sale"])
async def test_a_run_killed_after_any_step_is_finished_by_the_next(
    town: Town, died_after: str
) -> None:
    order_id = await ordered(town)
    buy(town)
    town.shop("uk").cancel_order(order_id)
    await town.outside.sleep(3)
    owner = town.outside.inventory if died_after == "void_sale" else town.outside.desk
    whole = getattr(owner, died_after)

    async def then_die(name: str) -> None:
        await whole(name)
        raise KeyboardInterrupt

    setattr(owner, died_after, then_die)
    with pytest.raises(KeyboardInterrupt):
        await reverse_cancellations.fn()
    setattr(owner, died_after, whole)
    await round_of_all(town)
    row = orders.get(town.ledger, "uk", order_id)
    assert row is not None
    assert (row.stage, statuses(town), town.live_sales()) == (Stage.REVERSED, ["cancelled"], [])
    assert (town.available("MUG", "main"), town.shown("eu", "MUG", "main")) == (10, 10)
    held = balances.of_order(town.ledger, "uk", order_id).values()
    assert [(one.released, one.open) for one in held] == [(3, 0)]
    assert [state for _, _, state in rows(town, order_id)] == ["done"]
    assert promises(town) == {}


async def test_two_runs_at_once_take_a_labelled_order_back_once(town: Town) -> None:
    order_id = await ordered(town)
    buy(town)
    town.shop("uk").cancel_order(order_id)
    await town.outside.sleep(3)
    assert town.outside.desk is not None
    void_it, before = town.outside.desk.void, []

    async def beside_another(label_id: str) -> None:
        if not before:
            before.append(True)
            with Standing(town.as_another_run("another run")):
                await reverse_cancellations.fn()
        await void_it(label_id)

    town.outside.desk.void = beside_another  # type: ignore[method-assign]
    await reverse_cancellations.fn()
    await round_of_all(town)
    assert town.calls("cin7").count("DELETE sale") == 1
    assert (statuses(town), town.available("MUG", "main")) == (["cancelled"], 10)
    assert promises(town) == {}
    voids = effects_seen.by_subject(town.ledger, "uk #1001", EffectKind.VOID_SALE)
    assert len(voids) == 1
